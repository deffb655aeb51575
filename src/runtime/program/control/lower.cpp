// Nodes are followed once, in program order; each value is registers with a layout known here.
#include "runtime/program/control/lower.h"

#include <algorithm>
#include <map>

#include "runtime/program/control/number.h"
#include "runtime/program/region.h"

namespace duet {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;
using Item = ControlItem;
using Kind = ControlItem::Kind;

/// Thrown where something has no formula; caught by lower_control.
struct NoFormula {};

constexpr size_t kMostSteps = 6000;  // some tenths of a second to compile

DType dtype_of(NumberKind kind) {
  switch (kind) {
    case NumberKind::kBool:
      return DType::kBool;
    case NumberKind::kInt:
      return DType::kInt64;
    case NumberKind::kFloat:
      return DType::kFloat64;
    case NumberKind::kComplex:
      throw NoFormula{};
  }
  throw NoFormula{};
}

/// Equal up to the strides of axes that have none worth the name.
bool same_layout(const Layout& a, const Layout& b) {
  if (!(a.shape == b.shape)) return false;
  for (size_t i = 0; i < a.shape.size(); ++i)
    if (a.shape[i] != 1 && a.strides[i] != b.strides[i]) return false;
  return true;
}

/// One operator, or all of a region.
bool lower_nodes(Lowering& lowering, const std::vector<const Node*>& nodes,
                 const std::function<bool(int64_t)>& wanted, std::map<int64_t, Value>& values) {
  if (nodes.size() > 1 || nodes[0]->region > 0)
    return lower_region(lowering, nodes, wanted, values);
  Values args;
  for (const Value& arg : nodes[0]->args)
    args.push_back(ir::with_nodes(arg, [&](int64_t v) -> Value { return values.at(v); }));
  auto made = lowering.try_apply(*nodes[0]->op, args);
  if (!made) return false;
  for (size_t k = 0; k < nodes[0]->types.size(); ++k)
    values[nodes[0]->first + static_cast<int64_t>(k)] = (*made)[k];
  return true;
}

class GraphLowering {
 public:
  using Scope = std::map<int64_t, Item>;

  LoweredControl run(const Graph& graph, std::span<const Value> types) {
    std::vector<Item> inputs;
    for (const Value& type : types) inputs.push_back(input(type));
    std::vector<Item> results = follow(graph, inputs);
    LoweredControl lowered;
    std::vector<int> registers;
    for (Item& result : results) {
      result = compacted(result);
      if (holds_stack(result)) throw NoFormula{};
      flatten(result, registers);
    }
    lowered.results = std::move(results);
    lowered.spec = writer_.finish(std::move(registers));
    return lowered;
  }

 private:
  Item input(const Value& type) {
    Item item;
    if (type.is_tensor()) {
      Tensor tensor = type.as_tensor();
      if (tensor.count() < 1 || tensor.count() > kControlElements || is_complex(tensor.dtype()))
        throw NoFormula{};
      item.kind = Kind::kTensor;
      item.layout = control_input_layout(tensor);
      item.reg = writer_.input(tensor.dtype(), static_cast<int>(tensor.count()));
    } else if (type.is_number()) {
      item.kind = Kind::kNumber;
      item.reg = writer_.input(dtype_of(type.number_kind()), 1);
    } else {
      throw NoFormula{};
    }
    return item;
  }

  static bool holds_stack(const Item& item) {
    return item.kind == Kind::kStack || std::ranges::any_of(item.parts, holds_stack);
  }
  static void flatten(const Item& item, std::vector<int>& registers) {
    if (item.reg >= 0) registers.push_back(item.reg);
    for (const Item& part : item.parts) flatten(part, registers);
  }
  /// The same item with these registers.
  static Item with_registers(const Item& item, const std::vector<int>& registers, size_t& next) {
    Item result = item;
    if (item.reg >= 0) result.reg = registers[next++];
    for (Item& part : result.parts) part = with_registers(part, registers, next);
    return result;
  }

