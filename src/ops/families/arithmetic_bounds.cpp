// The larger and the smaller of two, and values held between bounds. NaN passes on, except where
// the name begins with `f`.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op maximum = define({
    .name = "Maximum",
    .schema = "input: Operand, other: Operand",
    .doc = "The larger of each pair; NaN if one is NaN.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return is_bool(x.dtype()) ? x | y : scalar::max(x, y); }),
    .grad = Grad([](V x, V y, V, V dout) {
      V first = greater_equal(x, y);
      return Grads{kept(first, dout), kept(logical_not(first), dout)};
    }),
    .oracle = "np.maximum(input, other)",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4,1]", "i32[4] i32[4]", "bool[3] bool[3]"},
    .methods = "=",
});

constexpr Op minimum = define({
    .name = "Minimum",
    .schema = "input: Operand, other: Operand",
    .doc = "The smaller of each pair; NaN if one is NaN.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return is_bool(x.dtype()) ? x & y : scalar::min(x, y); }),
    .grad = Grad([](V x, V y, V, V dout) {
      V first = less_equal(x, y);
      return Grads{kept(first, dout), kept(logical_not(first), dout)};
    }),
    .oracle = "np.minimum(input, other)",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4,1]", "i32[4] i32[4]", "bool[3] bool[3]"},
    .methods = "=",
});

constexpr Op fmax = define({
    .name = "Fmax",
    .schema = "input: Operand, other: Operand",
    .doc = "The larger of each pair; the number if the other is NaN.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) {
      if (is_bool(x.dtype())) return x | y;
      return scalar::select(scalar::is_nan(x), y, scalar::select(y > x, y, x));
    }),
    .grad = Grad([](V x, V, V out, V dout) {
      V first = equal(out, x);
      return Grads{kept(first, dout), kept(logical_not(first), dout)};
    }),
    .oracle = "np.fmax(input, other)",
    .samples = {"f32[2,3] f32[3]", "i32[4] i32[4]"},
    .methods = "=",
});

constexpr Op fmin = define({
    .name = "Fmin",
    .schema = "input: Operand, other: Operand",
    .doc = "The smaller of each pair; the number if the other is NaN.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) {
      if (is_bool(x.dtype())) return x & y;
      return scalar::select(scalar::is_nan(x), y, scalar::select(y < x, y, x));
    }),
    .grad = Grad([](V x, V, V out, V dout) {
      V first = equal(out, x);
      return Grads{kept(first, dout), kept(logical_not(first), dout)};
    }),
    .oracle = "np.fmin(input, other)",
    .samples = {"f32[2,3] f32[3]", "i32[4] i32[4]"},
    .methods = "=",
});

constexpr Op clamp = define({
    .name = "ClampTensor",
    .schema = "input: Tensor, min: Tensor | number? = None, max: Tensor | number? = None",
    .doc = "Holds each element between `min` and `max`; a bound of None is none. If `min` is above "
           "`max`, the result is `max`.",
    .body = Decompose([](Call& call, V x, V low, V high) {
      if (low.is_none() && high.is_none())
        throw call.error("clamp needs `min` or `max`").slug("clamp-bounds");
      V result = low.is_none() ? x : V(maximum(x, low));
      return high.is_none() ? result : V(minimum(result, high));
    }),
    .oracle = "np.clip(input, min, max)",
    .samples = {"f32[2,3] -0.5 0.5", "f32[2,3] None 0.5", "f32[2,3] f32[3] None", "i32[4] 0 2"},
    .function = "clamp clip",
    .methods = "=",
});

constexpr Op clip_by_value = define({
    .name = "ClipByValue",
    .schema = "x: Tensor, clip_value_min: Tensor | number? = None, clip_value_max: Tensor | "
              "number? = None",
    .doc = "Holds each element between `clip_value_min` and `clip_value_max`.",
    .body = Decompose([](V x, V low, V high) { return clamp(x, low, high); }),
    .oracle = "np.clip(x, clip_value_min, clip_value_max)",
    .samples = {"f32[2,3] -0.5 0.5", "f32[2,3] f32[3] None"},
    .function = "",
});

}  // namespace duet::ops
