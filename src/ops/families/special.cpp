// Special functions, rounding, and the parts of complex numbers.
#include <cmath>

#include "ops/families/rules.h"

namespace duet::ops {

namespace {

constexpr double kSlopeOfErf = 0x1.20dd750429b6dp0;  // 2 / sqrt(pi)

double largest(DType dtype) {
  switch (dtype) {
    case DType::kFloat16:
      return 65504;
    case DType::kBFloat16:
      return 0x1.fep127;
    case DType::kFloat32:
      return 0x1.fffffep127;
    default:
      return std::numeric_limits<double>::max();
  }
}

V sign_of(V x) { return select(signbit(x), -1.0, 1.0); }

S rounded(S x, S (*function)(S)) { return is_bool(x.dtype()) ? x : function(x); }

/// `elementwise`, for floats that are computed in themselves: the bits are what counts.
constexpr InferRule of_full_floats = Infer([](Call& call, TensorType x, TensorType y) {
  DType common = promote(x.dtype, y.dtype);
  if (common != DType::kFloat32 && common != DType::kFloat64)
    throw call.type_error("nextafter needs float32 or float64")
        .label(0, "{}", describe(x))
        .label(1, "{}", describe(y))
        .slug("needs-floats");
  return detail::infer_elementwise(call);
});

}  // namespace

constexpr Op erf = define({
    .name = "Erf",
    .schema = "input: Tensor",
    .doc = "The error function of each element.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::erf(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * exp(-square(x)) * kSlopeOfErf}; }),
    .oracle = "special.erf(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op erfc = define({
    .name = "Erfc",
    .schema = "input: Tensor",
    .doc = "One less the error function: exact where that is near 1.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::erfc(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * exp(-square(x)) * -kSlopeOfErf}; }),
    .oracle = "special.erfc(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op erfinv = define({
    .name = "Erfinv",
    .schema = "input: Tensor",
    .doc = "The inverse of the error function, of elements between -1 and 1.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::erfinv(x); }),
    .promote = Promote::kFloat,
    .grad =
        Grad([](V, V out, V dout) { return Grads{dout * exp(square(out)) * (1 / kSlopeOfErf)}; }),
    .oracle = "special.erfinv(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op lgamma = define({
    .name = "Lgamma",
    .schema = "input: Tensor",
    .doc = "The logarithm of the size of the gamma function.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::lgamma(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * digamma(x)}; }),
    .oracle = "special.gammaln(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "lgamma gammaln",
    .methods = "lgamma",
});

constexpr Op digamma = define({
    .name = "Digamma",
    .schema = "input: Tensor",
    .doc = "The derivative of the logarithm of the gamma function.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::digamma(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * trigamma(x)}; }),
    .oracle = "special.digamma(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op trigamma = define({
    .name = "Trigamma",
    .schema = "input: Tensor",
    .doc = "The derivative of digamma.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::trigamma(x); }),
    .promote = Promote::kFloat,
    .constant = true,
    .oracle = "special.polygamma(1, input)",
    .samples = {"f32[2,3]"},
});

constexpr Op floor = define({
    .name = "Floor",
    .schema = "input: Tensor",
    .doc = "The largest integer not above each element.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return rounded(x, scalar::floor); }),
    .constant = true,
    .oracle = "np.floor(input).astype(input.dtype)",
    .samples = {"f32[2,3]", "i32[4]", "f16[3]"},
    .methods = "=",
});

constexpr Op ceil = define({
    .name = "Ceil",
    .schema = "input: Tensor",
    .doc = "The smallest integer not below each element.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return rounded(x, scalar::ceil); }),
    .constant = true,
    .oracle = "np.ceil(input).astype(input.dtype)",
    .samples = {"f32[2,3]", "i32[4]", "f16[3]"},
    .methods = "=",
});

constexpr Op trunc = define({
    .name = "Trunc",
    .schema = "input: Tensor",
    .doc = "Each element without its fraction.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return rounded(x, scalar::trunc); }),
    .constant = true,
    .oracle = "np.trunc(input).astype(input.dtype)",
    .samples = {"f32[2,3]", "i32[4]", "f16[3]"},
    .methods = "=",
});

constexpr Op rint = define({
    .name = "Rint",
    .schema = "input: Tensor",
    .doc = "The nearest integer, halves to the even one.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return rounded(x, scalar::round); }),
    .constant = true,
    .oracle = "np.rint(input).astype(input.dtype)",
    .samples = {"f32[2,3]", "i32[4]", "f16[3]"},
    .function = "rint",
});

constexpr Op round = define({
    .name = "Round",
    .schema = "input: Tensor, *, decimals: int = 0",
    .doc = "Rounds to `decimals` places, halves to the even side; negative places are before the "
           "point.",
    .body = Decompose([](V x, int64_t decimals) {
      if (decimals == 0 || is_int(x.dtype()) || is_bool(x.dtype())) return V(rint(x));
      double scale = std::pow(10.0, static_cast<double>(std::abs(decimals)));
      return decimals > 0 ? rint(x * scale) / scale : rint(x / scale) * scale;
    }),
    .constant = true,
    .oracle = "np.round(input, decimals)",
    .samples = {"f32[2,3] 0", "f32[2,3] 1", "i32[4] 0"},
    .methods = "=",
});

constexpr Op frac = define({
    .name = "Frac",
    .schema = "x: Tensor",
    .doc = "The fraction of each element, with its sign.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return x - scalar::trunc(x); }),
    .grad = Grad([](V, V, V dout) { return Grads{dout}; }),
    .oracle = "x - np.trunc(x)",
    .samples = {"f32[2,3]", "f16[3]"},
    .methods = "=",
});

constexpr Op nan_to_num = define({
    .name = "NanToNum",
    .schema = "input: Tensor, nan: float? = None, posinf: float? = None, neginf: float? = None",
    .doc = "Replaces NaN by `nan` (0 if None) and the infinities by `posinf` and `neginf` (the "
           "limits of the dtype if None).",
    .body = Decompose([](V x, std::optional<double> nan, std::optional<double> posinf,
                         std::optional<double> neginf) {
      if (!is_float(x.dtype())) return x;
      double limit = largest(x.dtype());
      V numbers = select(isnan(x), nan.value_or(0), x);
      V below = select(isposinf(x), posinf.value_or(limit), numbers);
      return V(select(isneginf(x), neginf.value_or(-limit), below));
    }),
    .oracle = "np.nan_to_num(input, nan=nan or 0.0, posinf=posinf, neginf=neginf)",
    .samples = {"f32[2,3] None None None", "f32[4] 1.0 2.0 -2.0", "i32[3] None None None"},
    .methods = "=",
});

constexpr Op heaviside = define({
    .name = "Heaviside",
    .schema = "input: Operand, values: Operand",
    .doc = "0 below zero, 1 above it, and `values` at zero.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto values) {
      S side = scalar::select(x < 0, zero(x), one(x));
      S number = scalar::select(x == 0, values, side);
      return scalar::select(scalar::is_nan(x), x, number);
    }),
    .constant = true,
    .oracle = "np.heaviside(input, values)",
    .samples = {"f32[2,3] f32[3]"},
    .methods = "=",
});

