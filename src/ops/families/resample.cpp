// Resizing images: one axis at a time.
#include "kernels/resample.h"

#include <cmath>

#include "ops/families/rows.h"
#include "ops/families/window.h"

namespace duet::ops {
namespace {

struct Mode {
  std::string_view name;
  kernels::Resampling kind;
};
constexpr Mode kModes[] = {{"nearest", kernels::Resampling::kNearest},
                           {"nearest-exact", kernels::Resampling::kNearestExact},
                           {"linear", kernels::Resampling::kLinear},
                           {"bilinear", kernels::Resampling::kLinear},
                           {"trilinear", kernels::Resampling::kLinear},
                           {"bicubic", kernels::Resampling::kCubic}};

kernels::Resampling kind_of(Call& call, int argument) {
  std::string_view word = call.args[argument].as_string();
  for (const Mode& mode : kModes)
    if (mode.name == word) return mode.kind;
  throw call
      .error(
          "`mode` needs to be 'nearest', 'linear', 'bilinear', 'trilinear', 'bicubic', "
          "'area' or 'nearest-exact'")
      .label(argument, "'{}'", word)
      .slug("resize-mode");
}

kernels::Taps taps_of(Call& call, int64_t extent, int64_t count, int mode) {
  return kernels::resampling_taps(kind_of(call, mode), extent, count, call.args[mode + 1].as_bool(),
                                  call.args[mode + 2].as_float());
}

/// The extents that `size` or `scale_factor` ask for.
Ints wanted(Call& call, const V& x, std::vector<double>& scales) {
  int axes = x.rank() - 2;
  const Value &size = call.args[1], &factor = call.args[2];
  if (size.is_none() == factor.is_none())
    throw call.error("interpolate needs one of `size` and `scale_factor`")
        .label(1, "{}", describe(size))
        .label(2, "{}", describe(factor))
        .slug("resize-size");
  if (auto ints = ints_of(size)) return per_axis(call, *ints, axes, 1, 1);
  Ints result;
  for (int i = 0; i < axes; ++i) {
    double scale = factor.is_number() ? factor.as_float()
                   : factor.is_list() ? factor.as_list()[i].as_float()
                   : ints_of(factor)  ? static_cast<double>((*ints_of(factor))[i])
                                      : 1.0;
    auto extent = static_cast<double>(x.dim(i + 2).value());
    result.push_back(static_cast<int64_t>(std::floor(extent * scale)));
    if (!call.args[5].is_none() && !call.args[5].as_bool()) scales[i] = 1 / scale;
  }
  return result;
}

}  // namespace

constexpr Op resample_axis = define({
    .name = "ResampleAxis",
    .schema = "input: Tensor, axis: int, extent: int, mode: str, align_corners: bool, scale: float",
    .doc = "Resizes one axis to `extent` elements.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis, int64_t extent) {
      check_floats(call, 0);
      if (x.shape[axis] == Dim(0) || extent < 1)
        throw call.error("resizing needs an axis, and a size for it, of at least one element")
            .label(0, "{}", describe(x))
            .note("axis {} is to have {}", axis, extent)
            .slug("resize-nothing");
      x.shape[axis] = extent;
      return x;
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor();
      int axis = static_cast<int>(k.call.args[1].as_int());
      kernels::resample(x, axis, taps_of(k.call, x.shape()[axis], k.call.args[2].as_int(), 3),
                        k.outputs[0]);
    }),
    .grad = Grad([](V x, int64_t axis, int64_t, std::string_view mode, bool align_corners,
                    double scale, V, V dout) {
      return Grads{resample_axis_grad(dout, x, axis, mode, align_corners, scale)};
    }),
    .no_oracle = "interpolate is compared",
    .samples = {"f32[2,3,4] 2 7 'linear' False 0.0", "f64[2,3,4] 1 5 'bicubic' True 0.0"},
    .function = "",
});

constexpr Op resample_axis_grad = define({
    .name = "ResampleAxisGrad",
    .schema = "dout: Tensor, like: Tensor, axis: int, mode: str, align_corners: bool, scale: float",
    .doc = "Gives each input element of a resampling its share of `dout`.",
    .infer = Infer([](Call& call, TensorType dout, TensorType like) {
      check_floats(call, 0);
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor dout = k.call.args[0].as_tensor();
      int axis = static_cast<int>(k.call.args[2].as_int());
      kernels::resample_grad(dout, axis,
                             taps_of(k.call, k.outputs[0].shape()[axis], dout.shape()[axis], 3),
                             k.outputs[0]);
    }),
    .grad = Grad([](V dy, V, int64_t axis, std::string_view mode, bool align_corners, double scale,
                    V, V dout) {
      int64_t extent = dy.dim(static_cast<int>(axis)).value();
      return Grads{resample_axis(dout, axis, extent, mode, align_corners, scale), V()};
    }),
    .no_oracle = "tests compare it with finite differences of ResampleAxis",
    .samples = {"f32[2,3,7] f32[2,3,4] 2 'linear' False 0.0"},
    .function = "",
});

constexpr Op interpolate = define({
    .name = "Interpolate",
    .schema = "input: Tensor, size: int | int[]? = None, scale_factor: any = None, mode: str = "
              "'nearest', "
              "align_corners: bool? = None, recompute_scale_factor: bool? = None",
    .doc = "Resizes the spatial axes (from axis 2 on) to `size`, or by `scale_factor`.",
    .body = Decompose([](Call& call, V x) {
      std::vector<double> scales(x.rank(), 0.0);
      Ints extents = wanted(call, x, scales), none;
      if (call.args[3].as_string() == "area")
        return V(avg_pooling(x, none, none, none, none, none, extents, false, true, 0));
      kind_of(call, 3);
      bool align = !call.args[4].is_none() && call.args[4].as_bool();
      for (size_t i = 0; i < extents.size(); ++i) {
        auto axis = static_cast<int64_t>(i) + 2;
        if (x.dim(static_cast<int>(axis)) == Dim(extents[i])) continue;
        x = resample_axis(x, axis, extents[i], call.args[3].as_string(), align, scales[i]);
      }
      return x;
    }),
    .no_oracle = "tests/nn compares it with known images",
    .samples = {"f32[2,3,4,5] (8,10) None 'nearest' None None",
                "f32[2,3,4,5] (8,7) None 'bilinear' True None",
                "f32[2,3,4] None 2.0 'linear' False None"},
    .function = "interpolate upsample",
});

}  // namespace duet::ops
