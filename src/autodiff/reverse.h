// Reverse mode on a graph that is being recorded, by the same rules and in the same order as the
// eager tape (runtime/tape/tape.h, backward.h): the nodes from a position on are walked in reverse,
// each operator's gradient rule is recorded behind them, cotangents are summed in reverse program
// order. What it appends can be differentiated again.
#pragma once

#include <functional>

#include "ir/recorder.h"

namespace duet::autodiff {

/// A gradient that the user wrote (Cell.bprop, bprop_getters, with_bprop): cotangents of results ->
/// cotangents of inputs, recorded by whoever owns the user's function.
struct UserGradient {
  size_t position;               // in Graph::nodes: in front of which node it takes place
  std::vector<int64_t> inputs;   // values
  std::vector<int64_t> results;  // fresh values that stand for the user's results
  std::function<Values(const Values& cotangents)> backward;
};

struct ReverseRequest {
  size_t from = 0;    // index into graph.nodes where the differentiated stretch begins
  Values outputs;     // nodes
  Values cotangents;  // one per output; none: ones
  std::vector<int64_t> leaves;
  /// Gradients of the user's own, ordered by position. An operator that is differentiated through
  /// its parts gives place to them: nodes move, and positions with them.
  std::span<UserGradient> users = {};
  /// The user's rule in place of an operator's own; answers false where there is none.
  std::function<bool(const ir::Node& node, const Values& cotangents, Values& gradients)> rule = {};
};

/// One cotangent for each leaf, in its shape and dtype; none where no path leads to it.
DUET_API Values reverse(ir::Recorder& recorder, const ReverseRequest& request);

/// A compiled function called while a gradient is recorded: what runs forward and keeps residuals,
/// and what runs backward from them. Its outputs are the Tensors among its results, in order, then
/// what it commits to states.
struct DUET_API Split {
  ir::GraphRef forward;           // the inputs -> (the results..., committed..., residuals...)
  ir::GraphRef backward;          // (residuals..., cotangents) -> gradients
  size_t results = 0;             // how many of forward's results are the function's own
  std::vector<int> committed;     // inputs whose last Commit's values forward returns behind them
  std::vector<int> cotangent_of;  // backward's cotangent inputs: index among the outputs
  std::vector<int>
      begun_of;  // backward's sum inputs, behind the cotangents: index into graph.inputs
  std::vector<int> gradient_of;  // backward's results: index into graph.inputs
};

/// What gradient of a compiled function is asked for.
struct SplitRequest {
  std::vector<int> wanted;    // inputs
  std::vector<bool> present;  // by output: has a cotangent; empty: all that can have one do
  /// Inputs whose gradient begins with what later uses have found: sums go on in program order.
  std::vector<int> begun = {};
  friend auto operator<=>(const SplitRequest&, const SplitRequest&) = default;
};

/// Whether the gradient of an input is a sum inside the graph: then it matters what it begins with.
DUET_API bool sums_gradient(const ir::Graph& graph, int input);

/// Commits stay in `forward`.
DUET_API Split split(const ir::Graph& graph, const SplitRequest& request);

/// The gradient as one graph that keeps nothing and commits nothing: (inputs..., cotangents) ->
/// gradients.
struct DUET_API GradientGraph {
  ir::GraphRef graph;
  std::vector<int> cotangent_of, begun_of, gradient_of;  // as in Split
};

/// `recorded`: an outer gradient is being recorded, so that each operator rounds its result.
DUET_API GradientGraph gradient_graph(const ir::Graph& graph, const SplitRequest& request,
                                      bool recorded);

}  // namespace duet::autodiff
