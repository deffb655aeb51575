// Batch normalisation: per channel (axis 1), over all other axes. In training the running
// statistics are updated in place; evaluation uses them.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

Ints all_but_channels(int rank) {
  Ints axes{0};
  for (int i = 2; i < rank; ++i) axes.push_back(i);
  return axes;
}

V channels(V v, V x) { return along_channels(widened(v), x.rank()); }

/// One value per channel in arguments `from` to `to`, except those that are None.
void check_channels(Call& call, int from, int to) {
  TensorType x = call.type(0);
  check_floats(call, 0);
  if (x.rank() < 2)
    throw call.error("a batch norm needs a tensor of rank 2 or more")
        .label(0, "{}", describe(x))
        .slug("norm-shapes");
  for (int i = from; i <= to; ++i) {
    if (call.args[i].is_none()) continue;
    TensorType t = call.type(i);
    if (t.rank() != 1 || differ(t.dim(0), x.dim(1)))
      throw call.error("a batch norm needs one value for each channel here")
          .label(0, "{}", describe(x))
          .label(i, "{}", describe(t))
          .slug("norm-shapes");
  }
}

V affine(V normal, V weight, V bias, V x) {
  if (!weight.is_none()) normal = normal * channels(weight, x);
  return bias.is_none() ? normal : normal + channels(bias, x);
}

}  // namespace

constexpr Op batch_norm_train = define({
    .name = "BatchNormTrain",
    .schema = "input: Tensor, weight: Tensor?, bias: Tensor?, eps: float",
    .doc =
        "Normalises each channel by its own mean and variance, times `weight` plus `bias`; gives "
        "the result, the means, and the sums of squared distances to them.",
    .infer = Infer([](Call& call, TensorType x) {
      check_channels(call, 1, 2);
      TensorType moments{is_half(x.dtype) ? DType::kFloat32 : x.dtype, Shape(x.shape.size(), 1)};
      moments.shape[1] = x.dim(1);
      return Types{x, moments, moments};
    }),
    .body = Decompose([](V x, V weight, V bias, double eps) {
      Ints axes = all_but_channels(x.rank());
      V wide = widened(x);
      V mean = mean_over(wide, axes);
      V centred = wide - mean;
      V squares = sum_over(square(centred), axes);
      V rstd = rsqrt(divide_by_count(squares, x, axes) + eps);
      return Vs{rounded(affine(centred * rstd, weight, bias, x), x.dtype()), mean, squares};
    }),
    .grad = Grad([](V x, V weight, V bias, double eps, Vs out, Vs dout) {
      // The moments have no gradient: running statistics are state.
      if (dout[0].is_none()) return Grads{V(), V(), V()};
      Ints axes = all_but_channels(x.rank());
      V rstd = rsqrt(divide_by_count(out[2], x, axes) + eps);
      V normal = (widened(x) - out[1]) * rstd, dy = widened(dout[0]);
      V sum = sum_over(dy, axes), product = sum_over(dy * normal, axes);
      V scale = weight.is_none() ? rstd : rstd * channels(weight, x);
      V mean = divide_by_count(sum, x, axes), mean_product = divide_by_count(product, x, axes);
      V dx = scale * (dy - mean - normal * mean_product);
      return Grads{dx, weight.is_none() ? V() : V(reshape_like(product, weight)),
                   bias.is_none() ? V() : V(reshape_like(sum, bias))};
    }),
    .no_oracle = "tests/ops compares batch_norm, which is made of it",
    .samples = {"f32[4,3] f32[3] f32[3] 1e-5", "f64[2,3,4,5] f64[3] f64[3] 1e-5",
                "bf16[2,3,4] None None 1e-5"},
    .function = "",
});

