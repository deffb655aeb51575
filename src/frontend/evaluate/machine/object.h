// Owning references to Python objects, and how a failing C API call unwinds. The door to Python.h
// for the evaluator and the binding.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <exception>
#include <utility>

#include "base/error.h"

namespace duet {

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

}  // namespace duet
