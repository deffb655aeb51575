// What a Tensor says about itself.
#include "python/convert.h"
#include "python/dtype.h"
#include "python/tensor_object.h"

namespace duet::python {
namespace {

const TensorRep& rep_of(PyObject* self) { return *as_object(self)->rep; }

PyObject* shape(PyObject* self, void*) {
  return guarded([&] { return to_tuple(rep_of(self).layout.shape); });
}
PyObject* dtype(PyObject* self, void*) { return dtype_object(rep_of(self).dtype); }
PyObject* ndim(PyObject* self, void*) { return PyLong_FromLong(rep_of(self).layout.rank()); }
PyObject* size(PyObject* self, void*) { return PyLong_FromLongLong(rep_of(self).count); }
PyObject* itemsize(PyObject* self, void*) { return PyLong_FromSize_t(size_of(rep_of(self).dtype)); }
PyObject* nbytes(PyObject* self, void*) {
  return PyLong_FromSize_t(rep_of(self).count * size_of(rep_of(self).dtype));
}
PyObject* strides(PyObject* self, void*) {
  return guarded([&] {
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
