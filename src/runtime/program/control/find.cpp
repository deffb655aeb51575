// Which nodes may become one generated function with the branches and loops among them.
#include <algorithm>

#include "base/switches.h"
#include "codegen/control.h"
#include "runtime/program/control/control.h"

namespace duet {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;
using ir::Type;
using ir::TypeKind;

bool small(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kTensor: {
      if (!type.rank_known() || !type.dtype_known() || !type.as_tensor().known()) return false;
      int64_t elements = count(type.as_tensor().sizes());
      return elements > 0 && elements <= kControlElements && !is_complex(type.as_tensor().dtype);
    }
    case TypeKind::kScalar:
      return type.as_scalar() != NumberKind::kComplex;
    case TypeKind::kTuple:
    case TypeKind::kDict:
    case TypeKind::kStack:
      return std::ranges::all_of(type.items(), small);
    case TypeKind::kNone:
      return true;
    default:
      return false;
  }
}

bool fits(const Graph& graph, const Node& node, std::vector<const Graph*>& above);

bool fits(const Graph& graph, std::vector<const Graph*>& above) {
  if (std::ranges::count(above, &graph) > 0) return false;  // it calls itself
  above.push_back(&graph);
  bool all =
      std::ranges::all_of(graph.nodes, [&](const Node& node) { return fits(graph, node, above); });
  above.pop_back();
  return all;
}

bool fits(const Graph& graph, const Node& node, std::vector<const Graph*>& above) {
  switch (node.kind) {
    case NodeKind::kCall:
    case NodeKind::kPrint:
    case NodeKind::kCommit:
    case NodeKind::kHostCall:
      return false;
    case NodeKind::kCheck:
    case NodeKind::kApply:
      if (node.op && (node.kind == NodeKind::kCheck || node.op->body.is(BodyKind::kKernel)))
        return false;
      break;
    default:
      break;
  }
  bool all = std::ranges::all_of(node.types, small);
  for (const Value& arg : node.args)
    ir::each_node(arg, [&](int64_t value) { all = all && small(graph.type(value)); });
  return all && std::ranges::all_of(node.graphs,
                                    [&](const ir::GraphRef& below) { return fits(*below, above); });
}

}  // namespace

bool fits_control(const Graph& graph, const Node& node) {
  std::vector<const Graph*> above{&graph};
  return fits(graph, node, above);
}

std::vector<size_t> find_control(const Graph& graph) {
  size_t count = graph.nodes.size();
  std::vector<size_t> ends(count, 0);
  auto branches = [](const Node& node) {
    return node.kind == NodeKind::kIf || node.kind == NodeKind::kWhile;
  };
  if (switched(Switch::kNoControl)) return ends;
  if (std::ranges::none_of(graph.nodes, branches)) return ends;
  std::vector<bool> fit(count);
  for (size_t i = 0; i < count; ++i) fit[i] = fits_control(graph, graph.nodes[i]);
  // A region stays in one piece.
  auto together = [&](size_t i) {
    int region = graph.nodes[i].region;
    return region > 0 && graph.nodes[i + 1].region == region;
  };
  for (size_t i = 0; i + 1 < count; ++i)
    if (together(i) && !fit[i]) fit[i + 1] = false;
  for (size_t i = count; i-- > 1;)
    if (together(i - 1) && !fit[i]) fit[i - 1] = false;
  for (size_t first = 0; first < count;) {
    size_t end = first;
    bool any = false;
    for (; end < count && fit[end]; ++end) any = any || branches(graph.nodes[end]);
    if (any) ends[first] = end;
    first = std::max(end, first + 1);
  }
  return ends;
}

}  // namespace duet
