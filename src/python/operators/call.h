// One call of an operator from Python: run it, wrap the results, and where it fails name the
// arguments as the user wrote them.
#pragma once

#include <initializer_list>

#include "ops/registry.h"
#include "python/object.h"

namespace duet::python {

/// Runs `op` on complete arguments; results as Python objects. Without the interpreter lock where
/// the work is worth it.
PyObject* call_op(const Op& op, std::span<const Value> args);
Values run_op(const Op& op, std::span<const Value> args);

/// Sets the Python exception for the C++ exception being handled. `arguments` are those of the
/// schema, null where none was written; `positional` counts those given by position.
void set_call_exception(std::span<PyObject* const> arguments, const OpEntry& entry,
                        size_t positional);
/// The same for an operator of the language.
void set_call_exception(std::initializer_list<PyObject*> arguments);

}  // namespace duet::python
