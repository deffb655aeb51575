// Life and death of Tensor objects.
#include "python/tensor/object.h"

#include <structmember.h>

#include <cstddef>

namespace duet::python {
namespace {

void tensor_dealloc(PyObject* self) {
  TensorObject* object = as_object(self);
  PyTypeObject* type = Py_TYPE(self);
  if (object->weakrefs) [[unlikely]]
    PyObject_ClearWeakRefs(self);
  Py_CLEAR(object->extra);
  if (object->rep) object->rep->release();
  object->rep = nullptr;
  frontend::give_back(self);
  Py_DECREF(type);
}

// Attributes that a program sets on an exact Tensor; a subclass has its own dict.
PyObject* tensor_getattr(PyObject* self, PyObject* name) {
  PyObject* found = PyObject_GenericGetAttr(self, name);
  PyObject* extra = as_object(self)->extra;
  if (found || !extra || !PyErr_ExceptionMatches(PyExc_AttributeError)) return found;
  PyObject* value = PyDict_GetItemWithError(extra, name);
  if (!value) return nullptr;
  PyErr_Clear();
  return Py_NewRef(value);
}

int tensor_setattr(PyObject* self, PyObject* name, PyObject* value) {
  if (Py_TYPE(self) != tensor_type || _PyType_Lookup(Py_TYPE(self), name))
    return PyObject_GenericSetAttr(self, name, value);
  TensorObject* object = as_object(self);
  if (!object->extra && !(object->extra = PyDict_New())) return -1;
  if (value) return PyDict_SetItem(object->extra, name, value);
  int status = PyDict_DelItem(object->extra, name);
  if (status < 0) PyErr_SetObject(PyExc_AttributeError, name);
  return status;
}

// Identity, not content: a Tensor is a mutable object.
Py_hash_t tensor_hash(PyObject* self) { return _Py_HashPointer(self); }

PyMemberDef tensor_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(TensorObject, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

const char kTensorDoc[] =
    "Tensor(input_data=None, dtype=None, shape=None, init=None)\n--\n\n"
    "An array of numbers of one dtype, which operators compute with and gradients flow through.\n\n"
    "    >>> from mindspore import Tensor\n"
    "    >>> Tensor([1.0, 2.0]) * 3\n"
    "    Tensor(shape=[2], dtype=Float32, value= [ 3.00000000e+00,  6.00000000e+00])\n";

}  // namespace

void make_tensor_type(PyObject* module) {
  PyNumberMethods& n = tensor_number;
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {
      slot(Py_tp_dealloc, tensor_dealloc),
      slot(Py_tp_getattro, tensor_getattr),
      slot(Py_tp_setattro, tensor_setattr),
      slot(Py_tp_hash, tensor_hash),
      slot(Py_tp_members, tensor_members),
      slot(Py_tp_getset, tensor_getset),
      slot(Py_tp_methods, tensor_methods),
      slot(Py_tp_new, tensor_new),
      slot(Py_tp_init, tensor_init),
      slot(Py_tp_repr, tensor_repr),
      slot(Py_tp_str, tensor_str),
      slot(Py_tp_richcompare, tensor_compare),
      slot(Py_tp_iter, tensor_iterate),
      slot(Py_tp_doc, const_cast<char*>(kTensorDoc)),
      slot(Py_nb_add, n.nb_add),
      slot(Py_nb_subtract, n.nb_subtract),
      slot(Py_nb_multiply, n.nb_multiply),
      slot(Py_nb_true_divide, n.nb_true_divide),
      slot(Py_nb_floor_divide, n.nb_floor_divide),
      slot(Py_nb_remainder, n.nb_remainder),
      slot(Py_nb_power, n.nb_power),
      slot(Py_nb_matrix_multiply, n.nb_matrix_multiply),
      slot(Py_nb_and, n.nb_and),
      slot(Py_nb_or, n.nb_or),
      slot(Py_nb_xor, n.nb_xor),
      slot(Py_nb_lshift, n.nb_lshift),
      slot(Py_nb_rshift, n.nb_rshift),
      slot(Py_nb_negative, n.nb_negative),
      slot(Py_nb_positive, n.nb_positive),
      slot(Py_nb_absolute, n.nb_absolute),
      slot(Py_nb_invert, n.nb_invert),
      slot(Py_nb_bool, n.nb_bool),
      slot(Py_nb_int, n.nb_int),
      slot(Py_nb_float, n.nb_float),
      slot(Py_nb_index, n.nb_index),
      slot(Py_sq_length, tensor_sequence.sq_length),
      slot(Py_sq_contains, tensor_sequence.sq_contains),
      slot(Py_sq_item, tensor_sequence.sq_item),
      slot(Py_mp_length, tensor_mapping.mp_length),
      slot(Py_mp_subscript, tensor_mapping.mp_subscript),
      slot(Py_mp_ass_subscript, tensor_mapping.mp_ass_subscript),
      slot(Py_bf_getbuffer, tensor_buffer.bf_getbuffer),
      slot(Py_bf_releasebuffer, tensor_buffer.bf_releasebuffer),
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore.common.tensor.Tensor", sizeof(TensorObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
  tensor_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
  checked(PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(tensor_type)));
}

PyObject* wrap_as(PyTypeObject* type, Tensor tensor) {
  if (type == tensor_type) return wrap(std::move(tensor));
  Object self = checked(type->tp_alloc(type, 0));
  as_object(self.get())->rep = tensor.leak();
  return self.leak();
}

}  // namespace duet::python
