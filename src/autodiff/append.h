// Appending nodes that are not operators, for the graphs that carry residuals and cotangents.
// Internal to autodiff.
#pragma once

#include "autodiff/two_ways.h"
#include "ir/recorder.h"
#include "ir/result_types.h"

namespace duet::autodiff {

Values append(ir::Recorder& recorder, ir::Node node);
/// Types of the results of a call of `graph`.
ir::NodeTypes result_types(const ir::Graph& graph);
Values append_call(ir::Recorder& recorder, const ir::GraphRef& graph, Values args);
Value append_push(ir::Recorder& recorder, const Value& stack, const ir::Type& type,
                  const Value& value);
/// The rest of the stack, the value.
Values append_pop(ir::Recorder& recorder, const Value& stack, const ir::Type& type);
/// Arithmetic on run-time numbers.
Value append_number(ir::Recorder& recorder, const char* name, const Value& a, const Value& b,
                    NumberKind kind);

/// The same inputs in a graph around.
Values copy_inputs(ir::Graph& graph, const ir::Graph& like);

/// Values of an outer graph inside one below: inputs, and constants as they are.
class Feed {
 public:
  explicit Feed(const ir::Graph& outer) : outer_(outer) {}
  void add(const Value& value) { values_.push_back(value); }
  Values inside(ir::Graph& graph) const;
  /// What the node that has the graph below takes.
  Values args() const;

 private:
  const ir::Graph& outer_;
  Values values_;
};

/// Asks for the gradients of what is wanted, given cotangents, whose parts are appended to `parts`.
TwoWaysRequest request_of(std::vector<bool> wanted, const Values& cotangents, Values& parts);
ir::NodeTypes returned_types(const TwoWays& both);

}  // namespace duet::autodiff
