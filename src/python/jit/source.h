// What tests and dumps ask about the source of functions.
#pragma once

#include "python/object.h"

namespace duet::python {

void add_source_functions(PyObject* module);

}  // namespace duet::python
