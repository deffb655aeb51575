// Normalisations over axes: layer, group, instance and RMS. Means and variances take two passes;
// the gradient of each is one closed formula.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

/// The last `count` axes.
Ints last_axes(int rank, int count) {
  Ints axes;
  for (int i = rank - count; i < rank; ++i) axes.push_back(i);
  return axes;
}

struct Moments {
  V mean, centred, variance, rstd;
};

Moments moments(V x, const Ints& axes, double eps) {
  V mean = mean_over(x, axes);
  V centred = x - mean;
  V variance = mean_over(square(centred), axes);
  return {mean, centred, variance, rsqrt(variance + eps)};
}

/// The gradient of (x - mean) * rstd; `g` is the cotangent of that.
V standardized_grad(V normal, V rstd, V g, const Ints& axes) {
  V mean_g = mean_over(g, axes), mean_product = mean_over(g * normal, axes);
  return rstd * (g - mean_g - normal * mean_product);
}

V scaled(V y, V weight, V bias) {
  if (!weight.is_none()) y = y * widened(weight);
  return bias.is_none() ? y : y + widened(bias);
}

/// The gradients of scaled(standardized(x), weight, bias).
Grads affine_grad(V x, V weight, V bias, V dout, const Ints& axes, double eps) {
  Moments m = moments(widened(x), axes, eps);
  V normal = m.centred * m.rstd, dy = widened(dout);
  V g = weight.is_none() ? dy : dy * widened(weight);
  return {standardized_grad(normal, m.rstd, g, axes), weight.is_none() ? V() : dy * normal,
          bias.is_none() ? V() : dy};
}

void check_like_last(Call& call, int argument, const TensorType& x, int axes) {
  if (call.args[argument].is_none()) return;
  TensorType t = call.type(argument);
  bool fits = t.rank() == axes;
  for (int i = 1; fits && i <= axes; ++i) fits = !differ(t.dim(-i), x.dim(-i));
  if (fits) return;
  throw call.error("a layer norm needs a weight and a bias of the shape of the normalised axes")
      .label(0, "{}", describe(x))
      .label(argument, "{}", describe(t))
      .slug("norm-shapes");
}

int normalized_axes(Call& call, const TensorType& x, const Ints& shape) {
  int axes = static_cast<int>(shape.size());
  bool fits = axes > 0 && axes <= x.rank();
  for (int i = 1; fits && i <= axes; ++i) fits = !differ(x.dim(-i), shape[axes - i]);
  if (!fits)
    throw call.error("`normalized_shape` needs to be the last extents of `input`")
        .label(0, "{}", describe(x))
        .label(1, "({})", fmt::join(shape, ", "))
        .slug("norm-shapes");
  return axes;
}

}  // namespace

constexpr Op layer_norm = define({
    .name = "LayerNormExt",
    .schema = "input: Tensor, normalized_shape: int[], weight: Tensor? = None, bias: Tensor? = "
              "None, eps: float = 1e-5",
    .doc = "Shifts and scales the last axes of `input`, of shape `normalized_shape`, to mean 0 and "
           "variance 1; then times `weight` plus `bias`.",
    .infer = Infer([](Call& call, TensorType x, Ints shape) {
      check_floats(call, 0);
      int axes = normalized_axes(call, x, shape);
      check_like_last(call, 2, x, axes);
      check_like_last(call, 3, x, axes);
      return x;
    }),
    .body = Decompose([](V x, Ints shape, V weight, V bias, double eps) {
      Ints axes = last_axes(x.rank(), static_cast<int>(shape.size()));
      Moments m = moments(widened(x), axes, eps);
      return rounded(scaled(m.centred * m.rstd, weight, bias), x.dtype());
    }),
    .grad = Grad([](V x, Ints shape, V weight, V bias, double eps, V, V dout) {
      Ints axes = last_axes(x.rank(), static_cast<int>(shape.size()));
      return affine_grad(x, weight, bias, dout, axes, eps);
    }),
    .oracle = "oracles.layer_norm(input, len(normalized_shape), weight, bias, eps)",
    .samples = {"f32[2,3] (3,) f32[3] f32[3] 1e-5", "f32[2,3,4] (3,4) f32[3,4] None 1e-5",
                "f64[4,5] (5,) f64[5] f64[5] 1e-5", "bf16[2,8] (8,) None None 1e-5"},
    .function = "layer_norm",
});

