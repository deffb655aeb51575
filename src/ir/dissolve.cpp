// Walks what a graph reaches, with a list instead of calls: chains of graphs may be long.
#include "ir/dissolve.h"

#include <iterator>
#include <utility>

namespace duet::ir {

void dissolve(Graph& graph) {
  std::vector<GraphRef> reached;
  auto take_apart = [&](Graph& next) {
    std::vector<Node> nodes = std::move(next.nodes);
    next.nodes.clear();
    for (Node& node : nodes)
      std::move(node.graphs.begin(), node.graphs.end(), std::back_inserter(reached));
  };
  take_apart(graph);
  while (!reached.empty()) {
    GraphRef next = std::move(reached.back());
    reached.pop_back();
    take_apart(*next);
  }
}

}  // namespace duet::ir
