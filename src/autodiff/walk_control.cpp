// Calls and branches, gone back through.
//
// Each graph below is cut in two (two_ways.h); the forward node takes the place of the old one and
// returns residuals, the backward node is recorded behind. Around the cut graphs of branches stand
// small ones that call them and carry residuals out: directly, or on a Stack where only one side
// has one. returns residuals, the backward node is recorded behind. Around the cut graphs stand
// small ones that call them and carry residuals: out of a branch directly or on a Stack, where only
// one side has one; out of a loop on a Stack each.
#include <algorithm>

#include "autodiff/append.h"
#include "autodiff/walk.h"

namespace duet::autodiff {
using ir::Graph;
using ir::Node;
using ir::NodeKind;
using ir::NodeTypes;
using ir::Recorder;
using ir::Type;
namespace {

/// How often a graph reads its input. What is differentiated through its parts may read it in each.
int uses(const Graph& graph, size_t input) {
  int count = 0;
  auto note = [&](int64_t value) { count += value == graph.inputs[input].value ? 1 : 0; };
  for (const Value& result : graph.results) ir::each_node(result, note);
  for (const Node& node : graph.nodes) {
    bool parts = !node.graphs.empty() || goes_by_parts(node);
    for (const Value& arg : node.args) {
      ir::each_node(arg, note);
      if (parts) ir::each_node(arg, note);
    }
  }
  return count;
}

/// A cotangent in one part.
bool is_whole(const Value& cotangent) { return cotangent.is_node() || cotangent.is_tensor(); }

Values joined(Values first, const Values& second) {
  for (const Value& value : second) first.push_back(value);
  return first;
}

}  // namespace

bool sums_gradient(const Graph& graph, int input) { return uses(graph, input) > 1; }

void Walk::give(std::span<const Value> args, const Values& gradients, const Values& found) {
  for (size_t i = 0; i < args.size(); ++i)
    if (depends_.any(args[i])) cotangents_.add(args[i], unflatten(gradients[i], found));
}

// --- calls
// -----------------------------------------------------------------------------------------

Values Walk::take_sums(std::span<const Value> args, std::span<const ir::GraphRef> graphs) {
  Values sums(args.size());
  for (size_t i = 0; i < args.size(); ++i) {
    if (!args[i].is_node() || !depends_.any(args[i])) continue;
    int64_t value = args[i].as_node();
    bool summed =
        std::ranges::any_of(graphs, [&](const ir::GraphRef& graph) { return uses(*graph, i) > 1; });
    if (!summed || !is_whole(cotangents_.of(value))) continue;
    sums[i] = cotangents_.of(value);
    cotangents_.drop(value);
  }
  return sums;
}

void Walk::call(size_t i, const Node& node) {
  if (node.graphs.size() > 1) {
    user_call(node);
    return;
  }
  Values parts;
  Values cotangents = joined(cotangents_of(node), take_sums(node.args, node.graphs));
  TwoWaysRef both = memo_.get(node.graphs[0], request_of(wanted(node.args), cotangents, parts));
  Node forward = node;
  forward.graphs = {both->forward};
  for (Type& type : returned_types(*both)) forward.types.push_back(std::move(type));
  int64_t residual = replace(i, std::move(forward)) + static_cast<int64_t>(node.types.size());
  Values args;
  for (int input : both->input_of)
    args.push_back(input >= 0 ? node.args[input] : Value::node(residual++));
  for (int place : both->cotangent_of) args.push_back(parts[place]);
  if (both->backward->results.empty()) return;
  give(node.args, both->gradients, append_call(recorder_, both->backward, std::move(args)));
}

/// The user's own gradient of a function: (arguments..., results..., cotangents...) -> gradients.
void Walk::user_call(const Node& node) {
  Values args = node.args;
  for (size_t k = 0; k < node.types.size(); ++k)
    args.push_back(Value::node(node.first + static_cast<int64_t>(k)));
  for (Value& cotangent : all_cotangents_of(node)) args.push_back(std::move(cotangent));
  Values found = append_call(recorder_, node.graphs[1], std::move(args));
  for (size_t i = 0; i < node.args.size() && i < found.size(); ++i)
    if (depends_.any(node.args[i]) && is_differentiable(graph_, found[i]))
      cotangents_.add(node.args[i], found[i]);
}

// --- branches
// --------------------------------------------------------------------------------------

namespace {

/// What an If returns besides its results: one residual of each side, of equal types, or a Stack
/// with a residual of one side or nothing.
struct Slot {
  Type type;
  int residual[2] = {-1, -1};  // of each side: place among its returned residuals
  bool on_stack = false;
};

std::vector<Slot> slots_of(const TwoWays& then, const TwoWays& otherwise) {
  std::vector<Slot> slots;
  NodeTypes first = returned_types(then), second = returned_types(otherwise);
  slots.reserve(first.size());
  for (size_t r = 0; r < first.size(); ++r) slots.push_back({first[r], {static_cast<int>(r), -1}});
  for (size_t r = 0; r < second.size(); ++r) {
    auto free = std::ranges::find_if(slots, [&](const Slot& slot) {
      return slot.residual[1] < 0 && slot.residual[0] >= 0 && slot.type == second[r];
    });
    if (free == slots.end())
      slots.push_back({second[r], {-1, static_cast<int>(r)}});
    else
      free->residual[1] = static_cast<int>(r);
  }
  for (Slot& slot : slots) {
    slot.on_stack = slot.residual[0] < 0 || slot.residual[1] < 0;
    if (slot.on_stack) slot.type = Type::stack(slot.type);
  }
  return slots;
}

class Branch {
 public:
  Branch(Recorder& recorder, const Node& node, TwoWaysRef then, TwoWaysRef otherwise)
      : recorder_(recorder),
        node_(node),
        sides_{std::move(then), std::move(otherwise)},
        slots_(slots_of(*sides_[0], *sides_[1])),
        feed_(recorder.graph()) {}

