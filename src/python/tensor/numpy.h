// The door to NumPy: arrays to Tensors and back, by sharing memory or copying it.
#pragma once

#include <optional>

#include "python/object.h"
#include "tensor/tensor.h"

namespace duet::python {

/// Loads NumPy's C API; called once when the module is made.
void load_numpy();

bool is_ndarray(PyObject* object);
bool is_numpy_scalar(PyObject* object);
/// A NumPy dtype or scalar type, ml_dtypes' bfloat16 included.
std::optional<DType> numpy_dtype_of(PyObject* object);
/// The NumPy dtype (a descriptor) for ours; a new reference.
PyObject* numpy_descriptor(DType dtype);

/// A Tensor with a copy of the array's elements, in row-major order.
Tensor copy_of_ndarray(PyObject* array);
/// A Tensor over the memory of the array.
Tensor shared_with_ndarray(PyObject* array);
/// An ndarray over the memory of the Tensor, which is lent from now on.
PyObject* as_ndarray(const Tensor& tensor);
/// The same for a reader who is done at once: nothing is lent.
PyObject* ndarray_over(const Tensor& tensor);

}  // namespace duet::python
