// Pooling as users call it: one int for all axes, padding by mode, with or without a batch axis.
#include <algorithm>

#include "ops/families/rows.h"
#include "ops/families/window.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {
namespace {

struct Windows {
  Ints kernel, stride;
  Padding padding;
  Ints dilation;
};

/// Where the attributes of a call stand in its schema; -1: it has none.
struct Places {
  int kernel, stride, padding, dilation;
};

/// A stride that is None is the window.
Windows windows_of(Call& call, int axes, const Places& at) {
  Windows w;
  w.kernel = per_axis(call, call.args[at.kernel].as_ints(), axes, at.kernel, 1);
  const Value& stride = call.args[at.stride];
  w.stride = stride.is_none() ? w.kernel : per_axis(call, stride.as_ints(), axes, at.stride, 1);
  w.padding = at.padding < 0
                  ? Padding{Ints(axes, 0), Ints(axes, 0)}
                  : explicit_padding(call, call.args[at.padding].as_ints(), axes, at.padding);
  w.dilation = at.dilation < 0
                   ? Ints(axes, 1)
                   : per_axis(call, call.args[at.dilation].as_ints(), axes, at.dilation, 1);
  return w;
}

/// The windows of the older Primitives: a mode says the padding.
Windows windows_of_mode(Call& call, int axes, const Places& at, int mode) {
  Windows w = windows_of(call, axes, {at.kernel, at.stride, -1, at.dilation});
  Ints none{0};
  w.padding = padding_of(
      call,
      {call.args[mode].as_string(), mode, at.padding < 0 ? none : call.args[at.padding].as_ints(),
       at.padding < 0 ? mode : at.padding},
      call.type(0), w.kernel, w.stride, w.dilation);
  return w;
}

/// Runs `f` on (batch, channels, spatial...); a missing batch axis is added and taken away again.
template <class F>
V batched(Call& call, V x, int axes, F f) {
  if (x.rank() == axes + 2) return f(x);
  if (x.rank() != axes + 1)
    throw call.error("this pooling needs a tensor of rank {} or {}", axes + 1, axes + 2)
        .label(0, "rank {}: {}", x.rank(), describe(x.type()))
        .slug("pooling-rank");
  V y = f(expand_dims(x, 0));
  Ints shape;
  for (int i = 1; i < y.rank(); ++i) shape.push_back(y.dim(i).value());
  return reshape(y, shape);
}

V max_values(V x, const Windows& w, bool ceil_mode) {
  return max_pooling(x, w.kernel, w.stride, w.padding.before, w.padding.after, w.dilation, Ints{},
                     ceil_mode);
}

V max_places(V x, const Windows& w, bool ceil_mode) {
  return max_pooling_places(x, w.kernel, w.stride, w.padding.before, w.padding.after, w.dilation,
                            Ints{}, ceil_mode);
}

Vs max_of(Call& call, V x, int axes, const Windows& w, bool ceil_mode, bool places) {
  Vs results{batched(call, x, axes, [&](V v) { return max_values(v, w, ceil_mode); })};
  if (places)
    results.push_back(batched(call, x, axes, [&](V v) { return max_places(v, w, ceil_mode); }));
  return results;
}

V mean_of(Call& call, V x, int axes, const Windows& w, bool ceil_mode, bool count_padding,
          int64_t divisor) {
  return batched(call, x, axes, [&](V v) {
    return V(avg_pooling(v, w.kernel, w.stride, w.padding.before, w.padding.after, w.dilation,
                         Ints{}, ceil_mode, count_padding, divisor));
  });
}

/// The extents that an adaptive pooling gives: one for all axes, or one each; None keeps one.
Ints adaptive_extents(Call& call, V x, int axes) {
  const Value& size = call.args[1];
  Ints result;
  auto own = [&](int i) { return x.dim(i - axes).value(); };
  if (size.is_list() && static_cast<int>(size.as_list().size()) == axes) {
    for (int i = 0; i < axes; ++i) {
      const Value& item = size.as_list()[i];
      result.push_back(item.is_none() ? own(i) : item.as_int());
    }
  } else if (auto ints = size.kind() == Value::Kind::kInt
                             ? std::optional(Ints{size.as_int()})
                             : (size.kind() == Value::Kind::kInts ? std::optional(size.as_ints())
                                                                  : std::nullopt)) {
    result = per_axis(call, *ints, axes, 1, 1);
  } else {
    throw call
        .type_error("`output_size` needs to be an int, or an int or None for each of {} axes", axes)
        .label(1, "{}", describe(size))
        .slug("window-attribute");
  }
  return result;
}

V adaptive_mean(Call& call, V x, int axes) {
  Ints extents = adaptive_extents(call, x, axes), none;
  if (std::all_of(extents.begin(), extents.end(), [](int64_t extent) { return extent == 1; })) {
    Ints all;
    for (int i = axes; i > 0; --i) all.push_back(x.rank() - i);
    return rounded(mean_over(widened(x), all), x.dtype());
  }
  return batched(call, x, axes, [&](V v) {
    return V(avg_pooling(v, none, none, none, none, none, extents, false, true, 0));
  });
}

Vs adaptive_max(Call& call, V x, int axes, bool places) {
  Ints extents = adaptive_extents(call, x, axes), none;
  Vs results{batched(call, x, axes, [&](V v) {
    return V(max_pooling(v, none, none, none, none, none, extents, false));
  })};
  if (places)
    results.push_back(batched(call, x, axes, [&](V v) {
      return V(max_pooling_places(v, none, none, none, none, none, extents, false));
    }));
  return results;
}

}  // namespace

