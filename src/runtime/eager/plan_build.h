// Making a plan: record, drop what is not needed, partition into groups and single operators, emit.
#pragma once

#include <deque>

#include "runtime/fuse.h"

namespace duet {

class PlanBuilder final : public FuseContext {
 public:
  PlanBuilder() : trace_(TraceOf::kParts) {}

  /// The value with every Tensor an input of the plan.
  Value input(const Value& value);
  Trace& trace() { return trace_; }
  /// Whether all extents are known; they are not where an operator's result depends on elements.
  bool known() const;
  std::shared_ptr<const Plan> finish(Values results);

  const TensorType& type(int node) const override { return trace_.type(node); }
  bool needed_outside(int node, const std::set<const Trace::Entry*>& inside) const override;
  Dispatcher& dispatcher() override { return trace_; }
  Ints order(int node) const override;

 private:
  /// A stretch of entries: one group, or one operator by itself.
  struct Part {
    std::unique_ptr<GroupBuilder> group;  // or
    const Trace::Entry* single = nullptr;
    std::set<const Trace::Entry*> entries;
  };
  void drop_unneeded();
  void partition();
  void pull(Part& part, const Trace::Entry& entry, int depth);
  void emit(Plan& plan);
  void note_reads(Plan& plan);
  void note_deaths(Plan& plan);
  template <class F>
  void each_node(const Value& value, F f) const;

  Trace trace_;
  Values results_;
  std::vector<Ints> orders_;  // memory order of the inputs
  std::vector<const Trace::Entry*> live_;
  std::vector<int> producer_;  // by node: index into live_, -1 for inputs
  std::deque<Part> parts_;
};

}  // namespace duet
