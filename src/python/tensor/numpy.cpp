// Arrays and Tensors over the same memory. An ndarray keeps the Buffer alive through a capsule; a
// Tensor keeps the ndarray alive through its Buffer's release function.
#include "python/tensor/numpy.h"

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_1_25_API_VERSION
#include <numpy/arrayobject.h>

#include <cstring>

#include "frontend/evaluate/traced/array.h"
#include "frontend/evaluate/traced/tensor.h"
#include "python/tensor/gradient_note.h"
#include "runtime/graph/tracer.h"
#include "runtime/tape/tape.h"

namespace duet::python {
namespace {

constexpr int kTypeNumbers[] = {NPY_BOOL,   NPY_INT8,   NPY_INT16,  NPY_INT32,  NPY_INT64,
                                NPY_UINT8,  NPY_UINT16, NPY_UINT32, NPY_UINT64, NPY_HALF,
                                NPY_NOTYPE, NPY_FLOAT,  NPY_DOUBLE, NPY_CFLOAT, NPY_CDOUBLE};

/// ml_dtypes is imported when the first bfloat16 appears.
PyArray_Descr* bfloat16_descriptor() {
  static PyArray_Descr* descriptor = nullptr;
  if (!descriptor) {
    Object type = import_attribute("ml_dtypes", "bfloat16");
    if (PyArray_DescrConverter(type.get(), &descriptor) != NPY_SUCCEED) throw PythonError();
  }
  return descriptor;
}

std::optional<DType> dtype_of_descriptor(PyArray_Descr* descriptor) {
  int number = descriptor->type_num;
  if (number == NPY_LONGLONG) return DType::kInt64;
  if (number == NPY_ULONGLONG) return DType::kUInt64;
  for (int i = 0; i < kDTypeCount; ++i)
    if (kTypeNumbers[i] == number && number != NPY_NOTYPE) return static_cast<DType>(i);
  if (number >= NPY_USERDEF && number == bfloat16_descriptor()->type_num) return DType::kBFloat16;
  return std::nullopt;
}

/// The array with elements as we keep them: aligned, in the machine's byte order.
Object behaved(PyObject* object) {
  auto* array = reinterpret_cast<PyArrayObject*>(object);
  if (PyArray_ISBEHAVED_RO(array)) return Object::borrow(object);
  PyArray_Descr* native = PyArray_DescrNewByteorder(PyArray_DESCR(array), NPY_NATIVE);
  return checked(PyArray_FromAny(object, native, 0, 0, NPY_ARRAY_ALIGNED, nullptr));
}

DType array_dtype(PyArrayObject* array) {
  auto dtype = dtype_of_descriptor(PyArray_DESCR(array));
  if (dtype) return *dtype;
  Object text = checked(PyObject_Str(reinterpret_cast<PyObject*>(PyArray_DESCR(array))));
  throw type_error("a Tensor needs elements that are numbers or bools, found an array of {}",
                   PyUnicode_AsUTF8(text.get()))
      .slug("tensor-elements");
}

constexpr int kMaxAxes = 64;

void release_buffer(PyObject* capsule) {
  static_cast<Buffer*>(PyCapsule_GetPointer(capsule, nullptr))->release();
}

/// Drops a reference to a Python object from any thread.
void drop_reference(PyObject* object) {
  if (!Py_IsInitialized()) return;
  PyGILState_STATE state = PyGILState_Ensure();
  Py_DECREF(object);
  PyGILState_Release(state);
}

}  // namespace

namespace {

/// Nobody else can come by it: no other reference, no view, no weak reference.
bool is_alone(PyObject* object) {
  auto* array = reinterpret_cast<PyArrayObject*>(object);
  Py_ssize_t at = Py_TYPE(object)->tp_weaklistoffset;
  bool watched = at > 0 && *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + at);
  return Py_REFCNT(object) == 1 && !watched && !PyArray_BASE(array) &&
         PyArray_CHKFLAGS(array, NPY_ARRAY_OWNDATA);
}

PyObject* tensor_over_array(PyObject* object) {
  constexpr size_t kWorthIt = 1 << 14;  // bytes
  if (!PyArray_CheckExact(object) || !is_alone(object)) return nullptr;
  auto* array = reinterpret_cast<PyArrayObject*>(object);
  auto dtype = dtype_of_descriptor(PyArray_DESCR(array));
  bool plain = dtype && PyArray_ISBEHAVED(array) && PyArray_IS_C_CONTIGUOUS(array);
  auto bytes = static_cast<size_t>(PyArray_NBYTES(array));
  if (!plain || bytes < kWorthIt) return nullptr;
  const auto* extents = reinterpret_cast<const int64_t*>(PyArray_DIMS(array));
  Layout layout = contiguous(Ints(extents, extents + PyArray_NDIM(array)));
  Py_INCREF(object);
  Ref<Buffer> buffer =
      Buffer::adopt(PyArray_DATA(array), bytes, [object] { drop_reference(object); });
  return frontend::wrap(Tensor(*dtype, std::move(layout), Storage::make(std::move(buffer))));
}

}  // namespace

void load_numpy() {
  if (_import_array() < 0) throw PythonError();
  frontend::take_array = tensor_over_array;
}

