// Losses of class scores: cross entropy, negative log likelihood. The class axis is axis 1 (axis 0
// of a single example). A class index meets the scores as a comparison with the axis's own indices,
// so that forward and gradient each are one pass over the rows.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

int class_axis(const V& x) { return x.rank() > 1 ? 1 : 0; }

/// One weight per class, to meet the scores.
V class_weights(V weight, V x) {
  V w = rounded(weight, widened(x).dtype());
  for (int i = 2; i < x.rank(); ++i) w = expand_dims(w, -1);
  return w;
}

/// True at the class of each target.
V at_class(V x, V target, int axis) {
  return equal(axis_index(x, axis), expand_dims(target, axis));
}

struct Scores {
  V logp, e, sum;
};

Scores log_probabilities(V x, int axis) {
  V shifted = x - max_over(x, {axis});
  V e = exp(shifted), sum = sum_over(e, {axis});
  return {shifted - log(sum), e, sum};
}

/// What each log probability counts: the target's class, smoothed over all classes, weighted.
V coefficients(V x, V hot, V weight, double smoothing, int axis) {
  V coefficient = cast(hot, x.dtype());
  if (smoothing != 0) {
    V everywhere = smoothing / static_cast<double>(x.dim(axis).value());
    coefficient = coefficient * (1 - smoothing) + everywhere;
  }
  return weight.is_none() ? coefficient : coefficient * class_weights(weight, x);
}

/// What each class weight counts: `parts` is the loss of each class without its weight.
V weight_grad(V weight, V parts, int axis) {
  if (weight.is_none()) return {};
  Ints others;
  for (int i = 0; i < parts.rank(); ++i)
    if (i != axis) others.push_back(i);
  return others.empty() ? parts : V(reduce_sum(parts, others, false));
}

V kept(V target, int64_t ignore_index) { return not_equal(target, ignore_index); }

/// Class indices need to be below the number of classes, or `ignore_index`.
void check_classes(Call& call, int target, int ignore) {
  if (!call.args[target].is_tensor()) return;
  Tensor classes = call.args[target].as_tensor();
  TensorType scores = call.type(0);
  int64_t number = scores.dim(scores.rank() > 1 ? 1 : 0).value(),
          ignored = call.args[ignore].as_int();
  if (!classes.contiguous()) return;
  auto check = [&](auto* data) {
    for (int64_t i = 0; i < classes.count(); ++i) {
      auto value = static_cast<int64_t>(data[i]);
      if (value == ignored || (value >= 0 && value < number)) continue;
      throw call.index_error("a class needs to be below the number of classes")
          .label(0, "{} classes: {}", number, describe(scores))
          .label(target, "class {}", value)
          .slug("class-range");
    }
  };
  if (classes.dtype() == DType::kInt64) check(classes.data_as<int64_t>());
  if (classes.dtype() == DType::kInt32) check(classes.data_as<int32_t>());
}

/// The type of one loss per row.
TensorType infer_rows(Call& call, TensorType x, TensorType target, bool indices) {
  check_floats(call, 0);
  bool weighted = call.args.size() > 2 && !call.args[2].is_none();
  if (weighted) check_floats(call, 2);  // argument 2 is `weight`
  if (x.rank() < 1)
    throw call.error("a loss of classes needs scores of rank 1 or more")
        .label(0, "{}", describe(x))
        .slug("class-shapes");
  TensorType rows = x;
  rows.shape.erase(x.rank() > 1 ? 1 : 0);
  bool fits = target.rank() == (indices ? rows.rank() : x.rank());
  for (int i = 0; fits && i < target.rank(); ++i)
    fits = !differ(target.dim(i), indices ? rows.dim(i) : x.dim(i));
  if (!fits)
    throw call
        .error("a loss of classes needs a target {}",
               indices ? "index for each row of scores" : "of the shape of the scores")
        .label(0, "{}", describe(x))
        .label(1, "{}", describe(target))
        .slug("class-shapes");
  if (is_half(rows.dtype)) rows.dtype = DType::kFloat32;
  return rows;
}

/// The sum of what each row counts for.
V total_weight(V x, V target, V weight, int64_t ignore_index) {
  V valid = kept(target, ignore_index);
  if (weight.is_none()) return reduce_sum(cast(valid, widened(x).dtype()));
  V hot = at_class(x, target, class_axis(x));
  V own = reduce_sum(only_where(hot, class_weights(weight, x)), Ints{class_axis(x)}, false);
  return reduce_sum(only_where(valid, own));
}

