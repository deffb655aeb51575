// A recursive descent over the text. Graphs are parsed when they are first referred to, so that a
// branch's types are known where it is used; a graph that is still open when it is referred to
// (recursion) must say its types at the call.
#include "ir/parse.h"

#include <charconv>
#include <unordered_map>

#include "ir/constant_text.h"
#include "ir/result_types.h"
#include "ir/scanner.h"
#include "ir/words.h"
#include "ops/registry.h"

namespace duet::ir {
namespace {

Type parse_type(Scanner& scan);

Type tensor_type(Scanner& scan) {
  if (scan.take("*")) {
    scan.need("]");
    return Type::tensor_of_any_rank(std::nullopt);
  }
  auto dtype = dtype_from_text(scan.word());
  if (!dtype) scan.fail("a dtype");
  TensorType type{*dtype, {}};
  if (scan.take(",")) {
    if (scan.take("*")) {
      scan.need("]");
      return Type::tensor_of_any_rank(dtype);
    }
    do type.shape.push_back(scan.take("?") ? Dim::unknown() : Dim(scan.integer()));
    while (scan.take_next('x'));
  }
  scan.need("]");
  return Type::tensor(std::move(type));
}

std::vector<Type> type_list(Scanner& scan, std::string_view separator, std::string_view end) {
  std::vector<Type> types;
  if (scan.take(end)) return types;
  do types.push_back(parse_type(scan));
  while (scan.take(separator));
  scan.need(end);
  return types;
}

Type dict_type(Scanner& scan) {
  std::vector<std::string> keys;
  std::vector<Type> items;
  if (!scan.take("]")) {
    do {
      keys.push_back(scan.string());
      scan.need(":");
      items.push_back(parse_type(scan));
    } while (scan.take(","));
    scan.need("]");
  }
  return Type::dict(std::move(keys), std::move(items));
}

Type one_item(Scanner& scan, Type (*make)(Type)) {
  Type item = parse_type(scan);
  scan.need("]");
  return make(std::move(item));
}

Type scalar_type(Scanner& scan) {
  auto kind = number_kind_from_text(scan.word());
  if (!kind) scan.fail("a kind of number");
  scan.need("]");
  return Type::scalar(*kind);
}

Type parse_type(Scanner& scan) {
  std::string_view word = scan.need_word("a type");
  if (word == "Str") return Type::string();
  if (word == "Any") return Type::any();
  if (word == "None") return Type::none();
  scan.need("[");
  if (word == "Tensor") return tensor_type(scan);
  if (word == "Scalar") return scalar_type(scan);
  if (word == "Tuple") return Type::tuple(type_list(scan, ",", "]"));
  if (word == "Variant") return Type::variant(type_list(scan, "|", "]"));
  if (word == "Dict") return dict_type(scan);
  if (word == "Seq") return one_item(scan, Type::seq);
  if (word == "Stack") return one_item(scan, Type::stack);
  scan.fail("a type");
}

// --- places

bool take_number(std::string_view& text, int& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

bool take_text(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

/// A bare word up to one of `stops`, or a string literal.
std::string bare_or_quoted(std::string_view& text, std::string_view stops) {
  if (text.starts_with('"')) {
    Scanner scan(text);
    std::string result = scan.string();
    text.remove_prefix(scan.at());
    return result;
  }
  size_t end = std::min(text.find_first_of(stops), text.size());
  std::string result(text.substr(0, end));
  text.remove_prefix(end);
  return result;
}

/// Null where the comment is no place.
PlaceRef parse_place(std::string_view text) {
  while (take_text(text, " ")) {
  }
  auto place = std::make_shared<Place>();
  place->file = bare_or_quoted(text, " :");
  if (!take_text(text, ":") || !take_number(text, place->line) || !take_text(text, ":") ||
      !take_number(text, place->column))
    return nullptr;
  if (take_text(text, "-") && (!take_number(text, place->end_line) || !take_text(text, ":") ||
                               !take_number(text, place->end_column)))
    return nullptr;
  if (take_text(text, " in ")) place->function = bare_or_quoted(text, " ");
  if (take_text(text, " from ")) place->called_from = parse_place(text);
  return place;
}

// --- graphs

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), scan_(text) {}

  GraphRef run() {
    find_graphs();
    return graph(first_);
  }

 private:
  /// A graph in the text.
  struct Entry {
    size_t at;  // behind its label
    GraphRef graph;
    bool open = false;
  };
  struct Scope {
    Graph& graph;
    std::unordered_map<std::string, int64_t> values;
  };

  /// Where each graph stands: `graph` at the beginning of a line.
  void find_graphs() {
    for (size_t line = 0; line < text_.size();) {
      if (text_.substr(line).starts_with("graph @")) {
        scan_.move_to(line + 7);
        std::string label(scan_.need_word("the graph's name"));
        if (graphs_.empty()) first_ = label;
        if (!graphs_.try_emplace(label, Entry{scan_.at(), nullptr}).second)
          scan_.fail("another name for another graph");
      }
      line = std::min(text_.find('\n', line), text_.size() - 1) + 1;
    }
    if (graphs_.empty()) scan_.fail("`graph @name(...)`");
  }

  GraphRef graph(const std::string& label) {
    auto found = graphs_.find(label);
    if (found == graphs_.end()) scan_.fail("a graph that stands in the text");
    Entry& entry = found->second;
    if (entry.graph) return entry.graph;
    entry.graph = std::make_shared<Graph>();
    entry.graph->name = label;
    entry.open = true;
    size_t back = scan_.at();
    scan_.move_to(entry.at);
    body(*entry.graph);
    scan_.move_to(back);
    entry.open = false;
    return entry.graph;
  }

  void body(Graph& graph) {
    if (scan_.next() == '"') graph.name = scan_.string();
    Scope scope{graph, {}};
    scan_.need("(");
    if (!scan_.take(")")) {
      do input(scope);
      while (scan_.take(","));
      scan_.need(")");
    }
    scan_.need("{");
    while (!scan_.take("return")) node(scope);
    if (!scan_.take("}")) {
      do graph.results.push_back(value(scope));
      while (scan_.take(","));
      scan_.need("}");
    }
  }

  void input(Scope& scope) {
    bool state = scan_.take("state");
    scan_.need("%");
    std::string label(scan_.need_word("the input's name"));
    scan_.need(":");
    Type type = parse_type(scan_);
    std::string name = scan_.next() == '"' ? scan_.string() : label;
    int64_t number = scope.graph.add_input(std::move(name), std::move(type), state);
    if (!scope.values.try_emplace(label, number).second) scan_.fail("inputs of different names");
  }

  void node(Scope& scope) {
    std::vector<std::string> labels;
    if (scan_.next() == '%') {
      do {
        scan_.need("%");
        labels.emplace_back(value_label());
      } while (scan_.take(","));
      scan_.need("=");
    }
    Node node;
    head(node);
    arguments(scope, node);
    if (scan_.next_on_line() == '"')
      node.name = scan_.string();
    else if (begins_word(scan_.next_on_line()))
      node.name = scan_.word();
    bool open = below(node);
    types(scope, node, open);
    marks(node);
    node.place = parse_place(scan_.comment());
    if (labels.size() != node.types.size())
      scan_.fail(fmt::format("{} results to be named", node.types.size()));
    int64_t first = scope.graph.append(std::move(node));
    for (std::string& label : labels)
      if (!scope.values.try_emplace(std::move(label), first++).second)
        scan_.fail("each result to be named once");
  }

  /// Branches, body, callee. Answers whether one of them is still open.
  bool below(Node& node) {
    bool open = false;
    while (scan_.take("@")) {
      std::string label(scan_.need_word("a graph's name"));
      node.graphs.push_back(graph(label));
      open = open || graphs_.at(label).open;
    }
    const KindWord* kind = find_word(node.kind);
    if (kind && node.graphs.size() != kind->graphs)
      scan_.fail(fmt::format("{} graphs", kind->graphs));
    if (kind && node.args.size() < kind->args) scan_.fail(fmt::format("{} arguments", kind->args));
    return open;
  }

  std::string_view value_label() {
    std::string_view word = scan_.word();
    if (!word.empty()) return word;
    size_t begin = scan_.at();
    scan_.integer();
    return text_.substr(begin, scan_.at() - begin);
  }

  void head(Node& node) {
    std::string_view word = scan_.need_word("an operation");
    for (const KindWord& entry : kKindWords)
      if (entry.word == word) {
        node.kind = entry.kind;
        if (entry.kind == NodeKind::kCheck && scan_.next() != '(') node.op = operation();
        return;
      }
    if (word[0] >= 'a' && word[0] <= 'z') {
      node.kind = NodeKind::kScalar;
      node.name = word;
      return;
    }
    node.op = named_operator(word);
  }

  const Op* operation() { return named_operator(scan_.need_word("an operator")); }
  const Op* named_operator(std::string_view name) {
    const OpEntry* found = find_op(name);
    if (!found || found->op->name != name) scan_.fail("the name of an operator");
    return found->op;
  }

  void arguments(Scope& scope, Node& node) {
    scan_.need("(");
    if (node.op) return named_arguments(scope, node);
    if (scan_.take(")")) return;
    do node.args.push_back(value(scope));
    while (scan_.take(","));
    scan_.need(")");
  }

  void named_arguments(Scope& scope, Node& node) {
    const auto& params = entry(*node.op).schema.params;
    std::vector<std::optional<Value>> given(params.size());
    size_t position = 0;
    while (!scan_.take(")")) {
      size_t index = parameter(params).value_or(position++);
      if (index >= params.size() || given[index]) scan_.fail("one more argument of the operator");
      given[index] = value(scope);
      if (!scan_.take(",") && scan_.next() != ')') scan_.fail("`,` or `)`");
    }
    for (size_t i = 0; i < params.size(); ++i) {
      if (!given[i] && !params[i].default_value)
        scan_.fail(fmt::format("the argument `{}`", params[i].name));
      node.args.push_back(given[i] ? *given[i] : *params[i].default_value);
    }
  }

  /// `name=` in front of an argument.
  std::optional<size_t> parameter(const std::vector<Param>& params) {
    size_t back = scan_.at();
    std::string_view name = scan_.word();
    if (!name.empty() && scan_.take("=")) {
      for (size_t i = 0; i < params.size(); ++i)
        if (params[i].name == name) return i;
      scan_.fail("the name of a parameter");
    }
    scan_.move_to(back);
    return std::nullopt;
  }

  void types(const Scope& scope, Node& node, bool open) {
    if (scan_.take("->")) {
      std::vector<Type> types;
      if (scan_.take("("))
        types = type_list(scan_, ",", ")");
      else
        types.push_back(parse_type(scan_));
      for (Type& type : types) node.types.push_back(std::move(type));
      return;
    }
    if (node.kind == NodeKind::kCall || node.kind == NodeKind::kHostCall) return;
    auto found = open ? std::nullopt : result_types(scope.graph, node);
    if (!found) scan_.fail("`-> Type`");
    node.types = std::move(*found);
  }

  void marks(Node& node) {
    if (!scan_.take("{")) return;
    do {
      std::string_view mark = scan_.need_word("a mark");
      if (mark == "region")
        node.region = static_cast<int>(scan_.integer());
      else if (mark == "constant")
        node.constant = true;
      else if (mark == "host")
        node.host = scan_.integer();
      else
        scan_.fail("`region`, `constant` or `host`");
    } while (scan_.take(","));
    scan_.need("}");
  }

  // --- values

  Value value(const Scope& scope) {
    switch (scan_.next()) {
      case '%': {
        scan_.need("%");
        auto found = scope.values.find(std::string(value_label()));
        if (found == scope.values.end()) scan_.fail("a value that is known here");
        return Value::node(found->second);
      }
      case '(':
        return list(scope);
      case '[':
        return ints();
      case '"':
        return scan_.string();
      default:
        return begins_word(scan_.next()) ? worded() : number();
    }
  }

  Value list(const Scope& scope) {
    scan_.need("(");
    Values items;
    if (scan_.take(")")) return items;
    do items.push_back(value(scope));
    while (scan_.take(","));
    scan_.need(")");
    return items;
  }

  Value ints() {
    scan_.need("[");
    Ints items;
    if (scan_.take("]")) return items;
    do items.push_back(scan_.integer());
    while (scan_.take(","));
    scan_.need("]");
    return items;
  }

  Value worded() {
    std::string_view word = scan_.word();
    if (word == "none") return {};
    if (word == "true") return true;
    if (word == "false") return false;
    if (word == "complex") {
      scan_.need("(");
      double real = real_number();
      scan_.need(",");
      double imaginary = real_number();
      scan_.need(")");
      return std::complex<double>(real, imaginary);
    }
    if (auto number = float_from_text(word)) return *number;
    auto dtype = dtype_from_text(word);
    if (!dtype) scan_.fail("a value");
    return scan_.take("[") ? tensor(*dtype) : Value(*dtype);
  }

  Value tensor(DType dtype) {
    Ints shape;
    if (!scan_.take("]")) {
      do shape.push_back(scan_.integer());
      while (scan_.take_next('x'));
      scan_.need("]");
    }
    scan_.need("{");
    Tensor tensor(dtype, shape);
    if (!fill_from_text(tensor, scan_.until("}"))) scan_.fail("the elements of the Tensor");
    scan_.need("}");
    return tensor;
  }

  double real_number() {
    auto number = float_from_text(scan_.until(",)]} \n"));
    if (!number) scan_.fail("a number");
    return *number;
  }

  Value number() {
    std::string_view text = scan_.until(",)]} \n");
    int64_t integer = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
    if (error == std::errc() && end == text.data() + text.size()) return integer;
    auto real = float_from_text(text);
    if (!real) scan_.fail("a value");
    return *real;
  }

  std::string_view text_;
  Scanner scan_;
  std::string first_;
  std::unordered_map<std::string, Entry> graphs_;
};

}  // namespace

GraphRef parse(std::string_view text) { return Parser(text).run(); }

Type parse_type(std::string_view text) {
  Scanner scan(text);
  Type type = parse_type(scan);
  if (!scan.at_end()) scan.fail("the end");
  return type;
}

}  // namespace duet::ir
