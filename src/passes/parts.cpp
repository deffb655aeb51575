// What is known of structure: the part of a whole that was just made, what was just pushed, the
// branch of a known condition. Leaves have done their work when gradients are taken.
#include "passes/edit.h"
#include "passes/passes.h"

namespace duet::passes {
namespace {

using ir::Node;
using ir::NodeKind;

const Node* maker_of(const Edit& edit, const Value& value, NodeKind kind) {
  const Node* node = value.is_node() ? edit.maker(value.as_node()) : nullptr;
  return node && node->kind == kind ? node : nullptr;
}

std::optional<Value> part(const Edit& edit, const Node& get) {
  if (get.args[1].kind() != Value::Kind::kInt) return std::nullopt;
  int64_t index = get.args[1].as_int();
  const Values* parts = nullptr;
  if (get.args[0].is_list())
    parts = &get.args[0].as_list();
  else if (const Node* make = maker_of(edit, get.args[0], NodeKind::kMake))
    parts = &make->args;
  if (!parts || index < 0 || index >= static_cast<int64_t>(parts->size())) return std::nullopt;
  const Value& found = (*parts)[index];
  // What a Variant holds may be seen as another type than it has.
  if (found.is_node() && !(edit.graph().type(found.as_node()) == get.types[0])) return std::nullopt;
  return found;
}

std::optional<bool> known_truth(const Value& condition) {
  switch (condition.kind()) {
    case Value::Kind::kBool:
    case Value::Kind::kInt:
      return condition.as_int() != 0;
    case Value::Kind::kFloat:
      return condition.as_float() != 0;
    default:
      return std::nullopt;
  }
}

/// Answers whether a body was copied: it has not been looked at yet.
bool visit(Edit& edit) {
  Node& node = edit.node();
  switch (node.kind) {
    case NodeKind::kLeaf:
      edit.replace({node.args[0]});
      return false;
    case NodeKind::kGet:
      if (auto found = part(edit, node)) edit.replace({std::move(*found)});
      return false;
    case NodeKind::kPop:
      if (const Node* push = maker_of(edit, node.args[0], NodeKind::kPush))
        edit.replace({push->args[0], push->args[1]});
      return false;
    case NodeKind::kIf: {
      auto truth = known_truth(node.args[0]);
      if (!truth) return false;
      ir::GraphRef branch = node.graphs[*truth ? 0 : 1];
      Values args(node.args.begin() + 1, node.args.end());
      edit.replace(copy_body(edit, *branch, args));
      return true;
    }
    case NodeKind::kCheck:
      if (!node.op && known_truth(node.args[0]).value_or(false)) edit.drop();
      return false;
    default:
      return false;
  }
}

}  // namespace

bool take_parts(ir::Graph& graph, const Options&) {
  bool changed = false;
  for (bool again = true; again;) {
    again = false;
    Edit edit(graph);
    while (edit.next()) again = visit(edit) || again;
    changed = changed || edit.changed();
  }
  return changed;
}

}  // namespace duet::passes
