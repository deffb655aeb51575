// Truth: logic on elements, and the choice between two.
#include "ops/families/rules.h"

namespace duet::ops {

namespace {
S truth(S x) { return scalar::cast(x, DType::kBool); }
}  // namespace

constexpr Op logical_and = define({
    .name = "LogicalAnd",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether both elements are true; anything but zero is.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return truth(x) & truth(y); }),
    .promote = Promote::kNone,
    .constant = true,
    .oracle = "np.logical_and(input, other)",
    .samples = {"bool[2,3] bool[3]", "f32[3] i32[3]", "c64[2] bool[2]"},
    .methods = "=",
});

constexpr Op logical_or = define({
    .name = "LogicalOr",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether one of the elements is true; anything but zero is.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return truth(x) | truth(y); }),
    .promote = Promote::kNone,
    .constant = true,
    .oracle = "np.logical_or(input, other)",
    .samples = {"bool[2,3] bool[3]", "f32[3] i32[3]"},
    .methods = "=",
});

constexpr Op logical_xor = define({
    .name = "LogicalXor",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether exactly one of the elements is true; anything but zero is.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return truth(x) ^ truth(y); }),
    .promote = Promote::kNone,
    .constant = true,
    .oracle = "np.logical_xor(input, other)",
    .samples = {"bool[2,3] bool[3]", "f32[3] i32[3]"},
    .methods = "=",
});

constexpr Op logical_not = define({
    .name = "LogicalNot",
    .schema = "input: Tensor",
    .doc = "Whether each element is zero.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return ~truth(x); }),
    .promote = Promote::kNone,
    .constant = true,
    .oracle = "np.logical_not(input)",
    .samples = {"bool[2,3]", "f32[3]", "i32[]"},
    .methods = "=",
});

constexpr Op select = define({
    .name = "Select",
    .schema = "condition: Tensor, input: Operand, other: Operand",
    .doc = "The element of `input` where `condition` is true, else that of `other`.",
    .infer = elementwise,
    .body = Scalar([](auto condition, auto x, auto y) { return scalar::select(condition, x, y); }),
    .promote = Promote::kRest,
    .grad = Grad([](V condition, V, V, V, V dout) {
      return Grads{V(), select(condition, dout, 0), select(condition, 0, dout)};
    }),
    .oracle = "np.where(condition, input, other)",
    .samples = {"bool[2,3] f32[3] f32[2,1]", "bool[3] f32[3] 0", "bool[3] i32[3] f16[3]",
                "bool[2] c64[2] f32[2]"},
    .function = "where select",
});

}  // namespace duet::ops
