// Infer rules that many operators share. A rule is named by what it says of the result.
#pragma once

#include "ops/op.h"

namespace duet {

namespace detail {
DUET_API Types infer_elementwise(Call& call);
DUET_API Types infer_reduce(Call& call);
DUET_API Types infer_view(Call& call);
}  // namespace detail

/// Of scalar bodies: shapes broadcast, the dtype is that of the formula's results.
inline constexpr InferRule elementwise{detail::infer_elementwise};
/// Of Reduce bodies: the axes named by arguments 1 (axes) and 2 (keep_dims) go; the dtype is that
/// of `map`.
inline constexpr InferRule reduced{detail::infer_reduce};
/// Of View bodies: what the view of a fresh tensor looks like. (All extents known.)
inline constexpr InferRule viewed{detail::infer_view};
/// The type of the first argument.
inline constexpr InferRule same_as_input = Infer([](Call&, TensorType input) { return input; });

/// Broadcasts or says which shapes do not fit.
DUET_API Shape broadcast(Call& call, int a, int b);
/// The same for shapes that are no whole arguments (batch axes of a matrix product).
DUET_API Shape broadcast(const Shape& a, const Shape& b);

/// The gradient of a reduction whose every element counts alike: `dout` repeated over the axes that
/// went.
DUET_API V expand_reduced(V dout, V input, const std::optional<Ints>& axis, bool keep_dims);

}  // namespace duet