constexpr Op batch_norm_infer = define({
    .name = "BatchNormInfer",
    .schema = "input: Tensor, mean: Tensor, variance: Tensor, weight: Tensor?, bias: Tensor?, eps: "
              "float",
    .doc = "Normalises each channel by given statistics, times `weight` plus `bias`.",
    .infer = Infer([](Call& call, TensorType x) {
      check_channels(call, 1, 4);
      return x;
    }),
    .body = Decompose([](V x, V mean, V variance, V weight, V bias, double eps) {
      V rstd = rsqrt(channels(variance, x) + eps);
      V normal = (widened(x) - channels(mean, x)) * rstd;
      return rounded(affine(normal, weight, bias, x), x.dtype());
    }),
    .grad = Grad([](V x, V mean, V variance, V weight, V bias, double eps, V, V dout) {
      Ints axes = all_but_channels(x.rank());
      V rstd = rsqrt(channels(variance, x) + eps), dy = widened(dout);
      V normal = (widened(x) - channels(mean, x)) * rstd;
      V scale = weight.is_none() ? rstd : rstd * channels(weight, x);
      V dx = dy * scale;
      V sum = sum_over(dx, axes), product = sum_over(dx * normal, axes);
      V dvariance = reshape_like(product * rstd * -0.5, variance);
      V dw, db;
      if (!weight.is_none()) dw = reshape_like(sum_over(dy * normal, axes), weight);
      if (!bias.is_none()) db = reshape_like(sum_over(dy, axes), bias);
      return Grads{dx, -reshape_like(sum, mean), dvariance, dw, db};
    }),
    .oracle = "oracles.batch_norm(input, mean, variance, weight, bias, eps)",
    .samples = {"f32[4,3] f32[3] f32[3] f32[3] f32[3] 1e-5",
                "f64[2,3,4,5] f64[3] f64[3] None None 1e-5"},
    .function = "",
});

constexpr Op update_running = define({
    .name = "UpdateRunning",
    .schema = "running: Tensor, value: Tensor, momentum: float",
    .doc = "Moves `running` towards `value` in place: (1 - momentum) * running + momentum * value.",
    .infer = Infer([](Call&, TensorType running) { return running; }),
    .body = Scalar([](auto running, auto value, auto momentum) {
      S old = scalar::cast(running, value.dtype());
      return scalar::cast(old + momentum * (value - old), running.dtype());
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0}},
    .no_oracle = "its result is the state it changes; tests/ops reads that",
    .samples = {"f32[3] f32[3] 0.1"},
    .function = "",
});

constexpr Op batch_norm = define({
    .name = "BatchNormExt",
    .schema = "input_x: Tensor, running_mean: Tensor, running_var: Tensor, weight: Tensor?, bias: "
              "Tensor?, training: bool = False, momentum: float = 0.1, eps: float = 1e-5",
    .doc = "Normalises each channel (axis 1), times `weight` plus `bias`. In training by its own "
           "mean and variance, which move the running ones; else by the running ones.",
    .body = Decompose([](Call& call, V x, V mean, V variance, V weight, V bias, bool training,
                         double momentum, double eps) {
      check_channels(call, 1, 4);
      if (!training) return V(batch_norm_infer(x, mean, variance, weight, bias, eps));
      Results r = batch_norm_train(x, weight, bias, eps);
      V unbiased = divide_by_count(r[2], x, all_but_channels(x.rank()), 1);
      update_running(mean, reshape_like(r[1], mean), momentum);
      update_running(variance, reshape_like(unbiased, variance), momentum);
      return r[0];
    }),
    .no_oracle = "it changes its arguments; tests/ops compares results and state",
    .samples = {"f32[4,3] f32[3] f32[3] f32[3] f32[3] True 0.1 1e-5",
                "f32[4,3,2,2] f32[3] f32[3] f32[3] f32[3] False 0.1 1e-5"},
    .function = "batch_norm",
});

constexpr Op batch_norm_primitive = define({
    .name = "BatchNorm",
    .schema = "input_x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, variance: Tensor; "
              "is_training: bool = False, epsilon: float = 1e-5, momentum: float = 0.1, "
              "data_format: str = 'NCHW'",
    .doc = "Normalises each channel; gives the result and, twice, the mean and the variance used.",
    .body = Decompose([](Call& call, V x, V scale, V bias, V mean, V variance, bool training,
                         double eps, double momentum) {
      check_channels(call, 1, 4);
      if (!training)
        return Vs{batch_norm_infer(x, mean, variance, scale, bias, eps), mean, variance, mean,
                  variance};
      Results r = batch_norm_train(x, scale, bias, eps);
      Ints axes = all_but_channels(x.rank());
      V own_mean = reshape_like(r[1], mean);
      V own_variance = reshape_like(divide_by_count(r[2], x, axes), variance);
      V unbiased = reshape_like(divide_by_count(r[2], x, axes, 1), variance);
      update_running(mean, own_mean, momentum);
      update_running(variance, unbiased, momentum);
      return Vs{r[0], own_mean, own_variance, own_mean, own_variance};
    }),
    .no_oracle = "it changes its arguments; tests/ops compares batch_norm",
    .samples = {"f32[4,3] f32[3] f32[3] f32[3] f32[3] True 1e-5 0.1 'NCHW'"},
    .function = "",
});

}  // namespace duet::ops
