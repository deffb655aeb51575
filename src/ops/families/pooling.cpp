// Pooling: the records with kernels. Attributes are explicit; the functions that users call stand
// in pooling_functions.cpp and decompose into these. A non-empty `adaptive` holds the extents of
// the result: then windows follow from it and the other attributes are empty.
#include "kernels/pooling.h"

#include "ops/families/window.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {
namespace {

kernels::Pooling pooling_of(Call& call, int first) {
  auto ints = [&](int i) { return call.args[first + i].as_ints(); };
  return {ints(0), {ints(1), ints(2), ints(3), ints(4)}, !ints(5).empty()};
}

/// Places of a window; rounding up, one that would start in the padding behind the end is left out.
Dim window_count(Dim extent, const kernels::Pooling& p, int axis, bool round_up) {
  const kernels::Window& w = p.window;
  if (!extent.known()) return Dim::unknown();
  int64_t padded = extent.value() + w.before[axis] + w.after[axis];
  int64_t free = padded - w.dilation[axis] * (p.kernel[axis] - 1) - 1, stride = w.stride[axis];
  if (free < 0) return 0;
  int64_t count = (round_up ? (free + stride - 1) / stride : free / stride) + 1;
  bool beyond = round_up && (count - 1) * stride >= extent.value() + w.before[axis];
  return beyond ? count - 1 : count;
}

TensorType infer_pool(Call& call, const TensorType& x, bool round_up) {
  if (!is_float(x.dtype))
    throw call.type_error("pooling needs real floats")
        .label(0, "{}", describe(x))
        .slug("pooling-dtype");
  kernels::Pooling pooling = pooling_of(call, 1);
  Ints adaptive = call.args[6].as_ints();
  TensorType result{x.dtype, {x.dim(0), x.dim(1)}};
  for (int i = 2; i < x.rank(); ++i) {
    Dim extent =
        pooling.adaptive ? Dim(adaptive[i - 2]) : window_count(x.dim(i), pooling, i - 2, round_up);
    if (extent == Dim(0) || x.dim(i) == Dim(0))
      throw call.error("pooling needs an input, with its padding, no smaller than the window")
          .label(0, "{}", describe(x))
          .label(1, "({})", fmt::join(pooling.kernel, ", "))
          .slug("pooling-size");
    result.shape.push_back(extent);
  }
  return result;
}

}  // namespace

constexpr Op max_pooling = define({
    .name = "MaxPooling",
    .schema = "input: Tensor, kernel: int[], stride: int[], before: int[], after: int[], dilation: "
              "int[], adaptive: int[], ceil_mode: bool",
    .doc = "The largest element of each window; a NaN wins. The first of equal elements has the "
           "gradient.",
    .infer =
        Infer([](Call& call, TensorType x) { return infer_pool(call, x, call.args[7].as_bool()); }),
    .body = Kernel([](KernelCall& k) {
      kernels::max_pool(k.call.args[0].as_tensor(), pooling_of(k.call, 1), k.outputs[0], nullptr);
    }),
    .grad = Grad([](V x, Ints kernel, Ints stride, Ints before, Ints after, Ints dilation,
                    Ints adaptive, bool, V, V dout) {
      return Grads{max_pooling_grad(x, dout, kernel, stride, before, after, dilation, adaptive)};
    }),
    .oracle = "oracles.pool(np.max, input, kernel, stride, before, after, dilation, adaptive, "
              "ceil_mode)",
    .samples = {"f32[2,3,6,7] (3,2) (2,1) (1,0) (1,1) (1,2) () False",
                "f64[1,2,5] (2,) (2,) (0,) (0,) (1,) () True",
                "f32[1,2,5,7] () () () () () (3,2) False"},
    .function = "",
});

constexpr Op max_pooling_places = define({
    .name = "MaxPoolingPlaces",
    .schema = "input: Tensor, kernel: int[], stride: int[], before: int[], after: int[], dilation: "
              "int[], adaptive: int[], ceil_mode: bool",
    .doc = "Where each window has its largest element: an index into the flattened spatial axes.",
    .infer = Infer([](Call& call, TensorType x) {
      return tensor(DType::kInt64, infer_pool(call, x, call.args[7].as_bool()).shape);
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor(), values(x.dtype(), k.outputs[0].shape());
      kernels::max_pool(x, pooling_of(k.call, 1), values, &k.outputs[0]);
    }),
    .constant = true,
    .oracle = "oracles.pool_places(input, kernel, stride, before, after, dilation, adaptive, "
              "ceil_mode)",
    .samples = {"f32[2,3,6,7] (3,2) (2,1) (1,0) (1,1) (1,2) () False"},
    .function = "",
});

