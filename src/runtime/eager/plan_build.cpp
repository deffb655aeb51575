// The four steps of making a plan.
#include "runtime/eager/plan_build.h"

#include <algorithm>

#include "ops/registry.h"
#include "runtime/strides.h"

namespace duet {
namespace {

constexpr size_t kCheap = 16;  // instructions that are rather computed again than stored and read
constexpr int kDepth = 4;

}  // namespace

template <class F>
void PlanBuilder::each_node(const Value& value, F f) const {
  if (value.is_node()) f(static_cast<int>(value.as_node()));
  if (value.is_list())
    for (const Value& item : value.as_list()) each_node(item, f);
}

Value PlanBuilder::input(const Value& value) {
  if (value.is_tensor()) {
    Tensor tensor = value.as_tensor();
    orders_.push_back(memory_order(tensor.layout()));
    return trace_.input(type_of(tensor));
  }
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(input(item));
  return items;
}

Ints PlanBuilder::order(int node) const {
  if (node < static_cast<int>(orders_.size())) return orders_[node];
  // Computed values mostly keep the order of what they are computed from.
  const Trace::Entry& entry = *live_[producer_[node]];
  for (const Value& arg : entry.args)
    if (arg.is_node() && type(static_cast<int>(arg.as_node())).shape == type(node).shape)
      return order(static_cast<int>(arg.as_node()));
  Ints order;
  for (int i = 0; i < type(node).rank(); ++i) order.push_back(i);
  return order;
}

bool PlanBuilder::known() const {
  for (int64_t node = 0; node < trace_.nodes(); ++node)
    if (!trace_.type(node).known()) return false;
  return true;
}

void PlanBuilder::drop_unneeded() {
  std::vector<bool> needed(trace_.nodes());
  for (const Value& result : results_) each_node(result, [&](int node) { needed[node] = true; });
  const auto& entries = trace_.entries();
  for (size_t i = entries.size(); i-- > 0;) {
    const Trace::Entry& entry = entries[i];
    bool live = entry.op->updates.argument[0] >= 0;
    for (int r = 0; r < entry.results; ++r) live |= needed[entry.first_result + r];
    if (!live) continue;
    live_.push_back(&entry);
    for (const Value& arg : entry.args) each_node(arg, [&](int node) { needed[node] = true; });
  }
  std::reverse(live_.begin(), live_.end());
  producer_.assign(trace_.nodes(), -1);
  for (size_t i = 0; i < live_.size(); ++i)
    for (int r = 0; r < live_[i]->results; ++r)
      producer_[live_[i]->first_result + r] = static_cast<int>(i);
}

/// Cheap formulas of earlier groups that `entry` reads are computed again in its group.
void PlanBuilder::pull(Part& part, const Trace::Entry& entry, int depth) {
  if (depth == 0) return;
  for (const Value& arg : entry.args) {
    if (!arg.is_node()) continue;
    int node = static_cast<int>(arg.as_node());
    if (producer_[node] < 0) continue;
    const Trace::Entry& source = *live_[producer_[node]];
    if (part.entries.contains(&source) || !source.op->body.is(BodyKind::kScalar) ||
        source.op->updates.argument[0] >= 0)
      continue;
    bool elsewhere = std::any_of(parts_.begin(), parts_.end(),
                                 [&](const Part& p) { return p.group && p.group->computes(node); });
    if (!elsewhere || scalar_kernel(*source.op, source.args, trace_).program.code.size() > kCheap)
      continue;
    pull(part, source, depth - 1);
    if (part.group->add(source)) part.entries.insert(&source);
  }
}

void PlanBuilder::partition() {
  for (const Trace::Entry* entry : live_) {
    if (!parts_.empty() && parts_.back().group && parts_.back().group->add(*entry)) {
      parts_.back().entries.insert(entry);
      continue;
    }
    Part part{std::make_unique<GroupBuilder>(*this), nullptr, {}};
    pull(part, *entry, kDepth);
    if (part.group->add(*entry)) {
      part.entries.insert(entry);
    } else {
      part = Part{std::make_unique<GroupBuilder>(*this), nullptr, {entry}};
      if (!part.group->add(*entry)) {
        part.group.reset();
        part.single = entry;
      }
    }
    parts_.push_back(std::move(part));
  }
}

bool PlanBuilder::needed_outside(int node, const std::set<const Trace::Entry*>& inside) const {
  bool needed = false;
  auto check = [&](int other) { needed |= other == node; };
  for (const Value& result : results_) each_node(result, check);
  // A group that computes the value again does not need ours; the first one that computes it
  // provides it.
  const Part* provider = nullptr;
  for (const Part& part : parts_)
    if (!provider && producer_[node] >= 0 && part.entries.contains(live_[producer_[node]]))
      provider = &part;
  if (provider && provider->entries != inside) return false;
  for (const Part& part : parts_) {
    if (needed) return true;
    if (producer_[node] >= 0 && part.entries.contains(live_[producer_[node]])) continue;
    for (const Trace::Entry* entry : part.entries)
      for (const Value& arg : entry->args) each_node(arg, check);
  }
  return needed;
}

void PlanBuilder::emit(Plan& plan) {
  auto single = [&](const Trace::Entry& entry) {
    plan.steps_.push_back(OpStep{entry.op, entry.args, entry.first_result, entry.results});
  };
  for (Part& part : parts_) {
    if (part.single) {
      single(*part.single);
      continue;
    }
    GroupBuilder::Result result = part.group->finish();
    if (result.step && !result.step->outputs.empty())
      plan.steps_.push_back(std::move(*result.step));
    for (const Trace::Entry* view : result.views) single(*view);
  }
}

void PlanBuilder::note_reads(Plan& plan) {
  plan.reads_.assign(plan.inputs_, false);
  auto read = [&](int node) {
    if (node >= 0 && node < plan.inputs_) plan.reads_[node] = true;
  };
  for (const Value& result : results_) each_node(result, read);
  for (const Plan::Step& step : plan.steps_) {
    if (const auto* op = std::get_if<OpStep>(&step)) {
      // Of an argument called `like`, only the type is looked at.
      const auto& params = entry(*op->op).schema.params;
      for (size_t i = 0; i < op->args.size(); ++i)
        if (params[i].name != "like") each_node(op->args[i], read);
    } else {
      for (const auto& operand : std::get<GroupStep>(step).operands) read(operand.node);
    }
  }
}

void PlanBuilder::note_deaths(Plan& plan) {
  std::vector<int> last(trace_.nodes(), -1);
  for (size_t i = 0; i < plan.steps_.size(); ++i) {
    auto use = [&](int node) {
      if (node >= 0) last[node] = static_cast<int>(i);
    };
    if (const auto* op = std::get_if<OpStep>(&plan.steps_[i])) {
      for (const Value& arg : op->args) each_node(arg, use);
      for (int r = 0; r < op->results; ++r) use(op->first_result + r);
    } else {
      for (const auto& operand : std::get<GroupStep>(plan.steps_[i]).operands) use(operand.node);
    }
  }
  for (const Value& result : results_) each_node(result, [&](int node) { last[node] = -1; });
  plan.dead_after_.resize(plan.steps_.size());
  for (int node = 0; node < trace_.nodes(); ++node)
    if (last[node] >= 0) plan.dead_after_[last[node]].push_back(node);
}

std::shared_ptr<const Plan> PlanBuilder::finish(Values results) {
  results_ = std::move(results);
  drop_unneeded();
  partition();
  auto plan = std::make_shared<Plan>();
  plan->inputs_ = trace_.inputs();
  plan->nodes_ = static_cast<int>(trace_.nodes());
  plan->results_ = results_;
  emit(*plan);
  note_reads(*plan);
  note_deaths(*plan);
  return plan;
}

}  // namespace duet
