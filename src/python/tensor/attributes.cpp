// What a Tensor says about itself.
#include "frontend/evaluate/traced/extents.h"
#include "python/operators/convert.h"
#include "python/tensor/dtype.h"
#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

const TensorRep& rep_of(PyObject* self) { return *as_object(self)->rep; }

Tensor tensor_of(PyObject* self) { return Tensor(Ref<TensorRep>(as_object(self)->rep)); }
/// Known when the graph runs only; outside of one such a Tensor just stands for others.
bool unknown(PyObject* self) { return rep_of(self).count < 0 && tracer(); }

PyObject* shape(PyObject* self, void*) {
  return guarded([&] {
    if (unknown(self)) [[unlikely]]
      return frontend::traced_shape(tensor_of(self)).leak();
    return to_tuple(rep_of(self).layout.shape);
  });
}
PyObject* dtype(PyObject* self, void*) { return dtype_object(rep_of(self).dtype); }
PyObject* ndim(PyObject* self, void*) { return PyLong_FromLong(rep_of(self).layout.rank()); }
PyObject* size(PyObject* self, void*) {
  return guarded([&] {
    if (unknown(self)) [[unlikely]]
      return frontend::traced_count(tensor_of(self)).leak();
    return PyLong_FromLongLong(std::max<int64_t>(rep_of(self).count, 0));
  });
}
PyObject* itemsize(PyObject* self, void*) { return PyLong_FromSize_t(size_of(rep_of(self).dtype)); }
PyObject* nbytes(PyObject* self, void*) {
  Object count = Object::steal(size(self, nullptr));
  Object bytes = Object::steal(PyLong_FromSize_t(size_of(rep_of(self).dtype)));
  return count && bytes ? PyNumber_Multiply(count.get(), bytes.get()) : nullptr;
}
PyObject* strides(PyObject* self, void*) {
  return guarded([&] {
    if (unknown(self)) frontend::refuse_unknown_length("`strides`");
    Ints bytes = rep_of(self).layout.strides;
    for (int64_t& stride : bytes) stride *= static_cast<int64_t>(size_of(rep_of(self).dtype));
    return to_tuple(bytes);
  });
}
PyObject* has_init(PyObject* self, void*) { return PyBool_FromLong(!rep_of(self).storage); }

PyObject* init(PyObject* self, void*) {
  PyObject* extra = as_object(self)->extra;
  PyObject* found = extra ? PyDict_GetItemString(extra, "init") : nullptr;
  return Py_NewRef(found ? found : Py_None);
}
int set_init(PyObject* self, PyObject* value, void*) {
  return guarded_status([&] {
    PyObject*& extra = as_object(self)->extra;
    if (!extra) extra = checked(PyDict_New()).leak();
    checked(PyDict_SetItemString(extra, "init", value ? value : Py_None));
  });
}

}  // namespace

PyGetSetDef tensor_getset[] = {
    {"shape", shape, nullptr, "The extents, a tuple of ints.", nullptr},
    {"dtype", dtype, nullptr, "The type of the elements.", nullptr},
    {"ndim", ndim, nullptr, "The number of axes.", nullptr},
    {"size", size, nullptr, "The number of elements.", nullptr},
    {"itemsize", itemsize, nullptr, "The bytes of one element.", nullptr},
    {"nbytes", nbytes, nullptr, "The bytes of all elements.", nullptr},
    {"strides", strides, nullptr, "The step along each axis, in bytes.", nullptr},
    {"has_init", has_init, nullptr, "True while an initializer waits for `init_data()`.", nullptr},
    {"init", init, set_init, "The initializer, or None.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

}  // namespace duet::python
