// Steps of single nodes, one after the other; nothing is let go before the end.
#include "runtime/graph/interpret_graph.h"

#include <algorithm>
#include <unordered_map>

#include "runtime/eager/compute.h"
#include "runtime/program/number.h"
#include "runtime/program/step.h"
#include "runtime/tape/tape.h"

namespace duet {
namespace {

class Interpreter final : public GraphProgram, public SubPrograms {
 public:
  Interpreter(const ir::Graph& graph, const NodeObserver& observer, SubPrograms* root = nullptr)
      : graph_(graph), observer_(observer), root_(root) {
    // Whether a Commit stands somewhere below is not looked for: states are always guarded.
    states_.commits = true;
    states_.input_of.assign(graph.value_count(), -1);
    for (size_t i = 0; i < graph.inputs.size(); ++i)
      if (graph.inputs[i].state) states_.input_of[graph.inputs[i].value] = static_cast<int>(i);
    for (const ir::Node& node : graph.nodes)
      steps_.push_back(make_node_step(node, states_, {}, *this));
  }

  Values run(std::span<const Value> inputs, HostHook* host) const override {
    DUET_CHECK(inputs.size() == graph_.inputs.size());
    ProgramFrame frame{inputs, host, ProgramSlots(graph_.value_count())};
    for (size_t i = 0; i < inputs.size(); ++i)
      frame.slots[graph_.inputs[i].value] =
          graph_.inputs[i].state ? content_of(inputs[i]) : inputs[i];
    for (size_t i = 0; i < steps_.size(); ++i) {
      steps_[i]->run(frame);
      if (observer_) observe(graph_.nodes[i], frame);
    }
    Values results;
    for (const Value& result : graph_.results) results.push_back(filled_in(result, frame));
    return results;
  }

  std::string describe() const override {
    std::string text;
    for (const auto& step : steps_) text += step->describe() + "\n";
    return text;
  }

  const GraphProgram& of(const ir::GraphRef& graph) override {
    if (root_) return root_->of(graph);
    auto& program = below_[graph.get()];
    if (!program) program = std::make_unique<Interpreter>(*graph, observer_, this);
    return *program;
  }

 private:
  /// What a state holds now; commits of this call leave it alone.
  static Value content_of(const Value& state) {
    if (!state.is_tensor()) return state;
    const TensorRep& rep = *state.tensor_rep();
    return Tensor(rep.dtype, rep.layout, Storage::make(rep.storage->buffer()));
  }

  void observe(const ir::Node& node, ProgramFrame& frame) const {
    Values results;
    for (size_t i = 0; i < node.types.size(); ++i)
      results.push_back(frame.slots[node.first + static_cast<int64_t>(i)]);
    observer_(node, results);
  }

  const ir::Graph& graph_;
  const NodeObserver& observer_;
  SubPrograms* root_;
  StateUse states_;
  std::vector<std::unique_ptr<ProgramStep>> steps_;
  std::unordered_map<const ir::Graph*, std::unique_ptr<Interpreter>> below_;
};

bool is_row_major(const Value& value) {
  return !value.is_tensor() || value.tensor_rep()->contiguous;
}

/// Arguments are copied where the operator would write them.
Values compute_alone(const ir::Node& node) {
  Values args = node.args;
  switch (node.kind) {
    case ir::NodeKind::kApply: {
      NoRecording alone;
      for (int8_t target : node.op->updates.argument)
        if (target >= 0) args[target] = copy_of(args[target].as_tensor());
      return compute(*node.op, args);
    }
    case ir::NodeKind::kScalar:
      return {compute_number(node.name, args)};
    case ir::NodeKind::kToTensor:
      return {Value(to_tensor(args[0], args[1].as_dtype()))};
    case ir::NodeKind::kItem:
      return {item_of(args[0].as_tensor())};
    default:
      DUET_BUG("this kind of node is no constant");
  }
}

}  // namespace

std::optional<Values> evaluate_node(const ir::Node& node) {
  try {
    Values results = compute_alone(node);
    // Constants are row-major, and a library call's bits depend on how its operands lie.
    if (!std::ranges::all_of(results, is_row_major)) return std::nullopt;
    return results;
  } catch (const Error&) {
    return std::nullopt;
  }
}

Values run_by_interpreting(const ir::Graph& graph, std::span<const Value> inputs, HostHook* host,
                           const NodeObserver& observer) {
  return Interpreter(graph, observer).run(inputs, host);
}

}  // namespace duet
