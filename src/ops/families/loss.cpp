// Losses element by element: each is a formula, reduced by 'mean', 'sum' or 'none'. Those that
// training uses most have their gradients as formulas too.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

V loss_of(Call& call, V loss, DType dtype, int reduction) {
  return rounded(reduced_loss(loss, reduction_of(call, reduction)), dtype);
}

/// Of a difference: one of both may be integers.
TensorType infer_distance(Call& call, int reduction) {
  TensorType result = call.type(0);
  if (call.args[1].is_node() || call.args[1].is_tensor()) {
    result.shape = broadcast(call, 0, 1);
    result.dtype = promote(result.dtype, call.type(1).dtype);
  }
  if (!is_float(result.dtype)) check_floats(call, 0);
  if (reduction_of(call, reduction) != Reduction::kNone) result.shape.clear();
  return result;
}

TensorType infer_loss(Call& call, int reduction) {
  check_floats(call, 0);
  return infer_distance(call, reduction);
}

DType common(V x, V y) { return promote(x.dtype(), y.dtype()); }

struct Pair {
  V x, y, difference;
};
Pair pair(V x, V y) {
  V a = widened(x), b = widened(y);
  return {a, b, a - b};
}

/// The gradients of f(x - y) from f' and the cotangent.
Grads both_ways(Call& call, V derivative, V dout, int reduction) {
  V g = spread_loss(widened(dout), derivative, reduction_of(call, reduction)) * derivative;
  return {g, -g};
}

}  // namespace

constexpr Op mse_loss = define({
    .name = "MSELoss",
    .schema = "input: Tensor, target: Tensor, reduction: str = 'mean'",
    .doc = "The squared difference.",
    .infer = Infer([](Call& call) { return infer_distance(call, 2); }),
    .body = Decompose([](Call& call, V x, V y) {
      return loss_of(call, square(pair(x, y).difference), common(x, y), 2);
    }),
    .grad = Grad([](Call& call, V x, V y, std::string_view, V, V dout) {
      return both_ways(call, pair(x, y).difference * 2.0, dout, 2);
    }),
    .oracle = "oracles.reduced((input - target) ** 2, reduction)",
    .samples = {"f32[2,3] f32[2,3] 'mean'", "f64[2,3] f64[3] 'sum'", "f32[2,3] f32[2,3] 'none'"},
    .function = "mse_loss",
});

constexpr Op l1_loss = define({
    .name = "L1LossExt",
    .schema = "input: Tensor, target: Tensor, reduction: str = 'mean'",
    .doc = "The absolute difference.",
    .infer = Infer([](Call& call) { return infer_distance(call, 2); }),
    .body = Decompose([](Call& call, V x, V y) {
      return loss_of(call, abs(pair(x, y).difference), common(x, y), 2);
    }),
    .grad = Grad([](Call& call, V x, V y, std::string_view, V, V dout) {
      return both_ways(call, sign(pair(x, y).difference), dout, 2);
    }),
    .oracle = "oracles.reduced(np.abs(input - target), reduction)",
    .samples = {"f32[2,3] f32[2,3] 'mean'", "f64[2,3] f64[3] 'sum'", "f32[2,3] f32[2,3] 'none'"},
    .function = "l1_loss",
});

constexpr Op smooth_l1_loss = define({
    .name = "SmoothL1Loss",
    .schema = "input: Tensor, target: Tensor; beta: float = 1.0, reduction: str = 'none'",
    .doc = "Half the squared difference by `beta` below `beta`, the absolute difference less half "
           "of `beta` above.",
    .infer = Infer([](Call& call) { return infer_distance(call, 3); }),
    .body = Decompose([](Call& call, V x, V y, double beta) {
      V distance = abs(pair(x, y).difference);
      if (beta == 0) return loss_of(call, distance, common(x, y), 3);
      V near = square(distance) * (0.5 / beta);
      return loss_of(call, select(less(distance, beta), near, distance - 0.5 * beta), common(x, y),
                     3);
    }),
    .grad = Grad([](Call& call, V x, V y, double beta, std::string_view, V, V dout) {
      V difference = pair(x, y).difference;
      V slope = beta == 0 ? V(sign(difference)) : V(clamp(difference / beta, -1.0, 1.0));
      return both_ways(call, slope, dout, 3);
    }),
    .oracle = "oracles.reduced(oracles.smooth_l1(input - target, beta), reduction)",
    .samples = {"f32[2,3] f32[2,3] 1.0 'none'", "f64[2,3] f64[3] 0.5 'mean'"},
});

