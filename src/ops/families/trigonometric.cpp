// Trigonometric and hyperbolic functions and their inverses.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op sin = define({
    .name = "Sin",
    .schema = "input: Tensor",
    .doc = "The sine of each element, in radians.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::sin(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * cos(x)}; }),
    .oracle = "np.sin(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op cos = define({
    .name = "Cos",
    .schema = "input: Tensor",
    .doc = "The cosine of each element, in radians.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::cos(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{-(dout * sin(x))}; }),
    .oracle = "np.cos(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op tan = define({
    .name = "Tan",
    .schema = "input: Tensor",
    .doc = "The tangent of each element, in radians.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::tan(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout * (square(out) + 1)}; }),
    .oracle = "np.tan(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op asin = define({
    .name = "Asin",
    .schema = "input: Tensor",
    .doc = "The angle between -pi / 2 and pi / 2 whose sine each element is.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::asin(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * rsqrt(1 - square(x))}; }),
    .oracle = "np.arcsin(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "asin arcsin",
    .methods = "=",
});

constexpr Op acos = define({
    .name = "ACos",
    .schema = "input: Tensor",
    .doc = "The angle between 0 and pi whose cosine each element is.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::acos(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{-(dout * rsqrt(1 - square(x)))}; }),
    .oracle = "np.arccos(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "acos arccos",
    .methods = "=",
});

constexpr Op atan = define({
    .name = "Atan",
    .schema = "input: Tensor",
    .doc = "The angle between -pi / 2 and pi / 2 whose tangent each element is.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::atan(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout / (square(x) + 1)}; }),
    .oracle = "np.arctan(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "atan arctan",
    .methods = "=",
});

constexpr Op sinh = define({
    .name = "Sinh",
    .schema = "input: Tensor",
    .doc = "The hyperbolic sine of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::sinh(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * cosh(x)}; }),
    .oracle = "np.sinh(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op cosh = define({
    .name = "Cosh",
    .schema = "input: Tensor",
    .doc = "The hyperbolic cosine of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::cosh(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * sinh(x)}; }),
    .oracle = "np.cosh(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op tanh = define({
    .name = "Tanh",
    .schema = "input: Tensor",
    .doc = "The hyperbolic tangent of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::tanh(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout * (1 - square(out))}; }),
    .oracle = "np.tanh(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]", "c64[3]"},
    .methods = "=",
});

constexpr Op asinh = define({
    .name = "Asinh",
    .schema = "input: Tensor",
    .doc = "The inverse hyperbolic sine of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::asinh(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * rsqrt(square(x) + 1)}; }),
    .oracle = "np.arcsinh(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "asinh arcsinh",
    .methods = "=",
});

constexpr Op acosh = define({
    .name = "Acosh",
    .schema = "input: Tensor",
    .doc = "The inverse hyperbolic cosine of each element, of 1 and more.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::acosh(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout * rsqrt(x - 1) * rsqrt(x + 1)}; }),
    .oracle = "np.arccosh(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "acosh arccosh",
    .methods = "=",
});

constexpr Op atanh = define({
    .name = "Atanh",
    .schema = "input: Tensor",
    .doc = "The inverse hyperbolic tangent of each element, between -1 and 1.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::atanh(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{dout / (1 - square(x))}; }),
    .oracle = "np.arctanh(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "atanh arctanh",
    .methods = "=",
});

constexpr Op atan2 = define({
    .name = "Atan2",
    .schema = "input: Operand, other: Operand",
    .doc = "The angle of the point with height `input` and distance `other`, from -pi to pi.",
    .infer = of_reals,
    .body = Scalar([](auto y, auto x) { return scalar::atan2(y, x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V y, V x, V, V dout) {
      V scaled = dout / square(hypot(y, x));
      return Grads{scaled * x, -(scaled * y)};
    }),
    .oracle = "np.arctan2(input, other)",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4]", "i32[3] i32[3]"},
    .function = "atan2 arctan2",
    .methods = "=",
});

constexpr Op sinc = define({
    .name = "Sinc",
    .schema = "input: Tensor",
    .doc = "sin(pi x) / (pi x); 1 where x is 0.",
    .infer = elementwise,
    .body = Scalar([](auto x) {
      S angle = x * 0x1.921fb54442d18p1;
      return scalar::select(x == 0, one(x), scalar::sin(angle) / angle);
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V out, V dout) {
      V slope = (cos(x * 0x1.921fb54442d18p1) - out) / x;
      return Grads{dout * kept(not_equal(x, 0), slope)};
    }),
    .oracle = "np.sinc(input)",
    .samples = {"f32[2,3]", "i32[4]"},
    .methods = "=",
});

constexpr Op hypot = define({
    .name = "Hypot",
    .schema = "input: Operand, other: Operand",
    .doc = "The length of the hypotenuse over `input` and `other`, without overflow.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return scalar::hypot(x, y); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V y, V out, V dout) {
      V scaled = div_no_nan(dout, out);
      return Grads{scaled * x, scaled * y};
    }),
    .oracle = "np.hypot(input, other)",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4]"},
    .methods = "=",
});

constexpr Op deg2rad = define({
    .name = "Deg2Rad",
    .schema = "x: Tensor",
    .doc = "Degrees into radians.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return x * 0x1.1df46a2529d39p-6; }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V, V dout) { return Grads{dout * 0x1.1df46a2529d39p-6}; }),
    .oracle = "np.deg2rad(x)",
    .samples = {"f32[2,3]", "i32[3]"},
    .function = "deg2rad",
    .methods = "=",
});

constexpr Op rad2deg = define({
    .name = "Rad2Deg",
    .schema = "x: Tensor",
    .doc = "Radians into degrees.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return x * 0x1.ca5dc1a63c1f8p5; }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V, V dout) { return Grads{dout * 0x1.ca5dc1a63c1f8p5}; }),
    .oracle = "np.rad2deg(x)",
    .samples = {"f32[2,3]", "i32[3]"},
    .function = "rad2deg",
    .methods = "=",
});

}  // namespace duet::ops
