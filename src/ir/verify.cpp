// One function for each section of the law. A fault unwinds as text.
#include "ir/verify.h"

#include <algorithm>
#include <unordered_set>

#include "ir/result_types.h"
#include "ir/words.h"
#include "ops/registry.h"

namespace duet::ir {
namespace {

struct Fault {
  std::string text;
};
template <class... Args>
[[noreturn]] void fault(fmt::format_string<Args...> text, Args&&... args) {
  throw Fault{fmt::format(text, std::forward<Args>(args)...)};
}
template <class... Args>
void require(bool holds, fmt::format_string<Args...> text, Args&&... args) {
  if (!holds) fault(text, std::forward<Args>(args)...);
}

bool parts_differ(const Type& a, const Type& b) {
  if (a.items().size() != b.items().size() || a.keys() != b.keys()) return true;
  for (size_t i = 0; i < a.items().size(); ++i)
    if (differ(a.items()[i], b.items()[i])) return true;
  return false;
}

bool tensors_differ(const Type& a, const Type& b) {
  if (!a.dtype_known() || !b.dtype_known()) return false;
  if (*a.known_dtype() != *b.known_dtype()) return true;
  if (!a.rank_known() || !b.rank_known()) return false;
  const Shape &x = a.as_tensor().shape, &y = b.as_tensor().shape;
  if (x.size() != y.size()) return true;
  for (size_t i = 0; i < x.size(); ++i)
    if (duet::differ(x[i], y[i])) return true;
  return false;
}

/// A number or a Tensor, whose truth can be asked.
bool is_condition(const Type& type) {
  return type.is_scalar() || type.is_tensor() || type.kind() == TypeKind::kAny;
}

class Verifier {
 public:
  /// This graph and those below, each once.
  void run(const Graph& graph) {
    std::vector<const Graph*> waiting{&graph};
    std::unordered_set<const Graph*> seen{&graph};
    while (!waiting.empty()) {
      const Graph* next = waiting.back();
      waiting.pop_back();
      check(*next);
      for (const Node& node : next->nodes)
        for (const GraphRef& below : node.graphs)
          if (seen.insert(below.get()).second) waiting.push_back(below.get());
    }
  }
  std::string where() const {
    if (!graph_) return "";
    std::string text = "graph @" + graph_->name;
    if (!node_) return text;
    std::string_view word = node_->op ? node_->op->name : std::string_view(node_->name);
    const KindWord* kind = find_word(node_->kind);
    if (!node_->types.empty()) text += fmt::format(", value {}", node_->first);
    return text + fmt::format(", {}{}: ", kind ? kind->word : "", word);
  }

 private:
  void check(const Graph& graph) {
    graph_ = &graph;
    node_ = nullptr;
    defined_.assign(graph.value_count(), false);
    is_state_.assign(graph.value_count(), false);
    for (const Input& input : graph.inputs) {
      define(input.value, input.type);
      is_state_[input.value] = input.state;
    }
    for (const Node& node : graph.nodes) {
      node_ = &node;
      for (const Value& arg : node.args) check_use(arg);
      check_form(node);
      check_meaning(node);
      for (size_t k = 0; k < node.types.size(); ++k)
        define(node.first + static_cast<int64_t>(k), node.types[k]);
    }
    node_ = nullptr;
    for (const Value& result : graph.results) check_use(result);
  }

  void define(int64_t value, const Type& type) {
    require(value >= 0 && value < graph_->value_count(), "value {} is not the graph's", value);
    require(!defined_[value], "value {} is defined twice", value);
    require(graph_->type(value) == type, "value {} has another type in the graph's table", value);
    defined_[value] = true;
  }

  void check_use(const Value& value) {
    each_node(value, [&](int64_t v) {
      require(v >= 0 && v < graph_->value_count() && defined_[v], "value {} is used before it is",
              v);
    });
    if (value.is_tensor())
      require(value.tensor_rep()->contiguous, "a constant Tensor is not row-major");
    if (value.is_list())
      for (const Value& item : value.as_list()) check_use(item);
  }

