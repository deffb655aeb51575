// Copies between layouts and between float dtypes, for operands that the library cannot take as
// they lie.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// Whether each axis steps over all of the next faster one, as the library asks of strides: in
/// `x[:, ::2]` of three columns it does not. Axes of stride 0 are not looked at.
bool is_nested(const Layout& layout);
/// A row-major copy with this dtype. Both are float16, bfloat16, float32 or the same dtype.
DUET_API Tensor packed(const Tensor& input, DType dtype);
/// Writes `from` to `to`, of the same shape.
DUET_API void copy(const Tensor& from, const Tensor& to);

}  // namespace duet::kernels
