// Words that softmax, normalisations and losses share: their decompositions are short lists of
// formulas and reductions over one set of axes, so that each becomes one generated kernel.
#pragma once

#include <string_view>

#include "ops/infer.h"
#include "ops/ops.h"

namespace duet {

/// Halves are computed in float32 and rounded once, at the operator's edge.
inline V widened(V x) { return is_half(x.dtype()) ? V(ops::cast(x, DType::kFloat32)) : x; }
inline V rounded(V x, DType dtype) { return x.dtype() == dtype ? x : V(ops::cast(x, dtype)); }

inline V sum_over(V x, const Ints& axes) { return ops::reduce_sum(x, axes, true); }
inline V max_over(V x, const Ints& axes) { return ops::reduce_max(x, axes, true); }
/// The mean over axes, which stay with extent 1.
inline V mean_over(V x, const Ints& axes) {
  return ops::divide_by_count(sum_over(x, axes), x, axes);
}
/// `x` where `condition` holds, else 0.
inline V only_where(V condition, V x) { return ops::select(condition, x, 0.0); }

/// Refuses argument `argument` unless it is of real floats.
DUET_API void check_floats(Call& call, int argument);

/// A value per channel (axis 1), to meet a tensor of this rank.
inline V along_channels(V v, int rank) {
  for (int i = 2; i < rank; ++i) v = ops::expand_dims(v, -1);
  return v;
}

/// "none", "mean" or "sum" of a loss's elements. `argument` is where the word stands.
enum class Reduction : uint8_t { kNone, kMean, kSum };
DUET_API Reduction reduction_of(Call& call, int argument);
DUET_API V reduced_loss(V loss, Reduction reduction);
/// The cotangent of each element of a loss, to be multiplied; `like` has the shape of the loss.
DUET_API V spread_loss(V dout, V like, Reduction reduction);

}  // namespace duet
