// Simple statements, control flow, imports.
#include "frontend/syntax/lowering.h"

namespace duet::syntax {

void Lowering::expression_statement(const Tree& node) {
  const Tree& value = node_at(node, "value");
  if (value.kind == "Constant") return;
  expression(value);
  drop(node);
}

void Lowering::return_statement(const Tree& node) {
  const Tree* value = optional_node(node, "value");
  value ? expression(*value) : none(node);
  emit(node, Form::kReturn);
}

void Lowering::raise_statement(const Tree& node) {
  const Tree* exception = optional_node(node, "exc");
  const Tree* cause = optional_node(node, "cause");
  if (exception) expression(*exception);
  if (cause) expression(*cause);
  emit(node, Form::kRaise, (exception != nullptr) + (cause != nullptr));
}

void Lowering::assert_statement(const Tree& node) {
  if (!debug_) return;
  test(node_at(node, "test"));
  unless(node, [&] {
    emit(node, Form::kAssertionError);
    if (const Tree* message = optional_node(node, "msg")) {
      expression(*message);
      emit(node, Form::kCall, 1, -1);
    }
    emit(node, Form::kRaise, 1);
  });
}

void Lowering::if_statement(const Tree& node) {
  test(node_at(node, "test"));
  int then = block_of(nodes(node, "body"));
  emit(node, Form::kIf, then, optional_block_of(nodes(node, "orelse")));
}

void Lowering::while_statement(const Tree& node) {
  int condition = unit_->block([&] { test(node_at(node, "test")); });
  int body = block_of(nodes(node, "body"));
  emit(node, Form::kWhile, condition, body, optional_block_of(nodes(node, "orelse")));
}

void Lowering::for_statement(const Tree& node) {
  expression(node_at(node, "iter"));
  emit(node_at(node, "iter"), Form::kIterator);
  int body = unit_->block([&] {
    assign_to(node_at(node, "target"));
    statements(nodes(node, "body"));
  });
  emit(node, Form::kFor, body, optional_block_of(nodes(node, "orelse")));
}

void Lowering::with_statement(const Tree& node) { with_item(node, 0); }

void Lowering::with_item(const Tree& node, size_t index) {
  const Nodes& items = nodes(node, "items");
  if (index == items.size()) return statements(nodes(node, "body"));
  const Tree& manager = node_at(*items[index], "context_expr");
  const Tree* target = optional_node(*items[index], "optional_vars");
  expression(manager);
  int body = unit_->block([&] {
    target ? assign_to(*target) : drop(manager);
    with_item(node, index + 1);
  });
  emit(manager, Form::kWith, body);
}

void Lowering::try_statement(const Tree& node) {
  Try steps;
  steps.body = block_of(nodes(node, "body"));
  for (const TreeRef& handler : nodes(node, "handlers")) {
    Handler caught{.star = node.kind == "TryStar", .span = handler->span};
    if (const Tree* type = optional_node(*handler, "type"))
      caught.type = unit_->block([&] { expression(*type); });
    std::string name = unit_->mangle(optional_identifier(*handler, "name"));
    if (!name.empty()) {
      caught.variable = unit_->variable(name);
      unit_->symbol(name).bound = true;
    }
    caught.body = block_of(nodes(*handler, "body"));
    steps.handlers.push_back(caught);
  }
  steps.otherwise = optional_block_of(nodes(node, "orelse"));
  steps.finally = optional_block_of(nodes(node, "finalbody"));
  unit_->code().tries.push_back(std::move(steps));
  emit(node, Form::kTry, static_cast<int>(unit_->code().tries.size()) - 1);
}

void Lowering::import_statement(const Tree& node) {
  for (const TreeRef& alias : nodes(node, "names")) {
    const std::string& path = identifier(*alias, "name");
    std::string as = optional_identifier(*alias, "asname");
    emit(node, Form::kImport, unit_->constant(unit_->mangle(path)), -1, 0);
    size_t dot = path.find('.');
    // `import a.b as c` gives c the inner module, `import a.b` gives a the outer one.
    for (size_t start = dot; !as.empty() && start != std::string::npos;) {
      size_t end = path.find('.', ++start);
      emit(node, Form::kImportFrom, unit_->name(path.substr(start, end - start)));
      emit(node, Form::kSwap, 2);
      drop(node);
      start = end;
    }
    store(node, as.empty() ? path.substr(0, dot) : as);
  }
}

void Lowering::import_from(const Tree& node) {
  const Nodes& aliases = nodes(node, "names");
  std::vector<std::string> names;
  for (const TreeRef& alias : aliases) names.push_back(identifier(*alias, "name"));
  bool star = names[0] == "*";
  std::string module = unit_->mangle(optional_identifier(node, "module"));
  emit(node, Form::kImport, unit_->constant(module), names_constant(names),
       static_cast<int>(integer(node, "level")));
  if (star) return emit(node, Form::kImportStar);
  for (size_t i = 0; i < aliases.size(); ++i) {
    std::string as = optional_identifier(*aliases[i], "asname");
    emit(node, Form::kImportFrom, unit_->name(names[i]));
    store(node, as.empty() ? names[i] : as);
  }
  drop(node);
}

void Lowering::declare(const Tree& node) {
  for (const std::string& name : identifiers(node, "names")) {
    Symbol& symbol = unit_->symbol(unit_->mangle(name));
    (node.kind == "Global" ? symbol.global : symbol.nonlocal) = true;
  }
}

void Lowering::pass(const Tree&) {}

void Lowering::break_statement(const Tree& node) { emit(node, Form::kBreak); }

void Lowering::continue_statement(const Tree& node) { emit(node, Form::kContinue); }

}  // namespace duet::syntax
