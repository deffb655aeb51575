// Numbers that are known when the graph runs: a float argument, a number made run-time by
// ms.mutable, what is computed from them. Arithmetic on them and with Tensors is recorded. Whoever
// needs the value itself (a shape, a branch, a C function) gets the present one, under a guard:
// numbers on demand.
#pragma once

#include <vector>

#include "frontend/evaluate/machine/object.h"
#include "ops/value.h"

namespace duet::frontend {

/// A run-time number: `node` of the present tracer's graph, its present value, and the leaves that
/// decide it.
Object make_number(int64_t node, Object present, std::vector<int> leaves);

/// One whose value nobody knows while compiling: the result of a branch, an element of a Tensor.
Object make_run_time_number(int64_t node, NumberKind kind);
/// Of a run-time number, or a plain one of 64 bits: its kind, and what it is to a graph.
NumberKind number_kind(PyObject* object);
Value number_value(PyObject* object);
void set_node_of_number(PyObject* object, int64_t node);

bool is_run_time_number(PyObject* object);
/// The node; only of a run-time number.
int64_t node_of_number(PyObject* object);
/// The present value, not guarded; null where there is none. Any other object is itself. Borrowed.
PyObject* present_value(PyObject* object);
/// What the operation (ir/result_types.h) makes of a run-time number; `native` does it to known
/// ones. If it converts, a number of its result's kind stays what it is.
Object number_of(const char* operation, PyObject* native, PyObject* number, bool converts);
/// The present value, guarded; any other object is itself.
Object settled(PyObject* object);

}  // namespace duet::frontend
