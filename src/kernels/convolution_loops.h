// What a convolution is made of, and convolutions in plain loops for dtypes that the library does
// not know.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// One entry per spatial axis. `before` and `after` are the padding; a dilation of 1 leaves no
/// gaps.
struct Window {
  Ints stride, before, after, dilation;
  int64_t groups = 1;
};

/// Tensors are (batch, channels, spatial axes...) for one to three spatial axes, weights (out
/// channels, in channels of a group, spatial axes...). float32 and float64; results are written
/// over, in their own layout.
void convolution_loops(const Tensor& x, const Tensor& w, const Tensor& bias, const Window& window,
                       const Tensor& out);
void input_grad_loops(const Tensor& dout, const Tensor& w, const Window& window, const Tensor& dx);
void weight_grad_loops(const Tensor& dout, const Tensor& x, const Window& window, const Tensor& dw);

}  // namespace duet::kernels
