// Python's own functions of one number (int, round, math.exp, ...) of a run-time number: recorded.
#pragma once

#include <optional>

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

/// `callee(number)`; nothing if the graph has no such function of numbers.
std::optional<Object> number_call(PyObject* callee, PyObject* number);

}  // namespace duet::frontend
