// Convolutions: three records with kernels (forward, gradient of the input, gradient of the
// weight) whose gradients are one another, so that derivatives of any order exist. The functions
// that users call stand in convolution_functions.cpp and decompose into these.
#include "kernels/dnnl_convolution.h"
#include "ops/families/matmul.h"
#include "ops/families/window.h"

namespace duet::ops {
namespace {

/// The window's arguments, in this order in all three records.
kernels::Window window_of(Call& call, int first) {
  return {call.args[first].as_ints(), call.args[first + 1].as_ints(),
          call.args[first + 2].as_ints(), call.args[first + 3].as_ints(),
          call.args[first + 4].as_int()};
}

void check_channels(Call& call, const TensorType& x, const TensorType& w, int64_t groups) {
  if (x.rank() != w.rank())
    throw call.error("a convolution needs `input` and `weight` of one rank")
        .label(0, "{}", describe(x))
        .label(1, "{}", describe(w))
        .slug("convolution-rank");
  check_factors(call, 0, 1);
  if (!is_float(x.dtype))
    throw call.type_error("a convolution needs real floats")
        .label(0, "{}", describe(x))
        .slug("convolution-dtype");
  for (int axis = 2; axis < w.rank(); ++axis)
    if (w.dim(axis) == Dim(0))
      throw call.error("a convolution needs a window of at least one element")
          .label(1, "{}", describe(w))
          .slug("convolution-window");
  if (w.dim(1).known() && differ(x.dim(1), w.dim(1).value() * groups))
    throw call
        .error(
            "a convolution needs the channels of `input` to be those of `weight` times "
            "the groups")
        .label(0, "{} channels: {}", x.dim(1).value(), describe(x))
        .label(1, "{} channels, {} groups: {}", w.dim(1).value(), groups, describe(w))
        .slug("convolution-channels");
  if (w.dim(0).known() && w.dim(0).value() % groups != 0)
    throw call.error("a convolution needs a number of results that the groups divide")
        .label(1, "{} results, {} groups: {}", w.dim(0).value(), groups, describe(w))
        .slug("convolution-channels");
}

TensorType infer_convolution(Call& call, const TensorType& x, const TensorType& w,
                             const kernels::Window& window) {
  check_channels(call, x, w, window.groups);
  TensorType result{x.dtype, {x.dim(0), w.dim(0)}};
  for (int i = 2; i < x.rank(); ++i) {
    int64_t padding = window.before[i - 2] + window.after[i - 2];
    Dim extent =
        places(x.dim(i), w.dim(i).value(), window.stride[i - 2], padding, window.dilation[i - 2]);
    if (extent == Dim(0))
      throw call
          .error(
              "a convolution needs an `input`, with its padding, no smaller than the "
              "window")
          .label(0, "{}", describe(x))
          .label(1, "{}", describe(w))
          .slug("convolution-size");
    result.shape.push_back(extent);
  }
  return result;
}

TensorType infer_transpose(Call& call, const TensorType& x, const TensorType& w,
                           const kernels::Window& window, const Ints& extra) {
  Dim channels = w.dim(1).known() ? Dim(w.dim(1).value() * window.groups) : Dim::unknown();
  TensorType result{x.dtype, {x.dim(0), channels}};
  for (int axis = 2; axis < x.rank(); ++axis) {
    int i = axis - 2;
    if (extra[i] >= window.stride[i] && extra[i] > 0)
      throw call.error("a transposed convolution needs an output padding smaller than the stride")
          .label(0, "output padding {}, stride {}", extra[i], window.stride[i])
          .slug("output-padding");
    int64_t rest = window.dilation[i] * (w.dim(axis).value() - 1) + 1 + extra[i] -
                   window.before[i] - window.after[i];
    bool known = x.dim(axis).known();
    Dim extent = known ? Dim((x.dim(axis).value() - 1) * window.stride[i] + rest) : Dim::unknown();
    if (known && extent.value() <= 0)
      throw call.error("a transposed convolution needs less padding than its result has elements")
          .label(0, "{}", describe(x))
          .slug("convolution-size");
    result.shape.push_back(extent);
  }
  return result;
}

void check_bias(Call& call, int argument, Dim channels) {
  if (call.args[argument].is_none()) return;
  TensorType bias = call.type(argument), x = call.type(0);
  if (bias.rank() == 1 && !differ(bias.dim(0), channels) && bias.dtype == x.dtype) return;
  throw call.error("a convolution needs one bias of the dtype of `input` for each result channel")
      .label(0, "{}", describe(x))
      .label(argument, "{}", describe(bias))
      .slug("convolution-bias");
}

}  // namespace

constexpr Op convolution = define({
    .name = "Convolution",
    .schema = "input: Tensor, weight: Tensor, bias: Tensor?, stride: int[], before: int[], after: "
              "int[], dilation: int[], groups: int",
    .doc = "Sums of products of `weight` with each place of a window in `input`, one to three "
           "spatial axes.",
    .infer = Infer([](Call& call, TensorType x, TensorType w) {
      TensorType result = infer_convolution(call, x, w, window_of(call, 3));
      check_bias(call, 2, w.dim(0));
      return result;
    }),
    .body = Kernel([](KernelCall& k) {
      const Value& bias = k.call.args[2];
      kernels::convolution(k.call.args[0].as_tensor(), k.call.args[1].as_tensor(),
                           bias.is_none() ? Tensor() : bias.as_tensor(), window_of(k.call, 3),
                           k.outputs[0]);
    }),
    .grad = Grad([](V x, V w, V bias, Ints stride, Ints before, Ints after, Ints dilation,
                    int64_t groups, V, V dout) {
      V dx = convolution_input_grad(dout, w, x, stride, before, after, dilation, groups);
      V dw = convolution_weight_grad(dout, x, w, stride, before, after, dilation, groups);
      Ints axes{0};
      for (int i = 2; i < x.rank(); ++i) axes.push_back(i);
      return Grads{dx, dw, bias.is_none() ? V() : V(reduce_sum(dout, axes, false))};
    }),
    .oracle = "oracles.convolution(input, weight, bias, stride, before, after, dilation, groups)",
    .samples = {"f32[2,3,7,8] f32[5,3,3,3] f32[5] (1,1) (0,0) (0,0) (1,1) 1",
                "f32[1,4,6,7] f32[8,2,3,3] None (2,1) (0,1) (1,2) (1,2) 2",
                "f64[2,3,5,4] f64[2,3,3,3] f64[2] (1,2) (1,1) (1,1) (1,1) 1",
                "f32[2,4,9] f32[6,4,3] None (2,) (1,) (0,) (1,) 1",
                "f64[1,2,3,4,3] f64[2,2,2,2,2] None (1,1,1) (0,1,0) (1,0,0) (1,1,1) 1"},
    .function = "",
});

constexpr Op convolution_input_grad = define({
    .name = "ConvolutionInputGrad",
    .schema = "dout: Tensor, weight: Tensor, like: Tensor, stride: int[], before: int[], after: "
              "int[], dilation: int[], groups: int",
    .doc =
        "The gradient of a convolution with respect to its input, which has the shape of `like`.",
    .infer = Infer([](Call&, TensorType dout, TensorType, TensorType like) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      kernels::convolution_input_grad(k.call.args[0].as_tensor(), k.call.args[1].as_tensor(),
                                      window_of(k.call, 3), k.outputs[0]);
    }),
    .grad = Grad([](V dy, V w, V, Ints stride, Ints before, Ints after, Ints dilation,
                    int64_t groups, V, V dout) {
      V ddy = convolution(dout, w, V(), stride, before, after, dilation, groups);
      V dw = convolution_weight_grad(dy, dout, w, stride, before, after, dilation, groups);
      return Grads{ddy, dw, V()};
    }),
    .oracle = "oracles.convolution_input_grad(dout, weight, like, stride, before, after, dilation, "
              "groups)",
    .samples = {"f32[2,5,5,6] f32[5,3,3,3] f32[2,3,7,8] (1,1) (0,0) (0,0) (1,1) 1",
                "f64[1,4,3,3] f64[4,2,3,3] f64[1,4,5,5] (2,2) (1,1) (1,1) (1,1) 2"},
    .function = "",
});