constexpr Op max_pool1d = define({
    .name = "MaxPool1d",
    .schema = "x: Tensor, kernel_size: int[], stride: int[]? = None, padding: int[] = 0, dilation: "
              "int[] = 1, return_indices: bool = False, ceil_mode: bool = False",
    .doc = "The largest element of each window of the last axis; with `return_indices` also where "
           "it is.",
    .body = Decompose([](Call& call, V x) {
      return max_of(call, x, 1, windows_of(call, 1, {1, 2, 3, 4}), call.args[6].as_bool(),
                    call.args[5].as_bool());
    }),
    .no_oracle = "max_pool2d and MaxPooling are compared",
    .samples = {"f32[2,3,8] 3 2 1 1 False False", "f32[3,8] 2 None 0 1 False False"},
});

constexpr Op max_pool2d = define({
    .name = "MaxPool2d",
    .schema = "x: Tensor, kernel_size: int[], stride: int[]? = None, padding: int[] = 0, dilation: "
              "int[] = 1, return_indices: bool = False, ceil_mode: bool = False",
    .doc = "The largest element of each window of the last two axes; with `return_indices` also "
           "where it is, as an index into the flattened axes.",
    .body = Decompose([](Call& call, V x) {
      return max_of(call, x, 2, windows_of(call, 2, {1, 2, 3, 4}), call.args[6].as_bool(),
                    call.args[5].as_bool());
    }),
    .oracle = "oracles.max_pool(x, kernel_size, stride, padding, dilation, return_indices, "
              "ceil_mode)",
    .samples = {"f32[2,3,8,7] 3 2 1 1 False False", "f32[1,2,7,7] (2,3) None 0 1 True True"},
});

constexpr Op max_pool3d = define({
    .name = "MaxPool3d",
    .schema = "x: Tensor, kernel_size: int[], stride: int[]? = None, padding: int[] = 0, dilation: "
              "int[] = 1, ceil_mode: bool = False, return_indices: bool = False",
    .doc = "The largest element of each window of the last three axes; with `return_indices` also "
           "where it is.",
    .body = Decompose([](Call& call, V x) {
      return max_of(call, x, 3, windows_of(call, 3, {1, 2, 3, 4}), call.args[5].as_bool(),
                    call.args[6].as_bool());
    }),
    .oracle = "oracles.max_pool(x, kernel_size, stride, padding, dilation, return_indices, "
              "ceil_mode)",
    .samples = {"f32[1,2,5,6,4] 2 None 0 1 False False"},
});

constexpr Op avg_pool1d = define({
    .name = "AvgPool1d",
    .schema = "input_x: Tensor, kernel_size: int[] = 1, stride: int[]? = 1, padding: int[] = 0, "
              "ceil_mode: bool = False, count_include_pad: bool = True",
    .doc = "The mean of each window of the last axis.",
    .body = Decompose([](Call& call, V x) {
      return mean_of(call, x, 1, windows_of(call, 1, {1, 2, 3, -1}), call.args[4].as_bool(),
                     call.args[5].as_bool(), 0);
    }),
    .no_oracle = "avg_pool2d and AvgPooling are compared",
    .samples = {"f32[2,3,8] 3 2 1 False True"},
});

