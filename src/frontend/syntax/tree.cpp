// Reading a tree's fields.
#include "frontend/syntax/tree.h"

namespace duet::syntax {

const Field& field(const Tree& node, std::string_view name) {
  for (const Field& field : node.fields)
    if (field.name == name) return field;
  DUET_BUG("a {} node has no field `{}`", node.kind, name);
}

const Tree* optional_node(const Tree& node, std::string_view name) {
  const auto* child = std::get_if<TreeRef>(&field(node, name).value);
  return child ? child->get() : nullptr;
}

const Tree& node_at(const Tree& node, std::string_view name) {
  const Tree* child = optional_node(node, name);
  if (!child) DUET_BUG("field `{}` of a {} node is no node", name, node.kind);
  return *child;
}

const std::vector<TreeRef>& nodes(const Tree& node, std::string_view name) {
  static const std::vector<TreeRef> kNone;
  const Field& found = field(node, name);
  if (std::holds_alternative<std::monostate>(found.value)) return kNone;
  const auto* list = std::get_if<std::vector<TreeRef>>(&found.value);
  if (!list) DUET_BUG("field `{}` of a {} node is no list", name, node.kind);
  return *list;
}

const Constant* optional_constant(const Tree& node, std::string_view name) {
  return std::get_if<Constant>(&field(node, name).value);
}

std::string optional_identifier(const Tree& node, std::string_view name) {
  const Constant* constant = optional_constant(node, name);
  const auto* text = constant ? std::get_if<std::string>(constant) : nullptr;
  return text ? *text : std::string();
}

const std::string& identifier(const Tree& node, std::string_view name) {
  const Constant* constant = optional_constant(node, name);
  const auto* text = constant ? std::get_if<std::string>(constant) : nullptr;
  if (!text) DUET_BUG("field `{}` of a {} node is no name", name, node.kind);
  return *text;
}

std::vector<std::string> identifiers(const Tree& node, std::string_view name) {
  const Constant* constant = optional_constant(node, name);
  const auto* names = constant ? std::get_if<std::vector<std::string>>(constant) : nullptr;
  return names ? *names : std::vector<std::string>();
}

int64_t integer(const Tree& node, std::string_view name) {
  const Constant* constant = optional_constant(node, name);
  const auto* number = constant ? std::get_if<int64_t>(constant) : nullptr;
  return number ? *number : 0;
}

}  // namespace duet::syntax
