// Expressions of one value: names, operators, conditions, access.
#include "frontend/syntax/lowering.h"

namespace duet::syntax {
namespace {

template <class Enum>
int operator_index(const Tree& node, const std::unordered_map<std::string_view, Enum>& table) {
  auto found = table.find(node.kind);
  if (found == table.end()) throw value_error("`{}` is no operator", node.kind);
  return static_cast<int>(found->second);
}

int unary_operator(const Tree& node) {
  static const std::unordered_map<std::string_view, UnaryOp> kTable = {
      {"UAdd", UnaryOp::kPositive},
      {"USub", UnaryOp::kNegative},
      {"Invert", UnaryOp::kInvert},
      {"Not", UnaryOp::kNot},
  };
  return operator_index(node, kTable);
}

int compare_operator(const Tree& node) {
  static const std::unordered_map<std::string_view, CompareOp> kTable = {
      {"Lt", CompareOp::kLess},    {"LtE", CompareOp::kLessEqual},
      {"Eq", CompareOp::kEqual},   {"NotEq", CompareOp::kNotEqual},
      {"Gt", CompareOp::kGreater}, {"GtE", CompareOp::kGreaterEqual},
      {"Is", CompareOp::kIs},      {"IsNot", CompareOp::kIsNot},
      {"In", CompareOp::kIn},      {"NotIn", CompareOp::kNotIn},
  };
  return operator_index(node, kTable);
}

bool is_or(const Tree& node) { return node_at(node, "op").kind == "Or"; }

}  // namespace

int binary_operator(const Tree& node) {
  static const std::unordered_map<std::string_view, BinaryOp> kTable = {
      {"Add", BinaryOp::kAdd},          {"Sub", BinaryOp::kSub},
      {"Mult", BinaryOp::kMul},         {"MatMult", BinaryOp::kMatMul},
      {"Div", BinaryOp::kDiv},          {"FloorDiv", BinaryOp::kFloorDiv},
      {"Mod", BinaryOp::kMod},          {"Pow", BinaryOp::kPow},
      {"LShift", BinaryOp::kLeftShift}, {"RShift", BinaryOp::kRightShift},
      {"BitAnd", BinaryOp::kAnd},       {"BitOr", BinaryOp::kOr},
      {"BitXor", BinaryOp::kXor},
  };
  return operator_index(node, kTable);
}

void Lowering::constant_value(const Tree& node) {
  constant(node, *optional_constant(node, "value"));
}

void Lowering::name(const Tree& node) {
  const std::string& name = identifier(node, "id");
  if (name == "__debug__") return constant(node, debug_);
  load(node, name);
  // super() finds its class through this cell.
  bool function = unit_->kind() != CodeKind::kClass && unit_->kind() != CodeKind::kModule;
  if (name == "super" && function) unit_->variable("__class__");
}

void Lowering::attribute(const Tree& node) {
  expression(node_at(node, "value"));
  emit(node, Form::kAttribute, unit_->name(identifier(node, "attr")));
}

void Lowering::subscript(const Tree& node) {
  expression(node_at(node, "value"));
  expression(node_at(node, "slice"));
  emit(node, Form::kItem);
}

void Lowering::slice(const Tree& node) {
  for (const char* part : {"lower", "upper"}) {
    const Tree* bound = optional_node(node, part);
    bound ? expression(*bound) : none(node);
  }
  const Tree* step = optional_node(node, "step");
  if (step) expression(*step);
  emit(node, Form::kSlice, step ? 3 : 2);
}

void Lowering::unary(const Tree& node) {
  expression(node_at(node, "operand"));
  emit(node, Form::kUnary, unary_operator(node_at(node, "op")));
}

void Lowering::binary(const Tree& node) {
  expression(node_at(node, "left"));
  expression(node_at(node, "right"));
  emit(node, Form::kBinary, binary_operator(node_at(node, "op")));
}

void Lowering::boolean(const Tree& node) { boolean_rest(node, 0); }

void Lowering::boolean_rest(const Tree& node, size_t index) {
  const Nodes& values = nodes(node, "values");
  const Tree& here = *values[index];
  bool last = index + 1 == values.size();
  if (last || here.kind != "BoolOp") expression(here);
  if (last) return;
  if (here.kind != "BoolOp") {
    int right = unit_->block([&] { boolean_rest(node, index + 1); });
    return emit(node, Form::kBoolean, right, is_or(node));
  }
  value_and_truth(here, 0);
  auto keep = [] {};
  auto next = [&] {
    drop(here);
    boolean_rest(node, index + 1);
  };
  is_or(node) ? branch(node, keep, next) : branch(node, next, keep);
}

/// [-> value, whether it is true]: `a` in `(a and b) or c` is asked once.
void Lowering::value_and_truth(const Tree& node, size_t index) {
  const Nodes& values = nodes(node, "values");
  const Tree& here = *values[index];
  if (here.kind == "BoolOp") {
    value_and_truth(here, 0);
  } else {
    expression(here);
    emit(here, Form::kCopy, 1);
    emit(here, Form::kUnary, static_cast<int>(UnaryOp::kNot));
    emit(here, Form::kUnary, static_cast<int>(UnaryOp::kNot));
  }
  if (index + 1 == values.size()) return;
  bool any = is_or(node);
  auto known = [&] { constant(node, any); };
  auto next = [&] {
    drop(here);
    value_and_truth(node, index + 1);
  };
  any ? branch(node, known, next) : branch(node, next, known);
}

void Lowering::compare(const Tree& node) {
  expression(node_at(node, "left"));
  compare_rest(node, 0, false);
}

/// [left -> value]. In a chain the right operand stays below each result and is dropped last.
void Lowering::compare_rest(const Tree& node, size_t index, bool tested) {
  const Nodes& operators = nodes(node, "ops");
  expression(*nodes(node, "comparators")[index]);
  int op = compare_operator(*operators[index]);
  if (index + 1 == operators.size()) return emit(node, Form::kCompare, op);
  emit(node, Form::kCopy, 1);
  emit(node, Form::kRotate, 3);
  emit(node, Form::kCompare, op);
  if (tested)
    return branch(
        node, [&] { compare_rest(node, index + 1, true); },
        [&] {
          drop(node);
          constant(node, false);
        });
  int rest = unit_->block([&] {
    emit(node, Form::kCopy, 1);
    compare_rest(node, index + 1, false);
  });
  emit(node, Form::kBoolean, rest, 0);
  emit(node, Form::kSwap, 2);
  drop(node);
}

void Lowering::conditional(const Tree& node) {
  test(node_at(node, "test"));
  branch(
      node, [&] { expression(node_at(node, "body")); },
      [&] { expression(node_at(node, "orelse")); });
}

void Lowering::named(const Tree& node) {
  expression(node_at(node, "value"));
  emit(node, Form::kCopy, 1);
  const Tree& target = node_at(node, "target");
  std::string name = unit_->mangle(identifier(target, "id"));
  // Within comprehensions it binds in the function around them.
  Unit* owner = unit_;
  while (owner->kind() == CodeKind::kComprehension) owner = owner->parent();
  Symbol& outer = owner->symbol(name);
  bool global = outer.global || owner->kind() == CodeKind::kModule;
  if (owner != unit_) {
    outer.bound = true;
    Symbol& inner = unit_->symbol(name);
    (global ? inner.global : inner.nonlocal) = true;
  }
  store(target, identifier(target, "id"));
}

void Lowering::await(const Tree& node) {
  expression(node_at(node, "value"));
  emit(node, Form::kAwait);
}

void Lowering::yield(const Tree& node) {
  unit_->code().generator = true;
  const Tree* value = optional_node(node, "value");
  value ? expression(*value) : none(node);
  emit(node, Form::kYield);
}

void Lowering::yield_from(const Tree& node) {
  unit_->code().generator = true;
  expression(node_at(node, "value"));
  emit(node, Form::kIterator);
  emit(node, Form::kYieldFrom);
}

void Lowering::test(const Tree& node) {
  if (node.kind == "BoolOp") {
    test(*nodes(node, "values")[0]);
    return test_boolean(node, 1, is_or(node));
  }
  if (node.kind == "IfExp") {
    test(node_at(node, "test"));
    return branch(
        node, [&] { test(node_at(node, "body")); }, [&] { test(node_at(node, "orelse")); });
  }
  if (node.kind == "Compare") {
    expression(node_at(node, "left"));
    return compare_rest(node, 0, true);
  }
  if (node.kind == "UnaryOp" && node_at(node, "op").kind == "Not") {
    test(node_at(node, "operand"));
    return emit(node, Form::kUnary, static_cast<int>(UnaryOp::kNot));
  }
  expression(node);
}

void Lowering::test_boolean(const Tree& node, size_t from, bool any) {
  const Nodes& values = nodes(node, "values");
  if (from == values.size()) return;
  auto rest = [&] {
    test(*values[from]);
    test_boolean(node, from + 1, any);
  };
  auto known = [&] { constant(node, any); };
  any ? branch(node, known, rest) : branch(node, rest, known);
}

}  // namespace duet::syntax
