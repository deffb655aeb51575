// Graphs outside of the process: what ms.export writes and ms.load reads.
#pragma once

#include "python/object.h"

namespace duet::python {

void add_mindir_functions(PyObject* module);

}  // namespace duet::python
