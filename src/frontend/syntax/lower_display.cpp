// Displays, f-strings and calls.
#include <algorithm>

#include "frontend/syntax/lowering.h"

namespace duet::syntax {
namespace {

bool starred(const TreeRef& item) { return item->kind == "Starred"; }
bool any_starred(const std::vector<TreeRef>& items) { return std::ranges::any_of(items, starred); }
bool unpacks(const TreeRef& keyword) { return !optional_constant(*keyword, "arg"); }

}  // namespace

/// A list or set of items, some of them starred.
void Lowering::items(const Tree& at, const Nodes& items, Form form) {
  size_t plain = 0;
  while (plain < items.size() && !starred(items[plain])) expression(*items[plain++]);
  emit(at, form, static_cast<int>(plain));
  for (size_t i = plain; i < items.size(); ++i) {
    bool star = starred(items[i]);
    expression(star ? node_at(*items[i], "value") : *items[i]);
    emit(*items[i], star ? Form::kExtend : Form::kAppend, 1);
  }
}

/// A tuple, or a list where items are starred.
void Lowering::sequence(const Tree& at, const Nodes& elements) {
  items(at, elements, any_starred(elements) ? Form::kList : Form::kTuple);
}

void Lowering::display(const Tree& node) {
  const Nodes& elements = nodes(node, "elts");
  if (node.kind == "Set") return items(node, elements, Form::kSet);
  if (node.kind == "List") return items(node, elements, Form::kList);
  sequence(node, elements);
  if (any_starred(elements)) emit(node, Form::kListToTuple);
}

void Lowering::dict(const Tree& node) {
  const Nodes& keys = nodes(node, "keys");
  const Nodes& values = nodes(node, "values");
  size_t plain = 0;
  for (; plain < keys.size() && keys[plain]; ++plain) {
    expression(*keys[plain]);
    expression(*values[plain]);
  }
  emit(node, Form::kDict, static_cast<int>(plain));
  for (size_t i = plain; i < keys.size(); ++i) {
    if (keys[i]) expression(*keys[i]);
    expression(*values[i]);
    emit(keys[i] ? *keys[i] : *values[i], keys[i] ? Form::kInsert : Form::kUpdate, 1);
  }
}

void Lowering::joined(const Tree& node) {
  const Nodes& parts = nodes(node, "values");
  for (const TreeRef& part : parts) expression(*part);
  if (parts.empty()) constant(node, std::string());
  if (parts.size() > 1) emit(node, Form::kJoin, static_cast<int>(parts.size()));
}

void Lowering::formatted(const Tree& node) {
  expression(node_at(node, "value"));
  const Tree* spec = optional_node(node, "format_spec");
  if (spec) expression(*spec);
  auto conversion = static_cast<int>(integer(node, "conversion"));
  emit(node, Form::kFormat, std::max(conversion, 0), spec != nullptr);
}

int Lowering::names_constant(std::vector<std::string> names) {
  return unit_->constant(std::move(names));
}

void Lowering::call(const Tree& node) {
  const Nodes& arguments = nodes(node, "args");
  const Nodes& keywords = nodes(node, "keywords");
  expression(node_at(node, "func"));
  if (any_starred(arguments) || std::ranges::any_of(keywords, unpacks)) return star_call(node);
  for (const TreeRef& argument : arguments) expression(*argument);
  std::vector<std::string> names;
  for (const TreeRef& keyword : keywords) {
    expression(node_at(*keyword, "value"));
    names.push_back(identifier(*keyword, "arg"));
  }
  int constant = names.empty() ? -1 : names_constant(std::move(names));
  emit(node, Form::kCall, static_cast<int>(arguments.size()), constant);
}

void Lowering::star_call(const Tree& node) {
  const Nodes& keywords = nodes(node, "keywords");
  const Nodes& arguments = nodes(node, "args");
  sequence(node, arguments);
  if (!keywords.empty()) keyword_dict(node, keywords);
  emit(node, Form::kCallStar, 0, !keywords.empty());
}

/// Keywords and `**mappings` in their order. Each run of keywords is a dict of its own, so that a
/// name given twice is found when it is added.
void Lowering::keyword_dict(const Tree& at, const Nodes& keywords) {
  bool first = true;
  for (size_t i = 0; i < keywords.size();) {
    int pairs = 0;
    size_t start = i;
    for (; i < keywords.size() && !unpacks(keywords[i]); ++i, ++pairs) {
      constant(*keywords[i], identifier(*keywords[i], "arg"));
      expression(node_at(*keywords[i], "value"));
    }
    if (pairs || first) emit(at, Form::kDict, pairs);
    if (pairs && !first) emit(*keywords[start], Form::kUpdate, 1, 1);
    first = false;
    for (; i < keywords.size() && unpacks(keywords[i]); ++i) {
      expression(node_at(*keywords[i], "value"));
      emit(*keywords[i], Form::kUpdate, 1, 1);
    }
  }
  if (first) emit(at, Form::kDict, 0);
}

}  // namespace duet::syntax
