// The incomplete gamma function, zeta and the derivatives of digamma: kernels that loop until they
// have converged, on pairs of elements of one float dtype.
#include "kernels/special.h"
#include "ops/families/rules.h"

namespace duet::ops {
namespace {

template <double (*function)(double, double)>
void pairs_kernel(KernelCall& k) {
  const Tensor& out = k.outputs[0];
  auto wide = [&](const Tensor& t) { return t.view(expand(t.layout(), out.shape())); };
  kernels::map_pairs(out, wide(k.call.args[0].as_tensor()), wide(k.call.args[1].as_tensor()),
                     function);
}

double lower_share(double a, double x) { return kernels::gamma_share(a, x, false); }
double upper_share(double a, double x) { return kernels::gamma_share(a, x, true); }

constexpr InferRule of_pairs = Infer([](Call& call, TensorType a, TensorType b) {
  bool computed = a.dtype == DType::kFloat32 || a.dtype == DType::kFloat64;
  if (!computed || a.dtype != b.dtype)
    throw call.type_error("both arguments need to be float32, or both float64")
        .label(0, "{}", describe(a))
        .label(1, "{}", describe(b))
        .slug("one-dtype");
  return tensor(a.dtype, broadcast(call, 0, 1));
});

/// The float dtype that two operands meet in; integers meet in float32.
DType meeting(Call& call, V x, V y) {
  need_tensor(call, x, y);
  DType common = x.is_number()   ? y.dtype()
                 : y.is_number() ? x.dtype()
                                 : promote(x.dtype(), y.dtype());
  if (is_complex(common))
    throw call.type_error("incomplete gamma functions and zeta need real numbers")
        .label(0, "{}", describe(call.args[0]))
        .label(1, "{}", describe(call.args[1]))
        .slug("needs-reals");
  return is_float(common) ? common : DType::kFloat32;
}

/// `op` in the dtype that the operands meet in; halves are computed in float32.
V in_pairs(Call& call, const Op& op, V x, V y) {
  DType dtype = meeting(call, x, y);
  DType wide = is_half(dtype) ? DType::kFloat32 : dtype;
  auto converted = [&](const V& v) {
    return v.is_number() ? V(zeros_like(x.is_number() ? y : x, wide) + v) : V(cast(v, wide));
  };
  V first = converted(x), second = converted(y);
  V result = op(first, second);
  return dtype == wide ? result : V(cast(result, dtype));
}

/// d lower_share / dx.
V gamma_density(V a, V x) { return exp((a - 1) * log(x) - x - lgamma(a)); }

}  // namespace

constexpr Op gamma_share = define({
    .name = "GammaShare",
    .schema = "a: Tensor, x: Tensor",
    .doc = "The regularized lower incomplete gamma function.",
    .infer = of_pairs,
    .body = Kernel(pairs_kernel<lower_share>),
    .grad = Grad([](V a, V x, V, V dout) {
      return Grads{dout * gamma_share_slope(a, x), dout * gamma_density(a, x)};
    }),
    .oracle = "special.gammainc(a, x)",
    .samples = {"f64[2,3] f64[3]"},
    .function = "",
});

constexpr Op gamma_rest = define({
    .name = "GammaRest",
    .schema = "a: Tensor, x: Tensor",
    .doc = "The regularized upper incomplete gamma function.",
    .infer = of_pairs,
    .body = Kernel(pairs_kernel<upper_share>),
    .grad = Grad([](V a, V x, V, V dout) {
      return Grads{-(dout * gamma_share_slope(a, x)), -(dout * gamma_density(a, x))};
    }),
    .oracle = "special.gammaincc(a, x)",
    .samples = {"f64[2,3] f64[3]"},
    .function = "",
});

constexpr Op gamma_share_slope = define({
    .name = "GammaShareSlope",
    .schema = "a: Tensor, x: Tensor",
    .doc = "The derivative of the regularized lower incomplete gamma function by `a`.",
    .infer = of_pairs,
    .body = Kernel(pairs_kernel<kernels::gamma_share_slope>),
    .constant = true,
    .no_oracle = "it is checked as the gradient of igamma",
    .samples = {"f32[2,3] f32[3]"},
    .function = "",
});

constexpr Op igamma = define({
    .name = "Igamma",
    .schema = "input: Operand, other: Operand",
    .doc = "The share of the gamma function of `input` that lies below `other`: the regularized "
           "lower incomplete gamma function.",
    .body = Decompose([](Call& call, V a, V x) { return in_pairs(call, gamma_share, a, x); }),
    .oracle = "special.gammainc(input, other)",
    .samples = {"f32[2,3] f32[3]", "f64[4] f64[4]", "f16[3] f16[3]", "i32[3] f32[3]"},
    .function = "igamma",
    .methods = "=",
});

constexpr Op igammac = define({
    .name = "Igammac",
    .schema = "input: Operand, other: Operand",
    .doc = "The share of the gamma function of `input` that lies above `other`: the regularized "
           "upper incomplete gamma function.",
    .body = Decompose([](Call& call, V a, V x) { return in_pairs(call, gamma_rest, a, x); }),
    .oracle = "special.gammaincc(input, other)",
    .samples = {"f32[2,3] f32[3]", "f64[4] f64[4]", "f16[3] f16[3]", "i32[3] f32[3]"},
    .function = "igammac",
    .methods = "=",
});

constexpr Op zeta_same = define({
    .name = "ZetaSame",
    .schema = "s: Tensor, q: Tensor",
    .doc = "The sum of (q + k)^-s over k = 0, 1, 2, ...",
    .infer = of_pairs,
    .body = Kernel(pairs_kernel<kernels::zeta>),
    .grad = Grad([](V s, V q, V, V dout) { return Grads{V(), -(dout * s * zeta_same(s + 1, q))}; }),
    .oracle = "special.zeta(s, q)",
    .samples = {"f64[2,3] f64[3]"},
    .function = "",
});

constexpr Op zeta = define({
    .name = "Zeta",
    .schema = "input: Operand, other: Operand",
    .doc = "Hurwitz's zeta function: the sum of (other + k)^-input over k = 0, 1, 2, ... No "
           "gradient by `input`.",
    .body = Decompose([](Call& call, V s, V q) { return in_pairs(call, zeta_same, s, q); }),
    .oracle = "special.zeta(input, other)",
    .samples = {"f32[2,3] f32[3]", "f64[4] f64[4]"},
    .function = "zeta",
});

constexpr Op polygamma_same = define({
    .name = "PolygammaSame",
    .schema = "n: Tensor, x: Tensor",
    .doc = "The derivative of digamma of order `n`.",
    .infer = of_pairs,
    .body = Kernel(pairs_kernel<kernels::polygamma>),
    .grad = Grad([](V n, V x, V, V dout) { return Grads{V(), dout * polygamma_same(n + 1, x)}; }),
    .no_oracle = "orders need to be whole: polygamma has the samples",
    .function = "",
});

constexpr Op polygamma = define({
    .name = "Polygamma",
    .schema = "n: Operand, input: Operand",
    .doc = "The derivative of order `n` (whole numbers, 0 or more) of digamma.",
    .body = Decompose([](Call& call, V n, V x) { return in_pairs(call, polygamma_same, n, x); }),
    .oracle = "special.polygamma(n, input)",
    .samples = {"2 f32[2,3]", "1 f64[4]", "u8[3] f32[3]"},
    .function = "polygamma",
});

}  // namespace duet::ops
