// What a module of ours holds, found when it is first asked for and kept until the process ends.
//
// A `static` that imports would wait for itself: importing lets other threads run, and one that
// comes to the same line waits for the first while it holds the interpreter lock.
#pragma once

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

class Imported {
 public:
  constexpr Imported(const char* module, const char* name) : module_(module), name_(name) {}

  /// Borrowed. Throws PythonError. Needs the interpreter lock.
  PyObject* get() {
    if (found_) return found_;
    Object module = checked(PyImport_ImportModule(module_));
    Object found = checked(PyObject_GetAttrString(module.get(), name_));
    if (!found_) found_ = found.leak();
    return found_;
  }

 private:
  const char* module_;
  const char* name_;
  PyObject* found_ = nullptr;
};

}  // namespace duet::frontend
