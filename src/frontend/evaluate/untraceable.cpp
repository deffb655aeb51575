// Made once, on first use.
#include "frontend/evaluate/untraceable.h"

namespace duet::frontend {

PyObject* untraceable() noexcept {
  // Not made by an initialiser: a thread that waits for one keeps the interpreter lock
  // (imported.h).
  static PyObject* type = nullptr;
  if (type) return type;
  // Asked for while another exception is set.
  PyObject *kind = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&kind, &value, &traceback);
  PyObject* made = PyErr_NewExceptionWithDoc("mindspore.Untraceable",
                                             "A graph can not express this: Python takes over.",
                                             PyExc_BaseException, nullptr);
  PyErr_Restore(kind, value, traceback);
  if (!type) type = made;
  return type ? type : PyExc_BaseException;
}

void throw_untraceable(const std::string& reason, const char* slug) {
  Object value = checked(Py_BuildValue("(ss)", reason.c_str(), slug));
  PyErr_SetObject(untraceable(), value.get());
  throw PythonError();
}

}  // namespace duet::frontend