constexpr Op convolution_weight_grad = define({
    .name = "ConvolutionWeightGrad",
    .schema = "dout: Tensor, input: Tensor, like: Tensor, stride: int[], before: int[], after: "
              "int[], dilation: int[], groups: int",
    .doc =
        "The gradient of a convolution with respect to its weight, which has the shape of `like`.",
    .infer = Infer([](Call&, TensorType dout, TensorType, TensorType like) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      kernels::convolution_weight_grad(k.call.args[0].as_tensor(), k.call.args[1].as_tensor(),
                                       window_of(k.call, 3), k.outputs[0]);
    }),
    .grad = Grad([](V dy, V x, V, Ints stride, Ints before, Ints after, Ints dilation,
                    int64_t groups, V, V dout) {
      V ddy = convolution(x, dout, V(), stride, before, after, dilation, groups);
      V dx = convolution_input_grad(dy, dout, x, stride, before, after, dilation, groups);
      return Grads{ddy, dx, V()};
    }),
    .oracle = "oracles.convolution_weight_grad(dout, input, like, stride, before, after, dilation, "
              "groups)",
    .samples = {"f32[2,5,5,6] f32[2,3,7,8] f32[5,3,3,3] (1,1) (0,0) (0,0) (1,1) 1",
                "f64[1,4,3,3] f64[1,4,5,5] f64[4,2,3,3] (2,2) (1,1) (1,1) (1,1) 2"},
    .function = "",
});