constexpr Op layer_norm_primitive = define({
    .name = "LayerNorm",
    .schema = "input_x: Tensor, gamma: Tensor, beta: Tensor; begin_norm_axis: int = 1, "
              "begin_params_axis: int = 1, epsilon: float = 1e-7",
    .doc = "Normalises the axes from `begin_norm_axis` on; gives the result, the means and the "
           "variances.",
    .body = Decompose([](Call& call, V x, V gamma, V beta, int64_t begin, int64_t, double eps) {
      check_floats(call, 0);
      Ints axes = last_axes(x.rank(), x.rank() - call.axis(begin, x.rank(), 3));
      V wide = widened(x);
      Moments m = moments(wide, axes, eps);
      return Vs{rounded(scaled(m.centred * m.rstd, gamma, beta), x.dtype()),
                rounded(m.mean, x.dtype()), rounded(m.variance, x.dtype())};
    }),
    .oracle = "oracles.layer_norm_moments(input_x, gamma, beta, begin_norm_axis, epsilon)",
    .samples = {"f32[2,3] f32[3] f32[3] 1 1 1e-7", "f32[2,3,4] f32[4] f32[4] -1 -1 1e-5"},
    .function = "",
});

constexpr Op rms_norm = define({
    .name = "RmsNorm",
    .schema = "x: Tensor, gamma: Tensor; epsilon: float = 1e-6",
    .doc = "Divides `x` by the root of its mean square over the axes of `gamma`, times `gamma`; "
           "gives the result and the reciprocal roots.",
    .infer = Infer([](Call& call, TensorType x, TensorType gamma) {
      check_floats(call, 0);
      check_like_last(call, 1, x, gamma.rank());
      TensorType roots{is_half(x.dtype) ? DType::kFloat32 : x.dtype, x.shape};
      for (int i = x.rank() - gamma.rank(); i < x.rank(); ++i) roots.shape[i] = 1;
      return Types{x, roots};
    }),
    .body = Decompose([](V x, V gamma, double eps) {
      Ints axes = last_axes(x.rank(), gamma.rank());
      V wide = widened(x);
      V rstd = rsqrt(mean_over(square(wide), axes) + eps);
      return Vs{rounded(wide * rstd * widened(gamma), x.dtype()), rstd};
    }),
    .grad = Grad([](V x, V gamma, double, Vs out, Vs dout) {
      Ints axes = last_axes(x.rank(), gamma.rank());
      V rstd = out[1], normal = widened(x) * rstd;
      V dx, dgamma;
      if (!dout[0].is_none()) {
        V dy = widened(dout[0]);
        V g = dy * widened(gamma);
        dx = rstd * (g - normal * mean_over(g * normal, axes));
        dgamma = dy * normal;
      }
      if (!dout[1].is_none()) {  // d rstd / dx = -x rstd^3 / n
        V through = divide_by_count(-(dout[1] * square(rstd)), x, axes) * normal;
        dx = dx.is_none() ? through : dx + through;
      }
      return Grads{dx, dgamma};
    }),
    .oracle = "oracles.rms_norm(x, gamma, epsilon)",
    .samples = {"f32[2,3] f32[3] 1e-6", "f64[2,3,4] f64[4] 1e-6", "bf16[2,8] bf16[8] 1e-6"},
});

