// Bits of integers. Shifts by the width or more give 0, or the sign.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op bitwise_and = define({
    .name = "BitwiseAnd",
    .schema = "input: Operand, other: Operand",
    .doc = "The bits set in both.",
    .infer = of_integers,
    .body = Scalar([](auto x, auto y) { return x & y; }),
    .constant = true,
    .oracle = "input & other",
    .samples = {"i32[2,3] i32[3]", "bool[3] bool[3]", "u8[4] u8[4]"},
    .methods = "=",
});

constexpr Op bitwise_or = define({
    .name = "BitwiseOr",
    .schema = "input: Operand, other: Operand",
    .doc = "The bits set in one or both.",
    .infer = of_integers,
    .body = Scalar([](auto x, auto y) { return x | y; }),
    .constant = true,
    .oracle = "input | other",
    .samples = {"i32[2,3] i32[3]", "bool[3] bool[3]", "u8[4] u8[4]"},
    .methods = "=",
});

constexpr Op bitwise_xor = define({
    .name = "BitwiseXor",
    .schema = "input: Operand, other: Operand",
    .doc = "The bits set in exactly one.",
    .infer = of_integers,
    .body = Scalar([](auto x, auto y) { return x ^ y; }),
    .constant = true,
    .oracle = "input ^ other",
    .samples = {"i32[2,3] i32[3]", "bool[3] bool[3]", "u8[4] u8[4]"},
    .methods = "=",
});

constexpr Op bitwise_not = define({
    .name = "Invert",
    .schema = "x: Tensor",
    .doc = "Flips every bit; bool becomes its opposite.",
    .infer = of_integers,
    .body = Scalar([](auto x) { return ~x; }),
    .constant = true,
    .oracle = "~x",
    .samples = {"i32[2,3]", "bool[3]", "u8[4]"},
    .function = "invert bitwise_not",
    .methods = "=",
});

constexpr Op left_shift = define({
    .name = "LeftShift",
    .schema = "input: Operand, other: Operand",
    .doc = "Moves the bits of `input` up by `other` places.",
    .infer = of_integers,
    .body = Scalar([](auto x, auto y) { return scalar::integer(x) << scalar::integer(y); }),
    .constant = true,
    .oracle = "np.left_shift(input, other)",
    .samples = {"i32[2,3] 3", "u8[4] 1"},
    .function = "bitwise_left_shift left_shift",
    .methods = "bitwise_left_shift",
});

constexpr Op right_shift = define({
    .name = "RightShift",
    .schema = "input: Operand, other: Operand",
    .doc = "Moves the bits of `input` down by `other` places, keeping the sign.",
    .infer = of_integers,
    .body = Scalar([](auto x, auto y) { return scalar::integer(x) >> scalar::integer(y); }),
    .constant = true,
    .oracle = "np.right_shift(input, other)",
    .samples = {"i32[2,3] 3", "u8[4] 1"},
    .function = "bitwise_right_shift right_shift",
    .methods = "bitwise_right_shift",
});

}  // namespace duet::ops
