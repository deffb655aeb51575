// DLPack both ways: `Tensor.__dlpack__` and `Tensor.from_dlpack`.
#pragma once

#include "python/object.h"

namespace duet::python {

PyObject* to_dlpack(PyObject* self, PyObject* args, PyObject* kwargs);
PyObject* dlpack_device(PyObject* self, PyObject*);
PyObject* from_dlpack(PyObject*, PyObject* source);

}  // namespace duet::python
