// Writing to memory: the only operators that change something.
#include "ops/families/rules.h"

namespace duet::ops {
namespace {

/// The type of `variable`, to which `value` needs to broadcast.
TensorType stored(Call& call, TensorType variable) {
  if (call.args[1].is_number()) return variable;
  auto shape = try_broadcast(variable.shape, call.type(1).shape);
  if (!shape || !(*shape == variable.shape))
    throw call.error("`value` needs a shape that broadcasts to that of `variable`")
        .label(0, "{}", describe(variable))
        .label(1, "{}", describe(call.type(1)))
        .slug("assign-shape");
  return variable;
}

}  // namespace

constexpr Op assign = define({
    .name = "Assign",
    .schema = "variable: Tensor, value: Operand",
    .doc = "Overwrites the elements of `variable` with `value`, broadcast and cast to it; gives "
           "`variable`.",
    .infer = Infer([](Call& call, TensorType variable, Value) { return stored(call, variable); }),
    .body = Scalar([](auto variable, auto value) { return scalar::cast(value, variable.dtype()); }),
    .promote = Promote::kNone,
    .grad = Grad([](V, V, V, V dout) { return Grads{V(), dout}; }),
    .updates = {{0}},
    .no_oracle = "its result is the state it changes; tests/ops/state_test.py reads that",
    .samples = {"f32[2,3] f32[3]"},
});

constexpr Op assign_add = define({
    .name = "AssignAdd",
    .schema = "variable: Tensor, value: Operand",
    .doc = "Adds `value`, broadcast and cast to it, to `variable` in place; gives `variable`.",
    .infer = Infer([](Call& call, TensorType variable, Value) { return stored(call, variable); }),
    .body = Scalar(
        [](auto variable, auto value) { return variable + scalar::cast(value, variable.dtype()); }),
    .promote = Promote::kNone,
    .grad = Grad([](V, V, V, V dout) { return Grads{dout, dout}; }),
    .updates = {{0}},
    .no_oracle = "its result is the state it changes; tests/ops/state_test.py reads that",
    .samples = {"f32[2,3] f32[3]"},
});

constexpr Op assign_sub = define({
    .name = "AssignSub",
    .schema = "variable: Tensor, value: Operand",
    .doc = "Subtracts `value`, broadcast and cast to it, from `variable` in place; gives "
           "`variable`.",
    .infer = Infer([](Call& call, TensorType variable, Value) { return stored(call, variable); }),
    .body = Scalar(
        [](auto variable, auto value) { return variable - scalar::cast(value, variable.dtype()); }),
    .promote = Promote::kNone,
    .grad = Grad([](V, V, V, V dout) { return Grads{dout, -dout}; }),
    .updates = {{0}},
    .no_oracle = "its result is the state it changes; tests/ops/state_test.py reads that",
    .samples = {"f32[2,3] f32[3]"},
});

}  // namespace duet::ops