constexpr Op avg_pool2d = define({
    .name = "AvgPool2d",
    .schema = "input_x: Tensor, kernel_size: int[] = 1, stride: int[]? = 1, padding: int[] = 0, "
              "ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int = 0",
    .doc = "The mean of each window of the last two axes.",
    .body = Decompose([](Call& call, V x) {
      return mean_of(call, x, 2, windows_of(call, 2, {1, 2, 3, -1}), call.args[4].as_bool(),
                     call.args[5].as_bool(), call.args[6].as_int());
    }),
    .oracle = "oracles.avg_pool_of(input_x, kernel_size, stride, padding, ceil_mode, "
              "count_include_pad, divisor_override)",
    .samples = {"f32[2,3,8,7] 3 2 1 False True 0", "f32[1,2,5,5] 2 2 0 True False 0"},
});

constexpr Op avg_pool3d = define({
    .name = "AvgPool3d",
    .schema = "input_x: Tensor, kernel_size: int[] = 1, stride: int[]? = 1, padding: int[] = 0, "
              "ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int = 0",
    .doc = "The mean of each window of the last three axes.",
    .body = Decompose([](Call& call, V x) {
      return mean_of(call, x, 3, windows_of(call, 3, {1, 2, 3, -1}), call.args[4].as_bool(),
                     call.args[5].as_bool(), call.args[6].as_int());
    }),
    .oracle = "oracles.avg_pool_of(input_x, kernel_size, stride, padding, ceil_mode, "
              "count_include_pad, divisor_override)",
    .samples = {"f32[1,2,5,6,4] 2 2 0 False True 0"},
});

constexpr Op adaptive_avg_pool1d = define({
    .name = "AdaptiveAvgPool1D",
    .schema = "input: Tensor, output_size: any",
    .doc = "Means over windows chosen so that the last axis has `output_size` elements.",
    .body = Decompose([](Call& call, V x) { return adaptive_mean(call, x, 1); }),
    .no_oracle = "AvgPooling is compared",
    .samples = {"f32[2,3,7] 3"},
    .function = "adaptive_avg_pool1d",
});

constexpr Op adaptive_avg_pool2d = define({
    .name = "AdaptiveAvgPool2D",
    .schema = "input: Tensor; output_size: any",
    .doc = "Means over windows chosen so that the last two axes have `output_size` elements; None "
           "keeps an axis.",
    .body = Decompose([](Call& call, V x) { return adaptive_mean(call, x, 2); }),
    .no_oracle = "AvgPooling is compared",
    .samples = {"f32[2,3,7,6] (3,2)", "f32[3,8,8] 1"},
    .function = "adaptive_avg_pool2d",
});

constexpr Op adaptive_avg_pool3d = define({
    .name = "AdaptiveAvgPool3D",
    .schema = "input: Tensor; output_size: any",
    .doc = "Means over windows chosen so that the last three axes have `output_size` elements.",
    .body = Decompose([](Call& call, V x) { return adaptive_mean(call, x, 3); }),
    .no_oracle = "AvgPooling is compared",
    .samples = {"f32[2,3,4,5,6] 2"},
    .function = "adaptive_avg_pool3d",
});

constexpr Op adaptive_max_pool1d = define({
    .name = "AdaptiveMaxPool1D",
    .schema = "input: Tensor, output_size: any, return_indices: bool = False",
    .doc = "Maxima of windows chosen so that the last axis has `output_size` elements.",
    .body = Decompose(
        [](Call& call, V x, Value, bool places) { return adaptive_max(call, x, 1, places); }),
    .no_oracle = "MaxPooling is compared",
    .samples = {"f32[2,3,7] 3 False"},
    .function = "adaptive_max_pool1d",
});

constexpr Op adaptive_max_pool2d = define({
    .name = "AdaptiveMaxPool2D",
    .schema = "input: Tensor; output_size: any, return_indices: bool = False",
    .doc = "Maxima of windows chosen so that the last two axes have `output_size` elements.",
    .body = Decompose(
        [](Call& call, V x, Value, bool places) { return adaptive_max(call, x, 2, places); }),
    .no_oracle = "MaxPooling is compared",
    .samples = {"f32[2,3,7,6] (3,2) False", "f32[2,3,7,6] (3,2) True"},
    .function = "adaptive_max_pool2d",
});

constexpr Op adaptive_max_pool3d = define({
    .name = "AdaptiveMaxPool3D",
    .schema = "input: Tensor, output_size: any, return_indices: bool = False",
    .doc = "Maxima of windows chosen so that the last three axes have `output_size` elements.",
    .body = Decompose(
        [](Call& call, V x, Value, bool places) { return adaptive_max(call, x, 3, places); }),
    .no_oracle = "MaxPooling is compared",
    .samples = {"f32[2,3,4,5,6] 2 False"},
    .function = "adaptive_max_pool3d",
});