bool is_ndarray(PyObject* object) { return PyArray_Check(object); }
bool is_numpy_scalar(PyObject* object) {
  return PyArray_CheckScalar(object) && !is_ndarray(object);
}

std::optional<DType> numpy_dtype_of(PyObject* object) {
  if (PyArray_DescrCheck(object))
    return dtype_of_descriptor(reinterpret_cast<PyArray_Descr*>(object));
  if (!PyType_Check(object)) return std::nullopt;
  auto* type = reinterpret_cast<PyTypeObject*>(object);
  if (!PyType_IsSubtype(type, &PyGenericArrType_Type)) {
    const char* text = type->tp_name;
    return std::strstr(text, "bfloat16") ? std::optional(DType::kBFloat16) : std::nullopt;
  }
  PyArray_Descr* descriptor = PyArray_DescrFromTypeObject(object);
  if (!descriptor) throw PythonError();
  auto dtype = dtype_of_descriptor(descriptor);
  Py_DECREF(descriptor);
  return dtype;
}

PyObject* numpy_descriptor(DType dtype) {
  int number = kTypeNumbers[static_cast<int>(dtype)];
  if (number == NPY_NOTYPE) return Py_NewRef(reinterpret_cast<PyObject*>(bfloat16_descriptor()));
  return reinterpret_cast<PyObject*>(PyArray_DescrFromType(number));
}

Tensor copy_of_ndarray(PyObject* object) {
  Object source = behaved(object);
  auto* array = reinterpret_cast<PyArrayObject*>(source.get());
  DType dtype = array_dtype(array);
  note_made_of_array(dtype);
  static_assert(sizeof(npy_intp) == sizeof(int64_t));
  const auto* extents = reinterpret_cast<const int64_t*>(PyArray_DIMS(array));
  Tensor tensor(dtype, std::span(extents, PyArray_NDIM(array)));
  if (tensor.count() == 0) return tensor;
  if (PyArray_IS_C_CONTIGUOUS(array)) {
    std::memcpy(tensor.data(), PyArray_DATA(array), tensor.count() * size_of(dtype));
    return tensor;
  }
  // NumPy copies between layouts; the target is an array over the new memory.
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(numpy_descriptor(dtype));
  Object target = checked(PyArray_NewFromDescr(&PyArray_Type, descriptor, PyArray_NDIM(array),
                                               PyArray_DIMS(array), nullptr, tensor.data(),
                                               NPY_ARRAY_CARRAY, nullptr));
  checked(PyArray_CopyInto(reinterpret_cast<PyArrayObject*>(target.get()), array));
  return tensor;
}

Tensor shared_with_ndarray(PyObject* object) {
  auto* array = reinterpret_cast<PyArrayObject*>(object);
  if (!PyArray_ISBEHAVED(array)) return copy_of_ndarray(object);
  DType dtype = array_dtype(array);
  note_made_of_array(dtype);
  auto size = static_cast<int64_t>(size_of(dtype));
  Layout layout;
  for (int i = 0; i < PyArray_NDIM(array); ++i) {
    if (PyArray_STRIDE(array, i) % size != 0) return copy_of_ndarray(object);
    layout.shape.push_back(PyArray_DIM(array, i));
    layout.strides.push_back(PyArray_STRIDE(array, i) / size);
  }
  auto [low, high] = reach(layout);
  layout.offset = -low;
  Py_INCREF(object);
  Ref<Storage> storage =
      Storage::make(Buffer::adopt(static_cast<char*>(PyArray_DATA(array)) + low * size,
                                  (high - low) * size, [object] { drop_reference(object); }));
  storage->lend();
  return {dtype, std::move(layout), std::move(storage)};
}

PyObject* ndarray_over(const Tensor& tensor) {
  with_elements(tensor, "an ndarray");
  npy_intp strides[kMaxAxes];
  int rank = tensor.rank();
  if (rank > kMaxAxes) throw value_error("an ndarray has at most 64 axes").slug("ndarray-rank");
  auto size = static_cast<npy_intp>(size_of(tensor.dtype()));
  for (int i = 0; i < rank; ++i) strides[i] = tensor.strides()[i] * size;
  auto* descriptor = reinterpret_cast<PyArray_Descr*>(numpy_descriptor(tensor.dtype()));
  auto* extents = reinterpret_cast<const npy_intp*>(tensor.shape().data());
  Object array = checked(PyArray_NewFromDescr(&PyArray_Type, descriptor, rank, extents, strides,
                                              tensor.data(), NPY_ARRAY_WRITEABLE, nullptr));
  Ref<Buffer> buffer = tensor.storage()->buffer();
  PyObject* owner = PyCapsule_New(buffer.get(), nullptr, release_buffer);
  if (!owner) throw PythonError();
  buffer.leak();
  checked(PyArray_SetBaseObject(reinterpret_cast<PyArrayObject*>(array.get()), owner));
  return array.leak();
}

PyObject* as_ndarray(const Tensor& tensor) {
  with_elements(tensor, "an ndarray");
  Tape::current().give_away(tensor);
  // Readers of the array must see later writes, and no holder of the Buffer may see the array's.
  tensor.storage()->make_private();
  Ref<Buffer> held = tensor.storage()->buffer();
  tensor.storage()->lend();
  return ndarray_over(tensor);
}

}  // namespace duet::python
