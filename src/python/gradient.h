// The tape for Python: `_core.tape_*`, what `mindspore.grad` and its kin are made of.
#pragma once

#include "python/object.h"

namespace duet::python {

/// Adds the functions to the module.
void add_gradient_functions(PyObject* module);

}  // namespace duet::python