  Item compacted(const Item& item) {
    Item result = item;
    if (item.kind == Kind::kTensor) {
      SmallTensor tensor = compact(writer_, {item.reg, item.layout});
      result.reg = tensor.reg;
      result.layout = tensor.layout;
    }
    for (Item& part : result.parts) part = compacted(part);
    return result;
  }

  /// Where two ways meet they need one form.
  void meet(const Item& a, const Item& b) {
    bool fit = a.kind == b.kind && a.parts.size() == b.parts.size();
    if (fit && a.reg >= 0)
      fit = writer_.type(a.reg) == writer_.type(b.reg) && same_layout(a.layout, b.layout);
    if (fit && a.kind == Kind::kConstant)
      fit = a.constant.kind() == b.constant.kind() && a.constant.is_none();
    if (!fit) throw NoFormula{};
    if (a.kind == Kind::kStack && a.stack != b.stack) {
      if (!a.stack->item)
        a.stack->item = b.stack->item;
      else if (!b.stack->item)
        b.stack->item = a.stack->item;
      if (!a.stack->item) throw NoFormula{};
      meet(*a.stack->item, *b.stack->item);
    }
    for (size_t k = 0; k < a.parts.size(); ++k) meet(a.parts[k], b.parts[k]);
  }

  std::vector<Item> follow(const Graph& graph, const std::vector<Item>& inputs) {
    if (inputs.size() != graph.inputs.size()) throw NoFormula{};
    Scope scope;
    for (size_t i = 0; i < inputs.size(); ++i) scope[graph.inputs[i].value] = inputs[i];
    ValueReaders readers;
    for (size_t i = 0; i < graph.nodes.size(); ++i) readers.note(graph.nodes[i], i);
    for (const Value& result : graph.results)
      ir::each_node(result, [&](int64_t value) { readers.note(value, graph.nodes.size()); });
    for (size_t i = 0; i < graph.nodes.size();) {
      if (writer_.steps() > kMostSteps) throw NoFormula{};
      size_t end = region_end(graph, i);
      if (graph.nodes[i].kind == NodeKind::kApply)
        apply(graph, i, end, readers, scope);
      else
        one(graph.nodes[i], scope);
      i = end;
    }
    std::vector<Item> results;
    for (const Value& result : graph.results) results.push_back(item(result, scope));
    return results;
  }

  static size_t region_end(const Graph& graph, size_t first) {
    int region = graph.nodes[first].region;
    size_t end = first + 1;
    while (graph.nodes[first].kind == NodeKind::kApply && region > 0 && end < graph.nodes.size() &&
           graph.nodes[end].region == region && graph.nodes[end].kind == NodeKind::kApply)
      ++end;
    return end;
  }

  Item item(const Value& value, const Scope& scope) {
    if (value.is_node()) return scope.at(value.as_node());
    Item result;
    if (value.is_number()) {
      result.kind = Kind::kNumber;
      DType type = dtype_of(value.number_kind());
      result.reg = writer_.constant(type, 1, {encode(value, type)[0]});
    } else if (value.is_list()) {
      result.kind = Kind::kParts;
      for (const Value& part : value.as_list()) result.parts.push_back(item(part, scope));
    } else if (value.is_tensor()) {
      result.kind = Kind::kTensor;
      result.reg = constant_register(writer_, value.as_tensor());
      if (result.reg < 0) throw NoFormula{};
      result.layout = contiguous(value.as_tensor().shape());
    } else {
      result.constant = value;
    }
    return result;
  }