V reduced_rows(V rows, V x, V target, V weight, int64_t ignore_index, Reduction reduction) {
  V loss = rows;
  if (reduction != Reduction::kNone) loss = reduce_sum(rows);
  if (reduction == Reduction::kMean) loss = loss / total_weight(x, target, weight, ignore_index);
  return rounded(loss, x.dtype());
}

}  // namespace

constexpr Op axis_index = define({
    .name = "AxisIndex",
    .schema = "like: Tensor, axis: int",
    .doc = "0, 1, 2, ... (int32) along `axis` of `like`, with extent 1 for the axes behind it.",
    .infer = Infer([](Call&, TensorType like, int64_t axis) {
      TensorType result{DType::kInt32, {like.dim(static_cast<int>(axis))}};
      for (int64_t i = axis + 1; i < like.rank(); ++i) result.shape.push_back(1);
      return result;
    }),
    .body = Kernel([](KernelCall& k) {
      auto* out = k.outputs[0].data_as<int32_t>();
      for (int64_t i = 0; i < k.outputs[0].count(); ++i) out[i] = static_cast<int32_t>(i);
    }),
    .constant = true,
    .oracle =
        "np.arange(like.shape[axis], dtype=np.int32).reshape((-1,) + (1,) * (like.ndim - axis "
        "- 1))",
    .samples = {"f32[2,3] 1", "f32[2,3,4] 1"},
    .function = "",
});

constexpr Op cross_entropy_rows = define({
    .name = "CrossEntropyRows",
    .schema = "input: Tensor, target: Tensor, weight: Tensor?, ignore_index: int, label_smoothing: "
              "float",
    .doc = "Minus the log of softmax at each row's class; 0 for ignored rows.",
    .infer = Infer([](Call& call, TensorType x, TensorType target) {
      return infer_rows(call, x, target, true);
    }),
    .body = Decompose([](V input, V target, V weight, int64_t ignore_index, double smoothing) {
      int axis = class_axis(input);
      V x = widened(input);
      V logp = log_probabilities(x, axis).logp, hot = at_class(x, target, axis);
      V parts = smoothing == 0 && weight.is_none()
                    ? only_where(hot, logp)
                    : logp * coefficients(x, hot, weight, smoothing, axis);
      return only_where(kept(target, ignore_index), -reduce_sum(parts, Ints{axis}, false));
    }),
    .grad =
        Grad([](V input, V target, V weight, int64_t ignore_index, double smoothing, V, V dout) {
          int axis = class_axis(input);
          V x = widened(input);
          Scores scores = log_probabilities(x, axis);
          V hot = at_class(x, target, axis), p = scores.e / scores.sum;
          V coefficient = coefficients(x, hot, weight, smoothing, axis);
          V g = expand_dims(only_where(kept(target, ignore_index), dout), axis);
          V expected = weight.is_none() ? p : p * sum_over(coefficient, {axis});
          V dx = g * (expected - coefficient);
          V plain = coefficients(x, hot, V(), smoothing, axis);
          return Grads{dx, V(), weight_grad(weight, -g * plain * scores.logp, axis)};
        }),
    .checks = Check([](Call& call) { check_classes(call, 1, 3); }),
    .no_oracle = "cross_entropy is compared",
    .samples = {"f32[2,3] i32[2] None -100 0.0", "f64[2,3,4] i64[2,4] f64[3] 0 0.1"},
    .function = "",
});

