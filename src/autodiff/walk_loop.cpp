// Loops, gone back through: the forward loop counts and puts the residuals of each round on Stacks,
// the backward loop takes them off, round by round, until the count is used up.
#include <algorithm>

#include "autodiff/append.h"
#include "autodiff/walk.h"

namespace duet::autodiff {

using ir::Graph;
using ir::Node;
using ir::NodeKind;
using ir::Recorder;
using ir::Type;

namespace {

using Flags = std::vector<bool>;

/// Results that depend on the wanted inputs.
Flags reached(const Graph& graph, const Flags& wanted) {
  Dependence depends(graph);
  for (size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i]) depends.add(graph.inputs[i].value);
  for (const Node& node : graph.nodes) depends.pass(node);
  Flags reached;
  for (const Value& result : graph.results)
    reached.push_back(depends.any(result) && is_differentiable(graph, result));
  return reached;
}

class Loop {
 public:
  Loop(Recorder& recorder, const Node& node, TwoWaysMemo& memo)
      : recorder_(recorder),
        node_(node),
        condition_(node.graphs[0]),
        body_(node.graphs[1]),
        memo_(memo) {}

  /// `wanted`: states whose start depends on a leaf; `carried`: whose end has a cotangent.
  void prepare(Flags wanted, Flags carried) {
    wanted_ = std::move(wanted);
    carried_ = std::move(carried);
    close_wanted();
    close_carried();
    for (size_t r = 0; r < both_->input_of.size(); ++r) {
      int input = both_->input_of[r];
      (input >= 0 && constant(input) ? constant_ : pushed_).push_back(r);
    }
    for (size_t r : pushed_) stacks_.push_back(Type::stack(both_->backward->inputs[r].type));
  }
  bool carries(size_t state) const { return carried_[state]; }
  /// Whether it is the same in each round.
  bool constant(size_t state) const {
    return body_->results[state] == Value::node(body_->inputs[state].value);
  }

  /// Nodes in front of the forward loop are put into `before`.
  Node forward(Graph& graph, std::vector<Node>& before) const {
    Node node = node_;
    node.graphs = {forward_condition(), forward_body()};
    node.types.push_back(Type::scalar(NumberKind::kInt));
    node.args.push_back(Value(int64_t{0}));
    for (const Type& stack : stacks_) {
      Node make;
      make.kind = NodeKind::kMake;
      make.types.push_back(stack);
      make.first = graph.new_values(make.types);
      make.place = node_.place;
      node.args.push_back(Value::node(make.first));
      node.types.push_back(stack);
      before.push_back(std::move(make));
    }
    return node;
  }

  /// `count`: the value behind the states of the forward loop, stacks follow. Answers the parts of
  /// the gradients of all carried states.
  Values backward(int64_t count, const Values& cotangents) {
    Feed constants(recorder_.graph());
    for (size_t r : constant_) constants.add(node_.args[both_->input_of[r]]);
    Node node;
    node.kind = NodeKind::kWhile;
    for (size_t s = 0; s <= stacks_.size(); ++s)
      node.args.push_back(Value::node(count + static_cast<int64_t>(s)));
    for (const Value& constant : constants.args()) node.args.push_back(constant);
    for (const Value& cotangent : cotangents) node.args.push_back(cotangent);
    node.graphs = {backward_condition(constants), backward_body(constants)};
    for (const ir::Input& input : node.graphs[1]->inputs) node.types.push_back(input.type);
    Values results = append(recorder_, std::move(node));
    Values last(results.end() - cotangents.size(), results.end());
    return last;
  }

 private:
  void close_wanted() {
    for (bool changed = true; changed;) {
      Flags reach = reached(*body_, wanted_);
      changed = false;
      for (size_t k = 0; k < wanted_.size(); ++k) {
        bool now = wanted_[k] || (reach[k] && is_differentiable(body_->inputs[k].type));
        changed |= now != wanted_[k];
        wanted_[k] = now;
      }
    }
  }

  /// What a round gives a gradient to is a cotangent of the round before.
  void close_carried() {
    for (bool changed = true; changed;) {
      TwoWaysRequest request{wanted_, {}};
      int64_t next = 0;
      for (size_t k = 0; k < carried_.size(); ++k)
        request.cotangents.push_back(carried_[k] ? whole_structure(body_->inputs[k].type, next)
                                                 : Value());
      both_ = memo_.get(body_, request);
      changed = false;
      for (size_t k = 0; k < carried_.size(); ++k) {
        bool now = carried_[k] || is_present(both_->gradients[k]);
        changed |= now != carried_[k];
        carried_[k] = now;
      }
    }
  }

  Values forward_inputs(Graph& graph) const {
    Values states = copy_inputs(graph, *body_);
    states.push_back(Value::node(graph.add_input("count", Type::scalar(NumberKind::kInt))));
    for (size_t s = 0; s < stacks_.size(); ++s)
      states.push_back(Value::node(graph.add_input(fmt::format("stack{}", s), stacks_[s])));
    return states;
  }

  ir::GraphRef forward_condition() const {
    auto graph = std::make_shared<Graph>();
    graph->name = condition_->name;
    Values states = forward_inputs(*graph);
    Recorder recorder(*graph);
    recorder.set_place(node_.place);
    states.resize(body_->inputs.size());
    graph->results = append_call(recorder, condition_, std::move(states));
    return graph;
  }

