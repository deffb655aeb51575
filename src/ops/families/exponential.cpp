// Exponentials and logarithms.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op exp = define({
    .name = "Exp",
    .schema = "input: Tensor",
    .doc = "e to the power of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::exp(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout * out}; }),
    .oracle = "np.exp(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .function = "exp tensor_exp",
    .methods = "exp",
});

constexpr Op exp2 = define({
    .name = "Exp2",
    .schema = "input: Tensor",
    .doc = "2 to the power of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::exp2(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout * out * 0x1.62e42fefa39efp-1}; }),
    .oracle = "np.exp2(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op expm1 = define({
    .name = "Expm1",
    .schema = "input: Tensor",
    .doc = "e to the power of each element, less 1: exact for small elements too.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::expm1(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout * (out + 1)}; }),
    .oracle = "np.expm1(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op log = define({
    .name = "Log",
    .schema = "input: Tensor",
    .doc = "The natural logarithm of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::log(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout / x}; }),
    .oracle = "np.log(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op log1p = define({
    .name = "Log1p",
    .schema = "input: Tensor",
    .doc = "The natural logarithm of 1 plus each element: exact for small elements too.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::log1p(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout / (x + 1)}; }),
    .oracle = "np.log1p(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op log2 = define({
    .name = "Log2",
    .schema = "input: Tensor",
    .doc = "The logarithm of each element to base 2.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::log2(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout / (x * 0x1.62e42fefa39efp-1)}; }),
    .oracle = "np.log2(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op log10 = define({
    .name = "Log10",
    .schema = "input: Tensor",
    .doc = "The logarithm of each element to base 10.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::log10(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout / (x * 0x1.26bb1bbb55516p1)}; }),
    .oracle = "np.log10(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .methods = "=",
});

constexpr Op logaddexp = define({
    .name = "LogAddExp",
    .schema = "input: Operand, other: Operand",
    .doc = "The logarithm of the sum of the exponentials: log(e^input + e^other) without overflow.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) {
      S large = scalar::max(x, y), apart = -scalar::abs(x - y);
      // Infinities of one sign have no distance.
      return scalar::select(x == y, large + 0x1.62e42fefa39efp-1,
                            large + scalar::log1p(scalar::exp(apart)));
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V y, V, V dout) {
      V share = sigmoid(x - y);
      return Grads{dout * share, dout * (1 - share)};
    }),
    .oracle = "np.logaddexp(input, other)",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4]"},
    .function = "logaddexp",
    .methods = "=",
});

constexpr Op logaddexp2 = define({
    .name = "LogAddExp2",
    .schema = "input: Operand, other: Operand",
    .doc = "The logarithm to base 2 of the sum of the powers of 2.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) {
      S large = scalar::max(x, y), apart = -scalar::abs(x - y);
      return scalar::select(x == y, large + 1,
                            large + scalar::log1p(scalar::exp2(apart)) * 0x1.71547652b82fep0);
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V y, V, V dout) {
      V share = sigmoid((x - y) * 0x1.62e42fefa39efp-1);
      return Grads{dout * share, dout * (1 - share)};
    }),
    .oracle = "np.logaddexp2(input, other)",
    .samples = {"f32[2,3] f32[3]"},
    .function = "logaddexp2",
    .methods = "=",
});

constexpr Op xlogy = define({
    .name = "Xlogy",
    .schema = "input: Operand, other: Operand",
    .doc = "`input` times the logarithm of `other`; 0 where `input` is 0, unless `other` is NaN.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) {
      S nothing = (x == 0) & ~scalar::is_nan(y);
      return scalar::select(nothing, zero(x), x * scalar::log(y));
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V y, V, V dout) {
      return Grads{dout * xlogy(nonzero_of(x), y), dout * xdivy(x, y)};
    }),
    .oracle = "np.where(input == 0, 0, input * np.log(other))",
    .samples = {"f32[2,3] f32[3]", "i32[3] f32[3]"},
    .methods = "=",
});

constexpr Op xdivy = define({
    .name = "Xdivy",
    .schema = "x: Operand, y: Operand",
    .doc = "`x` divided by `y`; 0 where `x` is 0.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return scalar::select(x == 0, zero(x), x / y); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V y, V out, V dout) {
      return Grads{dout * xdivy(nonzero_of(x), y), -(dout * xdivy(out, y))};
    }),
    .oracle = "np.where(x == 0, 0, x / y)",
    .samples = {"f32[2,3] f32[3]", "i32[3] f32[3]"},
    .methods = "=",
});

constexpr Op logit = define({
    .name = "Logit",
    .schema = "input: Tensor, eps: float? = None",
    .doc = "log(x / (1 - x)), the inverse of sigmoid; with `eps`, elements are first held between "
           "`eps` and 1 - `eps`.",
    .body = Decompose([](V x, std::optional<double> eps) {
      V held = eps ? V(clamp(x, *eps, 1 - *eps)) : x;
      return log(held / (1 - held));
    }),
    .oracle = "np.log(input / (1 - input))",
    .samples = {"f32[2,3] None"},
    .methods = "=",
});

}  // namespace duet::ops