constexpr Op cross_entropy_soft_rows = define({
    .name = "CrossEntropySoftRows",
    .schema = "input: Tensor, target: Tensor, weight: Tensor?, label_smoothing: float",
    .doc = "Minus the sum over classes of target probability times log of softmax.",
    .infer = Infer([](Call& call, TensorType x, TensorType target) {
      return infer_rows(call, x, target, false);
    }),
    .body = Decompose([](V input, V target, V weight, double smoothing) {
      int axis = class_axis(input);
      V x = widened(input);
      V coefficient = coefficients(x, target, weight, smoothing, axis);
      return -reduce_sum(log_probabilities(x, axis).logp * coefficient, Ints{axis}, false);
    }),
    .grad = Grad([](V input, V target, V weight, double smoothing, V, V dout) {
      int axis = class_axis(input);
      V x = widened(input);
      Scores scores = log_probabilities(x, axis);
      V coefficient = coefficients(x, target, weight, smoothing, axis);
      V g = expand_dims(dout, axis);
      V dx = g * (scores.e / scores.sum * sum_over(coefficient, {axis}) - coefficient);
      V dtarget = -g * scores.logp * (1 - smoothing);
      V plain = coefficients(x, target, V(), smoothing, axis);
      return Grads{dx, weight.is_none() ? dtarget : dtarget * class_weights(weight, x),
                   weight_grad(weight, -g * plain * scores.logp, axis)};
    }),
    .no_oracle = "cross_entropy is compared",
    .samples = {"f32[2,3] f32[2,3] None 0.0", "f64[2,3,4] f64[2,3,4] f64[3] 0.1"},
    .function = "",
});

constexpr Op nll_rows = define({
    .name = "NLLRows",
    .schema = "input: Tensor, target: Tensor, weight: Tensor?, ignore_index: int, label_smoothing: "
              "float",
    .doc = "Minus the log probability at each row's class; 0 for ignored rows.",
    .infer = Infer([](Call& call, TensorType x, TensorType target) {
      return infer_rows(call, x, target, true);
    }),
    .body = Decompose([](V input, V target, V weight, int64_t ignore_index, double smoothing) {
      int axis = class_axis(input);
      V x = widened(input);
      V hot = at_class(x, target, axis);
      V parts = smoothing == 0 && weight.is_none()
                    ? only_where(hot, x)
                    : x * coefficients(x, hot, weight, smoothing, axis);
      return only_where(kept(target, ignore_index), -reduce_sum(parts, Ints{axis}, false));
    }),
    .grad =
        Grad([](V input, V target, V weight, int64_t ignore_index, double smoothing, V, V dout) {
          int axis = class_axis(input);
          V x = widened(input);
          V hot = at_class(x, target, axis);
          V g = expand_dims(only_where(kept(target, ignore_index), dout), axis);
          V dx = -(g * coefficients(x, hot, weight, smoothing, axis));
          V plain = coefficients(x, hot, V(), smoothing, axis);
          return Grads{dx, V(), weight_grad(weight, -g * plain * x, axis)};
        }),
    .checks = Check([](Call& call) { check_classes(call, 1, 3); }),
    .no_oracle = "nll_loss is compared",
    .samples = {"f32[2,3] i32[2] None -100 0.0", "f64[2,3,4] i64[2,4] f64[3] 0 0.1"},
    .function = "",
});

constexpr Op cross_entropy = define({
    .name = "CrossEntropy",
    .schema = "input: Tensor, target: Tensor, weight: Tensor? = None, ignore_index: int = -100, "
              "reduction: str = 'mean', label_smoothing: float = 0.0",
    .doc = "The cross entropy between softmax of `input` (classes on axis 1) and `target`: class "
           "indices, or a probability for each class.",
    .body = Decompose([](Call& call, V x, V target, V weight, int64_t ignore_index,
                         std::string_view, double smoothing) {
      Reduction reduction = reduction_of(call, 4);
      if (is_float(target.dtype())) {
        V rows = cross_entropy_soft_rows(x, target, weight, smoothing);
        return rounded(reduced_loss(rows, reduction), x.dtype());
      }
      V rows = cross_entropy_rows(x, target, weight, ignore_index, smoothing);
      return reduced_rows(rows, x, target, weight, ignore_index, reduction);
    }),
    .oracle = "oracles.cross_entropy(input, target, weight, ignore_index, reduction, "
              "label_smoothing)",
    .samples = {"f32[2,3] i32[2] None -100 'mean' 0.0", "f32[2,3] i32[2] f32[3] -100 'mean' 0.1",
                "f64[2,3,4] i64[2,4] f64[3] 0 'sum' 0.1", "f32[2,3] f32[2,3] None -100 'mean' 0.1",
                "f32[3] i32[] None -100 'none' 0.0"},
});