  /// Nodes first to end: one operator, or all of a region.
  void apply(const Graph& graph, size_t first, size_t end, const ValueReaders& readers,
             Scope& scope);
  void one(const Node& node, Scope& scope);
  void branch(const Node& node, Scope& scope);
  void loop(const Node& node, Scope& scope);
  void push(const Node& node, Scope& scope);
  void pop(const Node& node, Scope& scope);
  Item make(const Node& node, const Scope& scope);
  Item get(const Node& node, const Scope& scope);
  Item scalar(const Node& node, const Scope& scope);
  Item of_tensor(const Item& item);
  Item to_tensor(const Node& node, const Scope& scope);
  int truth(const Item& item);
  /// The same items in new registers.
  std::vector<Item> fresh(const std::vector<Item>& items, std::vector<int>& registers) {
    std::vector<Item> result;
    std::vector<int> old;
    for (const Item& item : items) flatten(item, old);
    size_t first = registers.size();
    for (int reg : old)
      registers.push_back(writer_.add_register(writer_.type(reg).type, writer_.type(reg).count));
    for (const Item& item : items) result.push_back(with_registers(item, registers, first));
    return result;
  }
  Item number_item(int reg) {
    Item item;
    item.kind = Kind::kNumber;
    item.reg = reg;
    return item;
  }
  std::vector<Item> items(const Node& node, size_t first, const Scope& scope) {
    std::vector<Item> result;
    for (size_t k = first; k < node.args.size(); ++k) result.push_back(item(node.args[k], scope));
    return result;
  }
  static void set(const Node& node, const std::vector<Item>& results, Scope& scope) {
    if (results.size() < node.types.size()) throw NoFormula{};
    for (size_t k = 0; k < node.types.size(); ++k)
      scope[node.first + static_cast<int64_t>(k)] = results[k];
  }

