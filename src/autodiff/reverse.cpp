// The ways in: a stretch of a graph that is being recorded, and whole compiled functions.
#include "autodiff/reverse.h"

#include <algorithm>

#include "autodiff/two_ways.h"
#include "autodiff/walk.h"

namespace duet::autodiff {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;

/// The outputs of a compiled function: its Tensor results and what it commits.
class Outputs {
 public:
  explicit Outputs(const Graph& graph, const SplitRequest& request)
      : graph_(graph), request_(request) {
    asked_.wanted.assign(graph.inputs.size(), false);
    for (int input : request.wanted) asked_.wanted[input] = true;
    for (const Value& result : graph.results) asked_.cotangents.push_back(structure(result));
    for (size_t i = 0; i < graph.inputs.size(); ++i) add_commit(i);
    add_sums();
  }

  /// What it commits stands behind its results.
  const Graph& graph() const { return graph_; }
  const TwoWaysRequest& asked() const { return asked_; }
  const std::vector<int>& committed() const { return committed_; }
  /// The cotangents' places among the parts of the request as places among the outputs, and, behind
  /// them, the sums' as inputs.
  void place(std::span<const int> parts, std::vector<int>& outputs, std::vector<int>& begun) const {
    const auto count = static_cast<int>(output_of_.size());
    for (int part : parts) {
      if (part < count)
        outputs.push_back(output_of_[part]);
      else
        begun.push_back(request_.begun[part - count]);
    }
  }

 private:
  void add_commit(size_t input) {
    auto commit = std::find_if(graph_.nodes.rbegin(), graph_.nodes.rend(), [&](const Node& node) {
      return node.kind == NodeKind::kCommit && node.args[0].is_node() &&
             node.args[0].as_node() == graph_.inputs[input].value;
    });
    if (commit == graph_.nodes.rend() || !is_differentiable(graph_, commit->args[1])) return;
    committed_.push_back(static_cast<int>(input));
    graph_.results.push_back(commit->args[1]);
    asked_.cotangents.push_back(structure(commit->args[1]));
  }

  void add_sums() {
    if (request_.begun.empty()) return;
    auto next = static_cast<int64_t>(output_of_.size());
    Values sums(graph_.inputs.size());
    for (int input : request_.begun) sums[input] = Value::node(next++);
    for (Value& sum : sums) asked_.cotangents.push_back(std::move(sum));
  }

  Value structure(const Value& result) {
    if (result.is_tensor()) ++outputs_;
    if (result.is_node()) return structure(graph_.type(result.as_node()));
    if (!result.is_list()) return {};
    Values parts;
    for (const Value& item : result.as_list()) parts.push_back(structure(item));
    return parts;
  }

  Value structure(const ir::Type& type) {
    if (type.kind() == ir::TypeKind::kTuple || type.kind() == ir::TypeKind::kDict) {
      Values parts;
      for (const ir::Type& item : type.items()) parts.push_back(structure(item));
      return parts;
    }
    if (!type.is_tensor()) return {};
    const size_t output = outputs_++;
    bool present = request_.present.empty() || request_.present[output];
    if (!present || !is_differentiable(type)) return {};
    output_of_.push_back(static_cast<int>(output));
    return Value::node(static_cast<int64_t>(output_of_.size()) - 1);
  }

  Graph graph_;
  const SplitRequest& request_;
  TwoWaysRequest asked_;
  size_t outputs_ = 0;
  std::vector<int> output_of_;  // by part
  std::vector<int> committed_;
};

/// Inputs with a gradient; of a Tuple the parts' gradients are one list among the results.
std::vector<int> gather_gradients(Graph& graph, const Values& gradients) {
  Values flat = std::move(graph.results);
  graph.results.clear();
  std::vector<int> inputs;
  for (size_t i = 0; i < gradients.size(); ++i) {
    if (!is_present(gradients[i])) continue;
    inputs.push_back(static_cast<int>(i));
    graph.results.push_back(unflatten(gradients[i], flat));
  }
  return inputs;
}

}  // namespace

Values reverse(ir::Recorder& recorder, const ReverseRequest& request) {
  TwoWaysMemo memo;
  return Walk(recorder, request, memo).run();
}

Split split(const Graph& source, const SplitRequest& request) {
  Outputs outputs(source, request);
  TwoWaysMemo memo;
  TwoWaysRef both = memo.make(outputs.graph(), outputs.asked());
  // Residuals that are inputs are returned too: then all of them come from one place.
  auto forward = std::make_shared<Graph>(*both->forward);
  const auto own = static_cast<int64_t>(outputs.graph().results.size());
  Values returned(forward->results.begin() + own, forward->results.end());
  forward->results.resize(own);
  for (size_t r = 0, next = 0; r < both->input_of.size(); ++r) {
    int input = both->input_of[r];
    forward->results.push_back(input >= 0 ? Value::node(forward->inputs[input].value)
                                          : returned[next++]);
  }
  auto backward = std::make_shared<Graph>(*both->backward);
  Split split;
  split.gradient_of = gather_gradients(*backward, both->gradients);
  split.forward = std::move(forward);
  split.backward = std::move(backward);
  split.results = source.results.size();
  split.committed = outputs.committed();
  outputs.place(both->cotangent_of, split.cotangent_of, split.begun_of);
  return split;
}

GradientGraph gradient_graph(const Graph& source, const SplitRequest& request, bool recorded) {
  Outputs outputs(source, request);
  OneWay one = one_way(outputs.graph(), outputs.asked(), recorded);
  auto graph = std::make_shared<Graph>(*one.graph);
  GradientGraph gradient;
  gradient.gradient_of = gather_gradients(*graph, one.gradients);
  gradient.graph = std::move(graph);
  outputs.place(one.cotangent_of, gradient.cotangent_of, gradient.begun_of);
  return gradient;
}

}  // namespace duet::autodiff