constexpr Op nll_loss = define({
    .name = "NLLLossExt",
    .schema = "inputs: Tensor, target: Tensor, weight: Tensor? = None, ignore_index: int = -100, "
              "reduction: str = 'mean', label_smoothing: float = 0.0",
    .doc =
        "The negative log likelihood of class indices; `inputs` are log probabilities, classes on "
        "axis 1.",
    .body = Decompose([](Call& call, V x, V target, V weight, int64_t ignore_index,
                         std::string_view, double smoothing) {
      Reduction reduction = reduction_of(call, 4);
      V rows = nll_rows(x, target, weight, ignore_index, smoothing);
      return reduced_rows(rows, x, target, weight, ignore_index, reduction);
    }),
    .oracle = "oracles.nll_loss(inputs, target, weight, ignore_index, reduction, label_smoothing)",
    .samples = {"f32[2,3] i32[2] None -100 'mean' 0.0", "f32[2,3] i32[2] f32[3] -100 'none' 0.1"},
    .function = "nll_loss",
});

constexpr Op nll_loss_primitive = define({
    .name = "NLLLoss",
    .schema = "logits: Tensor, labels: Tensor, weight: Tensor; reduction: str = 'mean', "
              "ignore_index: int = -100",
    .doc = "The negative log likelihood of class indices, and the total weight of the rows.",
    .body =
        Decompose([](Call& call, V x, V target, V weight, std::string_view, int64_t ignore_index) {
          Reduction reduction = reduction_of(call, 3);
          V rows = nll_rows(x, target, weight, ignore_index, 0.0);
          return Vs{reduced_rows(rows, x, target, weight, ignore_index, reduction),
                    total_weight(x, target, weight, ignore_index)};
        }),
    .no_oracle = "nll_loss is compared",
    .samples = {"f32[2,3] i32[2] f32[3] 'mean' -100"},
    .function = "nll_loss_with_weight",
});

constexpr Op softmax_cross_entropy = define({
    .name = "SoftmaxCrossEntropyWithLogits",
    .schema = "logits: Tensor, labels: Tensor",
    .doc = "For each row the cross entropy with the probabilities `labels`, and its gradient with "
           "respect to `logits`.",
    .infer = Infer([](Call& call, TensorType x, TensorType labels) {
      if (x.rank() != 2)
        throw call.error("this loss needs `logits` of rank 2")
            .label(0, "{}", describe(x))
            .slug("class-shapes");
      TensorType rows = infer_rows(call, x, labels, false);
      rows.dtype = x.dtype;
      return Types{rows, x};
    }),
    .body = Decompose([](V logits, V labels) {
      V x = widened(logits), p = widened(labels);
      Scores scores = log_probabilities(x, 1);
      V rows = -reduce_sum(scores.logp * p, Ints{1}, false);
      return Vs{rounded(rows, logits.dtype()), rounded(scores.e / scores.sum - p, logits.dtype())};
    }),
    .grad = Grad([](V logits, V labels, Vs, Vs dout) {
      if (dout[0].is_none()) return Grads{V(), V()};
      V x = widened(logits), g = expand_dims(widened(dout[0]), 1);
      Scores scores = log_probabilities(x, 1);
      return Grads{g * (scores.e / scores.sum - widened(labels)), -g * scores.logp};
    }),
    .oracle = "oracles.softmax_cross_entropy(logits, labels)",
    .samples = {"f32[2,3] f32[2,3]"},
    .function = "softmax_cross_entropy_with_logits",
});

constexpr Op sparse_softmax_cross_entropy = define({
    .name = "SparseSoftmaxCrossEntropyWithLogits",
    .schema = "logits: Tensor, labels: Tensor; is_grad: bool = False",
    .doc = "The mean cross entropy with class indices; with `is_grad` its gradient with respect to "
           "`logits` instead.",
    .body = Decompose([](Call& call, V logits, V labels, bool is_grad) {
      check_floats(call, 0);
      V none;
      if (!is_grad)
        return rounded(
            reduced_loss(cross_entropy_rows(logits, labels, none, -100, 0.0), Reduction::kMean),
            logits.dtype());
      V x = widened(logits);
      Scores scores = log_probabilities(x, 1);
      V hot = cast(at_class(x, labels, 1), x.dtype());
      V difference = scores.e / scores.sum - hot;
      return rounded(divide_by_count(difference, labels), logits.dtype());
    }),
    .oracle = "oracles.sparse_softmax_cross_entropy(logits, labels, is_grad)",
    .samples = {"f32[2,3] i32[2] False", "f32[2,3] i32[2] True"},
    .function = "sparse_softmax_cross_entropy_with_logits",
});

}  // namespace duet::ops
