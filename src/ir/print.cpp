// The printer: labels for graphs and values, then one line a node.
#include "ir/print.h"

#include <unordered_map>
#include <unordered_set>

#include "ir/constant_text.h"
#include "ir/result_types.h"
#include "ir/words.h"
#include "ops/registry.h"

namespace duet::ir {
namespace {

/// A name as its own label, if it can be and is still free; else `spare` made free.
std::string free_label(const std::string& name, std::string spare,
                       std::unordered_set<std::string>& taken) {
  std::string label = is_word(name) ? name : std::move(spare);
  if (label != name)
    while (taken.contains(label)) label += "_";
  if (!taken.insert(label).second) return free_label("", label, taken);
  return label;
}

std::string bare_or_quoted(std::string_view text) {
  bool bare = !text.empty() && text.find_first_of(" \t\n:\"\\") == std::string_view::npos;
  for (char c : text) bare = bare && static_cast<unsigned char>(c) > ' ';
  return bare ? std::string(text) : quoted(text);
}

class Printer {
 public:
  explicit Printer(const PrintOptions& options) : options_(options) {}

  /// Prints the graph and what is below it that has not been printed.
  void visit(const Graph& graph) {
    if (labels_.contains(&graph)) return;
    labels_[&graph] = free_label(graph.name, fmt::format("graph{}", labels_.size()), taken_);
    size_t piece = pieces_.size();
    pieces_.emplace_back();
    open_.insert(&graph);
    pieces_[piece] = body(graph);
    open_.erase(&graph);
  }

  std::string text() const { return fmt::format("{}", fmt::join(pieces_, "\n")); }

 private:
  struct Names {
    std::vector<std::string> of_values;
    std::unordered_map<int, int> regions;
  };

  std::string body(const Graph& graph) {
    Names names;
    names.of_values.resize(graph.value_count());
    std::string text = "graph @" + labels_[&graph];
    if (labels_[&graph] != graph.name) text += " " + quoted(graph.name);
    text += "(";
    std::unordered_set<std::string> taken;
    for (size_t i = 0; i < graph.inputs.size(); ++i)
      text += (i ? ", " : "") + input_text(graph.inputs[i], i, taken, names);
    text += ") {\n";
    int64_t next = 0;
    for (const Node& node : graph.nodes) {
      for (size_t k = 0; k < node.types.size(); ++k)
        names.of_values[node.first + static_cast<int64_t>(k)] = fmt::format("%{}", next++);
      for (const GraphRef& below : node.graphs) visit(*below);
      text += "  " + node_text(graph, node, names) + "\n";
    }
    text += "  return";
    for (size_t i = 0; i < graph.results.size(); ++i)
      text += (i ? ", " : " ") + value_text(graph.results[i], names);
    return text + "\n}\n";
  }

  static std::string input_text(const Input& input, size_t i,
                                std::unordered_set<std::string>& taken, Names& names) {
    std::string label = free_label(input.name, fmt::format("input{}", i), taken);
    names.of_values[input.value] = "%" + label;
    std::string text = input.state ? "state " : "";
    text += fmt::format("%{}: {}", label, to_text(input.type));
    return label == input.name ? text : text + " " + quoted(input.name);
  }

  std::string node_text(const Graph& graph, const Node& node, Names& names) {
    std::string text;
    for (size_t k = 0; k < node.types.size(); ++k)
      text += (k ? ", " : "") + names.of_values[node.first + static_cast<int64_t>(k)];
    if (!node.types.empty()) text += " = ";
    text += head(node) + "(" + arguments(node, names) + ")";
    if (node.kind != NodeKind::kScalar) text += name_text(node);
    for (const GraphRef& below : node.graphs) text += " @" + labels_[below.get()];
    if (!types_are_plain(graph, node)) text += " -> " + types_text(node);
    text += marks(node, names);
    if (options_.places && node.place) text += "  # " + to_text(*node.place);
    return text;
  }

  /// Exceptions by their bare name, all else in quotes.
  static std::string name_text(const Node& node) {
    if (node.name.empty()) return "";
    bool bare = node.kind == NodeKind::kCheck || node.kind == NodeKind::kRaise;
    return " " + (bare && is_word(node.name) ? node.name : quoted(node.name));
  }

  static std::string head(const Node& node) {
    if (node.kind == NodeKind::kApply) return node.op->name;
    if (node.kind == NodeKind::kScalar) return node.name;
    std::string word(find_word(node.kind)->word);
    return node.op ? word + " " + node.op->name : word;
  }

  std::string arguments(const Node& node, const Names& names) const {
    if (node.op) return named_arguments(node, names);
    std::string text;
    for (size_t i = 0; i < node.args.size(); ++i)
      text += (i ? ", " : "") + value_text(node.args[i], names);
    return text;
  }