  ControlWriter writer_;
};

/// The tensors that the nodes read become inputs of a Lowering; its works become steps.
void GraphLowering::apply(const Graph& graph, size_t first, size_t end, const ValueReaders& readers,
                          Scope& scope) {
  Lowering lowering;
  std::map<int64_t, Value> values;
  std::vector<SmallTensor> inputs;
  std::vector<int64_t> made;
  std::vector<const Node*> nodes;
  for (size_t i = first; i < end; ++i) {
    nodes.push_back(&graph.nodes[i]);
    for (size_t k = 0; k < graph.nodes[i].types.size(); ++k)
      made.push_back(graph.nodes[i].first + static_cast<int64_t>(k));
  }
  for (const Node* node : nodes)
    for (const Value& arg : node->args)
      ir::each_node(arg, [&](int64_t v) {
        if (values.contains(v) || std::ranges::count(made, v) > 0) return;
        const Item& item = scope.at(v);
        if (item.kind != Kind::kTensor) throw NoFormula{};
        inputs.push_back({item.reg, item.layout});
        values[v] = lowering.input(Tensor(writer_.type(item.reg).type, item.layout, {}));
      });
  lowering.set_node(*nodes[0]);
  if (!lower_nodes(
          lowering, nodes, [&](int64_t v) { return readers.outside(v, first, end); }, values))
    throw NoFormula{};
  Lowered lowered = lowering.finish();
  auto roots = write_works(writer_, lowered, inputs);
  if (!roots) throw NoFormula{};
  for (int64_t v : made) {
    auto value = values.find(v);
    if (value == values.end()) continue;  // of a region, read in it alone
    const LoweredValue& result = lowered.values[value->second.as_node()];
    const Root& root = lowered.roots[result.root];
    Item item;
    item.kind = Kind::kTensor;
    item.layout = result.type.layout();
    item.reg = (*roots)[result.root];
    if (root.kind == Root::Kind::kInput) {
      item.reg = inputs[root.index].reg;
      item.layout.offset += inputs[root.index].layout.offset;
    }
    if (item.reg < 0 || result.type.count() < 1 || result.type.count() > kControlElements)
      throw NoFormula{};
    scope[v] = std::move(item);
  }
}

int GraphLowering::truth(const Item& item) {
  bool one = item.kind == Kind::kNumber ||
             (item.kind == Kind::kTensor && duet::count(item.layout.shape) == 1);
  if (!one) throw NoFormula{};
  int reg = item.reg;
  if (item.kind == Kind::kTensor) reg = compact(writer_, {reg, item.layout}).reg;
  return writer_.convert(reg, DType::kBool);
}

Item GraphLowering::of_tensor(const Item& item) {
  if (item.kind != Kind::kTensor || duet::count(item.layout.shape) != 1) throw NoFormula{};
  int reg = compact(writer_, {item.reg, item.layout}).reg;
  DType type = writer_.type(reg).type;
  return number_item(writer_.convert(reg, is_bool(type)  ? DType::kBool
                                          : is_int(type) ? DType::kInt64
                                                         : DType::kFloat64));
}

Item GraphLowering::to_tensor(const Node& node, const Scope& scope) {
  Item number = item(node.args[0], scope);
  DType type = node.args[1].as_dtype();
  if (number.kind != Kind::kNumber || is_complex(type)) throw NoFormula{};
  Item result;
  result.kind = Kind::kTensor;
  int reg = number.reg;
  if (writer_.type(reg).type == DType::kBool && !is_bool(type))
    reg = writer_.convert(reg, DType::kInt64);
  result.reg = writer_.convert(reg, type);
  return result;
}

Item GraphLowering::scalar(const Node& node, const Scope& scope) {
  std::vector<int> args;
  for (const Value& arg : node.args) {
    Item given = item(arg, scope);
    if (given.kind == Kind::kTensor && node.name == "not") given = number_item(truth(given));
    if (given.kind != Kind::kNumber) throw NoFormula{};
    args.push_back(given.reg);
  }
  auto reg = write_number(writer_, node.name, std::move(args));
  if (!reg) throw NoFormula{};
  return number_item(*reg);
}

void GraphLowering::one(const Node& node, Scope& scope) {
  switch (node.kind) {
    case NodeKind::kScalar:
      return set(node, {scalar(node, scope)}, scope);
    case NodeKind::kLeaf:
      return set(node, {item(node.args[0], scope)}, scope);
    case NodeKind::kToTensor:
      return set(node, {to_tensor(node, scope)}, scope);
    case NodeKind::kItem:
      return set(node, {of_tensor(item(node.args[0], scope))}, scope);
    case NodeKind::kIf:
      return branch(node, scope);
    case NodeKind::kWhile:
      return loop(node, scope);
    case NodeKind::kMake:
      return set(node, {make(node, scope)}, scope);
    case NodeKind::kGet:
      return set(node, {get(node, scope)}, scope);
    case NodeKind::kPush:
      return push(node, scope);
    case NodeKind::kPop:
      return pop(node, scope);
    case NodeKind::kCheck:
      if (node.op) throw NoFormula{};
      return writer_.leave_if(writer_.formula({truth(item(node.args[0], scope))},
                                              [](const std::vector<S>& v) { return ~v[0]; }));
    case NodeKind::kRaise:
      return writer_.leave_if(writer_.constant(DType::kBool, 1, {1}));
    default:
      throw NoFormula{};
  }
}

Item GraphLowering::make(const Node& node, const Scope& scope) {
  Item result;
  const ir::Type& type = node.types[0];
  if (type.kind() == ir::TypeKind::kStack) {
    result.kind = Kind::kStack;
    result.reg = writer_.constant(DType::kInt64, 1, {0});
    result.stack = std::make_shared<StackParts>();
  } else if (type.kind() == ir::TypeKind::kTuple || type.kind() == ir::TypeKind::kDict) {
    result.kind = Kind::kParts;
    result.parts = items(node, 0, scope);
  } else {
    throw NoFormula{};
  }
  return result;
}

Item GraphLowering::get(const Node& node, const Scope& scope) {
  Item whole = item(node.args[0], scope);
  if (whole.kind != Kind::kParts || node.args[1].kind() != Value::Kind::kInt) throw NoFormula{};
  int64_t i = node.args[1].as_int();
  if (i < 0) i += static_cast<int64_t>(whole.parts.size());
  if (i < 0 || i >= static_cast<int64_t>(whole.parts.size())) throw NoFormula{};
  return whole.parts[i];
}

void GraphLowering::push(const Node& node, Scope& scope) {
  Item stack = item(node.args[0], scope), pushed = compacted(item(node.args[1], scope));
  if (stack.kind != Kind::kStack) throw NoFormula{};
  if (stack.stack->item)
    meet(*stack.stack->item, pushed);
  else
    stack.stack->item = pushed;
  ControlStep step{.kind = ControlKind::kPush};
  step.sources = {stack.reg};
  flatten(pushed, step.sources);
  stack.reg = writer_.add_register(DType::kInt64);
  step.results = {stack.reg};
  writer_.add(std::move(step));
  set(node, {stack}, scope);
}

void GraphLowering::pop(const Node& node, Scope& scope) {
  Item stack = item(node.args[0], scope);
  if (stack.kind != Kind::kStack || !stack.stack->item) throw NoFormula{};
  ControlStep step{.kind = ControlKind::kPop};
  step.sources = {stack.reg};
  stack.reg = writer_.add_register(DType::kInt64);
  step.results = {stack.reg};
  std::vector<int> wanted, made;
  flatten(*stack.stack->item, wanted);
  for (int reg : wanted)
    made.push_back(writer_.add_register(writer_.type(reg).type, writer_.type(reg).count));
  step.results.insert(step.results.end(), made.begin(), made.end());
  size_t next = 0;
  Item top = with_registers(*stack.stack->item, made, next);
  writer_.add(std::move(step));
  set(node, {stack, top}, scope);
}

void GraphLowering::branch(const Node& node, Scope& scope) {
  ControlStep step{.kind = ControlKind::kIf};
  step.sources = {truth(item(node.args[0], scope))};
  std::vector<Item> captured = items(node, 1, scope), results[2];
  step.blocks.resize(2);
  for (int side = 0; side < 2; ++side) {
    writer_.open(step.blocks[side]);
    results[side] = follow(*node.graphs[side], captured);
    for (Item& result : results[side]) {
      result = compacted(result);
      flatten(result, step.blocks[side].results);
    }
    writer_.close();
  }
  if (results[0].size() != results[1].size()) throw NoFormula{};
  for (size_t k = 0; k < results[0].size(); ++k) meet(results[0][k], results[1][k]);
  std::vector<Item> joined = fresh(results[0], step.results);
  writer_.add(std::move(step));
  set(node, joined, scope);
}

void GraphLowering::loop(const Node& node, Scope& scope) {
  ControlStep step{.kind = ControlKind::kWhile};
  std::vector<Item> start = items(node, 0, scope);
  for (Item& item : start) {
    item = compacted(item);
    flatten(item, step.sources);
  }
  std::vector<Item> state = fresh(start, step.results);
  step.blocks.resize(2);
  writer_.open(step.blocks[0]);
  std::vector<Item> answer = follow(*node.graphs[0], state);
  step.blocks[0].results = {truth(answer.at(0))};
  writer_.close();
  writer_.open(step.blocks[1]);
  std::vector<Item> next = follow(*node.graphs[1], state);
  if (next.size() < state.size()) throw NoFormula{};
  next.resize(state.size());
  for (size_t k = 0; k < state.size(); ++k) {
    // Storages of the outside world stay what they are.
    if (node.graphs[1]->inputs[k].state) next[k] = state[k];
    next[k] = compacted(next[k]);
    flatten(next[k], step.blocks[1].results);
  }
  writer_.close();
  for (size_t k = 0; k < state.size(); ++k) meet(state[k], next[k]);
  writer_.add(std::move(step));
  set(node, state, scope);
}

}  // namespace

Layout control_input_layout(const Tensor& tensor) { return compact_layout(tensor.layout()); }

std::optional<LoweredControl> lower_control(const Graph& graph, std::span<const Value> types) {
  try {
    return GraphLowering().run(graph, types);
  } catch (const NoFormula&) {
    return std::nullopt;
  } catch (const Error&) {
    // Shapes that do not fit: the ordinary way says where.
    return std::nullopt;
  }
}

}  // namespace duet
