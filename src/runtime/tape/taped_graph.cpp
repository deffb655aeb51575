// Operators and commits are the eager engine's; every other node is a step of its own.
#include "runtime/tape/taped_graph.h"

#include <mutex>
#include <unordered_map>

#include "ir/placed_error.h"
#include "ops/ops.h"
#include "runtime/eager/engine.h"
#include "runtime/program/commits.h"
#include "runtime/program/step.h"
#include "runtime/tape/tape.h"

namespace duet {
namespace {

Values apply_recorded(const ir::Node& node, Values args) {
  // The argument stays what it was: others may read it.
  for (int8_t target : node.op->updates.argument) {
    if (target < 0) break;
    Values one{args[target]};
    args[target] = eager().apply(ops::copy, one)[0];
  }
  if (!node.constant) return eager().apply(*node.op, args);
  NoRecording alone;
  return eager().apply(*node.op, args);
}

/// An operator.
class ApplyStep final : public ProgramStep {
 public:
  explicit ApplyStep(const ir::Node& node) : node_(node) {}

  void run(ProgramFrame& frame) const override {
    Values args;
    for (const Value& arg : node_.args) args.push_back(operator_argument(arg, frame));
    Values results;
    try {
      results = apply_recorded(node_, args);
    } catch (const Error& error) {
      throw ir::PlacedError(error, node_, std::move(args));
    }
    for (size_t k = 0; k < node_.types.size(); ++k)
      frame.slots[node_.first + static_cast<int64_t>(k)] = std::move(results[k]);
  }

  std::string describe() const override {
    return fmt::format("%{} = taped {}", node_.first, node_.op->name);
  }

 private:
  const ir::Node& node_;
};

/// The state is written as the program would have written it: the tape sees it.
class CommitStep final : public ProgramStep {
 public:
  CommitStep(const ir::Node& node, const StateUse& states) : node_(node), states_(states) {}

  void run(ProgramFrame& frame) const override {
    int input = states_.input_of[node_.args[0].as_node()];
    Values args{frame.inputs[input], filled_in(node_.args[1], frame)};
    ++commits_done();
    eager().apply(ops::assign, args);
  }

  std::string describe() const override { return "taped commit"; }

 private:
  const ir::Node& node_;
  const StateUse& states_;
};

class TapedGraph final : public GraphProgram, public SubPrograms {
 public:
  explicit TapedGraph(const ir::Graph& graph, SubPrograms* root = nullptr)
      : graph_(graph), root_(root) {
    states_.commits = true;
    states_.input_of.assign(graph.value_count(), -1);
    for (size_t i = 0; i < graph.inputs.size(); ++i)
      if (graph.inputs[i].state) states_.input_of[graph.inputs[i].value] = static_cast<int>(i);
    for (const ir::Node& node : graph.nodes) steps_.push_back(step_of(node));
  }

  Values run(std::span<const Value> inputs, HostHook* host) const override {
    DUET_CHECK(inputs.size() == graph_.inputs.size());
    ProgramFrame frame{inputs, host, ProgramSlots(graph_.value_count())};
    for (size_t i = 0; i < inputs.size(); ++i) {
      bool state = graph_.inputs[i].state && inputs[i].is_tensor();
      frame.slots[graph_.inputs[i].value] =
          state ? Value(Tape::held(inputs[i].as_tensor())) : inputs[i];
    }
    for (const auto& step : steps_) {
      if (host) host->poll();
      step->run(frame);
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
    std::scoped_lock lock(mutex_);
    auto& program = below_[graph.get()];
    if (!program) program = std::make_unique<TapedGraph>(*graph, this);
    return *program;
  }

 private:
  std::unique_ptr<ProgramStep> step_of(const ir::Node& node) {
    if (node.kind == ir::NodeKind::kApply) return std::make_unique<ApplyStep>(node);
    if (node.kind == ir::NodeKind::kCommit) return std::make_unique<CommitStep>(node, states_);
    return make_node_step(node, states_, {}, *this);
  }

  const ir::Graph& graph_;
  SubPrograms* root_;
  StateUse states_;
  std::vector<std::unique_ptr<ProgramStep>> steps_;
  std::mutex mutex_;
  std::unordered_map<const ir::Graph*, std::unique_ptr<TapedGraph>> below_;
};

}  // namespace

std::shared_ptr<const GraphProgram> make_taped(const ir::Graph& graph) {
  return std::make_shared<TapedGraph>(graph);
}

}  // namespace duet
