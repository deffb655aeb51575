// Building and running programs.
#include "runtime/program.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "runtime/program_step.h"

namespace duet {
namespace {

bool commits(const ir::Graph& graph, std::vector<const ir::Graph*>& seen) {
  if (std::ranges::count(seen, &graph) > 0) return false;
  seen.push_back(&graph);
  return std::ranges::any_of(graph.nodes, [&](const ir::Node& node) {
    return node.kind == ir::NodeKind::kCommit ||
           std::ranges::any_of(node.graphs,
                               [&](const ir::GraphRef& below) { return commits(*below, seen); });
  });
}

/// For each node the values that nobody reads behind it.
std::vector<std::vector<int64_t>> last_uses(const ir::Graph& graph) {
  std::vector<int64_t> last(graph.value_count(), -1);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::Node& node = graph.nodes[i];
    for (size_t k = 0; k < node.types.size(); ++k)
      last[node.first + static_cast<int64_t>(k)] = static_cast<int64_t>(i);
    for (const Value& arg : node.args)
      ir::each_node(arg, [&](int64_t v) { last[v] = static_cast<int64_t>(i); });
  }
  for (const Value& result : graph.results) ir::each_node(result, [&](int64_t v) { last[v] = -1; });
  std::vector<std::vector<int64_t>> dead(graph.nodes.size());
  for (int64_t v = 0; v < graph.value_count(); ++v)
    if (last[v] >= 0) dead[last[v]].push_back(v);
  return dead;
}

class CompiledProgram final : public GraphProgram, public SubPrograms {
 public:
  explicit CompiledProgram(const ir::Graph& graph) : graph_(graph) {
    states_.input_of.assign(graph_.value_count(), -1);
    for (size_t i = 0; i < graph_.inputs.size(); ++i)
      if (graph_.inputs[i].state) states_.input_of[graph_.inputs[i].value] = static_cast<int>(i);
    std::vector<const ir::Graph*> seen;
    states_.commits = commits(graph_, seen);
    auto dead = last_uses(graph_);
    for (size_t i = 0; i < graph_.nodes.size(); ++i)
      steps_.push_back(make_node_step(graph_.nodes[i], states_, std::move(dead[i]), *this));
  }

  Values run(std::span<const Value> inputs, HostHook* host) const override {
    DUET_CHECK(inputs.size() == graph_.inputs.size());
    ProgramFrame frame{inputs, host, {}};
    frame.slots.resize(graph_.value_count());
    for (size_t i = 0; i < inputs.size(); ++i)
      frame.slots[graph_.inputs[i].value] = graph_.inputs[i].state ? content(inputs[i]) : inputs[i];
    for (const auto& step : steps_) step->run(frame);
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
    std::lock_guard lock(mutex_);
    auto& program = below_[graph.get()];
    if (!program) program = build(*graph);
    return *program;
  }

 private:
  /// What a state holds now; commits of this call leave it alone.
  Value content(const Value& state) const {
    if (!states_.commits || !state.is_tensor()) return state;
    const TensorRep& rep = *state.tensor_rep();
    return Tensor(rep.dtype, rep.layout, Storage::make(rep.storage->buffer()));
  }

  ir::Graph graph_;
  StateUse states_;
  std::vector<std::unique_ptr<ProgramStep>> steps_;
  std::mutex mutex_;
  std::unordered_map<const ir::Graph*, std::shared_ptr<const GraphProgram>> below_;
};

}  // namespace

std::shared_ptr<const GraphProgram> GraphProgram::build(const ir::Graph& graph) {
  return std::make_shared<CompiledProgram>(graph);
}

}  // namespace duet