constexpr Op huber_loss = define({
    .name = "HuberLoss",
    .schema = "input: Tensor, target: Tensor, reduction: str = 'mean', delta: float = 1.0",
    .doc = "Half the squared difference below `delta`, `delta` times (the absolute difference less "
           "half of `delta`) above.",
    .infer = Infer([](Call& call) { return infer_distance(call, 2); }),
    .body = Decompose([](Call& call, V x, V y, std::string_view, double delta) {
      V distance = abs(pair(x, y).difference);
      V near = square(distance) * 0.5, far = (distance - 0.5 * delta) * delta;
      return loss_of(call, select(less(distance, delta), near, far), common(x, y), 2);
    }),
    .grad = Grad([](Call& call, V x, V y, std::string_view, double delta, V, V dout) {
      return both_ways(call, clamp(pair(x, y).difference, -delta, delta), dout, 2);
    }),
    .oracle = "oracles.reduced(delta * oracles.smooth_l1(input - target, delta), reduction)",
    .samples = {"f32[2,3] f32[2,3] 'mean' 1.0", "f64[2,3] f64[3] 'sum' 0.5"},
});

constexpr Op binary_cross_entropy = define({
    .name = "BinaryCrossEntropy",
    .schema = "logits: Tensor, labels: Tensor, weight: Tensor? = None; reduction: str = 'mean'",
    .doc =
        "-(labels log(logits) + (1 - labels) log(1 - logits)), logs taken as at least -100; times "
        "`weight`.",
    .infer = Infer([](Call& call) { return infer_loss(call, 3); }),
    .body = Decompose([](Call& call, V p, V t, V weight) {
      V x = widened(p), y = widened(t);
      V yes = maximum(log(x), -100.0), no = maximum(log(1.0 - x), -100.0);
      V loss = -(y * yes + (1.0 - y) * no);
      if (!weight.is_none()) loss = loss * widened(weight);
      return loss_of(call, loss, common(p, t), 3);
    }),
    .grad = Grad([](Call& call, V p, V t, V weight, std::string_view, V, V dout) {
      V x = widened(p), y = widened(t);
      V slope = (x - y) / maximum(x * (1.0 - x), 1e-12);
      V logit = maximum(log(1.0 - x), -100.0) - maximum(log(x), -100.0);
      V g = spread_loss(widened(dout), slope, reduction_of(call, 3));
      if (weight.is_none()) return Grads{g * slope, g * logit, V()};
      V loss = y * logit - maximum(log(1.0 - x), -100.0);
      V weighted = g * widened(weight);
      return Grads{weighted * slope, weighted * logit, g * loss};
    }),
    .oracle = "oracles.binary_cross_entropy(logits, labels, weight, reduction)",
    .samples = {"f32[2,3] f32[2,3] None 'mean'", "f64[2,3] f64[2,3] f64[2,3] 'sum'"},
});

