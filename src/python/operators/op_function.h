// An operator as a Python function: `mindspore.ops.matmul`, and the method `Tensor.matmul`. Its
// signature, its doc and how it reads its arguments all come from the operator's record.
#pragma once

#include "ops/registry.h"
#include "python/object.h"

namespace duet::python {

/// Makes the type of these objects and the module `_core.ops` with one for each function name, and
/// adds the methods to Tensor.
void make_op_functions(PyObject* module);

/// The operator behind a Python function made here; null for any other object.
const OpEntry* op_of_function(PyObject* object);

/// `_core.op_records()`: what docs, stubs and tests are made of.
PyObject* op_records(PyObject*, PyObject*);

}  // namespace duet::python
