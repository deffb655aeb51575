// Functions, lambdas, classes and comprehensions: the Codes within a Code.
#include "frontend/syntax/lowering.h"
#include "frontend/syntax/unparse.h"

namespace duet::syntax {
namespace {

const Tree* comprehension_async(const Tree& node) {
  for (const TreeRef& loop : nodes(node, "generators"))
    if (integer(*loop, "is_async")) return loop.get();
  return nullptr;
}

std::string comprehension_name(const Tree& node) {
  if (node.kind == "GeneratorExp") return "<genexpr>";
  if (node.kind == "ListComp") return "<listcomp>";
  return node.kind == "SetComp" ? "<setcomp>" : "<dictcomp>";
}

}  // namespace

Unit& Lowering::begin(CodeKind kind, const Tree& node, std::string name) {
  Unit& unit = unit_->add_child(kind, std::move(name));
  unit.code().span = node.span;
  unit.code().first_line = node.span.line;
  return unit;
}

void Lowering::call_decorators(const Tree& node) {
  const Nodes& decorators = nodes(node, "decorator_list");
  for (size_t i = decorators.size(); i-- > 0;) emit(*decorators[i], Form::kCall, 1, -1);
}

void Lowering::function(const Tree& node) {
  for (const TreeRef& decorator : nodes(node, "decorator_list")) expression(*decorator);
  int what = defaults(node, node_at(node, "args")) | annotations(node);
  const std::string& name = identifier(node, "name");
  Unit& unit = begin(CodeKind::kFunction, node, name);
  unit.code().coroutine = node.kind == "AsyncFunctionDef";
  const Nodes& decorators = nodes(node, "decorator_list");
  if (!decorators.empty()) unit.code().first_line = decorators[0]->span.line;
  int child = static_cast<int>(unit_->code().children.size()) - 1;
  function_body(node, unit);
  emit(node, Form::kFunction, child, what);
  call_decorators(node);
  store(node, name);
}

void Lowering::function_body(const Tree& node, Unit& unit) {
  Unit* outer = std::exchange(unit_, &unit);
  const Nodes& body = nodes(node, "body");
  parameters(node_at(node, "args"));
  document(body);
  statements(body, unit.code().has_doc ? 1 : 0);
  end(*body.back());
  unit_ = outer;
}

void Lowering::lambda(const Tree& node) {
  int what = defaults(node, node_at(node, "args"));
  Unit& unit = begin(CodeKind::kLambda, node, "<lambda>");
  int child = static_cast<int>(unit_->code().children.size()) - 1;
  Unit* outer = std::exchange(unit_, &unit);
  parameters(node_at(node, "args"));
  expression(node_at(node, "body"));
  emit(node_at(node, "body"), Form::kReturn);
  unit_ = outer;
  emit(node, Form::kFunction, child, what);
}

void Lowering::parameters(const Tree& arguments) {
  Code& code = unit_->code();
  auto add = [&](const Tree& argument) {
    unit_->symbol(unit_->mangle(identifier(argument, "arg"))).bound = true;
  };
  for (const char* kind : {"posonlyargs", "args", "kwonlyargs"})
    for (const TreeRef& argument : nodes(arguments, kind)) add(*argument);
  code.positional_only = static_cast<int>(nodes(arguments, "posonlyargs").size());
  code.positional = code.positional_only + static_cast<int>(nodes(arguments, "args").size());
  code.keyword_only = static_cast<int>(nodes(arguments, "kwonlyargs").size());
  const Tree* rest = optional_node(arguments, "vararg");
  const Tree* keywords = optional_node(arguments, "kwarg");
  if (rest) add(*rest);
  if (keywords) add(*keywords);
  code.star_args = rest;
  code.star_kwargs = keywords;
}

/// Leaves a tuple of defaults and a dict of those of keyword-only parameters, where there are any.
int Lowering::defaults(const Tree& at, const Tree& arguments) {
  int what = 0;
  const Nodes& values = nodes(arguments, "defaults");
  for (const TreeRef& value : values) expression(*value);
  if (!values.empty()) {
    emit(at, Form::kTuple, static_cast<int>(values.size()));
    what |= 1;
  }
  const Nodes& names = nodes(arguments, "kwonlyargs");
  const Nodes& keyword_values = nodes(arguments, "kw_defaults");
  int pairs = 0;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!keyword_values[i]) continue;
    constant(*names[i], unit_->mangle(identifier(*names[i], "arg")));
    expression(*keyword_values[i]);
    ++pairs;
  }
  if (!pairs) return what;
  emit(at, Form::kDict, pairs);
  return what | 2;
}

int Lowering::annotations(const Tree& node) {
  const Tree& arguments = node_at(node, "args");
  int pairs = 0;
  // Python evaluates those of positional-only parameters second.
  for (const char* kind : {"args", "posonlyargs"})
    for (const TreeRef& argument : nodes(arguments, kind)) pairs += annotation(*argument);
  if (const Tree* rest = optional_node(arguments, "vararg")) pairs += annotation(*rest);
  for (const TreeRef& argument : nodes(arguments, "kwonlyargs")) pairs += annotation(*argument);
  if (const Tree* keywords = optional_node(arguments, "kwarg")) pairs += annotation(*keywords);
  if (const Tree* returned = optional_node(node, "returns")) {
    constant(*returned, std::string("return"));
    annotation_value(*returned);
    ++pairs;
  }
  if (!pairs) return 0;
  emit(node, Form::kDict, pairs);
  return 4;
}

