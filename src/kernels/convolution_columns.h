// The gradient of a convolution with respect to an image of few channels.
#pragma once

#include "kernels/convolution_loops.h"

namespace duet::kernels {

/// Whether the library, which computes 16 channels at once, would mostly compute padding.
bool few_channels(const Tensor& dout, const Tensor& w, const Window& window, const Tensor& dx);

/// `dout` and `dx` are channels-last, all float32; see `few_channels`.
void input_grad_by_columns(const Tensor& dout, const Tensor& w, const Window& window,
                           const Tensor& dx);

}  // namespace duet::kernels
