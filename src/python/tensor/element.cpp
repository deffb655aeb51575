// Numbers into elements, elements into numbers, nested lists into Tensors.
#include "python/tensor/element.h"

#include <cstring>

#include "ops/ops.h"
#include "ops/scalar/visit.h"
#include "python/operators/convert.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"
#include "runtime/number.h"

namespace duet::python {
namespace {

bool is_list(PyObject* object) { return PyList_Check(object) || PyTuple_Check(object); }

/// What one walk over a nested list finds out.
struct ListShape {
  Ints shape;
  NumberKind kind = NumberKind::kBool;
  bool empty = true;
  /// Tensors, arrays or NumPy scalars inside: NumPy knows how to join those.
  bool foreign = false;
};

Error ragged() {
  return type_error("a Tensor needs nested lists whose lengths agree along each axis")
      .slug("tensor-ragged");
}

void look_at_item(ListShape& found, PyObject* item) {
  NumberKind kind = NumberKind::kBool;
  if (PyFloat_CheckExact(item))
    kind = NumberKind::kFloat;
  else if (PyLong_CheckExact(item))
    kind = NumberKind::kInt;
  else if (PyComplex_CheckExact(item))
    kind = NumberKind::kComplex;
  else if (!PyBool_Check(item))
    found.foreign = true;
  found.kind = std::max(found.kind, kind);
  found.empty = false;
}

void look_at(ListShape& found, PyObject* list, size_t depth) {
  Py_ssize_t size = PySequence_Fast_GET_SIZE(list);
  if (found.shape.size() == depth)
    found.shape.push_back(size);
  else if (found.shape[depth] != size)
    throw ragged();
  for (Py_ssize_t i = 0; i < size; ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(list, i);
    bool deeper = is_list(item);
    if (deeper != (found.shape.size() > depth + 1) && i > 0) {
      found.foreign = found.foreign && !deeper;
      if (!found.foreign) throw ragged();
    }
    if (deeper)
      look_at(found, item, depth + 1);
    else
      look_at_item(found, item);
  }
}

DType default_dtype(const ListShape& found) {
  constexpr DType kDTypes[] = {DType::kBool, DType::kInt64, DType::kFloat32, DType::kComplex128};
  return found.empty ? DType::kFloat32 : kDTypes[static_cast<int>(found.kind)];
}

template <class T>
void fill(PyObject* list, size_t depth, size_t rank, T*& out) {
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(list); ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(list, i);
    if (depth + 1 < rank) {
      fill(item, depth + 1, rank, out);
    } else if (PyFloat_CheckExact(item)) {
      *out++ = convert<T>(PyFloat_AS_DOUBLE(item));
    } else {
      int overflow = 0;
      int64_t value = PyLong_AsLongLongAndOverflow(item, &overflow);
      if (overflow)
        throw Error(ErrorKind::kOverflow, "an element of a Tensor needs to fit into 64 bits")
            .slug("int-too-large");
      *out++ = convert<T>(value);
    }
  }
}

void fill_complex(PyObject* list, size_t depth, size_t rank, DType dtype, char*& out) {
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(list); ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(list, i);
    if (depth + 1 < rank) {
      fill_complex(item, depth + 1, rank, dtype, out);
      continue;
    }
    Value number = std::complex<double>(PyComplex_RealAsDouble(item), PyComplex_ImagAsDouble(item));
    Element element = encode(number, dtype);
    std::memcpy(out, element.data(), size_of(dtype));
    out += size_of(dtype);
  }
}

Tensor joined_by_numpy(PyObject* list, std::optional<DType> dtype) {
  Object make = import_attribute("numpy", "array");
  Object array = checked(PyObject_CallOneArg(make.get(), list));
  Tensor tensor = copy_of_ndarray(array.get());
  return dtype && *dtype != tensor.dtype() ? cast_to(tensor, *dtype) : tensor;
}

}  // namespace

Value load_value(DType dtype, const void* bytes) {
  if (dtype == DType::kComplex64) {
    std::complex<float> z;
    std::memcpy(&z, bytes, sizeof(z));
    return std::complex<double>(z);
  }
  if (dtype == DType::kComplex128) {
    std::complex<double> z;
    std::memcpy(&z, bytes, sizeof(z));
    return z;
  }
  return visit(dtype, [&]<class T>(std::type_identity<T>) -> Value {
    T element;
    std::memcpy(&element, bytes, sizeof(T));
    if constexpr (std::is_same_v<T, bool>)
      return element;
    else if constexpr (std::is_integral_v<T>)
      return static_cast<int64_t>(element);
    else
      return convert<double>(element);
  });
}

PyObject* load_element(DType dtype, const void* bytes) {
  if (dtype == DType::kUInt64) {
    uint64_t element = 0;
    std::memcpy(&element, bytes, sizeof(element));
    return PyLong_FromUnsignedLongLong(element);
  }
  return to_python(load_value(dtype, bytes));
}

Value element_of(const Tensor& tensor) {
  return load_value(tensor.dtype(), with_elements(tensor, "a Python number").data());
}

Tensor tensor_of_number(const Value& number, std::optional<DType> dtype) {
  constexpr DType kDTypes[] = {DType::kBool, DType::kInt64, DType::kFloat32, DType::kComplex128};
  DType to = dtype.value_or(kDTypes[static_cast<int>(number.number_kind())]);
  return Tensor::filled(to, {}, encode(number, to).data());
}

Tensor tensor_of_list(PyObject* list, std::optional<DType> dtype) {
  ListShape found;
  look_at(found, list, 0);
  if (found.foreign) return joined_by_numpy(list, dtype);
  DType own = default_dtype(found);
  DType to = dtype.value_or(own);
  // A complex number is no real one: the list becomes complex first.
  if (is_complex(own) && !is_complex(to)) return cast_to(tensor_of_list(list, own), to);
  Tensor tensor(to, found.shape);
  size_t rank = found.shape.size();
  if (is_complex(to)) {
    char* out = tensor.data_as<char>();
    fill_complex(list, 0, rank, to, out);
  } else {
    visit(to, [&]<class T>(std::type_identity<T>) {
      T* out = tensor.data_as<T>();
      fill(list, 0, rank, out);
    });
  }
  return tensor;
}

Tensor cast_to(const Tensor& tensor, DType dtype) {
  if (tensor.dtype() == dtype) return tensor;
  Values args{Value(tensor), Value(dtype)};
  return current().apply(ops::cast, args)[0].as_tensor();
}

}  // namespace duet::python
