// Plans by key: the same operator on the same types, memory orders and attributes has one plan per
// thread.
#include "runtime/eager/plan.h"

#include <unordered_map>

#include "ops/op.h"
#include "ops/ops.h"
#include "ops/registry.h"
#include "runtime/eager/plan_build.h"
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
                                       std::span<const Value> outs, autodiff::Mask cotangents,
                                       autodiff::Mask wanted) {
  PlanBuilder builder;
  Values inputs, results, douts;
  for (const Value& arg : args) inputs.push_back(builder.input(arg));
  for (const Value& out : outs) results.push_back(builder.input(out));
  for (size_t k = 0; k < outs.size(); ++k)
    douts.push_back(cotangents.has(k) ? builder.input(outs[k]) : Value());
  return builder.finish(
      autodiff::apply_rule({op, builder.trace(), inputs, results, douts}, wanted));
}

}  // namespace

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
                                      std::span<const Value> outs, autodiff::Mask cotangents,
                                      autodiff::Mask wanted) {
  Key key(op);
  key.values(args);
  key.values(outs);
  key.word(cotangents.bits());
  key.word(wanted.bits());
  return remember(key, [&] { return build_grad(op, args, outs, cotangents, wanted); });
}

void flatten_tensors(std::span<const Value> values, std::vector<Tensor>& tensors) {
  for (const Value& value : values) {
    if (value.is_tensor()) tensors.push_back(value.as_tensor());
    if (value.is_list()) flatten_tensors(value.as_list(), tensors);
  }
}

}  // namespace duet
