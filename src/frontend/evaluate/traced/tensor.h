// A Tensor as a Python object: its memory, its pool, and the way from a Tensor to an object and
// back. The type itself, with its slots, is made by the binding (python/tensor/object.cpp).
//
// An exact Tensor has no __dict__ (it would have to take part in garbage collection); attributes
// that a program sets on one live in `extra`. Python subclasses have their own dict.
#pragma once

#include "frontend/evaluate/machine/object.h"
#include "tensor/tensor.h"

namespace duet::frontend {

struct TensorObject {
  PyObject_HEAD TensorRep* rep;  // owned; its storage is null while an initializer waits
  PyObject* weakrefs;
  PyObject* extra;  // a dict, or null
};

/// The type; null until the binding has made it.
extern PyTypeObject* tensor_type;

inline bool is_tensor(PyObject* object) {
  return Py_TYPE(object) == tensor_type || PyType_IsSubtype(Py_TYPE(object), tensor_type);
}
inline TensorObject* as_object(PyObject* object) { return reinterpret_cast<TensorObject*>(object); }

/// A new Python object for `tensor`.
PyObject* wrap(Tensor tensor);
/// Takes back the memory of an object whose contents are gone.
void give_back(PyObject* object);

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

}  // namespace duet::frontend
