// The way of an exception from C++ to Python and back. Every function that Python calls is
// `guarded`; owning references are in frontend/evaluate/machine/object.h.
#pragma once

#include "frontend/evaluate/machine/object.h"

namespace duet::python {

using duet::checked;
using duet::Object;
using duet::PythonError;

/// The Python type of our own mistakes.
PyObject* internal_error() noexcept;

/// Sets the Python exception for the C++ exception being handled.
void set_python_exception() noexcept;

/// Runs the body of a function that Python calls.
template <class F>
PyObject* guarded(F&& body) noexcept {
  try {
    return body();
  } catch (...) {
    set_python_exception();
    return nullptr;
  }
}
template <class F>
int guarded_status(F&& body) noexcept {
  try {
    body();
    return 0;
  } catch (...) {
    set_python_exception();
    return -1;
  }
}

/// A module attribute, imported on first use: `imported<"numpy", "array2string">()`.
Object import_attribute(const char* module, const char* name);

/// An interned string that lives as long as the process.
PyObject* intern(const char* text);

}  // namespace duet::python
