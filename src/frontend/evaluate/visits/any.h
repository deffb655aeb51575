// Objects of Python that are known when the graph runs only: results of visits (visit.h). In the
// evaluator a placeholder stands for one, with the node that gives it. Everything done with it is a
// visit; whatever reaches it past the world is refused.
//
// In a running graph the value is the object's address as an int. Its host keeps it for the call
// (python/jit/host.h).
#pragma once

#include "frontend/evaluate/machine/object.h"
#include "ops/value.h"

namespace duet::frontend {

Object make_any(int64_t node);
bool is_any(PyObject* object);
int64_t node_of_any(PyObject* any);
void set_node_of_any(PyObject* any, int64_t node);

/// The documents compute with this one in float64: a Tensor made of an object, without annotation.
bool is_wide(PyObject* any);
void set_wide(PyObject* any);

inline Value host_value(PyObject* object) {
  return static_cast<int64_t>(reinterpret_cast<intptr_t>(object));
}
inline PyObject* object_of(const Value& value) {
  return reinterpret_cast<PyObject*>(static_cast<intptr_t>(value.as_int()));
}

}  // namespace duet::frontend
