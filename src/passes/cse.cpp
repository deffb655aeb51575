// Equal nodes: the same operation on the same arguments gives the same bits. Operators of a region
// stay with it: what a region is made of decides where its halves are rounded and in which order
// its sums run. A second equal Check cannot fail.
#include <unordered_map>

#include "passes/edit.h"
#include "passes/passes.h"

namespace duet::passes {
namespace {

using ir::Node;
using ir::NodeKind;

bool shareable(const Node& node) {
  switch (node.kind) {
    case NodeKind::kApply:
    case NodeKind::kScalar:
    case NodeKind::kToTensor:
    case NodeKind::kItem:
    case NodeKind::kMake:
    case NodeKind::kGet:
    case NodeKind::kCheck:
      return true;
    default:
      return false;
  }
}

size_t mixed(size_t hash, size_t more) {
  return (hash ^ more) * 0x9e3779b97f4a7c15ULL + (hash >> 32);
}

size_t hash_of(const Value& value) {
  size_t hash = static_cast<size_t>(value.kind());
  switch (value.kind()) {
    case Value::Kind::kNone:
      return hash;
    case Value::Kind::kBool:
    case Value::Kind::kInt:
      return mixed(hash, static_cast<size_t>(value.as_int()));
    case Value::Kind::kFloat:
      return mixed(hash, std::hash<double>()(value.as_float()));
    case Value::Kind::kComplex:
      return mixed(hash, std::hash<double>()(value.as_complex().real()));
    case Value::Kind::kDType:
      return mixed(hash, static_cast<size_t>(value.as_dtype()));
    case Value::Kind::kString:
      return mixed(hash, std::hash<std::string_view>()(value.as_string()));
    case Value::Kind::kInts:
      for (int64_t i : value.as_ints()) hash = mixed(hash, static_cast<size_t>(i));
      return hash;
    case Value::Kind::kTensor:
      return mixed(hash, std::hash<const void*>()(value.tensor_rep()));
    case Value::Kind::kNode:
      return mixed(hash, static_cast<size_t>(value.as_node()));
    case Value::Kind::kList:
      for (const Value& item : value.as_list()) hash = mixed(hash, hash_of(item));
      return hash;
  }
  return hash;
}

size_t hash_of(const Node& node, int region) {
  size_t hash = mixed(static_cast<size_t>(node.kind), std::hash<const void*>()(node.op));
  hash = mixed(hash, static_cast<size_t>(region));
  if (!node.name.empty()) hash = mixed(hash, std::hash<std::string>()(node.name));
  for (const Value& arg : node.args) hash = mixed(hash, hash_of(arg));
  return hash;
}

bool equal(const Node& a, const Node& b) {
  return a.kind == b.kind && a.op == b.op && a.name == b.name && a.args == b.args &&
         a.types == b.types;
}

}  // namespace

bool share_equal(ir::Graph& graph, const Options&) {
  struct First {
    int32_t index;
    int region;
  };
  std::unordered_multimap<size_t, First> seen;
  seen.reserve(graph.nodes.size());
  Edit edit(graph);
  while (edit.next()) {
    const Node& node = edit.node();
    if (!shareable(node)) continue;
    int region = node.kind == NodeKind::kApply ? node.region : 0;
    size_t hash = hash_of(node, region);
    auto [at, end] = seen.equal_range(hash);
    for (; at != end; ++at)
      if (at->second.region == region && equal(graph.nodes[at->second.index], node)) break;
    if (at == end) {
      seen.emplace(hash, First{static_cast<int32_t>(graph.nodes.size()), region});
      continue;
    }
    Values by;
    for (size_t k = 0; k < node.types.size(); ++k)
      by.push_back(Value::node(graph.nodes[at->second.index].first + static_cast<int64_t>(k)));
    edit.replace(std::move(by));
  }
  return edit.changed();
}

}  // namespace duet::passes
