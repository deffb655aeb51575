// Checks and reductions that softmax, normalisations and losses share.
#include "ops/families/rows.h"

#include "ops/registry.h"

namespace duet {

void check_floats(Call& call, int argument) {
  if (is_float(call.type(argument).dtype)) return;
  throw call.type_error("`{}` needs real floats", entry(call.op).schema.params[argument].name)
      .label(argument, "{}", describe(call.type(argument)))
      .slug("needs-floats");
}

Reduction reduction_of(Call& call, int argument) {
  std::string_view word = call.args[argument].as_string();
  if (word == "mean") return Reduction::kMean;
  if (word == "sum") return Reduction::kSum;
  if (word == "none") return Reduction::kNone;
  throw call.error("`reduction` needs to be 'none', 'mean' or 'sum'")
      .label(argument, "'{}'", word)
      .slug("loss-reduction");
}

V reduced_loss(V loss, Reduction reduction) {
  if (reduction == Reduction::kNone) return loss;
  V sum = ops::reduce_sum(loss);
  return reduction == Reduction::kSum ? sum : V(ops::divide_by_count(sum, loss));
}

V spread_loss(V dout, V like, Reduction reduction) {
  return reduction == Reduction::kMean ? V(ops::divide_by_count(dout, like)) : dout;
}

}  // namespace duet
