// Losses of pairs and triples of vectors: similarities, margins, distances.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

V loss_of(Call& call, V loss, int reduction) {
  return reduced_loss(loss, reduction_of(call, reduction));
}

/// Integers as float32: unsigned ones have no negative differences.
V signed_float(V x) {
  return is_int(x.dtype()) || is_bool(x.dtype()) ? V(cast(x, DType::kFloat32)) : x;
}

V at_least_zero(V x) { return maximum(x, 0.0); }

/// (sum |x|^p)^(1/p) over the last axis.
V norm_of(V x, double p) {
  if (p == 2) return sqrt(reduce_sum(square(x), Ints{-1}, false));
  if (p == 1) return reduce_sum(abs(x), Ints{-1}, false);
  return pow(reduce_sum(pow(abs(x), p), Ints{-1}, false), 1 / p);
}

V cosine(V x, V y, const Ints& axis, double eps) {
  V product = reduce_sum(x * y, axis, false);
  V length_x = sqrt(reduce_sum(square(x), axis, false)),
    length_y = sqrt(reduce_sum(square(y), axis, false));
  return product / (maximum(length_x, eps) * maximum(length_y, eps));
}

}  // namespace

constexpr Op cosine_similarity = define({
    .name = "CosineSimilarity",
    .schema = "x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8",
    .doc = "The cosine of the angle between vectors along `dim`; lengths count as at least `eps`.",
    .body = Decompose([](V x, V y, int64_t dim, double eps) { return cosine(x, y, {dim}, eps); }),
    .oracle = "oracles.cosine(x1, x2, dim, eps)",
    .samples = {"f32[2,3] f32[2,3] 1 1e-8", "f64[2,3,4] f64[2,3,4] -1 1e-8"},
});

constexpr Op cosine_embedding_loss = define({
    .name = "CosineEmbeddingLoss",
    .schema = "input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str "
              "= 'mean'",
    .doc = "1 less the cosine where the target is 1; the cosine above `margin` where it is -1.",
    .body = Decompose([](Call& call, V x, V y, V target, double margin) {
      check_floats(call, 0);
      V similarity = cosine(x, y, {-1}, 1e-8);
      V loss = select(equal(target, 1), 1.0 - similarity, at_least_zero(similarity - margin));
      return loss_of(call, loss, 4);
    }),
    .oracle = "oracles.cosine_embedding_loss(input1, input2, target, margin, reduction)",
    .samples = {"f32[2,3] f32[2,3] i32[2] 0.0 'mean'"},
});

constexpr Op margin_ranking_loss = define({
    .name = "MarginRankingLoss",
    .schema = "input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str "
              "= 'mean'",
    .doc = "max(0, -target * (input1 - input2) + margin).",
    .body = Decompose([](Call& call, V x, V y, V target, double margin) {
      return loss_of(
          call, at_least_zero(margin - signed_float(target) * (signed_float(x) - signed_float(y))),
          4);
    }),
    .oracle = "oracles.reduced(np.maximum(-target * (input1 - input2) + margin, 0), reduction)",
    .samples = {"f32[4] f32[4] f32[4] 0.1 'mean'"},
});

constexpr Op hinge_embedding_loss = define({
    .name = "HingeEmbeddingLoss",
    .schema = "inputs: Tensor, targets: Tensor, margin: float = 1.0, reduction: str = 'mean'",
    .doc = "The input where the target is 1, max(0, margin - input) where it is -1.",
    .body = Decompose([](Call& call, V x, V target, double margin) {
      V loss = select(equal(target, 1), x, at_least_zero(margin - x));
      return loss_of(call, loss, 3);
    }),
    .oracle = "oracles.reduced(np.where(targets == 1, inputs, np.maximum(margin - inputs, 0)), "
              "reduction)",
    .samples = {"f32[2,3] i32[2,3] 1.0 'mean'"},
});

constexpr Op triplet_margin_loss = define({
    .name = "TripletMarginLoss",
    .schema = "anchor: Tensor, positive: Tensor, negative: Tensor, margin: Operand = 1.0, p: float "
              "= 2, eps: float = 1e-6, swap: bool = False, reduction: str = 'mean'",
    .doc =
        "max(0, distance(anchor, positive) - distance(anchor, negative) + margin), by p-norms of "
        "the last axis; with `swap` the nearer of the two negatives counts.",
    .body = Decompose([](Call& call, V anchor, V positive, V negative, V margin, double p,
                         double eps, bool swap) {
      V a = signed_float(anchor), yes = signed_float(positive), no = signed_float(negative);
      V near = norm_of(a - yes + eps, p), far = norm_of(a - no + eps, p);
      if (swap) far = minimum(far, norm_of(yes - no + eps, p));
      return loss_of(call, at_least_zero(near - far + margin), 7);
    }),
    .oracle = "oracles.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, "
              "reduction)",
    .samples = {"f32[2,3] f32[2,3] f32[2,3] 1.0 2 1e-6 False 'mean'",
                "f32[2,3] f32[2,3] f32[2,3] 1.0 1 1e-6 True 'none'"},
});

constexpr Op gaussian_nll_loss = define({
    .name = "GaussianNLLLoss",
    .schema = "x: Tensor, target: Tensor, var: Operand, full: bool = False, eps: float = 1e-6, "
              "reduction: str = 'mean'",
    .doc =
        "Half of (log(var) + (x - target)^2 / var), the variance taken as at least `eps`; `full` "
        "adds the constant.",
    .body = Decompose([](Call& call, V x, V target, V variance, bool full, double eps) {
      V spread = maximum(variance, eps);
      V loss = (log(spread) + square(x - target) / spread) * 0.5;
      if (full) loss = loss + 0.9189385332046727;
      return loss_of(call, loss, 5);
    }),
    .oracle = "oracles.gaussian_nll(x, target, var, full, eps, reduction)",
    .samples = {"f32[2,3] f32[2,3] f32[2,3] False 0.05 'mean'"},
    .function = "gaussian_nll_loss",
});

}  // namespace duet::ops