  /// How many arguments, results and graphs there are.
  void check_form(const Node& node) {
    const KindWord* kind = find_word(node.kind);
    require(node.args.size() >= (kind ? kind->args : 0), "too few arguments");
    require(node.graphs.size() == (kind ? kind->graphs : 0), "a wrong number of graphs");
    require(node.region >= 0, "a negative region");
    bool has_op = node.kind == NodeKind::kApply || (node.kind == NodeKind::kCheck && node.op);
    require(has_op == (node.op != nullptr),
            "an operator where none belongs, or none where one does");
    if (node.has_effect() && node.kind != NodeKind::kHostCall)
      require(node.types.empty(), "an effect has results");
  }

  void check_meaning(const Node& node) {
    switch (node.kind) {
      case NodeKind::kApply:
        check_arguments(node);
        return check_results(node);
      case NodeKind::kCheck:
        if (node.op) return check_arguments(node);
        require(!node.args.empty() && is_condition(type(node, 0)), "a Check needs a condition");
        return;
      case NodeKind::kToTensor:
        require(type(node, 0).is_scalar(), "ToTensor needs a number");
        require(node.args[1].kind() == Value::Kind::kDType, "ToTensor needs a dtype");
        return check_results(node);
      case NodeKind::kIf:
        require(is_condition(type(node, 0)), "If needs a condition");
        for (const GraphRef& branch : node.graphs) check_call(node, *branch, 1, true);
        return;
      case NodeKind::kWhile:
        return check_loop(node);
      case NodeKind::kCall:
        return check_call(node, *node.graphs[0], 0, true);
      case NodeKind::kCommit:
        require(node.args[0].is_node() && is_state_[node.args[0].as_node()],
                "Commit needs a state input of this graph");
        return;
      case NodeKind::kMake:
        return check_make(node);
      case NodeKind::kGet:
        return check_get(node);
      case NodeKind::kPush:
        require(type(node, 0).kind() == TypeKind::kStack &&
                    !differ(type(node, 0).items()[0], type(node, 1)),
                "Push needs a Stack and an item of its type");
        return check_results(node);
      case NodeKind::kScalar:
      case NodeKind::kLeaf:
      case NodeKind::kItem:
      case NodeKind::kPop:
        return check_results(node);
      case NodeKind::kRaise:
      case NodeKind::kPrint:
      case NodeKind::kHostCall:
        return;
    }
  }

  Type type(const Node& node, size_t i) const { return type_of(*graph_, node.args[i]); }

  void check_arguments(const Node& node) {
    const auto& params = entry(*node.op).schema.params;
    require(node.args.size() == params.size(), "arguments that are not one for each parameter");
    for (size_t i = 0; i < params.size(); ++i)
      each_node(node.args[i], [&](int64_t v) {
        const Type& given = graph_->type(v);
        bool tensor_only =
            params[i].kind == ParamKind::kTensor || params[i].kind == ParamKind::kTensors;
        require(given.is_tensor() || (given.is_scalar() && !tensor_only), "`{}` cannot be a {}",
                params[i].name, to_text(given));
      });
    Values bound = bind(*node.op, node.args);
    require(bound == node.args, "arguments that are not of the schema's kinds");
  }

  void check_results(const Node& node) {
    auto types = result_types(*graph_, node);
    require(types.has_value(), "an operation without such arguments");
    // A Tensor of any rank says nothing about how many results there are.
    bool vague = node.kind == NodeKind::kApply && types->size() == 1 && !(*types)[0].dtype_known();
    if (vague) return;
    require(types->size() == node.types.size(), "{} results, found {}", types->size(),
            node.types.size());
    for (size_t k = 0; k < types->size(); ++k)
      require(!differ((*types)[k], node.types[k]), "a result of type {}, found {}",
              to_text((*types)[k]), to_text(node.types[k]));
  }

  /// Arguments from `first` on are the inputs of `below`, whose results are the node's.
  void check_call(const Node& node, const Graph& below, size_t first, bool results) {
    require(below.inputs.size() + first == node.args.size(), "@{} needs {} arguments, found {}",
            below.name, below.inputs.size(), node.args.size() - first);
    for (size_t i = 0; i < below.inputs.size(); ++i) {
      const Input& input = below.inputs[i];
      require(!differ(input.type, type(node, first + i)), "`{}` of @{} needs {}, found {}",
              input.name, below.name, to_text(input.type), to_text(type(node, first + i)));
      const Value& arg = node.args[first + i];
      if (input.state)
        require(arg.is_node() && is_state_[arg.as_node()], "`{}` of @{} needs a state", input.name,
                below.name);
    }
    if (!results) return;
    require(below.results.size() == node.types.size(), "@{} has {} results, the node {}",
            below.name, below.results.size(), node.types.size());
    for (size_t k = 0; k < node.types.size(); ++k)
      require(!differ(type_of(below, below.results[k]), node.types[k]),
              "result {} of @{} has type {}, the node's {}", k, below.name,
              to_text(type_of(below, below.results[k])), to_text(node.types[k]));
  }

