// Both types are made on first use.
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

/// Not made by an initialiser: a thread that waits for one keeps the interpreter lock (imported.h).
/// Asked for while another exception is set, too.
PyObject* exception_type(PyObject*& type, const char* name, const char* doc) noexcept {
  if (type) return type;
  PyObject *kind = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&kind, &value, &traceback);
  PyObject* made = PyErr_NewExceptionWithDoc(name, doc, PyExc_BaseException, nullptr);
  PyErr_Restore(kind, value, traceback);
  if (!type) type = made;
  return type ? type : PyExc_BaseException;
}

PyObject* start_again() noexcept {
  static PyObject* type = nullptr;
  return exception_type(type, "mindspore.StartAgain", "Evaluation starts again with a mark.");
}

}  // namespace

PyObject* untraceable() noexcept {
  static PyObject* type = nullptr;
  return exception_type(type, "mindspore.Untraceable",
                        "A graph can not express this: Python takes over.");
}

void throw_untraceable(const std::string& reason, const char* slug) {
  Object value = checked(Py_BuildValue("(ss)", reason.c_str(), slug));
  PyErr_SetObject(untraceable(), value.get());
  throw PythonError();
}

void throw_start_again(const syntax::Step* step, PyTypeObject* exposes) {
  Object address = checked(PyLong_FromVoidPtr(const_cast<syntax::Step*>(step)));
  PyObject* type = exposes ? reinterpret_cast<PyObject*>(exposes) : Py_None;
  Object value = checked(PyTuple_Pack(2, address.get(), type));
  PyErr_SetObject(start_again(), value.get());
  throw PythonError();
}

std::optional<Mark> taken_mark() {
  if (!PyErr_ExceptionMatches(start_again())) return std::nullopt;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  Object taken = Object::steal(value);
  Py_XDECREF(type);
  Py_XDECREF(traceback);
  Object args = checked(PyObject_GetAttrString(taken.get(), "args"));
  PyObject* exposes = PyTuple_GET_ITEM(args.get(), 1);
  return Mark{static_cast<const syntax::Step*>(PyLong_AsVoidPtr(PyTuple_GET_ITEM(args.get(), 0))),
              exposes == Py_None ? nullptr : reinterpret_cast<PyTypeObject*>(exposes)};
}

bool is_compilers(PyObject* exception) {
  return PyErr_GivenExceptionMatches(exception, untraceable()) ||
         PyErr_GivenExceptionMatches(exception, start_again());
}

}  // namespace duet::frontend
