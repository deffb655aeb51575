// The Python type `mindspore.common.tensor.Tensor`: a C type around one TensorRep, pooled, with
// slots. Construction is in tensor_new.cpp, operators in tensor_number.cpp, attributes and methods
// in tensor_attributes.cpp and tensor_methods.cpp, subscripts in tensor_index.cpp.
//
// What an object is made of stands in frontend/evaluate/traced/tensor.h.
#pragma once

#include "frontend/evaluate/traced/tensor.h"
#include "python/object.h"

namespace duet::python {

using frontend::as_object;
using frontend::is_tensor;
using frontend::rebind;
using frontend::tensor_type;
using frontend::TensorObject;
using frontend::unwrap;
using frontend::wrap;

/// Makes the type and adds it to the module.
void make_tensor_type(PyObject* module);

/// A new object of a subclass.
PyObject* wrap_as(PyTypeObject* type, Tensor tensor);

extern PyNumberMethods tensor_number;
extern PySequenceMethods tensor_sequence;
extern PyMappingMethods tensor_mapping;
extern PyBufferProcs tensor_buffer;
extern PyGetSetDef tensor_getset[];
extern PyMethodDef tensor_methods[];
PyObject* tensor_new(PyTypeObject* type, PyObject* args, PyObject* kwargs);
int tensor_init(PyObject* self, PyObject* args, PyObject* kwargs);
PyObject* tensor_repr(PyObject* self);
PyObject* tensor_str(PyObject* self);
PyObject* tensor_compare(PyObject* a, PyObject* b, int operation);
PyObject* tensor_iterate(PyObject* self);

}  // namespace duet::python
