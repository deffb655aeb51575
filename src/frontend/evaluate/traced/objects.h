// What kind of object the traced world has before it.
#pragma once

#include <string_view>

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

inline bool is_container(PyObject* o) {
  return PyList_Check(o) || PyDict_Check(o) || PyAnySet_Check(o);
}

/// Of a class that Python code has made, with attributes in a dict.
inline bool is_instance(PyObject* o) {
  PyTypeObject* type = Py_TYPE(o);
  return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 &&
         (type->tp_dictoffset != 0 || (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0);
}

inline bool is_array(PyObject* o) {
  return std::string_view(Py_TYPE(o)->tp_name) == "numpy.ndarray";
}

/// It must be read when the graph runs.
[[noreturn]] void refuse_array();

}  // namespace duet::frontend