  /// Tensors by position, the rest by name, what is as the schema says not at all.
  std::string named_arguments(const Node& node, const Names& names) const {
    const auto& params = entry(*node.op).schema.params;
    std::string text;
    bool by_position = true;
    for (size_t i = 0; i < node.args.size(); ++i) {
      const Param& param = params[i];
      by_position =
          by_position && (param.kind == ParamKind::kTensor || param.kind == ParamKind::kOperand ||
                          param.kind == ParamKind::kTensors);
      if (param.default_value && node.args[i] == *param.default_value) {
        by_position = false;
        continue;
      }
      if (!text.empty()) text += ", ";
      if (!by_position) text += param.name + "=";
      text += value_text(node.args[i], names);
    }
    return text;
  }

  std::string value_text(const Value& value, const Names& names) const {
    if (value.is_node()) return names.of_values[value.as_node()];
    if (!value.is_list()) return constant_text(value, options_.elements);
    std::string text = "(";
    for (size_t i = 0; i < value.as_list().size(); ++i)
      text += (i ? ", " : "") + value_text(value.as_list()[i], names);
    return text + ")";
  }

  /// Whether the parser will find the same types.
  bool types_are_plain(const Graph& graph, const Node& node) const {
    if (node.types.empty() && node.kind != NodeKind::kIf && node.kind != NodeKind::kWhile)
      return true;
    if (options_.types) return false;
    for (const GraphRef& below : node.graphs)
      if (open_.contains(below.get())) return false;
    try {
      auto types = result_types(graph, node);
      return types && *types == node.types;
    } catch (const Error&) {
      return false;
    }
  }

  static std::string types_text(const Node& node) {
    if (node.types.size() == 1) return to_text(node.types[0]);
    std::string text = "(";
    for (size_t k = 0; k < node.types.size(); ++k) text += (k ? ", " : "") + to_text(node.types[k]);
    return text + ")";
  }

  static std::string marks(const Node& node, Names& names) {
    std::vector<std::string> marks;
    if (node.region != 0) {
      int number = static_cast<int>(names.regions.size()) + 1;
      marks.push_back(
          fmt::format("region {}", names.regions.try_emplace(node.region, number).first->second));
    }
    if (node.constant) marks.emplace_back("constant");
    if (node.host >= 0) marks.push_back(fmt::format("host {}", node.host));
    return marks.empty() ? "" : fmt::format(" {{{}}}", fmt::join(marks, ", "));
  }

  const PrintOptions& options_;
  std::vector<std::string> pieces_;
  std::unordered_map<const Graph*, std::string> labels_;
  std::unordered_set<std::string> taken_;
  std::unordered_set<const Graph*> open_;  // being printed
};

}  // namespace

std::string to_text(const Place& place) {
  std::string text = fmt::format("{}:{}:{}", bare_or_quoted(place.file), place.line, place.column);
  if (place.end_line != 0 || place.end_column != 0)
    text += fmt::format("-{}:{}", place.end_line, place.end_column);
  if (!place.function.empty()) text += " in " + bare_or_quoted(place.function);
  if (place.called_from) text += " from " + to_text(*place.called_from);
  return text;
}

std::string print(const Graph& graph, const PrintOptions& options) {
  Printer printer(options);
  printer.visit(graph);
  return printer.text();
}

std::string constant_text(const Value& value, int64_t elements) {
  switch (value.kind()) {
    case Value::Kind::kNone:
      return "none";
    case Value::Kind::kBool:
      return value.as_bool() ? "true" : "false";
    case Value::Kind::kInt:
      return fmt::format("{}", value.as_int());
    case Value::Kind::kFloat:
      return float_text(value.as_float());
    case Value::Kind::kComplex:
      return fmt::format("complex({}, {})", float_text(value.as_complex().real()),
                         float_text(value.as_complex().imag()));
    case Value::Kind::kDType:
      return std::string(to_text(value.as_dtype()));
    case Value::Kind::kString:
      return quoted(value.as_string());
    case Value::Kind::kInts:
      return fmt::format("[{}]", fmt::join(value.as_ints().begin(), value.as_ints().end(), ", "));
    case Value::Kind::kTensor:
      return tensor_text(value.as_tensor(), elements);
    case Value::Kind::kList: {
      std::string text = "(";
      for (size_t i = 0; i < value.as_list().size(); ++i)
        text += (i ? ", " : "") + constant_text(value.as_list()[i], elements);
      return text + ")";
    }
    case Value::Kind::kNode:
      break;
  }
  DUET_BUG("a node is no constant");
}

}  // namespace duet::ir