constexpr Op group_norm = define({
    .name = "GroupNorm",
    .schema = "input: Tensor, num_groups: int, weight: Tensor? = None, bias: Tensor? = None, eps: "
              "float = 1e-5",
    .doc = "Cuts the channels (axis 1) into groups and normalises each group of each example; then "
           "times `weight` plus `bias`, one per channel.",
    .body = Decompose([](Call& call, V x, int64_t groups, V weight, V bias, double eps) {
      check_floats(call, 0);
      Dim channels = x.rank() > 1 ? x.dim(1) : Dim(0);
      if (groups < 1 || channels.value() % groups != 0)
        throw call.error("`num_groups` needs to divide the channels of `input`")
            .label(0, "{}", describe(x.type()))
            .label(1, "{}", groups)
            .slug("norm-groups");
      int64_t size = channels.value() / groups;
      for (int i = 2; i < x.rank(); ++i) size *= x.dim(i).value();
      V rows = reshape(x, Ints{-1, groups, size});
      V normal = reshape_like(standardize(rows, Ints{2}, eps), x);
      V wide = widened(normal);
      V w = weight.is_none() ? weight : along_channels(weight, x.rank());
      V b = bias.is_none() ? bias : along_channels(bias, x.rank());
      return rounded(scaled(wide, w, b), x.dtype());
    }),
    .oracle = "oracles.group_norm(input, num_groups, weight, bias, eps)",
    .samples = {"f32[2,4,3,3] 2 f32[4] f32[4] 1e-5", "f64[2,6,3] 3 None None 1e-5"},
});

constexpr Op standardize = define({
    .name = "Standardize",
    .schema = "input: Tensor, axis: int[], eps: float",
    .doc =
        "Shifts and scales `input` along the axes to mean 0 and variance 1. Halves give float32.",
    .infer = Infer([](Call& call, TensorType x) {
      check_floats(call, 0);
      if (is_half(x.dtype)) x.dtype = DType::kFloat32;
      return x;
    }),
    .body = Decompose([](V x, Ints axes, double eps) {
      Moments m = moments(widened(x), axes, eps);
      return m.centred * m.rstd;
    }),
    .grad = Grad([](V x, Ints axes, double eps, V, V dout) {
      Moments m = moments(widened(x), axes, eps);
      return Grads{standardized_grad(m.centred * m.rstd, m.rstd, dout, axes)};
    }),
    .oracle =
        "(input - input.mean(axis, keepdims=True)) / np.sqrt(input.var(axis, keepdims=True) + "
        "eps)",
    .samples = {"f32[2,3] (1,) 1e-5", "f64[2,3,4] (0,2) 1e-5"},
    .function = "",
});

constexpr Op instance_norm = define({
    .name = "InstanceNorm",
    .schema = "input: Tensor, weight: Tensor? = None, bias: Tensor? = None, eps: float = 1e-5",
    .doc = "Normalises each channel of each example; then times `weight` plus `bias`, one per "
           "channel.",
    .body = Decompose([](Call& call, V x, V weight, V bias, double eps) {
      check_floats(call, 0);
      V wide = standardize(x, last_axes(x.rank(), x.rank() - 2), eps);
      V w = weight.is_none() ? weight : along_channels(weight, x.rank());
      V b = bias.is_none() ? bias : along_channels(bias, x.rank());
      return rounded(scaled(wide, w, b), x.dtype());
    }),
    .oracle = "oracles.group_norm(input, input.shape[1], weight, bias, eps)",
    .samples = {"f32[2,4,3,3] f32[4] f32[4] 1e-5"},
    .function = "instance_norm",
});

constexpr Op l2_normalize = define({
    .name = "L2Normalize",
    .schema = "input_x: Tensor; axis: int[] = 0, epsilon: float = 1e-4",
    .doc = "Divides by the root of the sum of squares along `axis`, taken as at least `epsilon`.",
    .infer = Infer([](Call& call, TensorType x) {
      check_floats(call, 0);
      return x;
    }),
    .body = Decompose([](V x, Ints axis, double eps) {
      V wide = widened(x);
      return rounded(wide * rsqrt(maximum(sum_over(square(wide), axis), eps)), x.dtype());
    }),
    .grad = Grad([](V x, Ints axis, double eps, V, V dout) {
      V wide = widened(x), g = widened(dout);
      V sum = sum_over(square(wide), axis);
      V rstd = rsqrt(maximum(sum, eps)), normal = wide * rstd;
      V through = only_where(greater(sum, eps), sum_over(g * normal, axis));
      return Grads{rstd * (g - normal * through)};
    }),
    .oracle = "input_x / np.sqrt(np.maximum((input_x ** 2).sum(axis, keepdims=True), epsilon))",
    .samples = {"f32[2,3] 0 1e-4", "f64[2,3,4] (1,2) 1e-4"},
    .function = "l2_normalize",
});

}  // namespace duet::ops
