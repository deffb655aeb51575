// Constant folding by whoever can compute (Options::evaluate: the eager engine, so that bits are
// its bits). Only small results are kept: a graph is no place for data.
#include <algorithm>

#include "passes/edit.h"
#include "passes/passes.h"

namespace duet::passes {
namespace {

using ir::Node;
using ir::NodeKind;

constexpr int64_t kSmall = 16;  // elements

bool all_constant(std::span<const Value> args) {
  bool constant = true;
  for (const Value& arg : args) ir::each_node(arg, [&](int64_t) { constant = false; });
  return constant;
}

/// Whether the results are small. Inside a region a constant must neither be rounded nor be an
/// operand that the order of a sum goes by.
bool worth_keeping(const Node& node) {
  return std::ranges::all_of(node.types, [&](const ir::Type& type) {
    if (!type.is_tensor()) return true;
    if (!type.dtype_known() || !type.rank_known()) return false;
    const TensorType& tensor = type.as_tensor();
    bool inside = node.region != 0;
    if (inside && is_half(tensor.dtype)) return false;
    return tensor.known() && tensor.count().value() <= (inside ? 1 : kSmall);
  });
}

bool foldable(const Node& node) {
  switch (node.kind) {
    case NodeKind::kApply:
    case NodeKind::kScalar:
    case NodeKind::kToTensor:
    case NodeKind::kItem:
      return all_constant(node.args) && worth_keeping(node);
    default:
      return false;
  }
}

bool fold_once(ir::Graph& graph, const Options& options) {
  Edit edit(graph);
  while (edit.next()) {
    if (!foldable(edit.node())) continue;
    auto values = options.evaluate(edit.node());
    if (values) edit.replace(std::move(*values));
  }
  return edit.changed();
}

}  // namespace

bool fold_constants(ir::Graph& graph, const Options& options) {
  if (!options.evaluate || !fold_once(graph, options)) return false;
  // Conditions may be known now, and constants stand in the branches they choose.
  while (take_parts(graph, options) && fold_once(graph, options)) {
  }
  return true;
}

}  // namespace duet::passes
