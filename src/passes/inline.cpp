// Callees in place of calls. Equal Cells are evaluated and differentiated once; what is small, or
// called only here, is worth more in the open, where it is fused with its neighbours.
#include <unordered_map>
#include <unordered_set>

#include "passes/edit.h"
#include "passes/passes.h"

namespace duet::passes {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;

constexpr size_t kSmall = 64;  // nodes

/// How often each callee is called in `graph`, and whether it can come back to itself.
class Calls {
 public:
  explicit Calls(const Graph& graph) {
    for (const Node& node : graph.nodes)
      if (node.kind == NodeKind::kCall) ++count_[node.graphs[0].get()];
  }
  bool any() const { return !count_.empty(); }
  bool worthwhile(const Graph& callee) {
    return (callee.nodes.size() <= kSmall || count_[&callee] == 1) && !recursive(callee);
  }

 private:
  bool recursive(const Graph& callee) {
    auto known = recursive_.find(&callee);
    if (known != recursive_.end()) return known->second;
    std::unordered_set<const Graph*> seen;
    std::vector<const Graph*> waiting{&callee};
    bool found = false;
    while (!waiting.empty() && !found) {
      const Graph* next = waiting.back();
      waiting.pop_back();
      for (const Node& node : next->nodes)
        for (const ir::GraphRef& below : node.graphs) {
          found = found || below.get() == &callee;
          if (seen.insert(below.get()).second) waiting.push_back(below.get());
        }
    }
    return recursive_[&callee] = found;
  }

  std::unordered_map<const Graph*, int> count_;
  std::unordered_map<const Graph*, bool> recursive_;
};

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
  Calls calls(graph);
  if (!calls.any()) return false;
  Edit edit(graph);
  while (edit.next()) {
    Node& node = edit.node();
    if (node.kind != NodeKind::kCall || !calls.worthwhile(*node.graphs[0])) continue;
    ir::GraphRef callee = node.graphs[0];
    Values args = node.args;
    edit.replace(copy_body(edit, *callee, args));
  }
  return edit.changed();
}

}  // namespace duet::passes
