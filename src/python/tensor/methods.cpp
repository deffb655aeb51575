// Methods of a Tensor that are no operators: reading it out, copying, writing over it.
#include "frontend/evaluate/traced/extents.h"
#include "ops/ops.h"
#include "python/operators/call.h"
#include "python/operators/convert.h"
#include "python/tensor/dlpack.h"
#include "python/tensor/dtype.h"
#include "python/tensor/element.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"
#include "runtime/eager/compute.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

PyObject* asnumpy(PyObject* self, PyObject*) {
  return guarded([&] { return as_ndarray(unwrap(self)); });
}

// NumPy's protocol: the elements as an ndarray, of another dtype if asked for.
PyObject* array(PyObject* self, PyObject* args, PyObject* kwargs) {
  return guarded([&]() -> PyObject* {
    PyObject *dtype = Py_None, *copy = Py_None;
    static const char* const kNames[] = {"dtype", "copy", nullptr};
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO", const_cast<char**>(kNames), &dtype,
                                     &copy))
      throw PythonError();
    Object result = checked(as_ndarray(unwrap(self)));
    if (dtype != Py_None) return PyObject_CallMethodOneArg(result.get(), intern("astype"), dtype);
    if (copy == Py_True) return PyObject_CallMethodNoArgs(result.get(), intern("copy"));
    return result.leak();
  });
}

int64_t offset_of(const Tensor& tensor, std::span<PyObject* const> index) {
  if (tensor.count() < 0) frontend::refuse_unknown_length("item()");
  Ints ints;
  for (PyObject* item : index)
    if (!to_ints(item, ints)) throw type_error("item() takes ints").slug("item-index");
  if (ints.empty()) {
    if (tensor.count() == 1) return 0;
    throw value_error("item() without an index needs a Tensor with one element")
        .label(0, "{}", describe(Value(tensor)))
        .slug("one-element");
  }
  Ints extents = tensor.shape(), strides = tensor.strides();
  if (ints.size() == 1 && tensor.rank() != 1) {  // counted through all elements
    Layout flat = contiguous(tensor.shape());
    int64_t rest = ints[0] < 0 ? ints[0] + tensor.count() : ints[0];
    if (rest < 0 || rest >= tensor.count())
      throw index_error("item() needs an index from {} to {}, found {}", -tensor.count(),
                        tensor.count() - 1, ints[0])
          .slug("index-range");
    ints.resize(tensor.rank());
    for (int i = 0; i < tensor.rank(); ++i) {
      ints[i] = rest / flat.strides[i];
      rest %= flat.strides[i];
    }
  }
  if (ints.size() != extents.size())
    throw index_error("item() needs one index, or one for each of the {} axes", extents.size())
        .slug("index-count");
  int64_t offset = 0;
  for (size_t i = 0; i < ints.size(); ++i) {
    int64_t at = ints[i] < 0 ? ints[i] + extents[i] : ints[i];
    if (at < 0 || at >= extents[i])
      throw index_error("axis {} has {} elements, found index {}", i, extents[i], ints[i])
          .slug("index-range");
    offset += at * strides[i];
  }
  return offset;
}

const char* element_at(const Tensor& tensor, int64_t offset) {
  with_elements(tensor, "a Python number");
  return tensor.data_as<char>() + offset * static_cast<int64_t>(size_of(tensor.dtype()));
}

PyObject* item(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  try {
    Tensor tensor = unwrap(self);
    int64_t offset = offset_of(tensor, {args, static_cast<size_t>(count)});
    return load_element(tensor.dtype(), element_at(tensor, offset));
  } catch (...) {
    set_call_exception({self});
    return nullptr;
  }
}

Object nested_list(const Tensor& tensor, int axis, int64_t offset) {
  if (axis == tensor.rank())
    return checked(load_element(tensor.dtype(), element_at(tensor, offset)));
  int64_t extent = tensor.shape()[axis];
  if (extent < 0) frontend::refuse_unknown_length("tolist()");
  Object list = checked(PyList_New(extent));
  for (int64_t i = 0; i < extent; ++i)
    PyList_SET_ITEM(list.get(), i,
                    nested_list(tensor, axis + 1, offset + i * tensor.strides()[axis]).leak());
  return list;
}

PyObject* tolist(PyObject* self, PyObject*) {
  return guarded([&] { return nested_list(unwrap(self), 0, 0).leak(); });
}

PyObject* stride(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  return guarded([&]() -> PyObject* {
    const Ints& strides = as_object(self)->rep->layout.strides;
    if (as_object(self)->rep->count < 0) frontend::refuse_unknown_length("stride()");
    if (count == 0 || args[0] == Py_None) {
      Object tuple = checked(to_tuple(strides));
      return PySequence_List(tuple.get());
    }
    Ints axis;
    auto rank = static_cast<int64_t>(strides.size());
    if (!to_ints(args[0], axis) || axis.size() != 1 || axis[0] < -rank || axis[0] >= rank)
      throw index_error("stride() needs an axis from {} to {}", -rank, rank - 1).slug("axis-range");
    return PyLong_FromLongLong(strides[axis[0] < 0 ? axis[0] + rank : axis[0]]);
  });
}