constexpr Op copysign = define({
    .name = "CopySign",
    .schema = "x: Tensor, other: Operand",
    .doc = "The size of `x` with the sign of `other`.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return scalar::copy_sign(x, y); }),
    .promote = Promote::kFloat,
    .grad =
        Grad([](V x, V, V out, V dout) { return Grads{dout * (sign_of(out) * sign_of(x)), V()}; }),
    .oracle = "np.copysign(x, other)",
    .samples = {"f32[2,3] f32[3]", "i32[3] f32[3]"},
    .function = "copysign",
    .methods = "=",
});

constexpr Op nextafter = define({
    .name = "NextAfter",
    .schema = "x1: Tensor, x2: Tensor",
    .doc = "The next float (float32 or float64) after each element of `x1` on the way to `x2`.",
    .infer = of_full_floats,
    .body = Scalar([](auto x, auto y) {
      DType whole = x.dtype() == DType::kFloat32 ? DType::kInt32 : DType::kInt64;
      S bits = scalar::bitcast(x, whole), up = (x < y) == (x > 0);
      S moved = scalar::bitcast(bits + scalar::select(up, one(bits), -one(bits)), x.dtype());
      // From zero the way leads to the smallest number of y's sign.
      S from_zero = scalar::copy_sign(scalar::bitcast(one(bits), x.dtype()), y);
      S next = scalar::select(x == 0, from_zero, moved);
      S same = scalar::select(x == y, y, next);
      return scalar::select(scalar::is_nan(x) | scalar::is_nan(y), x + y, same);
    }),
    .constant = true,
    .oracle = "np.nextafter(x1, x2)",
    .samples = {"f32[2,3] f32[3]", "f64[4] f64[4]"},
    .function = "nextafter",
});

constexpr Op ldexp = define({
    .name = "Ldexp",
    .schema = "x: Tensor, other: Operand",
    .doc = "`x` times 2 to the power of `other`.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return x * scalar::exp2(y); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V y, V out, V dout) {
      return Grads{ldexp(dout, y), dout * out * 0x1.62e42fefa39efp-1};
    }),
    .oracle = "x * np.exp2(other)",
    .samples = {"f32[2,3] f32[3]", "f32[3] i32[3]"},
    .methods = "=",
});

}  // namespace duet::ops
