// Callees in place of calls. Equal Cells are evaluated and differentiated once; what is small, or
// called only here, is worth more in the open, where it is fused with its neighbours.
#include <unordered_map>
#include <unordered_set>

#include "ir/recursive.h"
#include "passes/edit.h"
#include "passes/passes.h"

namespace duet::passes {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;

constexpr size_t kSmall = 64;  // nodes

/// The callees of `graph` that are worth it.
std::unordered_set<const Graph*> worthwhile(const Graph& graph) {
  std::unordered_map<const Graph*, int> calls;
  for (const Node& node : graph.nodes)
    if (node.kind == NodeKind::kCall) ++calls[node.graphs[0].get()];
  std::unordered_set<const Graph*> result;
  for (auto [callee, count] : calls)
    if ((callee->nodes.size() <= kSmall || count == 1) && !ir::is_recursive(*callee))
      result.insert(callee);
  return result;
}

}  // namespace

Values copy_body(Edit& edit, const Graph& body, std::span<const Value> args) {
  DUET_CHECK(args.size() == body.inputs.size());
  std::vector<Value> values(body.value_count());
  for (size_t i = 0; i < args.size(); ++i) values[body.inputs[i].value] = args[i];
  auto mapped = [&](const Value& value) {
    return ir::with_nodes(value, [&](int64_t v) { return values[v]; });
  };
  std::unordered_map<int, int> regions;
  for (const Node& node : body.nodes) {
    Node copy = node;
    for (Value& arg : copy.args) arg = mapped(arg);
    if (node.region != 0) {
      auto [known, fresh] = regions.try_emplace(node.region, 0);
      if (fresh) known->second = edit.new_region();
      copy.region = known->second;
    }
    Values results = edit.append_own(std::move(copy));
    for (size_t k = 0; k < results.size(); ++k)
      values[node.first + static_cast<int64_t>(k)] = results[k];
  }
  Values results;
  for (const Value& result : body.results) results.push_back(mapped(result));
  return results;
}

bool inline_calls(Graph& graph, const Options&) {
  const auto callees = worthwhile(graph);
  if (callees.empty()) return false;
  Edit edit(graph);
  while (edit.next()) {
    Node& node = edit.node();
    if (node.kind != NodeKind::kCall || !callees.contains(node.graphs[0].get())) continue;
    ir::GraphRef callee = node.graphs[0];
    Values args = node.args;
    edit.replace(copy_body(edit, *callee, args));
  }
  return edit.changed();
}

}  // namespace duet::passes