  void check_loop(const Node& node) {
    check_call(node, *node.graphs[0], 0, false);
    check_call(node, *node.graphs[1], 0, true);
    const Graph& condition = *node.graphs[0];
    require(condition.results.size() == 1 && is_condition(type_of(condition, condition.results[0])),
            "@{} needs to answer a condition", condition.name);
    for (size_t k = 0; k < node.types.size(); ++k)
      require(!differ(node.types[k], type(node, k)), "state {} changes its type from {} to {}", k,
              to_text(type(node, k)), to_text(node.types[k]));
  }

  void check_make(const Node& node) {
    require(node.types.size() == 1, "Make has one result");
    const Type& made = node.types[0];
    const auto& items = made.items();
    auto item = [&](size_t i, const Type& wanted) {
      require(!differ(wanted, type(node, i)), "part {} of {} is a {}", i, to_text(made),
              to_text(type(node, i)));
    };
    switch (made.kind()) {
      case TypeKind::kTuple:
      case TypeKind::kDict:
        require(items.size() == node.args.size(), "{} of {} parts", to_text(made),
                node.args.size());
        for (size_t i = 0; i < items.size(); ++i) item(i, items[i]);
        return;
      case TypeKind::kSeq:
        for (size_t i = 0; i < node.args.size(); ++i) item(i, items[0]);
        return;
      case TypeKind::kStack:
        return require(node.args.empty(), "a Stack begins empty");
      case TypeKind::kVariant: {
        require(node.args.size() == 2 && node.args[0].kind() == Value::Kind::kInt,
                "a Variant is made of a tag and a value");
        int64_t tag = node.args[0].as_int();
        require(tag >= 0 && tag < static_cast<int64_t>(items.size()), "no alternative {}", tag);
        return item(1, items[tag]);
      }
      default:
        fault("Make makes no {}", to_text(made));
    }
  }

  void check_get(const Node& node) {
    Type whole = type(node, 0);
    bool of_variant = whole.kind() == TypeKind::kVariant && node.args[1] == Value(1);
    if (!of_variant) return check_results(node);
    require(node.types.size() == 1 &&
                std::ranges::any_of(whole.items(),
                                    [&](const Type& t) { return !differ(t, node.types[0]); }),
            "{} has no such alternative", to_text(whole));
  }

  const Graph* graph_ = nullptr;
  const Node* node_ = nullptr;
  std::vector<bool> defined_, is_state_;  // by value
};

}  // namespace

bool differ(const Type& a, const Type& b) {
  if (a.kind() == TypeKind::kAny || b.kind() == TypeKind::kAny) return false;
  if (a.kind() != b.kind()) return true;
  switch (a.kind()) {
    case TypeKind::kTensor:
      return tensors_differ(a, b);
    case TypeKind::kScalar:
      return a.as_scalar() != b.as_scalar();
    case TypeKind::kTuple:
    case TypeKind::kSeq:
    case TypeKind::kDict:
    case TypeKind::kVariant:
    case TypeKind::kStack:
      return parts_differ(a, b);
    case TypeKind::kString:
    case TypeKind::kAny:
    case TypeKind::kNone:
      return false;
  }
  return false;
}

std::optional<std::string> find_fault(const Graph& graph) {
  Verifier verifier;
  try {
    verifier.run(graph);
  } catch (const Fault& fault) {
    return verifier.where() + fault.text;
  } catch (const Error& error) {  // an operator that refuses its arguments
    return verifier.where() + error.message();
  }
  return std::nullopt;
}

void verify(const Graph& graph, const char* pass) {
  if (auto fault = find_fault(graph)) DUET_BUG("{} leaves a wrong graph: {}", pass, *fault);
}

}  // namespace duet::ir
