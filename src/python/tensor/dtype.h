// The dtypes as Python sees them. The objects themselves are made in mindspore/common/dtype.py and
// registered here, so that `Tensor.dtype` gives the very object `mindspore.float32`.
#pragma once

#include <optional>

#include "python/object.h"
#include "tensor/dtype.h"

namespace duet::python {

/// `_core.register_dtypes(list)`: the fifteen objects in the order of `DType`.
PyObject* register_dtypes(PyObject*, PyObject* objects);

/// A new reference to the Python object.
PyObject* dtype_object(DType dtype);

/// What `object` names: one of ours, a NumPy dtype or scalar type, bool, int, float, complex, or a
/// name. Nothing if it names no dtype.
std::optional<DType> dtype_of(PyObject* object);

}  // namespace duet::python
