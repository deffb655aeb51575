// Result types: of operators by their own infer rules, of the other nodes by what they are.
#include "ir/result_types.h"

#include <algorithm>
#include <unordered_map>

#include "ir/examples.h"
#include "ops/deferred.h"
#include "ops/registry.h"
#include "ops/trace.h"

namespace duet::ir {
namespace {

Value example(NumberKind kind) {
  switch (kind) {
    case NumberKind::kBool:
      return true;
    case NumberKind::kInt:
      return 1;
    case NumberKind::kFloat:
      return 1.0;
    case NumberKind::kComplex:
      return std::complex<double>(1);
  }
  return {};
}

/// What a Python operation answers.
enum class Answer : uint8_t {
  kBool,
  kInt,
  kFloat,
  kComplex,
  kWidest,    // of its arguments, an int at least
  kBits,      // likewise, and bool of bools
  kQuotient,  // a float at least
  kSize,      // of a complex number a float
  kSame,      // the last argument's
};

const std::unordered_map<std::string_view, Answer>& answers() {
  using enum Answer;
  static const auto* const table = new std::unordered_map<std::string_view, Answer>{
      {"add", kWidest},    {"sub", kWidest},  {"mul", kWidest},      {"truediv", kQuotient},
      {"floordiv", kSize}, {"mod", kSize},    {"pow", kWidest},      {"lshift", kInt},
      {"rshift", kInt},    {"and", kBits},    {"or", kBits},         {"xor", kBits},
      {"neg", kWidest},    {"pos", kWidest},  {"abs", kSize},        {"invert", kInt},
      {"not", kBool},      {"eq", kBool},     {"ne", kBool},         {"lt", kBool},
      {"le", kBool},       {"gt", kBool},     {"ge", kBool},         {"bool", kBool},
      {"int", kInt},       {"float", kFloat}, {"complex", kComplex}, {"round", kInt},
      {"floor", kInt},     {"ceil", kInt},    {"trunc", kInt},       {"min", kSame},
      {"max", kSame},      {"select", kSame}, {"sqrt", kFloat},      {"exp", kFloat},
      {"log", kFloat},     {"log2", kFloat},  {"log10", kFloat},     {"sin", kFloat},
      {"cos", kFloat},     {"tan", kFloat},   {"tanh", kFloat}};
  return *table;
}

std::optional<NodeTypes> scalar_types(const Graph& graph, const Node& node) {
  SmallVector<NumberKind, 3> kinds;
  for (const Value& arg : node.args) {
    Type type = type_of(graph, arg);
    if (!type.is_scalar()) return std::nullopt;
    kinds.push_back(type.as_scalar());
  }
  auto kind = number_result(node.name, kinds);
  if (!kind) return std::nullopt;
  return NodeTypes{Type::scalar(*kind)};
}

NumberKind kind_of(DType dtype) {
  if (is_bool(dtype)) return NumberKind::kBool;
  if (is_int(dtype)) return NumberKind::kInt;
  return is_complex(dtype) ? NumberKind::kComplex : NumberKind::kFloat;
}

std::optional<NodeTypes> item_types(const Type& tensor) {
  if (!tensor.is_tensor() || !tensor.dtype_known()) return std::nullopt;
  return NodeTypes{Type::scalar(kind_of(*tensor.known_dtype()))};
}

NodeTypes graph_types(const Graph& graph) {
  NodeTypes types;
  for (const Value& result : graph.results) types.push_back(type_of(graph, result));
  return types;
}

std::optional<NodeTypes> part_types(const Type& whole, const Value& index) {
  switch (whole.kind()) {
    case TypeKind::kSeq:
      return NodeTypes{whole.items()[0]};
    case TypeKind::kTuple:
    case TypeKind::kDict: {
      if (index.kind() != Value::Kind::kInt) return std::nullopt;
      int64_t i = index.as_int();
      if (i < 0 || i >= static_cast<int64_t>(whole.items().size())) return std::nullopt;
      return NodeTypes{whole.items()[i]};
    }
    case TypeKind::kVariant:
      if (index == Value(0)) return NodeTypes{Type::scalar(NumberKind::kInt)};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

bool exact(const Graph& graph, std::span<const Value> args) {
  bool known = true;
  for (const Value& arg : args)
    each_node(arg, [&](int64_t value) {
      const Type& type = graph.type(value);
      known = known && type.rank_known() && type.dtype_known();
    });
  return known;
}

/// What is not known of a Tensor is taken to be this.
class StandIns final : public Dispatcher {
 public:
  StandIns(const Graph& graph, TensorType type) : graph_(graph), type_(std::move(type)) {}
  Values apply(const Op& op, std::span<const Value>) override {
    DUET_BUG("inference applies {}", op.name);
  }
  TensorType type(const Value& value) const override {
    if (value.is_tensor()) return duet::type_of(value.as_tensor());
    const Type& type = graph_.type(value.as_node());
    if (!type.is_tensor() || (type.rank_known() && type.dtype_known()))
      return GraphTypes(graph_).type(value);
    TensorType result = type_;
    if (type.dtype_known()) result.dtype = *type.known_dtype();
    return result;
  }

 private:
  const Graph& graph_;
  TensorType type_;
};

/// How many results there are never depends on what is unknown, or the operator is of no use here.
size_t result_count(const Graph& graph, const Op& op, std::span<const Value> args) {
  Values examples = with_examples(graph, args);
  for (size_t rank : {2, 1, 3, 4, 0})
    for (DType dtype : {DType::kFloat32, DType::kInt64, DType::kBool}) {
      StandIns dispatcher(graph, {dtype, Shape(rank, Dim(4))});
      try {
        return infer(op, examples, dispatcher).size();
      } catch (const Error&) {
        continue;
      }
    }
  return 1;
}

bool any_scalar(const Graph& graph, std::span<const Value> args) {
  return std::ranges::any_of(args, [&](const Value& arg) {
    return arg.is_node() && graph.type(arg.as_node()).is_scalar();
  });
}

/// By the rule itself, or by examples where it reads what is not known yet.
Types known_types(const Graph& graph, const Op& op, std::span<const Value> args) {
  GraphTypes dispatcher(graph);
  auto by_rule = [&] {
    return any_scalar(graph, args) ? infer(op, with_examples(graph, args), dispatcher)
                                   : infer(op, args, dispatcher);
  };
  if (!open_extents(graph, op, args)) return by_rule();
  if (!open_numbers(graph, op, args))
    if (auto types = unless_extents_are_asked(by_rule)) return *types;
  auto types = infer_by_examples(graph, op, args);
  if (!types) throw UnknownTypes(op);
  return *types;
}

}  // namespace

Values with_examples(const Graph& graph, std::span<const Value> args) {
  Values examples;
  for (const Value& arg : args) {
    bool scalar = arg.is_node() && graph.type(arg.as_node()).is_scalar();
    examples.push_back(scalar ? example(graph.type(arg.as_node()).as_scalar()) : arg);
  }
  return examples;
}

DType own_dtype(NumberKind kind) { return promote(DType::kBool, kind); }

NodeTypes apply_types(const Graph& graph, const Op& op, std::span<const Value> args) {
  // Only the eager engine will know what an operator makes of a Tensor of any rank.
  if (!exact(graph, args))
    return NodeTypes(result_count(graph, op, args), Type::tensor_of_any_rank(std::nullopt));
  Types types = known_types(graph, op, args);
  NodeTypes result;
  for (TensorType& type : types) result.push_back(Type::tensor(std::move(type)));
  return result;
}

std::optional<NodeTypes> result_types(const Graph& graph, const Node& node) {
  auto argument = [&](size_t i) { return type_of(graph, node.args[i]); };
  switch (node.kind) {
    case NodeKind::kApply:
      return apply_types(graph, *node.op, node.args);
    case NodeKind::kScalar:
      return scalar_types(graph, node);
    case NodeKind::kLeaf:
    case NodeKind::kPush:
      return NodeTypes{argument(0)};
    case NodeKind::kToTensor:
      return NodeTypes{Type::tensor({node.args[1].as_dtype(), {}})};
    case NodeKind::kItem:
      return item_types(argument(0));
    case NodeKind::kIf:
      return graph_types(*node.graphs[0]);
    case NodeKind::kWhile:
      return graph_types(*node.graphs[1]);
    case NodeKind::kGet:
      return part_types(argument(0), node.args[1]);
    case NodeKind::kPop: {
      Type stack = argument(0);
      if (stack.kind() != TypeKind::kStack) return std::nullopt;
      return NodeTypes{stack, stack.items()[0]};
    }
    case NodeKind::kCheck:
    case NodeKind::kRaise:
    case NodeKind::kPrint:
    case NodeKind::kCommit:
      return NodeTypes();
    case NodeKind::kCall:
    case NodeKind::kMake:
    case NodeKind::kHostCall:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<NumberKind> number_result(std::string_view operation,
                                        std::span<const NumberKind> args) {
  auto found = answers().find(operation);
  if (found == answers().end() || args.empty()) return std::nullopt;
  NumberKind widest = *std::ranges::max_element(args);
  switch (found->second) {
    case Answer::kBool:
      return NumberKind::kBool;
    case Answer::kInt:
      return NumberKind::kInt;
    case Answer::kFloat:
      return NumberKind::kFloat;
    case Answer::kComplex:
      return NumberKind::kComplex;
    case Answer::kWidest:
      return std::max(widest, NumberKind::kInt);
    case Answer::kBits:
      return widest;
    case Answer::kQuotient:
      return std::max(widest, NumberKind::kFloat);
    case Answer::kSize:
      return widest == NumberKind::kComplex ? NumberKind::kFloat
                                            : std::max(widest, NumberKind::kInt);
    case Answer::kSame:
      return args.back();
  }
  return std::nullopt;
}

Type type_of(const Graph& graph, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNode:
      return graph.type(value.as_node());
    case Value::Kind::kTensor:
      return Type::tensor(type_of(value.as_tensor()));
    case Value::Kind::kString:
      return Type::string();
    case Value::Kind::kBool:
    case Value::Kind::kInt:
    case Value::Kind::kFloat:
    case Value::Kind::kComplex:
      return Type::scalar(value.number_kind());
    case Value::Kind::kList: {
      std::vector<Type> items;
      for (const Value& item : value.as_list()) items.push_back(type_of(graph, item));
      return Type::tuple(std::move(items));
    }
    case Value::Kind::kInts:
      return Type::tuple(std::vector<Type>(value.as_ints().size(), Type::scalar(NumberKind::kInt)));
    case Value::Kind::kNone:
    case Value::Kind::kDType:
      return Type::none();
  }
  return {};
}

Values GraphTypes::apply(const Op& op, std::span<const Value>) {
  DUET_BUG("inference applies {}", op.name);
}

TensorType GraphTypes::type(const Value& value) const {
  if (value.is_tensor()) return duet::type_of(value.as_tensor());
  const Type& type = graph_.type(value.as_node());
  // A rule may ask a run-time number what it is: what it would be on its own.
  if (type.is_scalar()) return {own_dtype(type.as_scalar()), {}};
  return type.as_tensor();
}

}  // namespace duet::ir