  Node forward() const {
    Node node = node_;
    node.graphs = {forward_side(0), forward_side(1)};
    for (const Slot& slot : slots_) node.types.push_back(slot.type);
    return node;
  }

  /// Records the backward node; answers what it finds and how the arguments' gradients are made of
  /// it.
  Values backward(int64_t first_slot, const Values& cotangents, Values& gradients) {
    for (size_t s = 0; s < slots_.size(); ++s)
      feed_.add(Value::node(first_slot + static_cast<int64_t>(s)));
    captured_ = slots_.size();
    for (size_t a = 1; a < node_.args.size(); ++a) feed_.add(node_.args[a]);
    offered_ = captured_ + node_.args.size() - 1;
    for (const Value& cotangent : cotangents) feed_.add(cotangent);
    Node node;
    node.kind = NodeKind::kIf;
    node.args = {node_.args[0]};
    for (Value& arg : feed_.args()) node.args.push_back(std::move(arg));
    node.graphs = {backward_side(0, gradients), backward_side(1, gradients)};
    node.types = joined(result_types(*node.graphs[0]), result_types(*node.graphs[1]));
    return append(recorder_, std::move(node));
  }

 private:
  ir::GraphRef forward_side(int side) const {
    const ir::GraphRef& called = sides_[side]->forward;
    auto graph = std::make_shared<Graph>();
    graph->name = called->name;
    Values inputs = copy_inputs(*graph, *called);
    Recorder recorder(*graph);
    recorder.set_place(node_.place);
    Values results = append_call(recorder, called, inputs);
    const size_t own = node_.types.size();
    for (size_t k = 0; k < own; ++k) graph->results.push_back(results[k]);
    for (const Slot& slot : slots_) {
      Value value = slot.on_stack ? empty_stack(recorder, slot.type) : Value();
      if (int r = slot.residual[side]; r >= 0)
        value = slot.on_stack ? append_push(recorder, value, slot.type, results[own + r])
                              : results[own + r];
      graph->results.push_back(value);
    }
    return graph;
  }

  ir::GraphRef backward_side(int side, Values& gradients) const {
    const TwoWays& both = *sides_[side];
    auto graph = std::make_shared<Graph>();
    graph->name = both.backward->name;
    Values inside = feed_.inside(*graph);
    Recorder recorder(*graph);
    recorder.set_place(node_.place);
    Values returned = take_residuals(recorder, side, inside), args;
    size_t next = 0;
    for (int input : both.input_of)
      args.push_back(input >= 0 ? inside[captured_ + input] : returned[next++]);
    for (int place : both.cotangent_of) args.push_back(inside[offered_ + place]);
    Values found = append_call(recorder, both.backward, std::move(args));
    int64_t part = 0;
    gradients = {Value()};  // of the condition
    for (size_t a = 0; a + 1 < node_.args.size(); ++a) {
      Value gradient = unflatten(both.gradients[a], found);
      if (!same_on_both_sides(a)) gradient = completed(recorder, gradient, inside[captured_ + a]);
      gradients.push_back(structure_of(gradient, part));
      flatten(gradient, graph->results);
    }
    return graph;
  }

  Values take_residuals(Recorder& recorder, int side, const Values& inside) const {
    Values returned(sides_[side]->returned().size());
    for (size_t s = 0; s < slots_.size(); ++s)
      if (int r = slots_[s].residual[side]; r >= 0)
        returned[r] =
            slots_[s].on_stack ? append_pop(recorder, inside[s], slots_[s].type)[1] : inside[s];
    return returned;
  }

  bool same_on_both_sides(size_t a) const {
    int64_t first = 0, second = 0;
    return structure_of(sides_[0]->gradients[a], first) ==
           structure_of(sides_[1]->gradients[a], second);
  }

  static NodeTypes joined(const NodeTypes& a, const NodeTypes& b) {
    NodeTypes types;
    for (size_t k = 0; k < a.size(); ++k) {
      if (a[k] == b[k] || !a[k].is_tensor()) {
        types.push_back(a[k]);
        continue;
      }
      TensorType type = a[k].as_tensor();
      for (int axis = 0; axis < type.rank(); ++axis)
        if (!(type.shape[axis] == b[k].as_tensor().shape[axis])) type.shape[axis] = Dim::unknown();
      types.push_back(Type::tensor(std::move(type)));
    }
    return types;
  }

  Recorder& recorder_;
  const Node& node_;
  TwoWaysRef sides_[2];
  std::vector<Slot> slots_;
  Feed feed_;  // slots, captured values, cotangents
  size_t captured_ = 0, offered_ = 0;
};

}  // namespace

void Walk::branch(size_t i, const Node& node) {
  Values parts;
  std::span<const Value> captured{node.args.begin() + 1, node.args.end()};
  Values cotangents = joined(cotangents_of(node), take_sums(captured, node.graphs));
  TwoWaysRequest request = request_of(wanted(captured), cotangents, parts);
  Branch both(recorder_, node, memo_.get(node.graphs[0], request),
              memo_.get(node.graphs[1], request));
  int64_t first = replace(i, both.forward());
  Values gradients;
  Values found = both.backward(first + static_cast<int64_t>(node.types.size()), parts, gradients);
  give(node.args, gradients, found);
}

}  // namespace duet::autodiff
