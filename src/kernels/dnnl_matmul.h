// Matrix products over the last two axes of strided Tensors. Leading axes broadcast.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// out = a @ b, plus `bias` (one value per column) where it is given. All of one dtype; `a` and `b`
/// have rank 2 or more and any strides, `out` is row-major.
DUET_API void matmul(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out);

}  // namespace duet::kernels
