// Extents of traced Tensors as Python sees them: ints, or run-time numbers where only the run of
// the graph will tell.
#pragma once

#include "frontend/evaluate/machine/object.h"
#include "tensor/tensor.h"

namespace duet::frontend {

/// Only of a Tensor with unknown extents: its `shape`, a tuple.
Object traced_shape(const Tensor& tensor);
/// Likewise: one of them, and their product.
Object traced_extent(const Tensor& tensor, int axis);
Object traced_count(const Tensor& tensor);

/// Says that a loop over elements, or what else needs their number now, runs in Python.
[[noreturn]] void refuse_unknown_length(const char* what);

}  // namespace duet::frontend
