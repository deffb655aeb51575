// Resampling one axis: each result element is a weighted sum of a few input elements. The same
// table, read the other way round, is the gradient.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace duet::kernels {

enum class Resampling : uint8_t { kNearest, kNearestExact, kLinear, kCubic };

/// Result element i is the sum of `weight[i * taps + t]` times input element `index[i * taps + t]`.
struct Taps {
  int taps;
  std::vector<int64_t> index;
  std::vector<double> weight;
};
/// `scale` > 0: input elements per result element; else it follows from the extents.
DUET_API Taps resampling_taps(Resampling kind, int64_t extent, int64_t count, bool align_corners,
                              double scale);

/// Along `axis`; row-major results. Real floats.
DUET_API void resample(const Tensor& x, int axis, const Taps& taps, const Tensor& out);
DUET_API void resample_grad(const Tensor& dout, int axis, const Taps& taps, const Tensor& dx);

}  // namespace duet::kernels
