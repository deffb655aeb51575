// The Python type `mindspore.common.tensor.Tensor`: a C type around one TensorRep, pooled, with
// slots. Construction is in tensor_new.cpp, operators in tensor_number.cpp, attributes and methods
// in tensor_attributes.cpp and tensor_methods.cpp, subscripts in tensor_index.cpp.
//
// An exact Tensor has no __dict__ (it would have to take part in garbage collection); attributes
// that a program sets on one live in `extra`. Python subclasses have their own dict.
#pragma once

#include "python/object.h"
#include "tensor/tensor.h"

namespace duet::python {

struct TensorObject {
  PyObject_HEAD TensorRep* rep;  // owned; its storage is null while an initializer waits
  PyObject* weakrefs;
  PyObject* extra;  // a dict, or null
};

/// The type; made by `make_tensor_type`.
extern PyTypeObject* tensor_type;

/// Makes the type and adds it to the module.
void make_tensor_type(PyObject* module);

inline bool is_tensor(PyObject* object) {
  return Py_TYPE(object) == tensor_type || PyType_IsSubtype(Py_TYPE(object), tensor_type);
}
inline TensorObject* as_object(PyObject* object) { return reinterpret_cast<TensorObject*>(object); }

/// A new Python object for `tensor`.
PyObject* wrap(Tensor tensor);
/// The same as an instance of a subclass.
PyObject* wrap_as(PyTypeObject* type, Tensor tensor);

/// Fills a Tensor whose initializer waits.
void initialise(PyObject* object);

/// The Tensor of an object that is one.
inline Tensor unwrap(PyObject* object) {
  TensorRep* rep = as_object(object)->rep;
  if (!rep->storage) [[unlikely]] {
    initialise(object);
    rep = as_object(object)->rep;
  }
  return Tensor(Ref<TensorRep>(rep));
}
/// Makes the object stand for another Tensor.
void rebind(PyObject* object, Tensor tensor);

extern PyNumberMethods tensor_number;
extern PySequenceMethods tensor_sequence;
extern PyMappingMethods tensor_mapping;
extern PyBufferProcs tensor_buffer;
extern PyGetSetDef tensor_getset[];
extern PyMethodDef tensor_methods[];
PyObject* tensor_new(PyTypeObject* type, PyObject* args, PyObject* kwargs);
int tensor_init(PyObject* self, PyObject* args, PyObject* kwargs);
PyObject* tensor_repr(PyObject* self);
PyObject* tensor_str(PyObject* self);
PyObject* tensor_compare(PyObject* a, PyObject* b, int operation);
PyObject* tensor_iterate(PyObject* self);

}  // namespace duet::python
