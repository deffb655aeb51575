// What has been compiled, as Python data: mindspore/common/_explain.py writes it out.
#pragma once

#include "python/object.h"

namespace duet::python {

PyObject* jit_prepare(PyObject*, PyObject* args);
PyObject* jit_specialisations(PyObject*, PyObject* args);
PyObject* jit_stages(PyObject*, PyObject* args);
PyObject* jit_deviations(PyObject*, PyObject*);

}  // namespace duet::python
