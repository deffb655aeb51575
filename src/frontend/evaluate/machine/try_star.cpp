// What an `except*` statement hands to its handlers, and what is left.
#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/machine/tries.h"

namespace duet::frontend {
namespace {

// Items of the state.
constexpr Py_ssize_t kOriginal = 0, kRest = 1, kRaised = 2;

PyObject* at(PyObject* state, Py_ssize_t item) { return PyList_GET_ITEM(state, item); }

bool is_group(PyObject* exception) {
  return PyObject_TypeCheck(exception, reinterpret_cast<PyTypeObject*>(PyExc_BaseExceptionGroup)) !=
         0;
}

/// ExceptionGroup("", exceptions), or a BaseExceptionGroup where one of them asks for it.
Object group_of(PyObject* exceptions) {
  return checked(PyObject_CallFunction(PyExc_BaseExceptionGroup, "sO", "", exceptions));
}

void check_type(PyObject* type) {
  if (!PyExceptionClass_Check(type))
    throw_error(PyExc_TypeError,
                "catching classes that do not inherit from BaseException is not allowed");
  int group = PyObject_IsSubclass(type, PyExc_BaseExceptionGroup);
  checked(group);
  if (group)
    throw_error(PyExc_TypeError,
                "catching ExceptionGroup with except* is not allowed. Use except instead.");
}

void check_types(PyObject* types) {
  if (!PyTuple_Check(types)) return check_type(types);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(types); ++i) check_type(PyTuple_GET_ITEM(types, i));
}

/// Whether `exception` was raised again as it was, not anew: all that raising writes is the same.
bool raised_again(PyObject* exception, PyObject* original) {
  for (const char* name : {"__traceback__", "__cause__", "__context__", "__notes__"}) {
    Object one = Object::steal(PyObject_GetAttrString(exception, name));
    Object other = Object::steal(PyObject_GetAttrString(original, name));
    PyErr_Clear();
    if (one.get() != other.get()) return false;
  }
  return true;
}

void add_leaves(PyObject* exception, PyObject* leaves) {
  if (!is_group(exception)) {
    checked(PySet_Add(leaves, checked(PyLong_FromVoidPtr(exception)).get()));
    return;
  }
  Object inner = checked(PyObject_GetAttrString(exception, "exceptions"));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(inner.get()); ++i)
    add_leaves(PyTuple_GET_ITEM(inner.get(), i), leaves);
}

/// A group of these exceptions that is otherwise like `group`.
Object derived(PyObject* group, PyObject* exceptions) {
  Object result = checked(PyObject_CallMethod(group, "derive", "(O)", exceptions));
  for (const char* name : {"__traceback__", "__context__", "__cause__", "__notes__"}) {
    Object value = Object::steal(PyObject_GetAttrString(group, name));
    PyErr_Clear();
    if (value && PyList_Check(value.get())) value = checked(PySequence_List(value.get()));
    if (value && value.get() != Py_None)
      checked(PyObject_SetAttrString(result.get(), name, value.get()));
  }
  return result;
}

/// The part of the exception that has these leaves; null if it has none.
Object part_of(PyObject* exception, PyObject* leaves) {
  if (!is_group(exception)) {
    int found = PySet_Contains(leaves, checked(PyLong_FromVoidPtr(exception)).get());
    checked(found);
    return found ? Object::borrow(exception) : Object();
  }
  Object inner = checked(PyObject_GetAttrString(exception, "exceptions"));
  Object parts = checked(PyList_New(0));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(inner.get()); ++i)
    if (Object part = part_of(PyTuple_GET_ITEM(inner.get(), i), leaves))
      checked(PyList_Append(parts.get(), part.get()));
  return PyList_GET_SIZE(parts.get()) > 0 ? derived(exception, parts.get()) : Object();
}

/// The part of `original` whose leaves are these exceptions' leaves; null if there are none.
Object projection(PyObject* original, PyObject* exceptions) {
  Object leaves = checked(PySet_New(nullptr));
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(exceptions); ++i)
    add_leaves(PyList_GET_ITEM(exceptions, i), leaves.get());
  return part_of(original, leaves.get());
}

}  // namespace

Object star_state(PyObject* exception) {
  Object raised = checked(PyList_New(0));
  return checked(Py_BuildValue("[OOO]", exception, exception, raised.get()));
}

Object star_match(PyObject* state, PyObject* types) {
  check_types(types);
  Object rest = Object::borrow(at(state, kRest));
  if (rest.get() == Py_None) return {};
  if (!is_group(rest.get())) {
    if (!PyErr_GivenExceptionMatches(rest.get(), types)) return {};
    checked(PyList_SetItem(state, kRest, Py_NewRef(Py_None)));
    Object group = group_of(checked(PyTuple_Pack(1, rest.get())).get());
    Object trace = Object::steal(PyException_GetTraceback(rest.get()));
    if (trace) PyException_SetTraceback(group.get(), trace.get());
    return group;
  }
  Object pair = checked(PyObject_CallMethod(rest.get(), "split", "(O)", types));
  if (!PyTuple_CheckExact(pair.get()) || PyTuple_GET_SIZE(pair.get()) != 2)
    throw_error(PyExc_TypeError,
                fmt::format("{}.split must return a 2-tuple", Py_TYPE(rest.get())->tp_name));
  checked(PyList_SetItem(state, kRest, Py_NewRef(PyTuple_GET_ITEM(pair.get(), 1))));
  Object match = Object::borrow(PyTuple_GET_ITEM(pair.get(), 0));
  return match.get() == Py_None ? Object() : match;
}

void star_raised(PyObject* state, PyObject* exception) {
  checked(PyList_Append(at(state, kRaised), exception));
}

Object star_result(PyObject* state, bool& again) {
  PyObject *original = at(state, kOriginal), *raised = at(state, kRaised), *rest = at(state, kRest);
  again = true;
  if (!is_group(original)) {
    // One handler at most has run.
    again = PyList_GET_SIZE(raised) == 0;
    PyObject* result = again ? rest : PyList_GET_ITEM(raised, 0);
    return result == Py_None ? Object() : Object::borrow(result);
  }
  Object fresh = checked(PyList_New(0)), old = checked(PyList_New(0));
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(raised); ++i) {
    PyObject* exception = PyList_GET_ITEM(raised, i);
    checked(PyList_Append((raised_again(exception, original) ? old : fresh).get(), exception));
  }
  if (rest != Py_None) checked(PyList_Append(old.get(), rest));
  Object kept = projection(original, old.get());
  if (PyList_GET_SIZE(fresh.get()) == 0) return kept;
  again = false;
  if (kept) checked(PyList_Append(fresh.get(), kept.get()));
  // Since Python 3.11.4 a single exception is raised as it is.
  if (Py_Version >= 0x030B0400 && PyList_GET_SIZE(fresh.get()) == 1)
    return Object::borrow(PyList_GET_ITEM(fresh.get(), 0));
  return group_of(fresh.get());
}

}  // namespace duet::frontend
