// Pooling over windows of up to three spatial axes, forward and backward. Hand-written: windows
// overlap, so a gradient is a scatter, and the place of a maximum is data.
//
// Tensors are (batch, channels, spatial axes...). Channels-last input gives channels-last results
// (the output is viewed anew). float16 and bfloat16 are computed in float32.
#pragma once

#include "kernels/convolution_loops.h"

namespace duet::kernels {

/// `kernel` is the window's extents; `window` says how it moves. An adaptive pooling has neither:
/// window i of n reaches from floor(i * extent / n) to ceil((i + 1) * extent / n).
struct Pooling {
  Ints kernel;
  Window window;
  bool adaptive = false;
};

/// The largest element of each window; a NaN wins. `places`, int64 and optional: its row-major
/// index in the input's plane.
DUET_API void max_pool(const Tensor& x, const Pooling& pooling, Tensor& out, Tensor* places);
/// Adds each element of `dout` to where the maximum of its window in `x` is (the first of equals).
DUET_API void max_pool_input_grad(const Tensor& x, const Tensor& dout, const Pooling& pooling,
                                  Tensor& dx);
/// `values` at the place of each window's maximum in `x`.
DUET_API void max_pool_take(const Tensor& x, const Tensor& values, const Pooling& pooling,
                            Tensor& out);

/// What a window's sum is divided by.
struct Divisor {
  bool count_padding = true;
  int64_t fixed = 0;  // if not 0
};
DUET_API void avg_pool(const Tensor& x, const Pooling& pooling, Divisor divisor, Tensor& out);
DUET_API void avg_pool_input_grad(const Tensor& dout, const Pooling& pooling, Divisor divisor,
                                  Tensor& dx);

}  // namespace duet::kernels
