// The door to Python.h for the binding: owning references, and the way of an exception from C++ to
// Python and back. Every function that Python calls is `guarded`.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <exception>
#include <utility>

#include "base/error.h"

namespace duet::python {

/// An owned reference.
class Object {
 public:
  Object() = default;
  Object(const Object& other) : object_(other.object_) { Py_XINCREF(object_); }
  Object(Object&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ~Object() { Py_XDECREF(object_); }
  Object& operator=(Object other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  static Object steal(PyObject* object) {
    Object result;
    result.object_ = object;
    return result;
  }
  static Object borrow(PyObject* object) {
    Py_XINCREF(object);
    return steal(object);
  }

  PyObject* get() const { return object_; }
  PyObject* leak() { return std::exchange(object_, nullptr); }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

/// A Python exception is set; this only unwinds to the guard.
struct PythonError final : std::exception {
  const char* what() const noexcept override { return "a Python exception is set"; }
};

/// Takes the result of a C API function that sets an exception on failure.
inline Object checked(PyObject* object) {
  if (!object) throw PythonError();
  return Object::steal(object);
}
inline void checked(int status) {
  if (status < 0) throw PythonError();
}

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
