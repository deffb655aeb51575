// Arithmetic on elements: sums, products, quotients, squares and roots. Remainders stand in
// arithmetic_division.cpp, bounds in arithmetic_bounds.cpp, powers in arithmetic_power.cpp.
#include "ops/families/rules.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

constexpr Op add = define({
    .name = "Add",
    .schema = "input: Operand, other: Operand",
    .doc = "Adds `other` to `input`, element by element. Shapes broadcast, dtypes promote.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return is_bool(x.dtype()) ? x | y : x + y; }),
    .grad = Grad([](V, V, V, V dout) { return Grads{dout, dout}; }),
    .oracle = "input + other",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4,1]", "i64[0] f16[1]", "bool[3] bool[3]",
                "c64[3] f32[3]"},
    .function = "add tensor_add",
    .methods = "add",
});

constexpr Op sub = define({
    .name = "Sub",
    .schema = "input: Operand, other: Operand",
    .doc = "Subtracts `other` from `input`, element by element. Shapes broadcast, dtypes promote.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return is_bool(x.dtype()) ? x ^ y : x - y; }),
    .grad = Grad([](V, V, V, V dout) { return Grads{dout, -dout}; }),
    .oracle = "input - other",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4,1]", "i64[0] f16[1]", "u8[5] u8[5]",
                "c64[3] f32[3]"},
    .function = "sub tensor_sub",
    .methods = "sub",
});

constexpr Op subtract = define({
    .name = "SubExt",
    .schema = "input: Operand, other: Operand, *, alpha: Operand = 1",
    .doc = "Subtracts `alpha` times `other` from `input`.",
    .body = Decompose([](V x, V y, V alpha) {
      if (is_number(alpha, 1)) return x - y;
      return x - (y.is_number() ? alpha * cast(y, x.dtype()) : y * alpha);
    }),
    .oracle = "input - alpha * other",
    .samples = {"f32[2,3] f32[3] 1", "f32[2,3] f32[3] 2", "i32[3] i32[3] 2"},
    .function = "subtract",
    .methods = "=",
});

constexpr Op mul = define({
    .name = "Mul",
    .schema = "input: Operand, other: Operand",
    .doc = "Multiplies `input` by `other`, element by element. Shapes broadcast, dtypes promote.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return is_bool(x.dtype()) ? x & y : x * y; }),
    .grad = Grad([](V x, V y, V, V dout) { return Grads{dout * y, dout * x}; }),
    .oracle = "input * other",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4,1]", "i64[0] f16[1]", "bool[3] bool[3]",
                "c64[3] c64[3]"},
    .function = "mul multiply tensor_mul",
    .methods = "mul multiply",
});

constexpr Op div = define({
    .name = "Div",
    .schema = "input: Operand, other: Operand",
    .doc = "Divides `input` by `other`, element by element. Integers are divided as float32.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return x / y; }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V y, V out, V dout) {
      V quotient = dout / y;
      return Grads{quotient, -(quotient * out)};
    }),
    .oracle = "input / other",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4,1]", "i32[4] i32[4]", "c64[3] c64[3]"},
    .function = "true_divide tensor_div",
    .methods = "true_divide",
});

constexpr Op div_no_nan = define({
    .name = "DivNoNan",
    .schema = "x1: Operand, x2: Operand",
    .doc = "Divides `x1` by `x2`; 0 where `x2` is 0.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return scalar::select(y == 0, zero(x), x / y); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V y, V out, V dout) {
      V quotient = div_no_nan(dout, y);
      return Grads{quotient, -(quotient * out)};
    }),
    .oracle = "np.where(x2 == 0, 0, x1 / np.where(x2 == 0, 1, x2))",
    .samples = {"f32[2,3] f32[3]", "i32[4] i32[4]"},
});

constexpr Op mul_no_nan = define({
    .name = "MulNoNan",
    .schema = "x: Operand, y: Operand",
    .doc = "Multiplies `x` by `y`; 0 where `y` is 0, even if `x` is infinite or NaN.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return scalar::select(y == 0, zero(x), x * y); }),
    .grad = Grad([](V x, V y, V, V dout) { return Grads{mul_no_nan(dout, y), dout * x}; }),
    .oracle = "np.where(y == 0, 0, x * y)",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4]"},
    .function = "",
});

constexpr Op neg = define({
    .name = "Neg",
    .schema = "input: Tensor",
    .doc = "Changes the sign of each element.",
    .infer = of_numbers,
    .body = Scalar([](auto x) { return -x; }),
    .grad = Grad([](V, V, V dout) { return Grads{-dout}; }),
    .oracle = "-input",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "c64[3]"},
    .function = "neg negative neg_tensor",
    .methods = "neg negative",
});

