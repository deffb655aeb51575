// Powers.
#include <cmath>

#include "ops/families/rules.h"

namespace duet::ops {
namespace {

/// Numbers follow the Tensor beside them.
V in_float64(V x) {
  if (x.is_number()) return x;
  return cast(x, is_complex(x.dtype()) ? DType::kComplex128 : DType::kFloat64);
}

}  // namespace

constexpr Op power = define({
    .name = "PowerElements",
    .schema = "input: Operand, exponent: Operand",
    .doc = "`input` to the power of `exponent`, element by element.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return scalar::pow(x, y); }),
    .grad = Grad([](V x, V y, V out, V dout) {
      V slope = y * pow(x, y.is_number() ? V(y.value().as_float() - 1) : y - 1);
      // Where y is 0, x may be too. x^y log x is 0 where x^y is.
      if (!y.is_number()) slope = kept(not_equal(y, 0), slope);
      V growth = x.is_number() ? out * std::log(x.value().as_float()) : V(xlogy(out, x));
      return Grads{dout * slope, dout * growth};
    }),
    .oracle = "input ** exponent",
    .samples = {"f32[2,3] f32[3]", "f32[4] 3.0", "i32[4] 3"},
    .function = "",
});

constexpr Op pow = define({
    .name = "Pow",
    .schema = "input: Operand, exponent: Operand",
    .doc = "`input` to the power of `exponent`. A negative power of an integer is an integer too: "
           "1 / x towards zero.",
    .body = Decompose([](V x, V y) {
      if (is_number(y, 2) && !x.is_number() && !is_bool(x.dtype())) return V(square(x));
      return V(power(x, y));
    }),
    .oracle = "input ** exponent",
    .samples = {"f32[2,3] f32[3]", "f32[4] 2", "f32[4] 3.0", "i32[4] 3"},
    .function = "pow tensor_pow",
    .methods = "pow",
});

constexpr Op float_power = define({
    .name = "FloatPower",
    .schema = "input: Operand, exponent: Operand",
    .doc = "`input` to the power of `exponent`, computed in float64 (complex128 for complex).",
    .body = Decompose([](V x, V y) { return pow(in_float64(x), in_float64(y)); }),
    .oracle = "np.float_power(input, exponent)",
    .samples = {"f32[2,3] f32[3]", "i32[4] 2"},
    .methods = "=",
});

}  // namespace duet::ops
