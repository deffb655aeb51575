// Writing to memory: the only operators that change something.
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

constexpr Op assign = define({
    .name = "Assign",
    .schema = "variable: Tensor, value: Operand",
    .doc = "Overwrites the elements of `variable` with `value`, broadcast and cast to it; gives "
           "`variable`.",
    .infer = Infer([](Call& call, TensorType variable, Value) {
      if (call.args[1].is_number()) return variable;
      auto shape = try_broadcast(variable.shape, call.type(1).shape);
      if (!shape || !(*shape == variable.shape))
        throw call.error("`value` needs a shape that broadcasts to that of `variable`")
            .label(0, "{}", describe(variable))
            .label(1, "{}", describe(call.type(1)))
            .slug("assign-shape");
      return variable;
    }),
    .body = Scalar([](auto variable, auto value) { return scalar::cast(value, variable.dtype()); }),
    .promote = Promote::kNone,
    .grad = Grad([](V, V, V, V dout) { return Grads{V(), dout}; }),
    .updates = {{0}},
    .no_oracle = "its result is the state it changes; tests/ops/state_test.py reads that",
    .samples = {"f32[2,3] f32[3]"},
});

}  // namespace duet::ops
