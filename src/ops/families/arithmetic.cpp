// Arithmetic on elements: sums, products, quotients, remainders, powers.
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
    .methods = "=",
});

constexpr Op sub = define({
    .name = "Sub",
    .schema = "input: Operand, other: Operand",
    .doc = "Subtracts `other` from `input`, element by element. Shapes broadcast, dtypes promote.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return x - y; }),
    .grad = Grad([](V, V, V, V dout) { return Grads{dout, -dout}; }),
    .oracle = "input - other",
    .samples = {"f32[2,3] f32[3]", "f32[] f32[4,1]", "i64[0] f16[1]", "u8[5] u8[5]",
                "c64[3] f32[3]"},
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
    .function = "mul multiply",
    .methods = "=",
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
    .function = "div divide true_divide",
    .methods = "=",
});

constexpr Op neg = define({
    .name = "Neg",
    .schema = "input: Tensor",
    .doc = "Changes the sign of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return -x; }),
    .grad = Grad([](V, V, V dout) { return Grads{-dout}; }),
    .oracle = "-input",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "c64[3]"},
    .function = "neg negative",
    .methods = "=",
});

}  // namespace duet::ops