PyObject* is_contiguous(PyObject* self, PyObject*) {
  return PyBool_FromLong(as_object(self)->rep->contiguous);
}

PyObject* data_ptr(PyObject* self, PyObject*) {
  return guarded(
      [&] { return PyLong_FromVoidPtr(with_elements(unwrap(self), "data_ptr()").data()); });
}
PyObject* storage_offset(PyObject* self, PyObject*) {
  return PyLong_FromLongLong(as_object(self)->rep->layout.offset);
}

PyObject* astype(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  return guarded([&]() -> PyObject* {
    auto dtype = count > 0 ? dtype_of(args[0]) : std::nullopt;
    if (!dtype)
      throw type_error("astype() needs a dtype like mindspore.float32").slug("tensor-dtype");
    Tensor tensor = unwrap(self);
    if (tensor.dtype() == *dtype) return Py_NewRef(self);
    Value values[2] = {std::move(tensor), *dtype};
    return call_op(ops::cast, values);
  });
}

PyObject* detached(PyObject* self, PyObject*) {
  return guarded([&] { return wrap(unwrap(self).detached()); });
}

// The object stands for another Tensor from now on: what Parameter.set_data is made of.
PyObject* rebind_to(PyObject* self, PyObject* other) {
  return guarded([&]() -> PyObject* {
    if (!is_tensor(other)) throw type_error("_rebind() needs a Tensor").slug("argument-type");
    rebind(self, unwrap(other));
    return Py_NewRef(self);
  });
}

// Asks the initializer for the elements: it fills an ndarray over the new memory.
PyObject* init_data(PyObject* self, PyObject*, PyObject*) {
  return guarded([&]() -> PyObject* {
    TensorRep* rep = as_object(self)->rep;
    if (rep->storage) return Py_NewRef(self);
    if (std::ranges::any_of(rep->layout.shape, [](int64_t extent) { return extent < 0; }))
      throw value_error("this Tensor stands for any of shape ({}): it has no elements",
                        fmt::join(rep->layout.shape, ", "))
          .help("give it to `set_inputs` or `input_signature`")
          .slug("tensor-without-data");
    PyObject* extra = as_object(self)->extra;
    PyObject* init = extra ? PyDict_GetItemString(extra, "init") : nullptr;
    if (!init || init == Py_None)
      throw runtime_error("this Tensor has neither data nor an initializer")
          .help("call super().__init__ with data in the subclass of Tensor")
          .slug("tensor-without-data");
    Tensor tensor(rep->dtype, rep->layout.shape);
    Object filled = checked(ndarray_over(tensor));
    checked(PyObject_CallOneArg(init, filled.get()));
    rebind(self, std::move(tensor));
    return Py_NewRef(self);
  });
}

PyObject* from_numpy(PyObject*, PyObject* array) {
  return guarded([&] {
    if (!is_ndarray(array))
      throw type_error("from_numpy() needs an ndarray, found {}", Py_TYPE(array)->tp_name)
          .slug("tensor-data");
    return wrap(shared_with_ndarray(array));
  });
}

template <class F>
PyCFunction method(F function) {
  return reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(function));
}

}  // namespace

PyMethodDef tensor_methods[] = {
    {"asnumpy", asnumpy, METH_NOARGS, "An ndarray over the Tensor's memory."},
    {"numpy", asnumpy, METH_NOARGS, "An ndarray over the Tensor's memory."},
    {"__array__", method(array), METH_VARARGS | METH_KEYWORDS, nullptr},
    {"item", method(item), METH_FASTCALL, "The only element, or the one at an index."},
    {"tolist", tolist, METH_NOARGS, "The elements in nested lists."},
    {"stride", method(stride), METH_FASTCALL, "The step along each axis, in elements."},
    {"is_contiguous", is_contiguous, METH_NOARGS, "Whether the elements lie in row-major order."},
    {"data_ptr", data_ptr, METH_NOARGS, "The address of the first element."},
    {"storage_offset", storage_offset, METH_NOARGS, "Where the first element lies in its memory."},
    {"astype", method(astype), METH_FASTCALL, "The elements as another dtype."},
    {"_detached", detached, METH_NOARGS, "The same memory, unknown to gradients."},
    {"_rebind", rebind_to, METH_O, "Makes this object stand for another Tensor."},
    {"init_data", method(init_data), METH_VARARGS | METH_KEYWORDS,
     "Runs the initializer that waits."},
    {"__dlpack__", method(to_dlpack), METH_VARARGS | METH_KEYWORDS, nullptr},
    {"to_dlpack", method(to_dlpack), METH_VARARGS | METH_KEYWORDS,
     "The memory as a DLPack capsule."},
    {"__dlpack_device__", dlpack_device, METH_NOARGS, nullptr},
    {"from_dlpack", from_dlpack, METH_O | METH_STATIC, "A Tensor over memory given by DLPack."},
    {"from_numpy", from_numpy, METH_O | METH_STATIC, "A Tensor over the memory of an ndarray."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace duet::python
