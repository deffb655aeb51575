// A compiled function as a Python object: `mindspore.jit` gives one.
#pragma once

#include "python/object.h"

namespace duet::python {

/// Makes the types and adds the functions to the module.
void add_jit(PyObject* module);

}  // namespace duet::python
