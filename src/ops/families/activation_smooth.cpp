// Smooth activations: made of exponentials.
#include "ops/families/rules.h"

namespace duet::ops {
namespace {

constexpr double kRootTwoOverPi = 0x1.988453365de00p-1;  // sqrt(2 / pi)
constexpr double kRootHalf = 0x1.6a09e667f3bcdp-1;
constexpr double kScale = 1.0507009873554804934, kAlpha = 1.6732632423543772848;  // of selu

/// log(1 + e^x) without overflow.
S soft_plus(S x) { return scalar::max(x, zero(x)) + scalar::log1p(scalar::exp(-scalar::abs(x))); }

/// The slope of x times the cumulative normal distribution, or of its tanh form.
V slope_of_gelu(V x, bool by_tanh) {
  if (!by_tanh) {
    V density = exp(square(x) * -0.5) * (kRootTwoOverPi / 2);
    return (erf(x * kRootHalf) + 1) * 0.5 + x * density;
  }
  V bend = square(x) * 0.044715, t = tanh(x * (bend + 1) * kRootTwoOverPi);
  V inner = (bend * 3 + 1) * kRootTwoOverPi;
  return (t + 1) * 0.5 + x * (1 - square(t)) * inner * 0.5;
}

}  // namespace

constexpr Op sigmoid = define({
    .name = "Sigmoid",
    .schema = "input: Tensor",
    .doc = "1 / (1 + e^-x).",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::sigmoid(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout * out * (1 - out)}; }),
    .oracle = "1 / (1 + np.exp(-input))",
    .samples = {"f32[2,3]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op logsigmoid = define({
    .name = "LogSigmoid",
    .schema = "x: Tensor",
    .doc = "The logarithm of the sigmoid of each element.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return -soft_plus(-x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * sigmoid(-x)}; }),
    .oracle = "-np.log1p(np.exp(-x))",
    .samples = {"f32[2,3]", "f16[3]"},
    .function = "logsigmoid log_sigmoid",
});

constexpr Op silu = define({
    .name = "SiLU",
    .schema = "input: Tensor",
    .doc = "Each element times its sigmoid.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return x * scalar::sigmoid(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) {
      V gate = sigmoid(x);
      return Grads{dout * gate * (x * (1 - gate) + 1)};
    }),
    .oracle = "input / (1 + np.exp(-input))",
    .samples = {"f32[2,3]", "f32[]", "f16[3]"},
    .function = "silu swish",
});

constexpr Op gelu = define({
    .name = "GeLU",
    .schema = "input: Tensor, approximate: str = 'tanh'",
    .doc = "Each element times the cumulative normal distribution, or its `approximate` form by "
           "'tanh'.",
    .infer = of_reals,
    .body = Scalar([](auto x, Attr<std::string_view> approximate) {
      if (approximate.value == "none") return x * 0.5 * (scalar::erf(x * kRootHalf) + 1);
      S cubed = x * scalar::fma(x * x, scalar::constant(x, 0.044715), one(x));
      return x * 0.5 * (scalar::tanh(cubed * kRootTwoOverPi) + 1);
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, std::string_view approximate, V, V dout) {
      return Grads{dout * slope_of_gelu(x, approximate != "none")};
    }),
    .oracle = "0.5 * input * (1 + (special.erf(input / 2**0.5) if approximate == 'none' else "
              "np.tanh((2 / np.pi)**0.5 * (input + 0.044715 * input**3))))",
    .samples = {"f32[2,3] 'tanh'", "f32[2,3] 'none'", "f16[3] 'none'"},
    .function = "",
});

constexpr Op gelu_function = define({
    .name = "GeluExt",
    .schema = "input: Tensor, approximate: str = 'none'",
    .doc = "Each element times the cumulative normal distribution; `approximate` 'tanh' takes a "
           "cheaper formula for it.",
    .body = Decompose([](Call& call, V x, std::string_view approximate) {
      if (approximate != "none" && approximate != "tanh")
        throw call.error("`approximate` needs to be 'none' or 'tanh'")
            .label(1, "'{}'", approximate)
            .slug("gelu-approximate");
      return gelu(x, approximate);
    }),
    .oracle = "0.5 * input * (1 + (special.erf(input / 2**0.5) if approximate == 'none' else "
              "np.tanh((2 / np.pi)**0.5 * (input + 0.044715 * input**3))))",
    .samples = {"f32[2,3] 'none'", "f32[2,3] 'tanh'"},
    .function = "gelu",
});

constexpr Op fast_gelu = define({
    .name = "FastGeLU",
    .schema = "x: Tensor",
    .doc = "Each element times the sigmoid of 1.702 times it.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return x * scalar::sigmoid(x * 1.702); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) {
      V gate = sigmoid(x * 1.702);
      return Grads{dout * gate * (x * (1 - gate) * 1.702 + 1)};
    }),
    .oracle = "x / (1 + np.exp(-1.702 * x))",
    .samples = {"f32[2,3]", "f16[3]"},
    .function = "fast_gelu",
});

