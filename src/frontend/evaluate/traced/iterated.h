// Loops over containers from outside, which are written to copies (traced_world.h): a loop that has
// begun goes through the object itself, and would not see what is written.
#pragma once

#include "frontend/evaluate/machine/machine.h"

namespace duet::frontend {

/// A loop of the program is under way that goes through this object.
bool is_iterated(const Machine& machine, PyObject* container);

}  // namespace duet::frontend
