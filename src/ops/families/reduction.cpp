// Reductions over axes.
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

constexpr Op reduce_sum = define({
    .name = "ReduceSum",
    .schema = "input: Tensor, axis: int[]? = None, keep_dims: bool = False",
    .doc = "Adds up the elements along `axis` (all axes if None). bool counts as int64.",
    .infer = reduced,
    .body = Reduce(Instr::kAdd,
                   [](auto x) { return is_bool(x.dtype()) ? scalar::cast(x, DType::kInt64) : x; }),
    .grad = Grad([](V x, std::optional<Ints> axis, bool keep_dims, V, V dout) {
      return Grads{expand_reduced(dout, x, axis, keep_dims)};
    }),
    .oracle = "input.sum(axis, keepdims=keep_dims)",
    .samples = {"f32[2,3] None False", "f32[2,3,4] (0,2) True", "f32[2,0] 1 False",
                "i32[5] 0 False", "f32[] None False"},
});

}  // namespace duet::ops