constexpr Op elu = define({
    .name = "Elu",
    .schema = "input_x: Tensor; alpha: float = 1.0",
    .doc = "Each element, or `alpha` (e^x - 1) where it is negative.",
    .infer = of_reals,
    .body = Scalar(
        [](auto x, auto alpha) { return scalar::select(x > 0, x, alpha * scalar::expm1(x)); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, double alpha, V out, V dout) {
      return Grads{select(greater(x, 0), dout, dout * (out + alpha))};
    }),
    .oracle = "np.where(input_x > 0, input_x, alpha * np.expm1(input_x))",
    .samples = {"f32[2,3] 1.0", "f32[4] 2.0", "f16[3] 1.0"},
    .function = "elu",
});

constexpr Op celu = define({
    .name = "CeLU",
    .schema = "x: Tensor; alpha: float = 1.0",
    .doc = "Each element, or `alpha` (e^(x / alpha) - 1) where it is negative.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto alpha) {
      return scalar::select(x > 0, x, alpha * scalar::expm1(x / alpha));
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, double alpha, V out, V dout) {
      return Grads{select(greater(x, 0), dout, dout * (out / alpha + 1))};
    }),
    .oracle = "np.where(x > 0, x, alpha * np.expm1(x / alpha))",
    .samples = {"f32[2,3] 1.0", "f32[4] 2.0"},
    .function = "celu",
});

constexpr Op selu = define({
    .name = "SeLU",
    .schema = "input_x: Tensor",
    .doc = "The scaled exponential unit: activations keep their mean and variance.",
    .infer = of_reals,
    .body = Scalar([](auto x) {
      return scalar::select(x > 0, x * kScale, scalar::expm1(x) * (kScale * kAlpha));
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V out, V dout) {
      return Grads{dout * select(greater(x, 0), kScale, out + kScale * kAlpha)};
    }),
    .oracle = "1.0507009873554805 * np.where(input_x > 0, input_x, "
              "1.6732632423543772 * np.expm1(input_x))",
    .samples = {"f32[2,3]", "f16[3]"},
    .function = "selu",
});

constexpr Op mish = define({
    .name = "Mish",
    .schema = "x: Tensor",
    .doc = "Each element times the tanh of its softplus.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return x * scalar::tanh(soft_plus(x)); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) {
      V t = tanh(softplus(x));
      return Grads{dout * (t + x * (1 - square(t)) * sigmoid(x))};
    }),
    .oracle = "x * np.tanh(np.log1p(np.exp(x)))",
    .samples = {"f32[2,3]", "f16[3]"},
    .function = "mish",
});

constexpr Op softplus = define({
    .name = "Softplus",
    .schema = "input: Tensor, beta: float = 1.0, threshold: float = 20.0",
    .doc = "log(1 + e^(beta x)) / beta; x itself where beta x is above `threshold`.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto beta, auto threshold) {
      S scaled = x * beta;
      return scalar::select(scaled > threshold, x, soft_plus(scaled) / beta);
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, double beta, double threshold, V, V dout) {
      V scaled = x * beta;
      return Grads{select(greater(scaled, threshold), dout, dout * sigmoid(scaled))};
    }),
    .oracle = "np.where(input * beta > threshold, input, np.log1p(np.exp(input * beta)) / beta)",
    .samples = {"f32[2,3]", "f32[4] 2.0 1.0", "f16[3]"},
    .function = "softplus",
});

constexpr Op softsign = define({
    .name = "Softsign",
    .schema = "x: Tensor",
    .doc = "x / (1 + |x|).",
    .infer = of_reals,
    .body = Scalar([](auto x) { return x / (scalar::abs(x) + 1); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout / square(abs(x) + 1)}; }),
    .oracle = "x / (1 + np.abs(x))",
    .samples = {"f32[2,3]", "f16[3]"},
});

constexpr Op tanhshrink = define({
    .name = "Tanhshrink",
    .schema = "input: Tensor",
    .doc = "Each element less its hyperbolic tangent.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return x - scalar::tanh(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * square(tanh(x))}; }),
    .oracle = "input - np.tanh(input)",
    .samples = {"f32[2,3]", "f16[3]"},
});

constexpr Op glu = define({
    .name = "GLU",
    .schema = "x: Tensor; axis: int = -1",
    .doc = "The first half along `axis` times the sigmoid of the second.",
    .body = Decompose([](Call& call, V x, int64_t axis) {
      Dim extent = x.dim(call.axis(axis, x.rank(), 1));
      if (extent.known() && extent.value() % 2 != 0)
        throw call.error("glu needs an even number of elements along `axis`")
            .label(0, "{}", describe(x.type()))
            .label(1, "{}", axis)
            .slug("glu-odd");
      if (extent == Dim(0)) return V(sigmoid(x));  // it has no halves
      Results halves = chunk(x, 2, axis);
      return V(halves[0] * sigmoid(halves[1]));
    }),
    .oracle = "np.split(x, 2, axis)[0] / (1 + np.exp(-np.split(x, 2, axis)[1]))",
    .samples = {"f32[2,4] -1", "f32[4,3] 0", "f32[2,0] -1"},
    .function = "glu",
});

}  // namespace duet::ops
