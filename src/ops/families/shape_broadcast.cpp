// Broadcasting as an operation of its own, and its inverse, the sum back.
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

Error cannot_broadcast(Call& call, const Ints& shape) {
  return call.error("`shape` needs to be a shape that `input` broadcasts to")
      .label(0, "{}", describe(call.type(0)))
      .label(1, "{}", describe(to_shape(shape)))
      .slug("broadcast-to");
}

/// `shape` with each -1 replaced by the extent of `from` there.
Shape broadcast_shape(Call& call, const Shape& from, const Ints& shape) {
  if (shape.size() < from.size()) throw cannot_broadcast(call, shape);
  size_t lead = shape.size() - from.size();
  Shape result = to_shape(shape);
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] < -1 || (shape[i] == -1 && i < lead)) throw cannot_broadcast(call, shape);
    if (shape[i] == -1)
      result[i] = from[i - lead];
    else if (i >= lead && from[i - lead] != Dim(1) && differ(from[i - lead], shape[i]))
      throw cannot_broadcast(call, shape);
  }
  return result;
}

}  // namespace

constexpr Op broadcast_to = define({
    .name = "BroadcastTo",
    .schema = "input: Tensor; shape: int[]",
    .doc = "Repeats axes of extent 1 and adds leading axes until the shape is `shape`; -1 keeps an "
           "extent.",
    .infer = Infer([](Call& call, TensorType input, Ints shape) {
      return tensor(input.dtype, broadcast_shape(call, input.shape, shape));
    }),
    .body = View([](Call& call, const Layout& layout, Ints shape) {
      Shape result = broadcast_shape(call, to_shape(layout.shape), shape);
      return duet::expand(layout, TensorType{DType::kBool, result}.sizes());
    }),
    .grad = Grad([](V x, Ints, V, V dout) { return Grads{sum_to_like(dout, x)}; }),
    .oracle = "np.broadcast_to(input, [m if n == -1 else n for n, m in "
              "zip(shape, (0,) * (len(shape) - input.ndim) + input.shape)])",
    .samples = {"f32[2,1] (2,3)", "f32[3] (2,3)", "f32[] (2,)", "f32[2,1] (4,-1,3)"},
    .function = "broadcast_to expand",
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
    .function = "expand_as",
    .methods = "=",
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
      if (sum.dtype() != input.dtype()) sum = cast(sum, input.dtype());  // a sum of bools counts
      return lead > 0 ? V(reshape_like(sum, like)) : sum;
    }),
    .grad = Grad([](V x, V, V, V dout) { return Grads{broadcast_like(dout, x), V()}; }),
    .oracle = "input.sum(tuple(range(input.ndim - like.ndim))).reshape(like.shape)",
    .samples = {"f32[2,3] f32[3]"},
    .function = "",
});

}  // namespace duet::ops
