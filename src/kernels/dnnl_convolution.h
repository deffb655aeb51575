// Convolutions and their two gradients. They compute channels-last; the result keeps its storage
// but is viewed with channels-last strides, so that the next operator finds what it wants.
#pragma once

#include <optional>

#include "kernels/convolution_loops.h"

namespace duet::kernels {

/// Shapes as in convolution_loops.h. All operands of one dtype, of any strides; `bias` may be none.
DUET_API void convolution(const Tensor& x, const Tensor& w, const Tensor& bias,
                          const Window& window, Tensor& out);
DUET_API void convolution_input_grad(const Tensor& dout, const Tensor& w, const Window& window,
                                     Tensor& dx);
DUET_API void convolution_weight_grad(const Tensor& dout, const Tensor& x, const Window& window,
                                      const Tensor& dw);

/// The blocks that a weight may lie in where it is read and its gradient is written; none if the
/// kernels of its kind want the plain one.
DUET_API std::optional<Blocks> weight_blocks(DType dtype, std::span<const int64_t> shape,
                                             int64_t groups);

/// Whether a result of this dtype is channels-last; the loops that serve the others are row-major.
DUET_API bool convolves_channels_last(DType dtype);

/// (batch, channels, spatial...) with the channels innermost.
DUET_API Layout channels_last(const Layout& layout);
DUET_API bool is_channels_last(const Layout& layout);

}  // namespace duet::kernels
