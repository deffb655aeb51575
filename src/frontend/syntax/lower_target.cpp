// Assignment, to every kind of target, and deletion.
#include <algorithm>

#include "frontend/syntax/lowering.h"

namespace duet::syntax {

/// [value ->]
void Lowering::assign_to(const Tree& target) {
  if (target.kind == "Name") return store(target, identifier(target, "id"));
  if (target.kind == "Tuple" || target.kind == "List") return unpack_to(target);
  if (target.kind == "Attribute") {
    expression(node_at(target, "value"));
    return emit(target, Form::kSetAttribute, unit_->name(identifier(target, "attr")));
  }
  if (target.kind != "Subscript")
    throw value_error("line {}: cannot assign to `{}`", target.span.line, target.kind);
  expression(node_at(target, "value"));
  expression(node_at(target, "slice"));
  emit(target, Form::kSetItem);
}

void Lowering::unpack_to(const Tree& target) {
  const Nodes& elements = nodes(target, "elts");
  auto star = std::ranges::find_if(
      elements, [](const TreeRef& element) { return element->kind == "Starred"; });
  int count = static_cast<int>(elements.size());
  int before = static_cast<int>(star - elements.begin());
  if (star == elements.end())
    emit(target, Form::kUnpack, count);
  else
    emit(target, Form::kUnpackStar, before, count - before - 1);
  for (const TreeRef& element : elements)
    assign_to(element->kind == "Starred" ? node_at(*element, "value") : *element);
}

void Lowering::assign(const Tree& node) {
  expression(node_at(node, "value"));
  const Nodes& targets = nodes(node, "targets");
  for (size_t i = 0; i < targets.size(); ++i) {
    if (i + 1 < targets.size()) emit(*targets[i], Form::kCopy, 1);
    assign_to(*targets[i]);
  }
}

void Lowering::augmented(const Tree& node) {
  const Tree& target = node_at(node, "target");
  int op = binary_operator(node_at(node, "op"));
  auto compute = [&] {
    expression(node_at(node, "value"));
    emit(node, Form::kInPlace, op);
  };
  if (target.kind == "Name") {
    name(target);
    compute();
    return store(target, identifier(target, "id"));
  }
  expression(node_at(target, "value"));
  if (target.kind == "Attribute") {
    int attribute = unit_->name(identifier(target, "attr"));
    emit(target, Form::kCopy, 1);
    emit(target, Form::kAttribute, attribute);
    compute();
    emit(target, Form::kSwap, 2);
    return emit(target, Form::kSetAttribute, attribute);
  }
  expression(node_at(target, "slice"));
  emit(target, Form::kCopy, 2);
  emit(target, Form::kCopy, 2);
  emit(target, Form::kItem);
  compute();
  emit(target, Form::kRotate, 3);
  emit(target, Form::kSetItem);
}

void Lowering::annotated(const Tree& node) {
  const Tree& target = node_at(node, "target");
  const Tree& annotation = node_at(node, "annotation");
  const Tree* value = optional_node(node, "value");
  bool kept = unit_->kind() == CodeKind::kClass || unit_->kind() == CodeKind::kModule;
  if (value) {
    expression(*value);
    assign_to(target);
  }
  if (!kept && !future_annotations_) use_names(annotation);
  if (target.kind != "Name") {
    if (!value) annotation_only(target);
    if (!kept || future_annotations_) return;
    expression(annotation);
    return drop(annotation);
  }
  if (!integer(node, "simple")) {
    if (kept && !future_annotations_) {
      expression(annotation);
      drop(annotation);
    }
    return;
  }
  unit_->symbol(unit_->mangle(identifier(target, "id"))).bound = true;
  if (!kept) return;
  annotation_value(annotation);
  emit(node, Form::kAnnotation, unit_->name(identifier(target, "id")));
}

/// An annotation that nobody evaluates still captures the variables that it names.
void Lowering::use_names(const Tree& annotation) {
  if (annotation.kind == "Name") unit_->symbol(unit_->mangle(identifier(annotation, "id")));
  // Names of a scope of its own are that scope's, and it is not made.
  if (annotation.kind == "Lambda" || annotation.kind.ends_with("Comp") ||
      annotation.kind == "GeneratorExp")
    return;
  for (const Field& each : annotation.fields) {
    if (const auto* one = std::get_if<TreeRef>(&each.value); one && *one) use_names(**one);
    if (const auto* many = std::get_if<std::vector<TreeRef>>(&each.value))
      for (const TreeRef& item : *many)
        if (item) use_names(*item);
  }
}

/// What Python evaluates of a target that is annotated and not assigned to.
void Lowering::annotation_only(const Tree& target) {
  expression(node_at(target, "value"));
  drop(target);
  if (target.kind != "Subscript") return;
  expression(node_at(target, "slice"));
  drop(target);
}

void Lowering::delete_statement(const Tree& node) {
  for (const TreeRef& target : nodes(node, "targets")) delete_target(*target);
}

void Lowering::delete_target(const Tree& target) {
  if (target.kind == "Name") {
    std::string name = unit_->mangle(identifier(target, "id"));
    unit_->symbol(name).bound = true;
    return emit(target, Form::kDelete, unit_->variable(name));
  }
  if (target.kind == "Tuple" || target.kind == "List") {
    for (const TreeRef& element : nodes(target, "elts")) delete_target(*element);
    return;
  }
  expression(node_at(target, "value"));
  if (target.kind == "Attribute")
    return emit(target, Form::kDeleteAttribute, unit_->name(identifier(target, "attr")));
  expression(node_at(target, "slice"));
  emit(target, Form::kDeleteItem);
}

}  // namespace duet::syntax
