// float16 to float32 and back, in one pass over memory. The library has a fast way for this only on
// processors that compute with float16.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// `to = from`, elements of row-major tensors of one count; one is float16, the other float32.
/// Rounds to nearest even.
DUET_API void convert_half(const Tensor& from, const Tensor& to);

}  // namespace duet::kernels
