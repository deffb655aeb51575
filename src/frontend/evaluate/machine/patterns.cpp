// The tests of `match`, as PEP 634 states them.
#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

using syntax::Form;

Object truth(bool value) { return Object::borrow(value ? Py_True : Py_False); }

bool has_flag(PyObject* object, unsigned long flag) {
  return (Py_TYPE(object)->tp_flags & flag) != 0;
}

/// Types whose instance matches a single positional pattern itself.
bool matches_itself(PyTypeObject* type) { return PyType_HasFeature(type, _Py_TPFLAGS_MATCH_SELF); }

/// The attribute, or nothing if there is none.
Object optional_attribute(World& world, PyObject* object, PyObject* name) {
  try {
    return world.attribute(object, name);
  } catch (const PythonError&) {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) throw;
    PyErr_Clear();
    return {};
  }
}

/// Names of the positional sub-patterns.
Object positional_names(PyObject* cls, int wanted) {
  Object names = Object::steal(PyObject_GetAttrString(cls, "__match_args__"));
  if (!names) {
    PyErr_Clear();
    names = checked(PyTuple_New(0));
  }
  const char* type_name = reinterpret_cast<PyTypeObject*>(cls)->tp_name;
  if (!PyTuple_CheckExact(names.get()))
    throw_error(PyExc_TypeError, fmt::format("{}.__match_args__ must be a tuple (got {})",
                                             type_name, Py_TYPE(names.get())->tp_name));
  auto found = static_cast<int>(PyTuple_GET_SIZE(names.get()));
  if (found < wanted)
    throw_error(PyExc_TypeError, fmt::format("{}() accepts {} positional sub-pattern{} ({} given)",
                                             type_name, found, found == 1 ? "" : "s", wanted));
  return names;
}

Object match_class(World& world, PyObject* subject, PyObject* cls, int positional,
                   PyObject* keywords) {
  if (!PyType_Check(cls)) throw_error(PyExc_TypeError, "called match pattern must be a class");
  static PyObject* const is_instance = PyDict_GetItemString(PyEval_GetBuiltins(), "isinstance");
  Arguments asked{{Object::borrow(subject), Object::borrow(cls)}, {}};
  if (!world.truth(world.call(is_instance, asked).get())) return {};
  Object attributes = checked(PyList_New(0)), seen = checked(PySet_New(nullptr));
  auto once = [&](PyObject* name) {
    int before = PySet_Contains(seen.get(), name);
    checked(before);
    checked(PySet_Add(seen.get(), name));
    if (!before) return;
    PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R",
                 reinterpret_cast<PyTypeObject*>(cls)->tp_name, name);
    throw PythonError();
  };
  bool itself = false;
  if (positional > 0) {
    Object defined = Object::steal(PyObject_GetAttrString(cls, "__match_args__"));
    if (!defined) PyErr_Clear();
    itself = !defined && matches_itself(reinterpret_cast<PyTypeObject*>(cls));
    if (itself && positional > 1)
      throw_error(PyExc_TypeError,
                  fmt::format("{}() accepts 1 positional sub-pattern ({} given)",
                              reinterpret_cast<PyTypeObject*>(cls)->tp_name, positional));
    if (itself) {
      checked(PyList_Append(attributes.get(), subject));
    } else {
      Object names = positional_names(cls, positional);
      for (int i = 0; i < positional; ++i) {
        PyObject* name = PyTuple_GET_ITEM(names.get(), i);
        if (!PyUnicode_CheckExact(name))
          throw_error(PyExc_TypeError,
                      fmt::format("__match_args__ elements must be strings (got {})",
                                  Py_TYPE(name)->tp_name));
        once(name);
        Object value = optional_attribute(world, subject, name);
        if (!value) return {};
        checked(PyList_Append(attributes.get(), value.get()));
      }
    }
  }
  for (Py_ssize_t i = 0; keywords && i < PyTuple_GET_SIZE(keywords); ++i) {
    once(PyTuple_GET_ITEM(keywords, i));
    Object value = optional_attribute(world, subject, PyTuple_GET_ITEM(keywords, i));
    if (!value) return {};
    checked(PyList_Append(attributes.get(), value.get()));
  }
  return checked(PyList_AsTuple(attributes.get()));
}

Object match_keys(World& world, PyObject* subject, PyObject* keys) {
  Object get = world.attribute(subject, name_object("get").get());
  Object missing = checked(PyObject_CallNoArgs(reinterpret_cast<PyObject*>(&PyBaseObject_Type)));
  Object values = checked(PyList_New(0)), seen = checked(PySet_New(nullptr));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); ++i) {
    int before = PySet_Contains(seen.get(), PyTuple_GET_ITEM(keys, i));
    checked(before);
    if (before) {
      PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)",
                   PyTuple_GET_ITEM(keys, i));
      throw PythonError();
    }
    checked(PySet_Add(seen.get(), PyTuple_GET_ITEM(keys, i)));
    Arguments arguments{{Object::borrow(PyTuple_GET_ITEM(keys, i)), missing}, {}};
    Object value = world.call(get.get(), arguments);
    if (value.get() == missing.get()) return {};
    checked(PyList_Append(values.get(), value.get()));
  }
  return checked(PyList_AsTuple(values.get()));
}

/// As the program sees it: an outside list may have been changed.
Py_ssize_t length_of(World& world, PyObject* subject) {
  static PyObject* const len = PyDict_GetItemString(PyEval_GetBuiltins(), "len");
  Object length = world.call(len, {{Object::borrow(subject)}, {}});
  Py_ssize_t count = PyLong_AsSsize_t(length.get());
  if (count < 0 && PyErr_Occurred()) throw PythonError();
  return count;
}

}  // namespace

void Machine::pattern_step(Frame& frame, const syntax::Step& step) {
  size_t subject = step.form == Form::kMatchKeys || step.form == Form::kMatchClass ? 2 : 1;
  if (world_.late(frame.peek(subject)))
    throw_untraceable("an object that is known at run time only is matched", "truth-needed");
  switch (step.form) {
    case Form::kMatchSequence:
      frame.push(truth(has_flag(frame.peek(), Py_TPFLAGS_SEQUENCE)));
      return;
    case Form::kMatchMapping:
      frame.push(truth(has_flag(frame.peek(), Py_TPFLAGS_MAPPING)));
      return;
    case Form::kMatchLength: {
      Py_ssize_t length = length_of(world_, frame.peek());
      frame.push(truth(step.b ? length >= step.a : length == step.a));
      return;
    }
    case Form::kLength: {
      Py_ssize_t length = length_of(world_, frame.peek());
      frame.push(checked(PyLong_FromSsize_t(length)));
      return;
    }
    case Form::kMatchKeys: {
      Object values = match_keys(world_, frame.peek(2), frame.peek(1));
      frame.push(values ? values : Object::borrow(Py_None));
      return;
    }
    default: {  // kMatchClass
      Object cls = frame.pop(), subject = frame.pop();
      Object keywords = step.b >= 0 ? constant_object(frame.code->constants[step.b]) : Object();
      Object found = match_class(world_, subject.get(), cls.get(), step.a, keywords.get());
      frame.push(found ? found : Object::borrow(Py_None));
    }
  }
}

}  // namespace duet::frontend
