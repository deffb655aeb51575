// Dead nodes: one walk backwards over what is read. Effects stay, and so does what may raise where
// a Python program would: a division, a part that may not be there, a loop.
#include <algorithm>
#include <unordered_map>

#include "ir/result_types.h"
#include "ops/trace.h"
#include "passes/edit.h"
#include "passes/passes.h"

namespace duet::passes {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;

/// Python's operations that answer for every number. Sums and products of ints can pass 64 bits,
/// which is our limit and not the program's: those may go.
bool always_answers(std::string_view operation) {
  static constexpr std::string_view kNames[] = {
      "add", "sub", "mul", "neg", "pos", "abs", "not",  "eq",    "ne",      "lt",     "le",    "gt",
      "ge",  "and", "or",  "xor", "min", "max", "bool", "float", "complex", "invert", "select"};
  return std::ranges::find(kNames, operation) != std::end(kNames);
}

/// Looks for a check among the parts of a decomposition.
class Parts final : public Dispatcher {
 public:
  explicit Parts(const Graph& graph) : graph_(graph) {}
  Values apply(const Op& op, std::span<const Value> args) override {
    demanding = demanding || op.checks.run;
    if (op.body.is(BodyKind::kDecompose)) {
      Call call(op, *this, args);
      return op.body.decompose(call);
    }
    Values results;
    for (TensorType& type : infer(op, args, *this)) {
      results.push_back(Value::node(graph_.value_count() + static_cast<int64_t>(own_.size())));
      own_.push_back(std::move(type));
    }
    return results;
  }
  TensorType type(const Value& value) const override {
    bool own = value.is_node() && value.as_node() >= graph_.value_count();
    return own ? own_[value.as_node() - graph_.value_count()] : ir::GraphTypes(graph_).type(value);
  }

  bool demanding = false;

 private:
  const Graph& graph_;
  std::vector<TensorType> own_;
};

/// Whether an operator without checks of its own is made of one that has some.
bool may_refuse(const Node& node, const Graph& graph) {
  if (!node.op->body.is(BodyKind::kDecompose) || node.op->checks.run) return false;
  Parts parts(graph);
  try {
    parts.apply(*node.op, ir::with_examples(graph, node.args));
  } catch (const std::exception&) {
    return true;  // its types are not known well enough to tell
  }
  return parts.demanding;
}

/// A number, or a Tensor that is known to hold one.
bool is_one(const ir::Type& type) {
  if (!type.is_tensor()) return true;
  return type.rank_known() && type.dtype_known() && type.as_tensor().count() == Dim(1);
}

class Goers {
 public:
  bool may_go(const Node& node, const Graph& graph) {
    switch (node.kind) {
      case NodeKind::kApply:
        return !may_refuse(node, graph);
      case NodeKind::kLeaf:
      case NodeKind::kToTensor:
      case NodeKind::kMake:
      case NodeKind::kPush:
      case NodeKind::kPop:
        return true;
      case NodeKind::kScalar:
        return always_answers(node.name);
      case NodeKind::kItem:
        return is_one(ir::type_of(graph, node.args[0]));
      case NodeKind::kGet:
        return node.args[1].kind() == Value::Kind::kInt &&
               ir::type_of(graph, node.args[0]).kind() != ir::TypeKind::kSeq;
      case NodeKind::kIf:
        if (!is_one(ir::type_of(graph, node.args[0]))) return false;
        [[fallthrough]];
      case NodeKind::kCall:
        return std::ranges::all_of(node.graphs,
                                   [&](const ir::GraphRef& below) { return pure(*below); });
      case NodeKind::kWhile:  // may never end
      case NodeKind::kCheck:
      case NodeKind::kRaise:
      case NodeKind::kPrint:
      case NodeKind::kCommit:
      case NodeKind::kHostCall:
        return false;
    }
    return false;
  }

 private:
  /// While a graph is being looked at it counts as one that may not go: it may never end.
  bool pure(const Graph& graph) {
    auto [known, fresh] = pure_.try_emplace(&graph, false);
    if (!fresh) return known->second;
    bool all =
        std::ranges::all_of(graph.nodes, [&](const Node& node) { return may_go(node, graph); });
    pure_[&graph] = all;
    return all;
  }

  std::unordered_map<const Graph*, bool> pure_;
};

std::vector<bool> needed_nodes(const Graph& graph) {
  Goers goers;
  std::vector<bool> read(graph.value_count(), false), needed(graph.nodes.size(), false);
  auto note = [&](const Value& value) { ir::each_node(value, [&](int64_t v) { read[v] = true; }); };
  for (const Value& result : graph.results) note(result);
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    const Node& node = graph.nodes[i];
    bool wanted = false;
    for (size_t k = 0; k < node.types.size(); ++k)
      wanted = wanted || read[node.first + static_cast<int64_t>(k)];
    if (!wanted && goers.may_go(node, graph)) continue;
    needed[i] = true;
    for (const Value& arg : node.args) note(arg);
  }
  return needed;
}

}  // namespace

bool may_go(const Node& node, const Graph& graph) { return Goers().may_go(node, graph); }

bool drop_dead(Graph& graph, const Options&) {
  std::vector<bool> needed = needed_nodes(graph);
  if (std::ranges::find(needed, false) == needed.end()) return false;
  Edit edit(graph);
  for (size_t i = 0; edit.next(); ++i)
    if (!needed[i]) edit.drop();
  return true;
}

}  // namespace duet::passes
