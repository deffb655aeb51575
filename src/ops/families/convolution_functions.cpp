// Convolutions as users call them: padding by mode, one int for all axes, the older Primitives.
#include "ops/families/matmul.h"
#include "ops/families/window.h"

namespace duet::ops {
namespace {

/// Where the attributes of a call stand in its schema.
struct Places {
  int stride, mode, padding, dilation, groups;
};
constexpr Places kFunction{3, 4, 5, 6, 7};

void check_input(Call& call, int axes) {
  TensorType x = call.type(0), w = call.type(1);
  if (x.rank() == axes + 2 && w.rank() == axes + 2) return;
  throw call.error("this convolution needs an `input` and a `weight` of rank {}", axes + 2)
      .label(0, "rank {}: {}", x.rank(), describe(x))
      .label(1, "rank {}: {}", w.rank(), describe(w))
      .slug("convolution-rank");
}

V convolve(Call& call, V x, V w, V bias, int axes, const Places& at) {
  check_input(call, axes);
  Ints stride = per_axis(call, call.args[at.stride].as_ints(), axes, at.stride, 1);
  Ints dilation = per_axis(call, call.args[at.dilation].as_ints(), axes, at.dilation, 1);
  TensorType input = call.type(0);
  Padding padding = padding_of(
      call, {call.args[at.mode].as_string(), at.mode, call.args[at.padding].as_ints(), at.padding},
      input, known(call.type(1).shape, 2), stride, dilation);
  int64_t groups = call.args[at.groups].as_int();
  if (groups < 1)
    throw call.error("`groups` needs to be at least 1")
        .label(at.groups, "{}", groups)
        .slug("window-attribute");
  return convolution(x, w, bias, stride, padding.before, padding.after, dilation, groups);
}

/// A value per channel, to be added to (batch, channels, spatial...).
V along_channels(V bias, int rank) {
  for (int i = 2; i < rank; ++i) bias = expand_dims(bias, -1);
  return bias;
}

V with_bias(V y, V bias) { return bias.is_none() ? y : y + along_channels(bias, y.rank()); }

}  // namespace

constexpr Op conv1d = define({
    .name = "Conv1dExt",
    .schema = "input: Tensor, weight: Tensor, bias: Tensor? = None, stride: int[] = 1, pad_mode: "
              "str = 'valid', padding: int[] = 0, dilation: int[] = 1, groups: int = 1",
    .doc = "Convolution of `input` (batch, channels, length) with `weight` (out channels, channels "
           "/ groups, window).",
    .body = Decompose(
        [](Call& call, V x, V w, V bias) { return convolve(call, x, w, bias, 1, kFunction); }),
    .oracle = "oracles.conv(input, weight, bias, stride, pad_mode, padding, dilation, groups)",
    .samples = {"f32[2,3,8] f32[4,3,3] f32[4] 1 'same' 0 1 1",
                "f32[2,4,9] f32[4,2,3] None 2 'pad' 1 1 2"},
    .function = "conv1d",
});

constexpr Op conv2d = define({
    .name = "Conv2dExt",
    .schema = "input: Tensor, weight: Tensor, bias: Tensor? = None, stride: int[] = 1, pad_mode: "
              "str = 'valid', padding: int[] = 0, dilation: int[] = 1, groups: int = 1",
    .doc = "Convolution of `input` (batch, channels, height, width) with `weight` (out channels, "
           "channels / groups, window).",
    .body = Decompose(
        [](Call& call, V x, V w, V bias) { return convolve(call, x, w, bias, 2, kFunction); }),
    .oracle = "oracles.conv(input, weight, bias, stride, pad_mode, padding, dilation, groups)",
    .samples = {"f32[2,3,7,8] f32[5,3,3,3] f32[5] 1 'valid' 0 1 1",
                "f32[1,4,6,7] f32[8,2,3,3] None (2,1) 'pad' (1,0,2,1) (1,2) 2",
                "f64[2,3,5,4] f64[2,3,3,3] f64[2] 2 'same' 0 1 1"},
    .function = "conv2d",
});

constexpr Op conv3d = define({
    .name = "Conv3dExt",
    .schema = "input: Tensor, weight: Tensor, bias: Tensor? = None, stride: int[] = 1, pad_mode: "
              "str = 'valid', padding: int[] = 0, dilation: int[] = 1, groups: int = 1",
    .doc = "Convolution of `input` (batch, channels, depth, height, width) with `weight` (out "
           "channels, channels / groups, window).",
    .body = Decompose(
        [](Call& call, V x, V w, V bias) { return convolve(call, x, w, bias, 3, kFunction); }),
    .oracle = "oracles.conv(input, weight, bias, stride, pad_mode, padding, dilation, groups)",
    .samples = {"f32[1,2,4,5,4] f32[3,2,2,3,2] f32[3] 1 'same' 0 1 1"},
    .function = "conv3d",
});

constexpr Op conv2d_primitive = define({
    .name = "Conv2D",
    .schema = "input: Tensor, weight: Tensor; out_channel: int, kernel_size: int[], mode: int = 1, "
              "pad_mode: str = 'valid', pad: int[] = 0, stride: int[] = 1, dilation: int[] = 1, "
              "group: int = 1, data_format: str = 'NCHW'",
    .doc = "Convolution over two axes; `out_channel` and `kernel_size` describe `weight`.",
    .body = Decompose(
        [](Call& call, V x, V w) { return convolve(call, x, w, V(), 2, {7, 5, 6, 8, 9}); }),
    .oracle = "oracles.conv(input, weight, None, stride, pad_mode, pad, dilation, group)",
    .samples = {"f32[2,3,7,8] f32[5,3,3,3] 5 3 1 'same' 0 2 1 1 'NCHW'"},
    .function = "",
});

constexpr Op conv3d_primitive = define({
    .name = "Conv3D",
    .schema = "input: Tensor, weight: Tensor; out_channel: int, kernel_size: int[], mode: int = 1, "
              "pad_mode: str = 'valid', pad: int[] = 0, stride: int[] = 1, dilation: int[] = 1, "
              "group: int = 1, data_format: str = 'NCDHW'",
    .doc = "Convolution over three axes; `out_channel` and `kernel_size` describe `weight`.",
    .body = Decompose(
        [](Call& call, V x, V w) { return convolve(call, x, w, V(), 3, {7, 5, 6, 8, 9}); }),
    .oracle = "oracles.conv(input, weight, None, stride, pad_mode, pad, dilation, group)",
    .samples = {"f32[1,2,4,5,4] f32[3,2,2,3,2] 3 (2,3,2) 1 'valid' 0 1 1 1 'NCDHW'"},
    .function = "",
});

constexpr Op conv_transpose2d = define({
    .name = "ConvTranspose2d",
    .schema = "input: Tensor, weight: Tensor, bias: Tensor? = None, stride: int[] = 1, padding: "
              "int[] = 0, output_padding: int[] = 0, groups: int = 1, dilation: int[] = 1",
    .doc = "The transposed convolution of `input` with `weight` (channels, out channels / groups, "
           "window), over one to three axes.",
    .body = Decompose([](Call& call, V x, V w, V bias, Ints stride, Ints padding,
                         Ints output_padding, int64_t groups, Ints dilation) {
      int axes = x.rank() - 2;
      check_input(call, axes);
      Padding around = explicit_padding(call, padding, axes, 4);
      V y = convolution_transpose(x, w, per_axis(call, stride, axes, 3, 1), around.before,
                                  around.after, per_axis(call, dilation, axes, 7, 1), groups,
                                  per_axis(call, output_padding, axes, 5, 0));
      return with_bias(y, bias);
    }),
    .oracle =
        "oracles.conv_transpose(input, weight, bias, stride, padding, output_padding, groups, "
        "dilation)",
    .samples = {"f32[2,3,4,5] f32[3,2,3,3] f32[2] 2 1 1 1 1"},
    .function = "conv_transpose2d conv_transpose1d conv_transpose3d",
});

constexpr Op conv2d_transpose_primitive = define({
    .name = "Conv2DTranspose",
    .schema =
        "dout: Tensor, weight: Tensor, input_size: int[]; out_channel: int, kernel_size: int[], "
        "pad_mode: str = 'valid', pad: int[] = 0, pad_list: int[]? = None, mode: int = 1, stride: "
        "int[] = 1, dilation: int[] = 1, group: int = 1, data_format: str = 'NCHW'",
    .doc = "The transposed convolution of `dout` whose result has the shape `input_size`.",
    .body = Decompose([](Call& call, V dout, V w, Ints size) {
      check_input(call, 2);
      Ints stride = per_axis(call, call.args[9].as_ints(), 2, 9, 1);
      Ints dilation = per_axis(call, call.args[10].as_ints(), 2, 10, 1);
      Ints kernel = known(call.type(1).shape, 2), extra;
      TensorType like{call.type(0).dtype, to_shape(size)};
      Padding around = padding_of(call, {call.args[5].as_string(), 5, call.args[6].as_ints(), 6},
                                  like, kernel, stride, dilation);
      for (int i = 0; i < 2; ++i) {
        int64_t least = (call.type(0).dim(i + 2).value() - 1) * stride[i] - around.before[i] -
                        around.after[i] + dilation[i] * (kernel[i] - 1) + 1;
        extra.push_back(std::max<int64_t>(size[i + 2] - least, 0));
      }
      return convolution_transpose(dout, w, stride, around.before, around.after, dilation,
                                   call.args[11].as_int(), extra);
    }),
    .no_oracle = "it is convolution_transpose with its attributes computed from a shape",
    .samples = {"f32[2,3,4,5] f32[3,2,3,3] (2,2,8,10) 3 3 'same' 0 None 1 2 1 1 'NCHW'"},
    .function = "",
});

constexpr Op bias_add = define({
    .name = "BiasAdd",
    .schema = "input_x: Tensor, bias: Tensor; data_format: str = 'NCHW'",
    .doc = "Adds one value per channel (axis 1).",
    .body = Decompose([](Call& call, V x, V bias, std::string_view) {
      check_rank(call, 1, 1);
      if (differ(x.rank() > 1 ? x.dim(1) : Dim(), bias.dim(0)))
        throw call.error("bias_add needs one bias for each channel of `input_x`")
            .label(0, "{}", describe(x.type()))
            .label(1, "{}", describe(bias.type()))
            .slug("bias-channels");
      return with_bias(x, bias);
    }),
    .oracle = "input_x + bias.reshape((-1,) + (1,) * (input_x.ndim - 2))",
    .samples = {"f32[2,3] f32[3] 'NCHW'", "f32[2,3,4,5] f32[3] 'NCHW'"},
});

}  // namespace duet::ops