constexpr Op abs = define({
    .name = "Abs",
    .schema = "input: Tensor",
    .doc = "The absolute value of each element; of complex numbers the modulus, as real numbers.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::abs(x); }),
    .grad = Grad([](V x, V, V dout) { return Grads{dout * sign(x)}; }),
    .oracle = "np.abs(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "c64[3]", "u8[3]", "bool[2]"},
    .function = "abs absolute",
    .methods = "=",
});

constexpr Op sign = define({
    .name = "Sign",
    .schema = "input: Tensor",
    .doc = "-1, 0 or 1 by the sign of each element; NaN stays NaN. Complex numbers are divided by "
           "their modulus.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::sign(x); }),
    .constant = true,
    .oracle = "np.sign(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "u8[3]"},
    .function = "sign sgn",
    .methods = "=",
});

constexpr Op square = define({
    .name = "Square",
    .schema = "input: Tensor",
    .doc = "Multiplies each element by itself.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return is_bool(x.dtype()) ? x : x * x; }),
    .grad = Grad([](V x, V, V dout) { return Grads{dout * x * 2}; }),
    .oracle = "input * input",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "c64[3]"},
    .methods = "=",
});

constexpr Op sqrt = define({
    .name = "Sqrt",
    .schema = "x: Tensor",
    .doc = "The square root of each element; integers become float32.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::square_root(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout / (out * 2)}; }),
    .oracle = "np.sqrt(x)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "c64[3]"},
    .methods = "=",
});

constexpr Op rsqrt = define({
    .name = "Rsqrt",
    .schema = "input: Tensor",
    .doc = "One over the square root of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return 1 / scalar::square_root(x); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{dout * (out * out * out) * -0.5}; }),
    .oracle = "1 / np.sqrt(input)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]"},
    .methods = "=",
});

constexpr Op reciprocal = define({
    .name = "Reciprocal",
    .schema = "input: Tensor",
    .doc = "One over each element; integers become float32.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return 1 / x; }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V out, V dout) { return Grads{-(dout * (out * out))}; }),
    .oracle = "1 / input",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "c64[3]"},
    .methods = "=",
});

constexpr Op addn = define({
    .name = "AddN",
    .schema = "x: Tensor[]",
    .doc = "The sum of all tensors of a list.",
    .body = Decompose([](Call& call, Vs list) {
      if (list.empty())
        throw call.error("`x` needs at least one tensor")
            .label(0, "an empty list")
            .slug("addn-empty");
      V sum = list[0];
      for (size_t i = 1; i < list.size(); ++i) sum = sum + list[i];
      return sum;
    }),
    .oracle = "sum(x)",
    .samples = {"[f32[2,3],f32[2,3]]", "[f32[2],f32[2],f32[2]]"},
    .function = "addn accumulate_n",
});

constexpr Op addcmul = define({
    .name = "Addcmul",
    .schema = "input: Tensor, tensor1: Tensor, tensor2: Tensor, value: Operand = 1",
    .doc = "`input` plus `value` times `tensor1` times `tensor2`.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto a, auto b, auto value) { return x + value * (a * b); }),
    .grad = Grad([](V, V a, V b, V value, V, V dout) {
      V scaled = dout * value;
      return Grads{dout, scaled * b, scaled * a, dout * a * b};
    }),
    .oracle = "input + value * tensor1 * tensor2",
    .samples = {"f32[2,3] f32[3] f32[2,1] 2.0", "i32[3] i32[3] i32[3] 2", "f32[2] f32[2] f32[2] 1"},
    .methods = "=",
});

constexpr Op addcdiv = define({
    .name = "Addcdiv",
    .schema = "input: Tensor, tensor1: Tensor, tensor2: Tensor, value: Operand = 1",
    .doc = "`input` plus `value` times `tensor1` over `tensor2`.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto a, auto b, auto value) { return x + value * (a / b); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V a, V b, V value, V, V dout) {
      V scaled = dout * value / b, ratio = a / b;
      return Grads{dout, scaled, -(scaled * ratio), dout * ratio};
    }),
    .oracle = "input + value * tensor1 / tensor2",
    .samples = {"f32[2,3] f32[3] f32[2,1] 2.0", "f32[2] f32[2] f32[2] 1"},
    .methods = "=",
});

constexpr Op lerp = define({
    .name = "Lerp",
    .schema = "input: Tensor, end: Tensor, weight: Operand",
    .doc = "Goes from `input` to `end` by the fraction `weight`.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto end, auto weight) { return x + weight * (end - x); }),
    .grad = Grad([](V x, V end, V weight, V, V dout) {
      V there = dout * weight;
      return Grads{dout - there, there, dout * (end - x)};
    }),
    .oracle = "input + weight * (end - input)",
    .samples = {"f32[2,3] f32[3] 0.5", "f32[2,3] f32[3] f32[2,1]"},
    .methods = "=",
});

}  // namespace duet::ops
