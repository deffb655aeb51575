// Shapes: the same elements, seen differently.
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

int insertion_axis(Call& call, int64_t axis, int rank) {
  if (axis < -rank - 1 || axis > rank)
    throw call.error("`axis` needs to be a place between axes, from {} to {}", -rank - 1, rank)
        .label(0, "{}", describe(call.type(0)))
        .label(1, "{}", axis)
        .slug("axis-range");
  return static_cast<int>(axis < 0 ? axis + rank + 1 : axis);
}

}  // namespace

constexpr Op reshape = define({
    .name = "Reshape",
    .schema = "input: Tensor, shape: int[]",
    .doc = "The same elements in row-major order under `shape`; one extent may be -1 and is then "
           "computed.",
    .infer = viewed,
    .body = View([](const Layout& layout, Ints shape) { return duet::reshape(layout, shape); }),
    .grad = Grad([](V x, Ints, V, V dout) { return Grads{reshape_like(dout, x)}; }),
    .oracle = "input.reshape(shape)",
    .samples = {"f32[2,3] (3,2)", "f32[4] (2,2)", "f32[1] ()"},
});

constexpr Op reshape_like = define({
    .name = "ReshapeLike",
    .schema = "input: Tensor, like: Tensor",
    .doc = "The elements of `input` under the shape of `like`, whose elements are not read.",
    .infer = Infer(
        [](Call&, TensorType input, TensorType like) { return tensor(input.dtype, like.shape); }),
    .body = Decompose([](Call& call, V input, V) { return reshape(input, call.type(1).sizes()); }),
    .grad = Grad([](V x, V, V, V dout) { return Grads{reshape_like(dout, x), V()}; }),
    .oracle = "input.reshape(like.shape)",
    .samples = {"f32[2,3] f32[3,2]"},
    .function = "",
});

constexpr Op expand_dims = define({
    .name = "ExpandDims",
    .schema = "input: Tensor, axis: int",
    .doc = "Inserts an axis of extent 1 before `axis`, counted in the result.",
    .infer = Infer([](Call& call, TensorType input, int64_t axis) {
      TensorType result = input;
      result.shape.insert(insertion_axis(call, axis, input.rank()), 1);
      return result;
    }),
    .body = View([](const Layout& layout, int64_t axis) {
      return duet::insert_axis(layout,
                               static_cast<int>(axis < 0 ? axis + layout.rank() + 1 : axis));
    }),
    .grad = Grad([](V x, int64_t, V, V dout) { return Grads{reshape_like(dout, x)}; }),
    .oracle = "np.expand_dims(input, axis)",
    .samples = {"f32[2,3] 0", "f32[2,3] -1", "f32[] 0"},
    .function = "expand_dims unsqueeze",
    .methods = "=",
});

constexpr Op broadcast_to = define({
    .name = "BroadcastTo",
    .schema = "input: Tensor, shape: int[]",
    .doc = "Repeats axes of extent 1 and adds leading axes until the shape is `shape`; -1 keeps an "
           "extent.",
    .infer = viewed,
    .body = View([](const Layout& layout, Ints shape) { return duet::expand(layout, shape); }),
    .grad = Grad([](V x, Ints, V, V dout) { return Grads{sum_to_like(dout, x)}; }),
    .oracle = "np.broadcast_to(input, shape)",
    .samples = {"f32[2,1] (2,3)", "f32[3] (2,3)", "f32[] (2,)"},
    .methods = "=",
});

constexpr Op broadcast_like = define({
    .name = "BroadcastLike",
    .schema = "input: Tensor, like: Tensor",
    .doc = "Broadcasts `input` to the shape of `like`, whose elements are not read.",
    .infer = Infer(
        [](Call&, TensorType input, TensorType like) { return tensor(input.dtype, like.shape); }),
    .body =
        Decompose([](Call& call, V input, V) { return broadcast_to(input, call.type(1).sizes()); }),
    .grad = Grad([](V x, V, V, V dout) { return Grads{sum_to_like(dout, x), V()}; }),
    .oracle = "np.broadcast_to(input, like.shape)",
    .samples = {"f32[2,1] f32[2,3]"},
    .function = "",
});

constexpr Op sum_to_like = define({
    .name = "SumToLike",
    .schema = "input: Tensor, like: Tensor",
    .doc =
        "Sums `input` over the axes along which `like` was broadcast, giving the shape of `like`.",
    .infer = Infer(
        [](Call&, TensorType input, TensorType like) { return tensor(input.dtype, like.shape); }),
    .body = Decompose([](V input, V like) {
      Shape from = input.shape(), to = like.shape();
      int lead = static_cast<int>(from.size()) - static_cast<int>(to.size());
      Ints axes;
      for (int i = 0; i < static_cast<int>(from.size()); ++i)
        if (i < lead || (to[i - lead] == Dim(1) && from[i] != Dim(1))) axes.push_back(i);
      V sum = axes.empty() ? input : V(reduce_sum(input, axes, true));
      return lead > 0 ? V(reshape_like(sum, like)) : sum;
    }),
    .grad = Grad([](V x, V, V, V dout) { return Grads{broadcast_like(dout, x), V()}; }),
    .oracle = "input.sum(tuple(range(input.ndim - like.ndim))).reshape(like.shape)",
    .samples = {"f32[2,3] f32[3]"},
    .function = "",
});

}  // namespace duet::ops