int Lowering::annotation(const Tree& argument) {
  const Tree* annotation = optional_node(argument, "annotation");
  if (!annotation) return 0;
  constant(argument, unit_->mangle(identifier(argument, "arg")));
  annotation_value(*annotation);
  return 1;
}

void Lowering::annotation_value(const Tree& annotation) {
  if (future_annotations_) return constant(annotation, unparse(annotation));
  if (annotation.kind != "Starred") return expression(annotation);
  expression(node_at(annotation, "value"));
  emit(annotation, Form::kUnpack, 1);
}

void Lowering::class_definition(const Tree& node) {
  for (const TreeRef& decorator : nodes(node, "decorator_list")) expression(*decorator);
  const std::string& name = identifier(node, "name");
  Unit& unit = begin(CodeKind::kClass, node, name);
  const Nodes& decorators = nodes(node, "decorator_list");
  if (!decorators.empty()) unit.code().first_line = decorators[0]->span.line;
  int child = static_cast<int>(unit_->code().children.size()) - 1;
  class_body(node, unit);
  sequence(node, nodes(node, "bases"));
  keyword_dict(node, nodes(node, "keywords"));
  emit(node, Form::kClass, child, unit_->constant(name));
  call_decorators(node);
  store(node, name);
}

void Lowering::class_body(const Tree& node, Unit& unit) {
  Unit* outer = std::exchange(unit_, &unit);
  unit.private_name = identifier(node, "name");
  load(node, "__name__");
  store(node, "__module__");
  // Its own constant: the text is known when all scopes are.
  unit.qualname_constant = static_cast<int>(unit.code().constants.size());
  unit.code().constants.emplace_back(std::string());
  emit(node, Form::kConstant, unit.qualname_constant);
  store(node, "__qualname__");
  const Nodes& body = nodes(node, "body");
  document(body);
  if (unit.code().has_doc) {
    constant(*body[0], unit.code().doc);
    store(*body[0], "__doc__");
  }
  statements(body, unit.code().has_doc ? 1 : 0);
  end(*body.back());
  unit_ = outer;
}

void Lowering::comprehension(const Tree& node) {
  Unit& unit = begin(CodeKind::kComprehension, node, comprehension_name(node));
  int child = static_cast<int>(unit_->code().children.size()) - 1;
  unit.code().positional = 1;
  unit.code().coroutine = comprehension_async(node);
  Unit* outer = std::exchange(unit_, &unit);
  unit.symbol(".0").bound = true;
  bool generator = node.kind == "GeneratorExp";
  unit.code().generator = generator;
  if (node.kind == "ListComp") emit(node, Form::kList, 0);
  if (node.kind == "SetComp") emit(node, Form::kSet, 0);
  if (node.kind == "DictComp") emit(node, Form::kDict, 0);
  loops(node, 0);
  if (generator) none(node);
  emit(node, Form::kReturn);
  unit_ = outer;
  emit(node, Form::kFunction, child, 0);
  const Tree& iterable = node_at(*nodes(node, "generators")[0], "iter");
  expression(iterable);
  emit(iterable, Form::kIterator);
  emit(node, Form::kCall, 1, -1);
  if (unit.code().coroutine && !generator) emit(node, Form::kAwait);
}

void Lowering::loops(const Tree& node, size_t index) {
  const Nodes& generators = nodes(node, "generators");
  if (index == generators.size()) return element(node);
  const Tree& loop = *generators[index];
  if (index == 0) {
    load(node_at(loop, "iter"), ".0");
  } else {
    expression(node_at(loop, "iter"));
    emit(node_at(loop, "iter"), Form::kIterator);
  }
  int body = unit_->block([&] {
    assign_to(node_at(loop, "target"));
    conditions(node, index, 0);
  });
  emit(node, Form::kFor, body, -1);
}

void Lowering::conditions(const Tree& node, size_t loop, size_t index) {
  const Nodes& tests = nodes(*nodes(node, "generators")[loop], "ifs");
  if (index == tests.size()) return loops(node, loop + 1);
  test(*tests[index]);
  int then = unit_->block([&] { conditions(node, loop, index + 1); });
  emit(*tests[index], Form::kIf, then, -1);
}

void Lowering::element(const Tree& node) {
  if (node.kind == "DictComp") {
    const Tree& key = node_at(node, "key");
    expression(key);
    expression(node_at(node, "value"));
    return emit(key, Form::kInsert, 1);
  }
  const Tree& item = node_at(node, "elt");
  expression(item);
  if (node.kind != "GeneratorExp") return emit(item, Form::kAppend, 1);
  emit(item, Form::kYield);
  drop(item);
}

}  // namespace duet::syntax
