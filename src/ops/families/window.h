// Attributes of windows that slide over spatial axes (convolution, pooling): one value per axis
// from an int or a tuple, the padding that a mode asks for, the extent of the result.
#pragma once

#include "kernels/convolution_loops.h"
#include "ops/call.h"

namespace duet {

/// `values` (argument `argument`) as one per spatial axis, each at least `least`.
DUET_API Ints per_axis(Call& call, const Ints& values, int axes, int argument, int64_t least);

struct Padding {
  Ints before, after;
};
/// One value, one per axis, or before and after for each axis.
DUET_API Padding explicit_padding(Call& call, const Ints& values, int axes, int argument);
/// What the mode "same" adds so that the result has ceil(extent / stride) elements.
DUET_API Padding same_padding(std::span<const int64_t> extents, const Ints& kernel,
                              const Ints& stride, const Ints& dilation);

/// The padding of `pad_mode` ("valid", "same" or "pad", in any case). `mode_argument` and
/// `padding_argument` are for errors.
struct PadMode {
  std::string_view mode;
  int mode_argument;
  Ints padding;
  int padding_argument;
};
DUET_API Padding padding_of(Call& call, const PadMode& mode, const TensorType& input,
                            const Ints& kernel, const Ints& stride, const Ints& dilation);

/// Places of a window on one axis.
inline Dim places(Dim extent, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation) {
  if (!extent.known()) return Dim::unknown();
  int64_t free = extent.value() + padding - dilation * (kernel - 1) - 1;
  return free < 0 ? Dim(0) : Dim(free / stride + 1);
}

inline Ints known(const Shape& shape, int from) {
  Ints sizes;
  for (size_t i = from; i < shape.size(); ++i) sizes.push_back(shape[i].value());
  return sizes;
}

}  // namespace duet