constexpr Op max_pool_primitive = define({
    .name = "MaxPool",
    .schema = "x: Tensor; kernel_size: int[] = 1, strides: int[] = 1, pad_mode: str = 'valid', "
              "data_format: str = 'NCHW'",
    .doc = "The largest element of each window of the last two axes.",
    .body = Decompose([](Call& call, V x) {
      return max_of(call, x, 2, windows_of_mode(call, 2, {1, 2, -1, -1}, 3), false, false);
    }),
    .no_oracle = "max_pool2d is compared",
    .samples = {"f32[2,3,8,7] 3 2 'same' 'NCHW'", "f32[2,3,8,7] 2 2 'VALID' 'NCHW'"},
    .function = "",
});

constexpr Op max_pool_with_argmax = define({
    .name = "MaxPoolWithArgmax",
    .schema = "x: Tensor; kernel_size: int[] = 1, strides: int[] = 1, pad_mode: str = 'valid', "
              "data_format: str = 'NCHW'",
    .doc = "The largest element of each window of the last two axes, and its place among the "
           "elements of its picture, all channels together (int32).",
    .body = Decompose([](Call& call, V x) {
      Vs results = max_of(call, x, 2, windows_of_mode(call, 2, {1, 2, -1, -1}, 3), false, true);
      if (x.rank() < 3) return Vs{results[0], cast(results[1], DType::kInt32)};
      int64_t plane = x.dim(-2).value() * x.dim(-1).value();
      V channel = axis_index(x, int64_t{x.rank() - 3});
      return Vs{results[0], cast(results[1], DType::kInt32) + channel * plane};
    }),
    .no_oracle = "max_pool2d is compared",
    .samples = {"f32[2,3,8,7] 3 2 'same' 'NCHW'"},
    .function = "",
});

constexpr Op max_pool3d_primitive = define({
    .name = "MaxPool3D",
    .schema = "x: Tensor; kernel_size: int[] = 1, strides: int[] = 1, pad_mode: str = 'VALID', "
              "pad_list: int[] = 0, ceil_mode: bool? = None, data_format: str = 'NCDHW'",
    .doc = "The largest element of each window of the last three axes.",
    .body = Decompose([](Call& call, V x) {
      bool ceil_mode = !call.args[5].is_none() && call.args[5].as_bool();
      return max_of(call, x, 3, windows_of_mode(call, 3, {1, 2, 4, -1}, 3), ceil_mode, false);
    }),
    .no_oracle = "max_pool3d is compared",
    .samples = {"f32[1,2,5,6,4] 2 2 'same' 0 None 'NCDHW'"},
    .function = "",
});

constexpr Op avg_pool_primitive = define({
    .name = "AvgPool",
    .schema = "x: Tensor; kernel_size: int[] = 1, strides: int[] = 1, pad_mode: str = 'VALID', "
              "data_format: str = 'NCHW'",
    .doc = "The mean of each window of the last two axes, padding not counted.",
    .body = Decompose([](Call& call, V x) {
      return mean_of(call, x, 2, windows_of_mode(call, 2, {1, 2, -1, -1}, 3), false, false, 0);
    }),
    .no_oracle = "avg_pool2d is compared",
    .samples = {"f32[2,3,8,7] 3 2 'same' 'NCHW'"},
    .function = "",
});

constexpr Op avg_pool3d_primitive = define({
    .name = "AvgPool3D",
    .schema = "x: Tensor; kernel_size: int[] = 1, strides: int[] = 1, pad_mode: str = 'valid', "
              "pad: int[] = 0, ceil_mode: bool = False, count_include_pad: bool = True, "
              "divisor_override: int = 0, data_format: str = 'NCDHW'",
    .doc = "The mean of each window of the last three axes.",
    .body = Decompose([](Call& call, V x) {
      return mean_of(call, x, 3, windows_of_mode(call, 3, {1, 2, 4, -1}, 3), call.args[5].as_bool(),
                     call.args[6].as_bool(), call.args[7].as_int());
    }),
    .no_oracle = "avg_pool3d is compared",
    .samples = {"f32[1,2,5,6,4] 2 2 'pad' 1 False True 0 'NCDHW'"},
    .function = "",
});

}  // namespace duet::ops
