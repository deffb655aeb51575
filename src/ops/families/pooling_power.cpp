// Pooling by power means, and normalisation by neighbouring channels: both take powers of sums over
// windows.
#include "ops/families/rows.h"
#include "ops/families/window.h"

namespace duet::ops {
namespace {

V power_mean(Call& call, V x, int axes) {
  double p = call.args[1].as_float();
  Ints kernel = per_axis(call, call.args[2].as_ints(), axes, 2, 1);
  Ints stride =
      call.args[3].is_none() ? kernel : per_axis(call, call.args[3].as_ints(), axes, 3, 1);
  bool batch = x.rank() == axes + 2;
  if (!batch && x.rank() != axes + 1)
    throw call.error("this pooling needs a tensor of rank {} or {}", axes + 1, axes + 2)
        .label(0, "rank {}: {}", x.rank(), describe(x.type()))
        .slug("pooling-rank");
  V powers = pow(batch ? x : V(expand_dims(x, 0)), p);
  Ints none(axes, 0);
  V sums = avg_pooling(powers, kernel, stride, none, none, Ints(axes, 1), Ints{},
                       call.args[4].as_bool(), true, 1);
  V means = pow(sums, 1 / p);
  return batch ? means : V(squeeze(means, Ints{0}));
}

}  // namespace

constexpr Op lp_pool1d = define({
    .name = "LpPool1d",
    .schema = "x: Tensor, norm_type: number, kernel_size: int[], stride: int[]? = None, ceil_mode: "
              "bool = False",
    .doc = "The power mean (sum of x^p)^(1/p) of each window of the last axis.",
    .body = Decompose([](Call& call, V x) { return power_mean(call, x, 1); }),
    .oracle = "oracles.lp_pool(x, norm_type, kernel_size, stride, ceil_mode)",
    .samples = {"f32[2,3,8] 2 3 2 False"},
});

constexpr Op lp_pool2d = define({
    .name = "LpPool2d",
    .schema = "x: Tensor, norm_type: number, kernel_size: int[], stride: int[]? = None, ceil_mode: "
              "bool = False",
    .doc = "The power mean (sum of x^p)^(1/p) of each window of the last two axes.",
    .body = Decompose([](Call& call, V x) { return power_mean(call, x, 2); }),
    .oracle = "oracles.lp_pool(x, norm_type, kernel_size, stride, ceil_mode)",
    .samples = {"f32[2,3,6,7] 2 2 None False"},
});

constexpr Op lrn = define({
    .name = "LRN",
    .schema =
        "x: Tensor; depth_radius: int = 5, bias: float = 1.0, alpha: float = 1.0, beta: float "
        "= 0.5, norm_region: str = 'ACROSS_CHANNELS'",
    .doc = "Divides by (bias + alpha * sum of squares over the neighbouring channels) ^ beta.",
    .body = Decompose([](Call& call, V x, int64_t radius, double bias, double alpha, double beta) {
      check_floats(call, 0);
      if (x.rank() != 4)
        throw call.error("lrn needs a tensor of rank 4")
            .label(0, "rank {}: {}", x.rank(), describe(x.type()))
            .slug("norm-shapes");
      Ints merged{x.dim(0).value(), 1, x.dim(1).value(), x.dim(2).value() * x.dim(3).value()};
      V squares = reshape(square(x), merged);
      V sums = avg_pooling(squares, Ints{2 * radius + 1, 1}, Ints{1, 1}, Ints{radius, 0},
                           Ints{radius, 0}, Ints{1, 1}, Ints{}, false, true, 1);
      return x / pow(reshape_like(sums, x) * alpha + bias, beta);
    }),
    .oracle = "oracles.lrn(x, depth_radius, bias, alpha, beta)",
    .samples = {"f32[2,7,3,4] 2 1.0 0.5 0.75 'ACROSS_CHANNELS'"},
});

}  // namespace duet::ops
