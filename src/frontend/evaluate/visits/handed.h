// Functions that C code calls and that have no frame (docs/decisions/0010): `print` of
// `list(map(print, xs))`, `float` of `map(float, tensors)`. C code gets another object in their
// place, whose calls are the machine's.
#pragma once

#include "frontend/evaluate/machine/machine.h"

namespace duet::frontend {

/// The arguments of a call that calls some of them, with these replaced; nothing where none is.
std::optional<Arguments> handed_arguments(PyObject* callee, const Arguments& arguments);

}  // namespace duet::frontend