  ir::GraphRef forward_body() const {
    auto graph = std::make_shared<Graph>();
    graph->name = both_->forward->name;
    Values inputs = forward_inputs(*graph);
    Recorder recorder(*graph);
    recorder.set_place(node_.place);
    const size_t count = body_->inputs.size();
    Values found =
        append_call(recorder, both_->forward, Values(inputs.begin(), inputs.begin() + count));
    graph->results = Values(found.begin(), found.begin() + static_cast<int64_t>(count));
    graph->results.push_back(
        append_number(recorder, "add", inputs[count], Value(int64_t{1}), NumberKind::kInt));
    std::vector<int> returned = both_->returned();
    for (size_t s = 0; s < pushed_.size(); ++s) {
      int input = both_->input_of[pushed_[s]];
      auto at = std::ranges::find(returned, static_cast<int>(pushed_[s])) - returned.begin();
      const Value& residual = input >= 0 ? inputs[input] : found[count + at];
      graph->results.push_back(append_push(recorder, inputs[count + 1 + s], stacks_[s], residual));
    }
    return graph;
  }

  /// Count, stacks, what is the same in each round, cotangents.
  struct Inside {
    Value count;
    Values stacks, constants, cotangents, all;
    Values like;  // the cotangents in the structure of the states, none where none are carried
  };

  Inside backward_inputs(Graph& graph, const Feed& constants) const {
    Inside inside;
    inside.count = Value::node(graph.add_input("count", Type::scalar(NumberKind::kInt)));
    for (size_t s = 0; s < stacks_.size(); ++s)
      inside.stacks.push_back(Value::node(graph.add_input(fmt::format("stack{}", s), stacks_[s])));
    inside.constants = constants.inside(graph);
    for (size_t k = 0; k < carried_.size(); ++k)
      inside.like.push_back(carried_[k] ? cotangent_inputs(graph, body_->inputs[k].type) : Value());
    for (const Value& part : inside.like) flatten(part, inside.cotangents);
    for (const ir::Input& input : graph.inputs) inside.all.push_back(Value::node(input.value));
    return inside;
  }

  static Value cotangent_inputs(Graph& graph, const Type& type) {
    if (!is_differentiable(type)) return {};
    if (type.kind() != ir::TypeKind::kTuple && type.kind() != ir::TypeKind::kDict)
      return Value::node(graph.add_input(fmt::format("cotangent{}", graph.inputs.size()), type));
    Values parts;
    for (const Type& item : type.items()) parts.push_back(cotangent_inputs(graph, item));
    return parts;
  }

  ir::GraphRef backward_condition(const Feed& constants) const {
    auto graph = std::make_shared<Graph>();
    graph->name = condition_->name + ".backward";
    Inside inside = backward_inputs(*graph, constants);
    Recorder recorder(*graph);
    recorder.set_place(node_.place);
    graph->results.push_back(
        append_number(recorder, "gt", inside.count, Value(int64_t{0}), NumberKind::kBool));
    return graph;
  }

  ir::GraphRef backward_body(const Feed& constants) const {
    auto graph = std::make_shared<Graph>();
    graph->name = both_->backward->name;
    Inside inside = backward_inputs(*graph, constants);
    Recorder recorder(*graph);
    recorder.set_place(node_.place);
    graph->results.push_back(
        append_number(recorder, "sub", inside.count, Value(int64_t{1}), NumberKind::kInt));
    Values args(both_->input_of.size());
    for (size_t s = 0; s < stacks_.size(); ++s) {
      Values popped = append_pop(recorder, inside.stacks[s], stacks_[s]);
      graph->results.push_back(popped[0]);
      args[pushed_[s]] = popped[1];
    }
    for (size_t c = 0; c < constant_.size(); ++c) {
      args[constant_[c]] = inside.constants[c];
      if (inside.constants[c].is_node()) graph->results.push_back(inside.constants[c]);
    }
    for (int place : both_->cotangent_of) args.push_back(inside.cotangents[place]);
    Values found = append_call(recorder, both_->backward, std::move(args));
    for (size_t k = 0; k < carried_.size(); ++k)
      if (carried_[k])
        flatten(completed(recorder, unflatten(both_->gradients[k], found), inside.like[k]),
                graph->results);
    return graph;
  }

  Recorder& recorder_;
  const Node& node_;
  ir::GraphRef condition_, body_;
  TwoWaysMemo& memo_;
  Flags wanted_, carried_;
  TwoWaysRef both_;
  std::vector<size_t> pushed_, constant_;  // residuals
  std::vector<Type> stacks_;               // of those that are pushed
};

}  // namespace

void Walk::loop(size_t i, const Node& node) {
  Values ends = cotangents_of(node), all;
  Flags carried;
  for (const Value& end : ends) carried.push_back(is_present(end));
  Loop both(recorder_, node, memo_);
  both.prepare(wanted(node.args), std::move(carried));
  std::vector<Node> before;
  Node forward = both.forward(graph_, before);
  int64_t first = replace(i, std::move(forward), std::move(before));
  Values structures;
  int64_t next = 0;
  for (size_t k = 0; k < ends.size(); ++k) {
    Value whole;
    if (both.carries(k) && both.constant(k) && node.args[k].is_node() && !is_present(ends[k])) {
      // What has come from later uses goes on in program order.
      ends[k] = cotangents_.of(node.args[k].as_node());
      cotangents_.drop(node.args[k].as_node());
    }
    if (both.carries(k))
      whole = completed(recorder_, ends[k], Value::node(node.first + static_cast<int64_t>(k)));
    structures.push_back(structure_of(whole, next));
    flatten(whole, all);
  }
  Values found = both.backward(first + static_cast<int64_t>(node.types.size()), all);
  give(node.args, structures, found);
}

}  // namespace duet::autodiff
