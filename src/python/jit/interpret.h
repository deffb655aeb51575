// Python functions carried out by the evaluator's machine instead of CPython: what abandoned graph
// calls continue in, and what CPython's own language tests judge.
#pragma once

#include "python/object.h"

namespace duet::python {

void add_interpret_functions(PyObject* module);

}  // namespace duet::python
