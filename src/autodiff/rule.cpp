// Applying gradient rules.
#include "autodiff/rule.h"

#include "ops/ops.h"
#include "ops/registry.h"

namespace duet::autodiff {
namespace {

/// Two unknown extents may turn out to differ.
bool surely_equal(const Shape& a, const Shape& b) {
  return a == b && std::all_of(a.begin(), a.end(), [](Dim d) { return d.known(); });
}

bool is_tensor(const Value& slot) { return slot.is_tensor() || slot.is_node(); }

/// As the rule takes it: a V, or Vs where there may be several.
Value single_or_list(const Op& op, std::span<const Value> values) {
  bool single = values.size() == 1 && !op.tuple;
  return single ? values[0] : Value(Values(values));
}

}  // namespace

V fitted(V gradient, V argument) {
  if (gradient.is_none()) return gradient;
  if (gradient.is_number()) gradient = ops::add(ops::zeros_like(argument), gradient);
  if (!surely_equal(gradient.shape(), argument.shape()))
    gradient = ops::sum_to_like(gradient, argument);
  if (gradient.dtype() != argument.dtype()) gradient = ops::cast(gradient, argument.dtype());
  return gradient;
}

Values apply_rule(const RuleCall& forward, Mask wanted) {
  const Op& op = forward.op;
  Values rule_args(forward.args);
  rule_args.push_back(single_or_list(op, forward.outs));
  rule_args.push_back(single_or_list(op, forward.cotangents));
  Call call(op, forward.dispatcher, rule_args);
  Grads grads = op.grad.run(call);
  Values slots = gradient_slots(op, forward.args), gradients;
  if (grads.size() != slots.size())
    DUET_BUG("the gradient of {} has {} parts for {} tensors", op.name, grads.size(), slots.size());
  for (size_t i = 0; i < grads.size(); ++i) {
    if (!is_tensor(slots[i])) continue;
    bool asked = wanted.has(gradients.size());
    gradients.push_back(asked ? fitted(grads[i], V(&forward.dispatcher, slots[i])).value()
                              : Value());
  }
  return gradients;
}

}  // namespace duet::autodiff