constexpr Op convolution_transpose = define({
    .name = "ConvolutionTranspose",
    .schema = "input: Tensor, weight: Tensor, stride: int[], before: int[], after: int[], "
              "dilation: int[], groups: int, extra: int[]",
    .doc = "Spreads each element of `input` over a window: `weight` (in, out / groups, window...) "
           "times the element, summed where windows meet. `extra` elements are added at the end of "
           "each axis.",
    .infer = Infer([](Call& call, TensorType x, TensorType w) {
      if (x.rank() != w.rank() || differ(x.dim(1), w.dim(0)))
        throw call
            .error(
                "a transposed convolution needs a `weight` of (channels of `input`, "
                "result channels / groups, window...)")
            .label(0, "{}", describe(x))
            .label(1, "{}", describe(w))
            .slug("convolution-channels");
      check_factors(call, 0, 1);
      return infer_transpose(call, x, w, window_of(call, 2), call.args[7].as_ints());
    }),
    .body = Kernel([](KernelCall& k) {
      kernels::convolution_input_grad(k.call.args[0].as_tensor(), k.call.args[1].as_tensor(),
                                      window_of(k.call, 2), k.outputs[0]);
    }),
    .grad = Grad([](V x, V w, Ints stride, Ints before, Ints after, Ints dilation, int64_t groups,
                    Ints, V, V dout) {
      V dx = convolution(dout, w, V(), stride, before, after, dilation, groups);
      V dw = convolution_weight_grad(x, dout, w, stride, before, after, dilation, groups);
      return Grads{dx, dw};
    }),
    .oracle = "oracles.convolution_transpose(input, weight, stride, before, after, dilation, "
              "groups, extra)",
    .samples = {"f32[2,3,4,5] f32[3,2,3,3] (2,1) (1,1) (1,1) (1,1) 1 (1,0)",
                "f64[1,4,3] f64[4,2,2] (2,) (0,) (0,) (1,) 2 (0,)"},
    .function = "",
});

}  // namespace duet::ops
