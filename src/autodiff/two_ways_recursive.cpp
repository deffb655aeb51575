// Both ways of graphs that call themselves. What such a graph keeps for its way back holds what its
// own calls keep, so the type would have itself as a part: it is boxed, a Stack of any type with
// one Tuple on it. And where the graph calls itself its two ways are not there yet: they take every
// cotangent, and give the gradients that are found to be there, round by round.
#include <algorithm>

#include "autodiff/append.h"
#include "autodiff/cut.h"
#include "autodiff/walk.h"
#include "ir/recursive.h"

namespace duet::autodiff {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;
using ir::Type;

Type box() { return Type::stack(Type::any()); }

/// Types of the parts of a gradient of this type, in order.
void part_types(const Type& type, std::vector<Type>& types) {
  if (!is_differentiable(type)) return;
  if (type.kind() != ir::TypeKind::kTuple && type.kind() != ir::TypeKind::kDict)
    types.push_back(type);
  else
    for (const Type& item : type.items()) part_types(item, types);
}

/// What stands for a graph while it is made: inputs and results of the right types.
void declare(const Graph& source, const TwoWaysRequest& request, const std::vector<bool>& given,
             TwoWays& both) {
  auto forward = std::make_shared<Graph>(), backward = std::make_shared<Graph>();
  forward->name = source.name + ".forward";
  backward->name = source.name + ".backward";
  auto value_of = [](Graph& graph, const Type& type) {
    return Value::node(graph.new_values({&type, 1}));
  };
  copy_inputs(*forward, source);
  for (const Value& result : source.results)
    forward->results.push_back(ir::map_nodes(
        result, [&](int64_t value) { return value_of(*forward, source.type(value)); }));
  forward->results.push_back(value_of(*forward, box()));
  both.input_of = {-1};
  backward->add_input("kept", box());
  Graph probe = source;
  Values outputs = source.results;
  for (size_t i = 0; outputs.size() < request.cotangents.size(); ++i)
    outputs.push_back(Value::node(source.inputs[i].value));
  for (size_t i = 0; i < outputs.size(); ++i) seed(probe, outputs[i], request.cotangents[i]);
  for (size_t i = source.inputs.size(); i < probe.inputs.size(); ++i) {
    both.cotangent_of.push_back(static_cast<int>(i - source.inputs.size()));
    backward->add_input(probe.inputs[i].name, probe.inputs[i].type);
  }
  int64_t next = 0;
  for (size_t i = 0; i < request.wanted.size(); ++i) {
    const Type& type = source.inputs[i].type;
    both.gradients.push_back(given[i] ? whole_structure(type, next) : Value());
    std::vector<Type> types;
    if (given[i]) part_types(type, types);
    for (const Type& part : types) backward->results.push_back(value_of(*backward, part));
  }
  both.forward = std::move(forward);
  both.backward = std::move(backward);
}

Type tuple_of(const Graph& graph, const std::vector<int64_t>& values) {
  std::vector<Type> types;
  for (int64_t value : values) types.push_back(graph.type(value));
  return Type::tuple(std::move(types));
}

Value append_one(ir::Recorder& recorder, NodeKind kind, Values args, const Type& type) {
  Node node;
  node.kind = kind;
  node.args = std::move(args);
  node.types = {type};
  return append(recorder, std::move(node))[0];
}

Graph forward_of(const Joint& joint) {
  const Graph& graph = joint.graph;
  Extract forward(graph);
  for (size_t i = 0; i < joint.inputs; ++i) forward.input(graph.inputs[i], graph.inputs[i].state);
  for (size_t i = 0; i < joint.middle; ++i) forward.node(graph.nodes[i]);
  for (const Value& result : graph.results) forward.result(result);
  for (int64_t value : joint.residuals) forward.result(Value::node(value));
  Graph& made = *forward.graph();
  const size_t own = graph.results.size();
  Values kept(made.results.begin() + own, made.results.end());
  while (made.results.size() > own) made.results.pop_back();
  ir::Recorder recorder(made);
  Value all = append_one(recorder, NodeKind::kMake, kept, tuple_of(graph, joint.residuals));
  made.results.push_back(append_push(recorder, empty_stack(recorder, box()), box(), all));
  return std::move(*forward.take(".forward"));
}

Graph backward_of(const Joint& joint) {
  const Graph& graph = joint.graph;
  Extract backward(graph);
  Graph& made = *backward.graph();
  Value kept = Value::node(made.add_input("kept", box()));
  for (size_t i = joint.inputs; i < graph.inputs.size(); ++i)
    backward.input(graph.inputs[i], false);
  ir::Recorder recorder(made);
  const Type whole = tuple_of(graph, joint.residuals);
  Node pop;
  pop.kind = NodeKind::kPop;
  pop.args = {kept};
  pop.types = {box(), whole};
  Value all = append(recorder, std::move(pop))[1];
  for (size_t r = 0; r < joint.residuals.size(); ++r) {
    Values args{all, Value(static_cast<int64_t>(r))};
    Value part = append_one(recorder, NodeKind::kGet, std::move(args), whole.items()[r]);
    backward.name(joint.residuals[r], part.as_node());
  }
  for (size_t i : joint.again) backward.node(graph.nodes[i]);
  for (size_t i = joint.middle; i < graph.nodes.size(); ++i)
    if (joint.live[i]) backward.node(graph.nodes[i]);
  put_gradients(joint, backward);
  return std::move(*backward.take(".backward"));
}

}  // namespace

TwoWaysRef TwoWaysMemo::make_recursive(Entry& entry, const TwoWaysRequest& request) {
  std::vector<bool> given(request.wanted.size(), false);
  while (true) {
    std::vector<Entries::key_type> before;
    for (const auto& [key, known] : entries_) before.push_back(key);
    auto both = std::make_shared<TwoWays>();
    declare(*entry.graph, request, given, *both);
    auto inside = std::make_shared<TwoWays>(*both);
    inside->forward = ir::unowned(both->forward);
    inside->backward = ir::unowned(both->backward);
    entry.inside = std::move(inside);
    Joint joint = join(*entry.graph, request, *this, given);
    bool more = false;
    for (size_t i = 0; i < given.size(); ++i)
      if (!given[i] && is_present(joint.gradients[i])) given[i] = more = true;
    if (!more) {
      *both->forward = forward_of(joint);
      *both->backward = backward_of(joint);
      return both;
    }
    // What was made meanwhile has taken too little for the gradients.
    std::erase_if(entries_, [&](const auto& known) {
      return !std::ranges::binary_search(before, known.first);
    });
  }
}

}  // namespace duet::autodiff
