// Plans by key: the same operator on the same types, memory orders and attributes has one plan per
// thread.
#include "runtime/plan.h"

#include <unordered_map>

#include "ops/op.h"
#include "ops/ops.h"
#include "ops/registry.h"
#include "runtime/plan_build.h"
#include "runtime/strides.h"

namespace duet {
namespace {

constexpr size_t kMostPlans = 4096;

class Key {
 public:
  explicit Key(const Op& op) { word(reinterpret_cast<uint64_t>(&op)); }
  void word(uint64_t w) { text_.append(reinterpret_cast<const char*>(&w), sizeof(w)); }
  void value(const Value& value) {
    text_.push_back(static_cast<char>(value.kind()));
    if (value.is_tensor()) {
      tensor(*value.tensor_rep());
    } else if (value.is_list()) {
      word(value.as_list().size());
      for (const Value& item : value.as_list()) this->value(item);
    } else if (value.kind() == Value::Kind::kFloat) {
      word(std::bit_cast<uint64_t>(value.as_float()));
    } else if (value.kind() == Value::Kind::kInt || value.kind() == Value::Kind::kBool) {
      word(static_cast<uint64_t>(value.as_int()));
    } else if (value.kind() == Value::Kind::kInts) {
      word(value.as_ints().size());
      for (int64_t i : value.as_ints()) word(static_cast<uint64_t>(i));
    } else {
      text_ += describe(value);
    }
  }
  void values(std::span<const Value> values) {
    for (const Value& v : values) value(v);
  }
  const std::string& text() const { return text_; }

 private:
  void tensor(const TensorRep& rep) {
    text_.push_back(static_cast<char>(rep.dtype));
    text_.push_back(static_cast<char>(rep.layout.rank()));
    for (int64_t d : rep.layout.shape) word(static_cast<uint64_t>(d));
    if (rep.contiguous) return;
    for (int64_t axis : memory_order(rep.layout)) text_.push_back(static_cast<char>(axis + 1));
  }
  std::string text_;
};

template <class Make>
std::shared_ptr<const Plan> remember(const Key& key, Make make) {
  thread_local std::unordered_map<std::string, std::shared_ptr<const Plan>> plans;
  auto found = plans.find(key.text());
  if (found != plans.end()) return found->second;
  auto plan = make();
  // Numbers are part of the key: one that changes at every call must not fill the memory.
  if (plans.size() >= kMostPlans) plans.clear();
  plans.emplace(key.text(), plan);
  return plan;
}

std::shared_ptr<const Plan> build_grad(const Op& op, std::span<const Value> args,
                                       std::span<const Value> outs, uint64_t cotangents,
                                       uint64_t wanted) {
  PlanBuilder builder;
  Values rule_args;
  for (const Value& arg : args) rule_args.push_back(builder.input(arg));
  Values slots = gradient_slots(op, rule_args);
  Values out_nodes, douts;
  for (const Value& out : outs) out_nodes.push_back(builder.input(out));
  for (size_t k = 0; k < outs.size(); ++k)
    douts.push_back(cotangents >> k & 1 ? builder.input(outs[k]) : Value());
  bool single = outs.size() == 1;
  rule_args.push_back(single ? out_nodes[0] : Value(out_nodes));
  rule_args.push_back(single ? douts[0] : Value(douts));
  Trace& trace = builder.trace();
  Call call(op, trace, rule_args);
  Grads grads = op.grad.run(call);
  if (grads.size() != slots.size())
    DUET_BUG("the gradient of {} has {} parts for {} tensors", op.name, grads.size(), slots.size());
  Values results;
  for (size_t i = 0, k = 0; i < grads.size(); ++i) {
    if (!slots[i].is_node()) continue;
    V gradient = wanted >> k & 1 ? fitted(grads[i], V(&trace, slots[i])) : V();
    results.push_back(gradient.value());
    ++k;
  }
  return builder.finish(std::move(results));
}

}  // namespace

V fitted(V gradient, V argument) {
  if (gradient.is_none()) return gradient;
  if (gradient.is_number()) gradient = ops::add(ops::zeros_like(argument), gradient);
  if (!(gradient.shape() == argument.shape())) gradient = ops::sum_to_like(gradient, argument);
  if (gradient.dtype() != argument.dtype()) gradient = ops::cast(gradient, argument.dtype());
  return gradient;
}

std::shared_ptr<const Plan> decompose_plan(const Op& op, std::span<const Value> args) {
  Key key(op);
  key.values(args);
  return remember(key, [&] {
    return record_plan(args, [&op](Dispatcher& dispatcher, const Values& inputs) {
      Call call(op, dispatcher, inputs);
      return op.body.decompose(call);
    });
  });
}

std::shared_ptr<const Plan> record_plan(std::span<const Value> args, const PlanBody& body) {
  PlanBuilder builder;
  Values inputs;
  for (const Value& arg : args) inputs.push_back(builder.input(arg));
  Values results = body(builder.trace(), inputs);
  return builder.known() ? builder.finish(std::move(results)) : nullptr;
}

std::shared_ptr<const Plan> grad_plan(const Op& op, std::span<const Value> args,
                                      std::span<const Value> outs, uint64_t cotangents,
                                      uint64_t wanted) {
  Key key(op);
  key.values(args);
  key.values(outs);
  key.word(cotangents);
  key.word(wanted);
  return remember(key, [&] { return build_grad(op, args, outs, cotangents, wanted); });
}

void flatten_tensors(std::span<const Value> values, std::vector<Tensor>& tensors) {
  for (const Value& value : values) {
    if (value.is_tensor()) tensors.push_back(value.as_tensor());
    if (value.is_list()) flatten_tensors(value.as_list(), tensors);
  }
}

}  // namespace duet
