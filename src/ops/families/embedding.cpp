// Rows of a table, by index.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

/// Rows whose norm is above `longest` are scaled down to it.
V limited(V rows, double longest, double p) {
  V norm;
  if (p == 2)
    norm = sqrt(reduce_sum(square(rows), Ints{-1}, true));
  else
    norm = pow(reduce_sum(pow(abs(rows), p), Ints{-1}, true), 1 / p);
  return rows * minimum(longest / (norm + 1e-7), 1.0);
}

}  // namespace

constexpr Op embedding = define({
    .name = "EmbeddingExt",
    .schema = "input: Tensor, weight: Tensor, padding_idx: int? = None, max_norm: float? = None, "
              "norm_type: float = 2.0, scale_grad_by_freq: bool = False",
    .doc =
        "The rows of `weight` at the indices `input`. The row `padding_idx` gets no gradient; rows "
        "longer than `max_norm` are given with that norm.",
    .body = Decompose([](Call& call, V ids, V weight, std::optional<int64_t> padding,
                         std::optional<double> max_norm, double norm_type) {
      if (weight.rank() != 2)
        throw call.error("embedding needs a `weight` of rank 2")
            .label(1, "{}", describe(weight.type()))
            .slug("embedding-rank");
      V rows = gather(weight, ids, 0);
      if (max_norm) rows = limited(rows, *max_norm, norm_type);
      if (!padding) return rows;
      int64_t index = *padding;
      if (index < 0) index += weight.dim(0).value();
      V fixed = expand_dims(equal(ids, index), -1);
      return V(select(fixed, stop_gradient(rows), rows));
    }),
    .oracle = "weight[input]",
    .samples = {"i32[2,3] f32[4,5] None None 2.0 False", "i64[3] f32[4,5] None None 2.0 False"},
    .function = "embedding",
});

}  // namespace duet::ops
