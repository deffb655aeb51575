// Losses of several classes at once.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

V loss_of(Call& call, V loss, int reduction) {
  return reduced_loss(loss, reduction_of(call, reduction));
}

}  // namespace

constexpr Op multi_margin_loss = define({
    .name = "MultiMarginLoss",
    .schema = "input: Tensor, target: Tensor, p: int = 1, margin: float = 1, weight: Tensor? = "
              "None, reduction: str = 'mean'",
    .doc = "For each row the mean over the other classes of max(0, margin - own score + score)^p, "
           "weighted by the own class.",
    .body = Decompose([](Call& call, V x, V target, int64_t p, double margin, V weight) {
      check_floats(call, 0);
      if (!weight.is_none()) check_floats(call, 4);
      V hot = equal(axis_index(x, 1), expand_dims(target, 1));
      V own = reduce_sum(only_where(hot, x), Ints{1}, true);
      V gap = maximum(x - own + margin, 0.0);
      if (p == 2) gap = square(gap);
      if (!weight.is_none()) gap = gap * reduce_sum(only_where(hot, weight), Ints{1}, true);
      V rows = reduce_sum(select(hot, 0.0, gap), Ints{1}, false);
      return loss_of(call, divide_by_count(rows, x, Ints{1}), 5);
    }),
    .oracle = "oracles.multi_margin_loss(input, target, p, margin, weight, reduction)",
    .samples = {"f32[2,3] i32[2] 1 1.0 None 'mean'", "f64[2,3] i64[2] 2 0.5 f64[3] 'none'"},
});

constexpr Op multilabel_soft_margin_loss = define({
    .name = "MultilabelSoftMarginLoss",
    .schema = "input: Tensor, target: Tensor, weight: Tensor? = None, reduction: str = 'mean'",
    .doc = "Binary cross entropy of sigmoid(input), averaged over the classes.",
    .body = Decompose([](Call& call, V x, V target, V weight) {
      check_floats(call, 0);
      V loss = -(target * logsigmoid(x) + (1.0 - target) * logsigmoid(-x));
      if (!weight.is_none()) loss = loss * weight;
      V rows = divide_by_count(reduce_sum(loss, Ints{-1}, false), x, Ints{-1});
      return loss_of(call, rows, 3);
    }),
    .oracle = "oracles.multilabel_soft_margin_loss(input, target, weight, reduction)",
    .samples = {"f32[2,3] f32[2,3] None 'mean'", "f64[2,3] f64[2,3] f64[3] 'none'"},
});

}  // namespace duet::ops
