// Whether a graph comes back to itself.
#include "ir/recursive.h"

#include <unordered_set>

namespace duet::ir {

bool is_recursive(const Graph& graph) {
  std::unordered_set<const Graph*> seen;
  std::vector<const Graph*> waiting{&graph};
  while (!waiting.empty()) {
    const Graph* next = waiting.back();
    waiting.pop_back();
    for (const Node& node : next->nodes)
      for (const GraphRef& below : node.graphs) {
        if (below.get() == &graph) return true;
        if (seen.insert(below.get()).second) waiting.push_back(below.get());
      }
  }
  return false;
}

}  // namespace duet::ir