constexpr Op max_pooling_grad = define({
    .name = "MaxPoolingGrad",
    .schema = "input: Tensor, dout: Tensor, kernel: int[], stride: int[], before: int[], after: "
              "int[], dilation: int[], adaptive: int[]",
    .doc = "Adds each element of `dout` to where its window in `input` has the largest element.",
    .infer = same_as_input,
    .body = Kernel([](KernelCall& k) {
      kernels::max_pool_input_grad(k.call.args[0].as_tensor(), k.call.args[1].as_tensor(),
                                   pooling_of(k.call, 2), k.outputs[0]);
    }),
    .grad = Grad([](V x, V like, Ints kernel, Ints stride, Ints before, Ints after, Ints dilation,
                    Ints adaptive, V, V dout) {
      return Grads{
          V(), max_pooling_take(x, dout, like, kernel, stride, before, after, dilation, adaptive)};
    }),
    .no_oracle = "tests compare it with finite differences of MaxPooling",
    .samples = {"f32[2,3,6,7] f32[2,3,3,6] (3,2) (2,1) (1,0) (1,1) (1,2) ()"},
    .function = "",
});

constexpr Op max_pooling_take = define({
    .name = "MaxPoolingTake",
    .schema = "input: Tensor, values: Tensor, like: Tensor, kernel: int[], stride: int[], before: "
              "int[], after: int[], dilation: int[], adaptive: int[]",
    .doc = "The elements of `values` where the windows in `input` have their largest elements.",
    .infer = Infer([](Call&, TensorType x, TensorType, TensorType like) {
      return tensor(x.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      kernels::max_pool_take(k.call.args[0].as_tensor(), k.call.args[1].as_tensor(),
                             pooling_of(k.call, 3), k.outputs[0]);
    }),
    .grad = Grad([](V x, V, V, Ints kernel, Ints stride, Ints before, Ints after, Ints dilation,
                    Ints adaptive, V, V dout) {
      return Grads{
          V(), max_pooling_grad(x, dout, kernel, stride, before, after, dilation, adaptive), V()};
    }),
    .no_oracle = "tests compare it with MaxPooling, which it is for `values` = `input`",
    .samples = {"f32[2,3,6,7] f32[2,3,6,7] f32[2,3,3,6] (3,2) (2,1) (1,0) (1,1) (1,2) ()"},
    .function = "",
});

constexpr Op avg_pooling = define({
    .name = "AvgPooling",
    .schema = "input: Tensor, kernel: int[], stride: int[], before: int[], after: int[], dilation: "
              "int[], adaptive: int[], ceil_mode: bool, count_padding: bool, divisor: int",
    .doc = "The mean of each window: its sum by `divisor`, or if that is 0 by the number of its "
           "elements, with or without those in the padding.",
    .infer =
        Infer([](Call& call, TensorType x) { return infer_pool(call, x, call.args[7].as_bool()); }),
    .body = Kernel([](KernelCall& k) {
      kernels::avg_pool(k.call.args[0].as_tensor(), pooling_of(k.call, 1),
                        {k.call.args[8].as_bool(), k.call.args[9].as_int()}, k.outputs[0]);
    }),
    .grad = Grad([](V x, Ints kernel, Ints stride, Ints before, Ints after, Ints dilation,
                    Ints adaptive, bool ceil_mode, bool count_padding, int64_t divisor, V, V dout) {
      return Grads{avg_pooling_grad(dout, x, kernel, stride, before, after, dilation, adaptive,
                                    ceil_mode, count_padding, divisor)};
    }),
    .oracle = "oracles.avg_pool(input, kernel, stride, before, after, adaptive, ceil_mode, "
              "count_padding, divisor)",
    .samples = {"f32[2,3,6,7] (3,2) (2,1) (1,0) (1,1) (1,1) () False True 0",
                "f64[2,3,5,5] (3,3) (2,2) (1,1) (1,1) (1,1) () True False 0",
                "f32[1,2,7] (3,) (2,) (0,) (0,) (1,) () True True 4",
                "f64[1,2,5,7] () () () () () (3,2) False True 0"},
    .function = "",
});

constexpr Op avg_pooling_grad = define({
    .name = "AvgPoolingGrad",
    .schema = "dout: Tensor, like: Tensor, kernel: int[], stride: int[], before: int[], after: "
              "int[], dilation: int[], adaptive: int[], ceil_mode: bool, count_padding: bool, "
              "divisor: int",
    .doc = "Shares each element of `dout` among the elements of its window.",
    .infer = Infer(
        [](Call&, TensorType dout, TensorType like) { return tensor(dout.dtype, like.shape); }),
    .body = Kernel([](KernelCall& k) {
      kernels::avg_pool_input_grad(k.call.args[0].as_tensor(), pooling_of(k.call, 2),
                                   {k.call.args[9].as_bool(), k.call.args[10].as_int()},
                                   k.outputs[0]);
    }),
    .grad = Grad([](V, V, Ints kernel, Ints stride, Ints before, Ints after, Ints dilation,
                    Ints adaptive, bool ceil_mode, bool count_padding, int64_t divisor, V, V dout) {
      return Grads{avg_pooling(dout, kernel, stride, before, after, dilation, adaptive, ceil_mode,
                               count_padding, divisor),
                   V()};
    }),
    .no_oracle = "tests compare it with finite differences of AvgPooling",
    .samples = {"f32[2,3,3,6] f32[2,3,6,7] (3,2) (2,1) (1,0) (1,0) (1,1) () False True 0"},
    .function = "",
});

}  // namespace duet::ops