constexpr Op bce_with_logits = define({
    .name = "BCEWithLogitsLoss",
    .schema = "input: Tensor, target: Tensor, weight: Tensor? = None, pos_weight: Tensor? = None; "
              "reduction: str = 'mean'",
    .doc = "Binary cross entropy of sigmoid(input), times `weight`; `pos_weight` weighs positive "
           "targets.",
    .infer = Infer([](Call& call) { return infer_loss(call, 4); }),
    .body = Decompose([](Call& call, V input, V target, V weight, V positive) {
      V x = widened(input), y = widened(target);
      V low = minimum(x, 0.0);
      // log(1 + exp(-|x|)) - min(x, 0) is -log(sigmoid(x)).
      V minus_log = log(exp(-abs(x)) + 1.0) - low;
      V loss;
      if (positive.is_none()) {
        loss = (1.0 - y) * x + minus_log;
      } else {
        V share = (widened(positive) - 1.0) * y + 1.0;
        loss = (1.0 - y) * x + share * minus_log;
      }
      if (!weight.is_none()) loss = loss * widened(weight);
      return loss_of(call, loss, common(input, target), 4);
    }),
    .grad =
        Grad([](Call& call, V input, V target, V weight, V positive, std::string_view, V, V dout) {
          V x = widened(input), y = widened(target);
          V e = exp(-abs(x));
          V p = select(greater_equal(x, 0.0), 1.0 / (e + 1.0), e / (e + 1.0));
          V minus_log = log(e + 1.0) - minimum(x, 0.0);
          V slope = p - y, by_target = -x;
          if (!positive.is_none()) {
            V extra = widened(positive) - 1.0;
            slope = (1.0 - y) - (extra * y + 1.0) * (1.0 - p);
            by_target = extra * minus_log - x;
          }
          V g = spread_loss(widened(dout), slope, reduction_of(call, 4));
          V weighted = weight.is_none() ? g : g * widened(weight);
          V dweight, dpositive;
          if (!weight.is_none()) dweight = g * (x + minus_log + y * by_target);
          if (!positive.is_none()) dpositive = weighted * y * minus_log;
          return Grads{weighted * slope, weighted * by_target, dweight, dpositive};
        }),
    .oracle = "oracles.bce_with_logits(input, target, weight, pos_weight, reduction)",
    .samples = {"f32[2,3] f32[2,3] None None 'mean'", "f64[2,3] f64[2,3] f64[2,3] f64[3] 'sum'"},
    .function = "binary_cross_entropy_with_logits",
});

constexpr Op kl_div = define({
    .name = "KLDivLoss",
    .schema = "logits: Tensor, labels: Tensor; reduction: str = 'mean'",
    .doc = "labels * (log(labels) - logits), 0 where labels are 0; 'batchmean' divides the sum by "
           "the first extent.",
    .body = Decompose([](Call& call, V x, V y) {
      check_floats(call, 0);
      V target = widened(y);
      V loss =
          only_where(greater(target, 0.0), target * (log(maximum(target, 1e-38)) - widened(x)));
      if (call.args[2].as_string() == "batchmean")
        return rounded(divide_by_count(reduce_sum(loss), x, Ints{0}), x.dtype());
      return loss_of(call, loss, x.dtype(), 2);
    }),
    .oracle = "oracles.kl_div(logits, labels, reduction)",
    .samples = {"f32[2,3] f32[2,3] 'mean'", "f32[2,3] f32[2,3] 'batchmean'"},
    .function = "kl_div",
});

constexpr Op soft_margin_loss = define({
    .name = "SoftMarginLoss",
    .schema = "input: Tensor, target: Tensor; reduction: str = 'mean'",
    .doc = "log(1 + exp(-target * input)).",
    .body = Decompose([](Call& call, V x, V y) {
      check_floats(call, 0);
      V z = -(widened(y) * widened(x));
      return loss_of(call, log(exp(-abs(z)) + 1.0) + maximum(z, 0.0), x.dtype(), 2);
    }),
    .oracle = "oracles.reduced(np.log1p(np.exp(-target * input)), reduction)",
    .samples = {"f32[2,3] f32[2,3] 'mean'"},
});

constexpr Op l2_loss = define({
    .name = "L2Loss",
    .schema = "input_x: Tensor",
    .doc = "Half the sum of squares.",
    .body = Decompose([](Call& call, V x) {
      check_floats(call, 0);
      return rounded(reduce_sum(square(widened(x))) * 0.5, x.dtype());
    }),
    .oracle = "(input_x ** 2).sum() / 2",
    .samples = {"f32[2,3]"},
    .function = "",
});

}  // namespace duet::ops
