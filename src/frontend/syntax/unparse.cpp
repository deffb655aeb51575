#include "frontend/syntax/unparse.h"

#include <cmath>
#include <unordered_map>

namespace duet::syntax {
namespace {

using Nodes = std::vector<TreeRef>;

/// How tightly operators bind. An expression is put in brackets where more is asked of it.
enum Level : uint8_t {
  kTuple,
  kTest,
  kOr,
  kAnd,
  kNot,
  kCompare,
  kBitOr,
  kBitXor,
  kBitAnd,
  kShift,
  kArithmetic,
  kTerm,
  kFactor,
  kPower,
  kAwait,
  kAtom,
};

Level above(Level level) { return static_cast<Level>(level + 1); }

struct Operator {
  const char* text;
  Level level;
};

const Operator& operator_of(const Tree& node) {
  static const std::unordered_map<std::string_view, Operator> kTable = {
      {"Or", {" or ", kOr}},
      {"And", {" and ", kAnd}},
      {"Not", {"not ", kNot}},
      {"UAdd", {"+", kFactor}},
      {"USub", {"-", kFactor}},
      {"Invert", {"~", kFactor}},
      {"BitOr", {" | ", kBitOr}},
      {"BitXor", {" ^ ", kBitXor}},
      {"BitAnd", {" & ", kBitAnd}},
      {"LShift", {" << ", kShift}},
      {"RShift", {" >> ", kShift}},
      {"Add", {" + ", kArithmetic}},
      {"Sub", {" - ", kArithmetic}},
      {"Mult", {" * ", kTerm}},
      {"MatMult", {" @ ", kTerm}},
      {"Div", {" / ", kTerm}},
      {"FloorDiv", {" // ", kTerm}},
      {"Mod", {" % ", kTerm}},
      {"Pow", {" ** ", kPower}},
      {"Eq", {" == ", kCompare}},
      {"NotEq", {" != ", kCompare}},
      {"Lt", {" < ", kCompare}},
      {"LtE", {" <= ", kCompare}},
      {"Gt", {" > ", kCompare}},
      {"GtE", {" >= ", kCompare}},
      {"Is", {" is ", kCompare}},
      {"IsNot", {" is not ", kCompare}},
      {"In", {" in ", kCompare}},
      {"NotIn", {" not in ", kCompare}},
  };
  auto found = kTable.find(node.kind);
  if (found == kTable.end()) throw value_error("`{}` is no operator", node.kind);
  return found->second;
}

std::string number(double value) {
  if (std::isinf(value)) return "1e309";
  std::string text = fmt::format("{}", value);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

std::string imaginary(double value) {
  if (std::isinf(value)) return "1e309j";
  return fmt::format("{}j", value);
}

std::string literal(const Constant& value) {
  struct Visitor {
    std::string operator()(NoneLiteral) const { return "None"; }
    std::string operator()(EllipsisLiteral) const { return "..."; }
    std::string operator()(bool flag) const { return flag ? "True" : "False"; }
    std::string operator()(int64_t integer) const { return std::to_string(integer); }
    std::string operator()(const BigInt& integer) const { return integer.digits; }
    std::string operator()(double value) const { return number(value); }
    std::string operator()(std::complex<double> z) const { return imaginary(z.imag()); }
    std::string operator()(const std::string& text) const { return repr(text); }
    std::string operator()(const Bytes& bytes) const { return repr(bytes.data, true); }
    std::string operator()(const std::vector<std::string>&) const { return ""; }
  };
  return std::visit(Visitor(), value);
}

class Writer {
 public:
  std::string take() { return std::move(out_); }
  void write(const Tree& node, Level level);

 private:
  using Rule = void (Writer::*)(const Tree&);

  void put(std::string_view text) { out_ += text; }
  template <class Body>
  void bracketed(bool needed, Body&& body);
  void list(const Nodes& items, std::string_view separator, Level level);
  void operation(const Tree& node, Level level);
  bool choice(const Tree& node, Level level);
  void tuple(const Tree& node, Level level);
  void compare(const Tree& node);
  void dict(const Tree& node);
  void comprehension(const Tree& node);
  void loops(const Tree& node);
  void call(const Tree& node);
  void attribute(const Tree& node);
  void subscript(const Tree& node);
  void slice(const Tree& node);
  void yield(const Tree& node);
  void parameters(const Tree& arguments);
  void parameter(const Tree& argument, const Tree* fallback, const char* prefix);
  std::string formatted(const Tree& node);
  std::string inner_text(const Tree& node);

  std::string out_;
  bool first_parameter_ = true;
};

template <class Body>
void Writer::bracketed(bool needed, Body&& body) {
  if (needed) put("(");
  body();
  if (needed) put(")");
}

void Writer::list(const Nodes& items, std::string_view separator, Level level) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (i) put(separator);
    write(*items[i], level);
  }
}

void Writer::operation(const Tree& node, Level level) {
  const Operator& op = operator_of(node_at(node, "op"));
  bracketed(level > op.level, [&] {
    if (node.kind == "BoolOp") return list(nodes(node, "values"), op.text, above(op.level));
    if (node.kind == "UnaryOp") {
      put(op.text);
      return write(node_at(node, "operand"), op.level);
    }
    bool right = op.level == kPower;
    write(node_at(node, "left"), right ? above(op.level) : op.level);
    put(op.text);
    write(node_at(node, "right"), right ? op.level : above(op.level));
  });
}

void Writer::compare(const Tree& node) {
  write(node_at(node, "left"), above(kCompare));
  const Nodes& operators = nodes(node, "ops");
  for (size_t i = 0; i < operators.size(); ++i) {
    put(operator_of(*operators[i]).text);
    write(*nodes(node, "comparators")[i], above(kCompare));
  }
}

/// What stands in brackets unless its place asks for little; false for other kinds.
bool Writer::choice(const Tree& node, Level level) {
  if (node.kind == "Compare") {
    bracketed(level > kCompare, [&] { compare(node); });
  } else if (node.kind == "IfExp") {
    bracketed(level > kTest, [&] {
      write(node_at(node, "body"), above(kTest));
      put(" if ");
      write(node_at(node, "test"), above(kTest));
      put(" else ");
      write(node_at(node, "orelse"), kTest);
    });
  } else if (node.kind == "Lambda") {
    bracketed(level > kTest, [&] {
      put("lambda");
      parameters(node_at(node, "args"));
      put(": ");
      write(node_at(node, "body"), kTest);
    });
  } else if (node.kind == "NamedExpr") {
    bracketed(level > kTuple, [&] {
      write(node_at(node, "target"), kAtom);
      put(" := ");
      write(node_at(node, "value"), kAtom);
    });
  } else if (node.kind == "Await") {
    bracketed(level > kAwait, [&] {
      put("await ");
      write(node_at(node, "value"), kAtom);
    });
  } else {
    return false;
  }
  return true;
}

void Writer::tuple(const Tree& node, Level level) {
  const Nodes& items = nodes(node, "elts");
  if (items.empty()) return put("()");
  bracketed(level > kTuple, [&] {
    list(items, ", ", kTest);
    if (items.size() == 1) put(",");
  });
}

void Writer::dict(const Tree& node) {
  const Nodes& keys = nodes(node, "keys");
  put("{");
  for (size_t i = 0; i < keys.size(); ++i) {
    if (i) put(", ");
    if (keys[i]) {
      write(*keys[i], kTest);
      put(": ");
    } else {
      put("**");
    }
    write(*nodes(node, "values")[i], keys[i] ? kTest : kBitOr);
  }
  put("}");
}

void Writer::comprehension(const Tree& node) {
  bool generator = node.kind == "GeneratorExp", list = node.kind == "ListComp";
  put(generator ? "(" : list ? "[" : "{");
  if (node.kind == "DictComp") {
    write(node_at(node, "key"), kTest);
    put(": ");
    write(node_at(node, "value"), kTest);
  } else {
    write(node_at(node, "elt"), kTest);
  }
  loops(node);
  put(generator ? ")" : list ? "]" : "}");
}

void Writer::loops(const Tree& node) {
  for (const TreeRef& loop : nodes(node, "generators")) {
    put(integer(*loop, "is_async") ? " async for " : " for ");
    write(node_at(*loop, "target"), kTuple);
    put(" in ");
    write(node_at(*loop, "iter"), above(kTest));
    for (const TreeRef& test : nodes(*loop, "ifs")) {
      put(" if ");
      write(*test, above(kTest));
    }
  }
}

void Writer::call(const Tree& node) {
  write(node_at(node, "func"), kAtom);
  const Nodes& arguments = nodes(node, "args");
  const Nodes& keywords = nodes(node, "keywords");
  // A generator that is the only argument brings its own brackets.
  if (arguments.size() == 1 && keywords.empty() && arguments[0]->kind == "GeneratorExp")
    return write(*arguments[0], kTest);
  put("(");
  list(arguments, ", ", kTest);
  for (size_t i = 0; i < keywords.size(); ++i) {
    if (i || !arguments.empty()) put(", ");
    std::string name = optional_identifier(*keywords[i], "arg");
    put(name.empty() ? "**" : name + "=");
    write(node_at(*keywords[i], "value"), kTest);
  }
  put(")");
}

void Writer::attribute(const Tree& node) {
  const Tree& value = node_at(node, "value");
  write(value, kAtom);
  const Constant* constant = value.kind == "Constant" ? optional_constant(value, "value") : nullptr;
  bool whole = constant && (std::holds_alternative<int64_t>(*constant) ||
                            std::holds_alternative<BigInt>(*constant));
  put(whole ? " ." : ".");
  put(identifier(node, "attr"));
}

void Writer::subscript(const Tree& node) {
  write(node_at(node, "value"), kAtom);
  put("[");
  write(node_at(node, "slice"), kTuple);
  put("]");
}

void Writer::slice(const Tree& node) {
  if (const Tree* lower = optional_node(node, "lower")) write(*lower, kTest);
  put(":");
  if (const Tree* upper = optional_node(node, "upper")) write(*upper, kTest);
  if (const Tree* step = optional_node(node, "step")) {
    put(":");
    write(*step, kTest);
  }
}

void Writer::yield(const Tree& node) {
  const Tree* value = optional_node(node, "value");
  put(node.kind == "YieldFrom" ? "(yield from " : value ? "(yield " : "(yield");
  if (value) write(*value, kTest);
  put(")");
}

void Writer::parameter(const Tree& argument, const Tree* fallback, const char* prefix) {
  put(std::exchange(first_parameter_, false) ? "" : ", ");
  put(prefix);
  put(identifier(argument, "arg"));
  if (!fallback) return;
  put("=");
  write(*fallback, kTest);
}

void Writer::parameters(const Tree& arguments) {
  first_parameter_ = true;
  const Nodes& defaults = nodes(arguments, "defaults");
  const Nodes &only = nodes(arguments, "posonlyargs"), &usual = nodes(arguments, "args");
  size_t count = only.size() + usual.size();
  // Python writes `lambda x: ...` and `lambda*xs: ...`.
  if (count) put(" ");
  for (size_t i = 0; i < count; ++i) {
    const Tree& argument = i < only.size() ? *only[i] : *usual[i - only.size()];
    size_t from = count - defaults.size();
    parameter(argument, i < from ? nullptr : defaults[i - from].get(), "");
    if (i + 1 == only.size()) put(", /");
  }
  const Nodes& keywords = nodes(arguments, "kwonlyargs");
  const Tree* rest = optional_node(arguments, "vararg");
  if (rest) parameter(*rest, nullptr, "*");
  if (!rest && !keywords.empty()) put(std::exchange(first_parameter_, false) ? "*" : ", *");
  for (size_t i = 0; i < keywords.size(); ++i)
    parameter(*keywords[i], nodes(arguments, "kw_defaults")[i].get(), "");
  if (const Tree* more = optional_node(arguments, "kwarg")) parameter(*more, nullptr, "**");
}

/// A part of an f-string, unquoted.
std::string Writer::inner_text(const Tree& node) {
  if (node.kind == "FormattedValue") return formatted(node);
  std::string result;
  if (node.kind == "JoinedStr") {
    for (const TreeRef& part : nodes(node, "values")) result += inner_text(*part);
    return result;
  }
  const auto* text = std::get_if<std::string>(optional_constant(node, "value"));
  for (char c : text ? *text : std::string())
    result += std::string(c == '{' || c == '}' ? 2 : 1, c);
  return result;
}

std::string Writer::formatted(const Tree& node) {
  Writer value;
  value.write(node_at(node, "value"), above(kTest));
  std::string text = value.take();
  std::string result = text.starts_with('{') ? "{ " + text : "{" + text;
  int64_t conversion = integer(node, "conversion");
  if (conversion > 0) result += std::string("!") + static_cast<char>(conversion);
  if (const Tree* spec = optional_node(node, "format_spec")) result += ":" + inner_text(*spec);
  return result + "}";
}

void Writer::write(const Tree& node, Level level) {
  static const std::unordered_map<std::string_view, Rule> kRules = {
      {"Dict", &Writer::dict},
      {"ListComp", &Writer::comprehension},
      {"SetComp", &Writer::comprehension},
      {"DictComp", &Writer::comprehension},
      {"GeneratorExp", &Writer::comprehension},
      {"Call", &Writer::call},
      {"Attribute", &Writer::attribute},
      {"Subscript", &Writer::subscript},
      {"Slice", &Writer::slice},
      {"Yield", &Writer::yield},
      {"YieldFrom", &Writer::yield},
  };
  const std::string& kind = node.kind;
  if (auto rule = kRules.find(kind); rule != kRules.end()) return (this->*rule->second)(node);
  if (kind == "Name") return put(identifier(node, "id"));
  if (kind == "Constant") return put(literal(*optional_constant(node, "value")));
  if (kind == "Tuple") return tuple(node, level);
  if (kind == "BoolOp" || kind == "BinOp" || kind == "UnaryOp") return operation(node, level);
  if (kind == "JoinedStr" || kind == "FormattedValue") return put("f" + repr(inner_text(node)));
  if (choice(node, level)) return;
  if (kind == "Starred") {
    put("*");
    return write(node_at(node, "value"), kBitOr);
  }
  if (kind != "List" && kind != "Set")
    throw value_error("line {}: `{}` is no expression", node.span.line, kind);
  put(kind == "List" ? "[" : "{");
  list(nodes(node, "elts"), ", ", kTest);
  put(kind == "List" ? "]" : "}");
}

}  // namespace

std::string unparse(const Tree& expression) {
  Writer writer;
  writer.write(expression, kTest);
  return writer.take();
}

std::string repr(const std::string& text, bool bytes) {
  bool single = text.find('\'') == std::string::npos || text.find('"') != std::string::npos;
  char quote = single ? '\'' : '"';
  std::string result = bytes ? "b" : "";
  result += quote;
  for (char c : text) {
    auto code = static_cast<unsigned char>(c);
    if (c == quote || c == '\\')
      result += std::string("\\") + c;
    else if (c == '\n')
      result += "\\n";
    else if (c == '\r')
      result += "\\r";
    else if (c == '\t')
      result += "\\t";
    else if (code < 0x20 || code == 0x7f || (bytes && code > 0x7f))
      result += fmt::format("\\x{:02x}", code);
    else
      result += c;
  }
  return result + quote;
}

}  // namespace duet::syntax
