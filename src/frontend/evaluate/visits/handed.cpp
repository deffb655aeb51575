// Start reading at `handed_arguments`.
#include "frontend/evaluate/visits/handed.h"

#include <algorithm>

#include "frontend/evaluate/traced/pure.h"
#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {
namespace {

using std::string_view;

PyObject* call_handed(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* names) {
  if (!TracedWorld::active()) return PyObject_Vectorcall(self, args, count, names);
  try {
    Arguments arguments;
    arguments.keywords = Object::borrow(names);
    Py_ssize_t all = count + (names ? PyTuple_GET_SIZE(names) : 0);
    for (Py_ssize_t i = 0; i < all; ++i) arguments.values.push_back(Object::borrow(args[i]));
    return Machine::current().call(self, std::move(arguments)).leak();
  } catch (const PythonError&) {
    return nullptr;
  }
}

PyMethodDef handed_method{"handed",
                          reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(call_handed)),
                          METH_FASTCALL | METH_KEYWORDS, "What the machine calls."};

std::string text_of(PyObject* object, const char* name) {
  Object value = Object::steal(PyObject_GetAttrString(object, name));
  PyErr_Clear();
  const char* text =
      value && PyUnicode_Check(value.get()) ? PyUnicode_AsUTF8(value.get()) : nullptr;
  PyErr_Clear();
  return text ? text : std::string();
}

/// C code that calls what it is given, and does not give it back.
bool calls_its_arguments(PyObject* callee) {
  static constexpr string_view kNames[] = {
      "builtins.map",      "builtins.filter",      "builtins.sorted",     "builtins.min",
      "builtins.max",      "builtins.iter",        "functools.reduce",    "_functools.reduce",
      "itertools.starmap", "itertools.accumulate", "itertools.takewhile", "itertools.dropwhile",
      "itertools.groupby", "itertools.filterfalse"};
  bool is_method = PyCFunction_Check(callee) && PyCFunction_GET_SELF(callee) &&
                   PyList_Check(PyCFunction_GET_SELF(callee));
  if (is_method) return text_of(callee, "__name__") == "sort";
  if (!PyCFunction_Check(callee) && !PyType_Check(callee)) return false;
  std::string name = text_of(callee, "__module__") + "." + text_of(callee, "__qualname__");
  return std::ranges::find(kNames, name) != std::end(kNames);
}

/// It has no frame of the program's, and more than C's own computing is to be done.
bool is_handed(PyObject* callee, int depth = 0) {
  constexpr int kDeepest = 8;
  if (depth > kDeepest) return false;
  static PyObject* const print = PyDict_GetItemString(PyEval_GetBuiltins(), "print");
  if (callee == print) return true;
  if (PyMethod_Check(callee)) return is_handed(PyMethod_GET_FUNCTION(callee), depth + 1);
  if (string_view(Py_TYPE(callee)->tp_name) == "functools.partial")
    return is_handed(checked(PyObject_GetAttrString(callee, "func")).get(), depth + 1);
  if (PyFunction_Check(callee)) {
    auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(callee));
    const char* file = PyUnicode_AsUTF8(code->co_filename);
    return is_foreign_file(file) && !why_not_now(callee).empty();
  }
  if (PyCFunction_Check(callee)) return !why_not_now(callee).empty();
  static PyTypeObject* const kNumbers[] = {&PyFloat_Type, &PyLong_Type, &PyBool_Type};
  return std::ranges::find(kNumbers, reinterpret_cast<PyTypeObject*>(callee)) != std::end(kNumbers);
}

}  // namespace

std::optional<Arguments> handed_arguments(PyObject* callee, const Arguments& arguments) {
  if (arguments.values.empty() || !calls_its_arguments(callee)) return std::nullopt;
  std::optional<Arguments> made;
  for (size_t i = 0; i < arguments.values.size(); ++i) {
    PyObject* value = arguments.values[i].get();
    if (!PyCallable_Check(value) || !is_handed(value)) continue;
    if (!made) made = arguments;
    made->values[i] = checked(PyCFunction_New(&handed_method, value));
  }
  return made;
}

}  // namespace duet::frontend
