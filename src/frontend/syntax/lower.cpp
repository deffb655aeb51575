// Modules, the tables of node kinds, and the steps that everything else is made of.
#include "frontend/syntax/lowering.h"

namespace duet::syntax {
namespace {

bool wants_text_annotations(const std::vector<TreeRef>& body) {
  for (const TreeRef& statement : body) {
    if (statement->kind != "ImportFrom" ||
        optional_identifier(*statement, "module") != "__future__")
      continue;
    for (const TreeRef& alias : nodes(*statement, "names"))
      if (identifier(*alias, "name") == "annotations") return true;
  }
  return false;
}

}  // namespace

CodeRef lower(const Tree& module, const std::string& file, bool debug) {
  return Lowering(file, debug).module(module);
}

CodeRef Lowering::module(const Tree& node) {
  Unit unit(CodeKind::kModule, "<module>", nullptr);
  unit.code().file = file_;
  unit.code().first_line = 1;
  unit_ = &unit;
  const Nodes& body = nodes(node, "body");
  future_annotations_ = wants_text_annotations(body);
  document(body);
  if (unit.code().has_doc) {
    constant(*body[0], unit.code().doc);
    store(*body[0], "__doc__");
  }
  statements(body, unit.code().has_doc ? 1 : 0);
  end(body.empty() ? node : *body.back());
  unit.resolve();
  return unit.finished();
}

const Lowering::Rules& Lowering::expression_rules() {
  static const Rules kRules = {
      {"Constant", &Lowering::constant_value},
      {"Name", &Lowering::name},
      {"Attribute", &Lowering::attribute},
      {"Subscript", &Lowering::subscript},
      {"Slice", &Lowering::slice},
      {"UnaryOp", &Lowering::unary},
      {"BinOp", &Lowering::binary},
      {"BoolOp", &Lowering::boolean},
      {"Compare", &Lowering::compare},
      {"IfExp", &Lowering::conditional},
      {"NamedExpr", &Lowering::named},
      {"Await", &Lowering::await},
      {"Yield", &Lowering::yield},
      {"YieldFrom", &Lowering::yield_from},
      {"Tuple", &Lowering::display},
      {"List", &Lowering::display},
      {"Set", &Lowering::display},
      {"Dict", &Lowering::dict},
      {"JoinedStr", &Lowering::joined},
      {"FormattedValue", &Lowering::formatted},
      {"Call", &Lowering::call},
      {"Lambda", &Lowering::lambda},
      {"ListComp", &Lowering::comprehension},
      {"SetComp", &Lowering::comprehension},
      {"DictComp", &Lowering::comprehension},
      {"GeneratorExp", &Lowering::comprehension},
  };
  return kRules;
}

const Lowering::Rules& Lowering::statement_rules() {
  static const Rules kRules = {
      {"Expr", &Lowering::expression_statement},
      {"Assign", &Lowering::assign},
      {"AugAssign", &Lowering::augmented},
      {"AnnAssign", &Lowering::annotated},
      {"Delete", &Lowering::delete_statement},
      {"Return", &Lowering::return_statement},
      {"Raise", &Lowering::raise_statement},
      {"Assert", &Lowering::assert_statement},
      {"If", &Lowering::if_statement},
      {"While", &Lowering::while_statement},
      {"For", &Lowering::for_statement},
      {"AsyncFor", &Lowering::for_statement},
      {"With", &Lowering::with_statement},
      {"AsyncWith", &Lowering::with_statement},
      {"Try", &Lowering::try_statement},
      {"TryStar", &Lowering::try_statement},
      {"Import", &Lowering::import_statement},
      {"ImportFrom", &Lowering::import_from},
      {"Global", &Lowering::declare},
      {"Nonlocal", &Lowering::declare},
      {"Pass", &Lowering::pass},
      {"Break", &Lowering::break_statement},
      {"Continue", &Lowering::continue_statement},
      {"FunctionDef", &Lowering::function},
      {"AsyncFunctionDef", &Lowering::function},
      {"ClassDef", &Lowering::class_definition},
      {"Match", &Lowering::match},
  };
  return kRules;
}

void Lowering::expression(const Tree& node) {
  auto rule = expression_rules().find(node.kind);
  if (rule == expression_rules().end())
    throw value_error("line {}: `{}` is no expression", node.span.line, node.kind);
  (this->*rule->second)(node);
}

void Lowering::statement(const Tree& node) {
  auto rule = statement_rules().find(node.kind);
  if (rule == statement_rules().end())
    throw value_error("line {}: `{}` is no statement", node.span.line, node.kind);
  (this->*rule->second)(node);
}

void Lowering::statements(const Nodes& body, size_t from) {
  for (size_t i = from; i < body.size(); ++i) statement(*body[i]);
}

int Lowering::block_of(const Nodes& body) {
  return unit_->block([&] { statements(body); });
}

int Lowering::optional_block_of(const Nodes& body) { return body.empty() ? -1 : block_of(body); }

void Lowering::emit(const Tree& at, Form form, int a, int b, int c) {
  unit_->emit({form, a, b, c, at.span});
}

void Lowering::constant(const Tree& at, const Constant& value) {
  emit(at, Form::kConstant, unit_->constant(value));
}

void Lowering::drop(const Tree& at, int count) {
  for (int i = 0; i < count; ++i) emit(at, Form::kDrop);
}

void Lowering::load(const Tree& at, std::string_view name) {
  emit(at, Form::kLoad, unit_->variable(unit_->mangle(name)));
}

void Lowering::store(const Tree& at, std::string_view name) {
  int variable = unit_->variable(unit_->mangle(name));
  unit_->symbol(unit_->mangle(name)).bound = true;
  emit(at, Form::kStore, variable);
}

/// A body's first statement, if it is text.
void Lowering::document(const Nodes& body) {
  if (body.empty() || body[0]->kind != "Expr") return;
  const Tree& value = node_at(*body[0], "value");
  const Constant* constant = value.kind == "Constant" ? optional_constant(value, "value") : nullptr;
  const auto* text = constant ? std::get_if<std::string>(constant) : nullptr;
  if (!text) return;
  unit_->code().doc = *text;
  unit_->code().has_doc = true;
}

void Lowering::end(const Tree& at) {
  none(at);
  emit(at, Form::kReturn);
}

}  // namespace duet::syntax
