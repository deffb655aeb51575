// The process's random state, as Python sees it.
#pragma once

#include "python/object.h"

namespace duet::python {

void add_random_functions(PyObject* module);

}  // namespace duet::python
