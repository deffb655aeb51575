// Elements and nodes are counted. A loop counts as long: how often it goes round is not known.
#include "runtime/program/work.h"

#include <algorithm>

namespace duet {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;

constexpr int64_t kLongWork = 1 << 16;
constexpr int64_t kWorkOfNode = 1 << 10;
constexpr int64_t kWorkOfKernel = 32;  // per element

int64_t work_of(const Node& node) {
  if (!node.graphs.empty()) return kLongWork;
  bool kernel =
      node.op && !node.op->body.is(BodyKind::kScalar) && !node.op->body.is(BodyKind::kView);
  int64_t work = kWorkOfNode;
  for (const ir::Type& type : node.types) {
    if (!type.is_tensor()) continue;
    if (!type.rank_known() || !type.dtype_known() || !type.as_tensor().known()) return kLongWork;
    work += type.as_tensor().count().value() * (kernel ? kWorkOfKernel : 1);
  }
  return work;
}

bool talks(const Graph& graph, std::vector<const Graph*>& seen);

bool talks(const Node& node, std::vector<const Graph*>& seen) {
  if (node.kind == NodeKind::kHostCall || node.kind == NodeKind::kPrint) return true;
  return std::ranges::any_of(node.graphs,
                             [&](const ir::GraphRef& below) { return talks(*below, seen); });
}

bool talks(const Graph& graph, std::vector<const Graph*>& seen) {
  if (std::ranges::count(seen, &graph) > 0) return false;
  seen.push_back(&graph);
  return std::ranges::any_of(graph.nodes, [&](const Node& node) { return talks(node, seen); });
}

}  // namespace

bool is_long_work(std::span<const Node* const> nodes) {
  int64_t work = 0;
  for (const Node* node : nodes) work += work_of(*node);
  return work >= kLongWork;
}

bool is_long_work(const Graph& graph) {
  int64_t work = 0;
  for (const Node& node : graph.nodes) work += work_of(node);
  return work > kLongWork;
}

bool talks(const Graph& graph) {
  std::vector<const Graph*> seen;
  return talks(graph, seen);
}

bool talks(const Node& node) {
  std::vector<const Graph*> seen;
  return talks(node, seen);
}

}  // namespace duet
