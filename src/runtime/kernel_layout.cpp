// The kernels that may choose a layout themselves, by what decides it. A program checks the answer
// when the kernel has run.
#include "runtime/kernel_layout.h"

#include <algorithm>

#include "kernels/dnnl_convolution.h"
#include "ops/ops.h"

namespace duet {
namespace {

/// Whoever computes windows of an image lies as the image does.
constexpr const Op* kLikeTheImage[] = {&ops::max_pooling,      &ops::max_pooling_places,
                                       &ops::max_pooling_grad, &ops::max_pooling_take,
                                       &ops::avg_pooling,      &ops::avg_pooling_grad};
/// Channels-last wherever the library convolves.
constexpr const Op* kConvolutions[] = {&ops::convolution, &ops::convolution_input_grad,
                                       &ops::convolution_transpose};

bool among(std::span<const Op* const> list, const Op& op) {
  return std::ranges::find(list, &op) != list.end();
}

}  // namespace

Layout kernel_layout(const Op& op, std::span<const Value> args, const TensorType& result) {
  Layout plain = contiguous(result.sizes());
  if (among(kLikeTheImage, op)) {
    bool empty = count(plain.shape) == 0 && (&op == &ops::max_pooling || &op == &ops::avg_pooling ||
                                             &op == &ops::max_pooling_places);
    bool last = kernels::is_channels_last(args[0].tensor_rep()->layout);
    return last && !empty ? kernels::channels_last(plain) : plain;
  }
  if (among(kConvolutions, op)) {
    bool computes = count(plain.shape) > 0;
    if (&op != &ops::convolution) computes = computes && args[0].tensor_rep()->count > 0;
    return computes && kernels::convolves_channels_last(result.dtype)
               ? kernels::channels_last(plain)
               : plain;
  }
  return plain;
}

}  // namespace duet
