// Every slot refuses: Python's own defaults would answer for the placeholder, not for the object.
#include "frontend/evaluate/visits/any.h"

#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

struct AnyObject {
  PyObject_HEAD int64_t node;
  bool wide;
};

PyTypeObject* any_type = nullptr;

AnyObject* as_any(PyObject* object) { return reinterpret_cast<AnyObject*>(object); }

void refuse() {
  try {
    throw_untraceable("a function of Python's looks at an object that is known at run time only",
                      "object-needed");
  } catch (const PythonError&) {
    return;  // the exception is set
  }
}

PyObject* no_unary(PyObject*) {
  refuse();
  return nullptr;
}
PyObject* no_binary(PyObject*, PyObject*) {
  refuse();
  return nullptr;
}
PyObject* no_ternary(PyObject*, PyObject*, PyObject*) {
  refuse();
  return nullptr;
}
PyObject* no_compare(PyObject*, PyObject*, int) {
  refuse();
  return nullptr;
}
int no_truth(PyObject*) {
  refuse();
  return -1;
}
int no_write(PyObject*, PyObject*, PyObject*) {
  refuse();
  return -1;
}
int no_contains(PyObject*, PyObject*) {
  refuse();
  return -1;
}
Py_ssize_t no_length(PyObject*) {
  refuse();
  return -1;
}

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  type->tp_free(self);
  Py_DECREF(type);
}

PyTypeObject* make_type() {
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {
      slot(Py_tp_dealloc, dealloc),
      slot(Py_tp_getattro, no_binary),
      slot(Py_tp_setattro, no_write),
      slot(Py_tp_repr, no_unary),
      slot(Py_tp_str, no_unary),
      slot(Py_tp_hash, no_length),
      slot(Py_tp_call, no_ternary),
      slot(Py_tp_iter, no_unary),
      slot(Py_tp_richcompare, no_compare),
      slot(Py_mp_length, no_length),
      slot(Py_mp_subscript, no_binary),
      slot(Py_mp_ass_subscript, no_write),
      slot(Py_sq_contains, no_contains),
      slot(Py_nb_add, no_binary),
      slot(Py_nb_subtract, no_binary),
      slot(Py_nb_multiply, no_binary),
      slot(Py_nb_matrix_multiply, no_binary),
      slot(Py_nb_true_divide, no_binary),
      slot(Py_nb_floor_divide, no_binary),
      slot(Py_nb_remainder, no_binary),
      slot(Py_nb_divmod, no_binary),
      slot(Py_nb_power, no_ternary),
      slot(Py_nb_and, no_binary),
      slot(Py_nb_or, no_binary),
      slot(Py_nb_xor, no_binary),
      slot(Py_nb_lshift, no_binary),
      slot(Py_nb_rshift, no_binary),
      slot(Py_nb_negative, no_unary),
      slot(Py_nb_positive, no_unary),
      slot(Py_nb_absolute, no_unary),
      slot(Py_nb_invert, no_unary),
      slot(Py_nb_bool, no_truth),
      slot(Py_nb_int, no_unary),
      slot(Py_nb_float, no_unary),
      slot(Py_nb_index, no_unary),
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore.run_time_object", sizeof(AnyObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  return reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

}  // namespace

Object make_any(int64_t node) {
  if (!any_type) any_type = make_type();
  Object self = checked(any_type->tp_alloc(any_type, 0));
  as_any(self.get())->node = node;
  as_any(self.get())->wide = false;
  return self;
}

bool is_any(PyObject* object) { return any_type && Py_TYPE(object) == any_type; }
int64_t node_of_any(PyObject* any) { return as_any(any)->node; }
void set_node_of_any(PyObject* any, int64_t node) { as_any(any)->node = node; }
bool is_wide(PyObject* any) { return as_any(any)->wide; }
void set_wide(PyObject* any) { as_any(any)->wide = true; }

}  // namespace duet::frontend
