// Making Tensors: from data, from a shape, from an initializer that waits.
#include <algorithm>

#include "ops/ops.h"
#include "python/operators/convert.h"
#include "python/tensor/dtype.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"
#include "runtime/eager/compute.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

/// What a Tensor is between `__new__` and `__init__`: nothing to compute with.
TensorRep* empty_rep() {
  static TensorRep* const rep = Tensor(DType::kFloat32, Layout(), Ref<Storage>()).leak();
  rep->retain();
  return rep;
}

/// An operator of one Tensor on this thread's engine.
Tensor call_one(const Op& op, const Tensor& tensor) {
  Values args{Value(tensor)};
  return current().apply(op, args)[0].as_tensor();
}

Tensor from_data(PyObject* data, std::optional<DType> dtype) {
  auto fitted = [&](Tensor tensor) { return dtype ? cast_to(tensor, *dtype) : tensor; };
  if (is_ndarray(data)) return fitted(copy_of_ndarray(data));
  if (is_tensor(data)) {
    Tensor tensor = unwrap(data).detached();
    if (dtype && *dtype != tensor.dtype()) return cast_to(tensor, *dtype);
    return tracer() ? call_one(ops::copy, tensor) : copy_of(tensor);
  }
  if (PyList_Check(data) || PyTuple_Check(data)) return tensor_of_list(data, dtype);
  if (is_numpy_scalar(data)) {
    Object array = checked(PyObject_CallOneArg(import_attribute("numpy", "asarray").get(), data));
    return fitted(copy_of_ndarray(array.get()));
  }
  Value number;
  if (to_operand(data, number)) return tensor_of_number(number, dtype);
  throw type_error(
      "a Tensor is made from numbers, nested lists of them, an ndarray or a Tensor, "
      "found {}",
      Py_TYPE(data)->tp_name)
      .slug("tensor-data");
}

/// What stands for an unknown extent, and for an unknown number of axes.
constexpr int64_t kAnyExtent = -1, kAnyRank = -2;

/// The same shape with a number for each None.
Object with_any_extents(PyObject* shape) {
  if (shape == Py_None) return checked(Py_BuildValue("(L)", static_cast<long long>(kAnyRank)));
  if (!PyList_Check(shape) && !PyTuple_Check(shape)) return Object::borrow(shape);
  Object numbers = checked(PySequence_List(shape));
  Object any = checked(PyLong_FromLongLong(kAnyExtent));
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(numbers.get()); ++i)
    if (PyList_GET_ITEM(numbers.get(), i) == Py_None)
      checked(PyList_SetItem(numbers.get(), i, Py_NewRef(any.get())));
  return numbers;
}

/// Extents that are None or -1 may be any: such a Tensor stands for others, and has no elements.
Ints shape_argument(PyObject* shape) {
  Ints ints;
  if (!to_ints(with_any_extents(shape).get(), ints))
    throw type_error("`shape` of a Tensor needs to be an int or a tuple of ints, found {}",
                     Py_TYPE(shape)->tp_name)
        .slug("tensor-shape");
  for (int64_t extent : ints)
    if (extent < kAnyExtent && !(extent == kAnyRank && ints.size() == 1))
      throw value_error(
          "`shape` of a Tensor needs sizes of 0 or more, or None where any will do, found {}",
          extent)
          .slug("tensor-shape");
  return ints;
}

bool has_any_extent(const Ints& shape) {
  return std::ranges::any_of(shape, [](int64_t extent) { return extent < 0; });
}

Tensor zeros(DType dtype, const Ints& shape) {
  uint64_t zero[2] = {0, 0};
  return Tensor::filled(dtype, shape, zero);
}

struct NewArguments {
  PyObject* data = Py_None;
  PyObject* dtype = Py_None;
  PyObject* shape = Py_None;
  PyObject* init = Py_None;
};

std::optional<DType> dtype_argument(PyObject* object) {
  if (object == Py_None) return std::nullopt;
  auto dtype = dtype_of(object);
  if (!dtype)
    throw type_error("`dtype` of a Tensor needs to be a dtype like mindspore.float32, found {}",
                     Py_TYPE(object)->tp_name)
        .slug("tensor-dtype");
  return dtype;
}

void set_init(PyObject* self, PyObject* init) {
  PyObject*& extra = as_object(self)->extra;
  if (!extra) extra = checked(PyDict_New()).leak();
  checked(PyDict_SetItemString(extra, "init", init));
}

void construct(PyObject* self, const NewArguments& given) {
  std::optional<DType> dtype = dtype_argument(given.dtype);
  if (given.data != Py_None) {
    if (given.shape != Py_None || given.init != Py_None)
      throw value_error("a Tensor is made from data, or from `shape`, `dtype` and `init`, not both")
          .slug("tensor-data-and-shape");
    rebind(self, from_data(given.data, dtype));
    return;
  }
  if (given.shape == Py_None && given.dtype == Py_None)
    throw type_error("a Tensor needs data, or `shape` and `dtype`").slug("tensor-data");
  Ints shape = shape_argument(given.shape);
  DType of = dtype.value_or(DType::kFloat32);
  if (given.init == Py_None && !has_any_extent(shape)) {
    rebind(self, zeros(of, shape));
    return;
  }
  if (given.init != Py_None) set_init(self, given.init);
  rebind(self, Tensor(of, contiguous(shape), Ref<Storage>()));
}

}  // namespace

PyObject* tensor_new(PyTypeObject* type, PyObject*, PyObject*) {
  return guarded([&] { return wrap_as(type, Tensor::adopt(empty_rep())); });
}

int tensor_init(PyObject* self, PyObject* args, PyObject* kwargs) {
  return guarded_status([&] {
    NewArguments given;
    PyObject *const_arg = Py_None, *device = Py_None;
    static const char* const kNames[] = {"input_data", "dtype",  "shape", "init",
                                         "const_arg",  "device", nullptr};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OOOOOO:Tensor", const_cast<char**>(kNames),
                                     &given.data, &given.dtype, &given.shape, &given.init,
                                     &const_arg, &device))
      throw PythonError();
    construct(self, given);
  });
}

}  // namespace duet::python
