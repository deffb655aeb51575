// A graph gone through both ways: what runs forward and keeps residuals, and what runs backward
// from them. Calls, branches, loops and compiled functions are differentiated this way, each graph
// once.
#pragma once

#include <map>
#include <string>

#include "ir/graph.h"

namespace duet::autodiff {

/// The structure of cotangents and gradients: `Value::node(k)` stands for the k-th of them, none
/// for nothing, lists for the parts of a Tuple or Dict.
struct TwoWays {
  /// The inputs -> (the results..., residuals that are not inputs...).
  ir::GraphRef forward;
  /// (Residuals..., cotangents...) -> gradients.
  ir::GraphRef backward;
  /// Of each residual: the index of the input that it is, or -1.
  std::vector<int> input_of;
  /// Of each cotangent input of `backward`: its place among the cotangents that were offered.
  std::vector<int> cotangent_of;
  /// For each input: the structure of its gradient.
  Values gradients;

  /// Residuals that `forward` returns behind the results, by their place among all residuals.
  std::vector<int> returned() const;
};
using TwoWaysRef = std::shared_ptr<const TwoWays>;

/// What is asked of a graph.
struct TwoWaysRequest {
  std::vector<bool> wanted;  // by input
  /// By result, structure; then, if there are more, by input: what its gradient begins with.
  Values cotangents;
};

/// What has been gone through in one transformation, by graph and request.
class TwoWaysMemo {
 public:
  TwoWaysRef get(const ir::GraphRef& graph, const TwoWaysRequest& request);
  TwoWaysRef make(const ir::Graph& graph, const TwoWaysRequest& request);

 private:
  struct Entry {
    ir::GraphRef graph;  // kept: its address is part of the key
    TwoWaysRef both;     // null while it is being made
    TwoWaysRef inside;   // meanwhile: what the graph takes where it calls itself
  };
  TwoWaysRef make_recursive(Entry& entry, const TwoWaysRequest& request);
  using Entries = std::map<std::pair<const ir::Graph*, std::string>, Entry>;
  Entries entries_;
};

/// The whole of it in one graph that keeps nothing: (inputs..., cotangents...) -> gradients.
struct OneWay {
  ir::GraphRef graph;
  std::vector<int> cotangent_of;
  Values gradients;
};
/// `recorded`: an outer gradient is being recorded, so that each operator rounds its result.
OneWay one_way(const ir::Graph& graph, const TwoWaysRequest& request, bool recorded);

/// Numbers the Tensors and nodes of `cotangents` in order, from `next` on.
Value structure_of(const Value& cotangents, int64_t& next);
/// The parts that `structure_of` has numbered, in that order.
void flatten(const Value& cotangents, Values& parts);
/// The structure with parts in their places.
Value unflatten(const Value& structure, std::span<const Value> parts);
/// All that can have a cotangent in a value of this type; numbers from `next` on.
Value whole_structure(const ir::Type& type, int64_t& next);

}  // namespace duet::autodiff
