// A compiled function as a Python object: what the evaluator needs to know of it. The type, with
// its slots, is made by the binding (python/jit/function.cpp).
#pragma once

#include "frontend/evaluate/boundary/compiled.h"

namespace duet::frontend {

struct JitObject {
  PyObject_HEAD vectorcallfunc vectorcall;
  PyObject* function;  // what is compiled; interpreted when an evaluation calls this object
  PyObject* cache;     // a JitCache
  PyObject* dict;
  PyObject* weakrefs;
  PyObject* input_signature;  // Tensors like the arguments, some with unknown extents; or null
  uint64_t serial;            // no other has ever had it: its mark in caches of Cells
  int level;                  // Settings::level; -1: what the context says
  bool of_cells;              // Cell.__call__: compiles in graph mode only, each Cell for itself
  bool fullgraph;             // no fallback
  bool first_values;          // ms_function
  bool dynamic;               // all extents unknown from the first call on
  bool checked;               // Python does each call again, and the two are compared
  bool warned;                // about falling back
  bool warned_of_visits;
};

/// The type; null until the binding has made it.
extern PyTypeObject* jit_type;

/// The function that a compiled function was made of; null for any other object. Borrowed.
inline PyObject* inner_function(PyObject* object) {
  return Py_TYPE(object) == jit_type ? reinterpret_cast<JitObject*>(object)->function : nullptr;
}

/// This thread is evaluating a function: compiled functions and Cells that real Python calls
/// meanwhile are just called.
bool evaluating();

class Evaluating {
 public:
  Evaluating();
  ~Evaluating();
  Evaluating(const Evaluating&) = delete;
  Evaluating& operator=(const Evaluating&) = delete;
};

}  // namespace duet::frontend
