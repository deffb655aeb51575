// One joint graph is recorded, forward then backward; then it is cut in two.
#include "autodiff/two_ways.h"

#include <algorithm>
#include <unordered_map>

#include "autodiff/cut.h"
#include "autodiff/walk.h"
#include "ir/recursive.h"
#include "ops/ops.h"

namespace duet::autodiff {
namespace {

using ir::Graph;
using ir::Node;
using ir::NodeKind;

/// Adds an input for each cotangent of `result`.
Value seed(Graph& graph, const Value& result, const ir::Type& type, const Value& structure) {
  if (structure.is_none()) return {};
  if (!structure.is_list())
    return Value::node(graph.add_input(fmt::format("cotangent{}", structure.as_node()), type));
  Values parts;
  for (size_t i = 0; i < structure.as_list().size(); ++i) {
    const Value& part = structure.as_list()[i];
    if (result.is_list()) {
      const Value& inner = result.as_list()[i];
      parts.push_back(
          inner.is_node() || inner.is_list()
              ? seed(graph, inner, inner.is_node() ? graph.type(inner.as_node()) : ir::Type(), part)
              : Value());
    } else {
      parts.push_back(seed(graph, {}, type.items()[i], part));
    }
  }
  return parts;
}

}  // namespace

Value seed(Graph& graph, const Value& result, const Value& structure) {
  if (!result.is_node() && !result.is_list()) return {};
  const ir::Type type = result.is_node() ? graph.type(result.as_node()) : ir::Type();
  return seed(graph, result, type, structure);
}

namespace {

/// Layouts and casts cost next to nothing; what they look at need not be kept twice.
bool is_cheap(const Node& node) {
  return node.kind == NodeKind::kGet || (node.kind == NodeKind::kApply &&
                                         (node.op->body.is(BodyKind::kView) || node.is(ops::cast)));
}

/// Finds what the backward part needs of the forward part.
class Cut {
 public:
  explicit Cut(Joint& joint) : joint_(joint), graph_(joint.graph) {}

  void run() {
    producer_.assign(graph_.value_count(), -1);
    for (size_t i = 0; i < graph_.nodes.size(); ++i)
      for (size_t k = 0; k < graph_.nodes[i].types.size(); ++k)
        producer_[graph_.nodes[i].first + static_cast<int64_t>(k)] = static_cast<int>(i);
    mark_live();
    seen_.assign(graph_.value_count(), false);
    auto need = [&](int64_t value) { visit(value); };
    for (const Value& gradient : joint_.gradients) ir::each_node(gradient, need);
    for (size_t i = joint_.middle; i < graph_.nodes.size(); ++i)
      if (joint_.live[i])
        for (const Value& arg : graph_.nodes[i].args) ir::each_node(arg, need);
    std::ranges::sort(joint_.again);
    joint_.again.erase(std::ranges::unique(joint_.again).begin(), joint_.again.end());
  }

 private:
  void mark_live() {
    joint_.live.assign(graph_.nodes.size(), false);
    joint_.needed.assign(graph_.value_count(), false);
    auto need = [&](int64_t value) { joint_.needed[value] = true; };
    for (const Value& gradient : joint_.gradients) ir::each_node(gradient, need);
    for (size_t i = graph_.nodes.size(); i-- > joint_.middle;) {
      const Node& node = graph_.nodes[i];
      bool live = node.has_effect();
      for (size_t k = 0; k < node.types.size(); ++k)
        live = live || joint_.needed[node.first + static_cast<int64_t>(k)];
      joint_.live[i] = live;
      if (!live) continue;
      for (const Value& arg : node.args) ir::each_node(arg, need);
    }
  }

  bool from_inputs(int64_t value) const {
    int at = producer_[value];
    if (at < 0) return true;
    const Node& node = graph_.nodes[at];
    if (node.kind != NodeKind::kLeaf && !is_cheap(node)) return false;
    bool all = true;
    for (const Value& arg : node.args)
      ir::each_node(arg, [&](int64_t v) { all = all && from_inputs(v); });
    return all;
  }

  void visit(int64_t value) {
    if (seen_[value]) return;
    seen_[value] = true;
    int at = producer_[value];
    if (at >= static_cast<int>(joint_.middle)) return;
    if (at >= 0 && (graph_.nodes[at].kind == NodeKind::kLeaf || from_inputs(value))) {
      joint_.again.push_back(static_cast<size_t>(at));
      for (const Value& arg : graph_.nodes[at].args)
        ir::each_node(arg, [&](int64_t v) { visit(v); });
      return;
    }
    bool is_cotangent = false;
    for (size_t i = joint_.inputs; i < graph_.inputs.size(); ++i)
      is_cotangent |= graph_.inputs[i].value == value;
    if (!is_cotangent) joint_.residuals.push_back(value);
  }

  Joint& joint_;
  const Graph& graph_;
  std::vector<int> producer_;  // by value; -1: an input
  std::vector<bool> seen_;
};

}  // namespace

Joint join(const Graph& source, const TwoWaysRequest& request, TwoWaysMemo& memo,
           const std::vector<bool>& complete) {
  Joint joint{source, source.inputs.size(), 0, {}, {}, {}, {}, {}};
  Graph& graph = joint.graph;
  ReverseRequest reverse;
  for (size_t i = 0; i < source.inputs.size(); ++i)
    if (request.wanted[i]) reverse.leaves.push_back(source.inputs[i].value);
  Values outputs = source.results, cotangents;
  for (size_t i = 0; outputs.size() < request.cotangents.size(); ++i)
    outputs.push_back(Value::node(source.inputs[i].value));
  for (size_t i = 0; i < outputs.size(); ++i)
    cotangents.push_back(seed(graph, outputs[i], request.cotangents[i]));
  // The last come first: they are of later uses.
  for (size_t i = outputs.size(); i-- > 0;) {
    if (!is_present(cotangents[i])) continue;
    reverse.outputs.push_back(outputs[i]);
    reverse.cotangents.push_back(cotangents[i]);
  }
  ir::Recorder recorder(graph);
  if (!reverse.outputs.empty()) {
    Walk walk(recorder, reverse, memo);
    Values found = walk.run();
    joint.middle = walk.middle();
    for (size_t i = 0, k = 0; i < request.wanted.size(); ++i)
      joint.gradients.push_back(request.wanted[i] ? found[k++] : Value());
  } else {
    joint.middle = graph.nodes.size();
    joint.gradients.resize(source.inputs.size());
  }
  for (size_t i = 0; i < complete.size(); ++i)
    if (complete[i])
      joint.gradients[i] =
          completed(recorder, joint.gradients[i], Value::node(source.inputs[i].value));
  Cut(joint).run();
  return joint;
}

namespace {

/// Graphs without their effects, those of branches and bodies included.
class Silence {
 public:
  ir::GraphRef of(const ir::GraphRef& graph) {
    auto [known, fresh] = done_.try_emplace(graph.get());
    if (!fresh) return ir::is_owned(graph) ? known->second : ir::unowned(known->second);
    Extract kept(*graph);
    known->second = kept.graph();
    for (const ir::Input& input : graph->inputs) kept.input(input, input.state);
    for (const Node& node : graph->nodes) {
      if (node.has_effect()) continue;
      Node copy = node;
      for (ir::GraphRef& inner : copy.graphs) inner = of(inner);
      kept.node(copy);
    }
    for (const Value& result : graph->results) kept.result(result);
    return kept.graph();
  }

 private:
  std::unordered_map<const Graph*, ir::GraphRef> done_;
};

/// The backward part's cotangent inputs that are used; their places are noted.
void cotangent_inputs(const Joint& joint, Extract& extract, std::vector<int>& places) {
  for (size_t i = joint.inputs; i < joint.graph.inputs.size(); ++i) {
    const ir::Input& input = joint.graph.inputs[i];
    if (!joint.needed[input.value]) continue;
    places.push_back(static_cast<int>(i - joint.inputs));
    extract.input(input, false);
  }
}

}  // namespace

Values put_gradients(const Joint& joint, Extract& extract) {
  int64_t next = 0;
  Values structures;
  for (const Value& gradient : joint.gradients) {
    structures.push_back(structure_of(gradient, next));
    Values parts;
    flatten(gradient, parts);
    for (const Value& part : parts) extract.result(part);
  }
  return structures;
}

std::vector<int> TwoWays::returned() const {
  std::vector<int> places;
  for (size_t i = 0; i < input_of.size(); ++i)
    if (input_of[i] < 0) places.push_back(static_cast<int>(i));
  return places;
}

TwoWaysRef TwoWaysMemo::make(const Graph& source, const TwoWaysRequest& request) {
  Joint joint = join(source, request, *this);
  const Graph& graph = joint.graph;
  auto both = std::make_shared<TwoWays>();
  Extract forward(graph), backward(graph);
  for (size_t i = 0; i < joint.inputs; ++i) forward.input(graph.inputs[i], graph.inputs[i].state);
  for (size_t i = 0; i < joint.middle; ++i) forward.node(graph.nodes[i]);
  for (const Value& result : graph.results) forward.result(result);
  for (size_t r = 0; r < joint.residuals.size(); ++r) {
    int64_t value = joint.residuals[r];
    auto own = std::ranges::find(graph.inputs, value, &ir::Input::value);
    both->input_of.push_back(
        own == graph.inputs.end() ? -1 : static_cast<int>(own - graph.inputs.begin()));
    if (own == graph.inputs.end()) forward.result(Value::node(value));
    backward.input(value, fmt::format("residual{}", r));
  }
  cotangent_inputs(joint, backward, both->cotangent_of);
  for (size_t i : joint.again) backward.node(graph.nodes[i]);
  for (size_t i = joint.middle; i < graph.nodes.size(); ++i)
    if (joint.live[i]) backward.node(graph.nodes[i]);
  both->gradients = put_gradients(joint, backward);
  both->forward = forward.take(".forward");
  both->backward = backward.take(".backward");
  return both;
}

TwoWaysRef TwoWaysMemo::get(const ir::GraphRef& graph, const TwoWaysRequest& request) {
  std::string key;
  for (bool wanted : request.wanted) key += wanted ? '1' : '0';
  const std::function<void(const Value&)> write = [&](const Value& structure) {
    if (structure.is_list()) {
      key += '(';
      for (const Value& part : structure.as_list()) write(part);
      key += ')';
    } else {
      key += structure.is_none() ? '-' : '+';
    }
  };
  for (const Value& cotangent : request.cotangents) write(cotangent);
  auto [found, is_new] = entries_.try_emplace({graph.get(), key}, Entry{graph, nullptr, nullptr});
  Entry& entry = found->second;  // stays where it is while others are made
  if (is_new)
    entry.both = ir::is_recursive(*graph) ? make_recursive(entry, request) : make(*graph, request);
  return entry.both ? entry.both : entry.inside;
}

OneWay one_way(const Graph& source, const TwoWaysRequest& request, bool recorded) {
  TwoWaysMemo memo;
  Joint joint = join(source, request, memo);
  if (recorded)
    for (Node& node : joint.graph.nodes) node.region = 0;
  const Graph& graph = joint.graph;
  OneWay one;
  Extract whole(graph);
  for (size_t i = 0; i < joint.inputs; ++i) whole.input(graph.inputs[i], false);
  cotangent_inputs(joint, whole, one.cotangent_of);
  // The outside has seen the effects of the forward part already.
  Silence silence;
  for (size_t i = 0; i < joint.middle; ++i) {
    if (graph.nodes[i].has_effect()) continue;
    Node node = graph.nodes[i];
    for (ir::GraphRef& inner : node.graphs) inner = silence.of(inner);
    whole.node(node);
  }
  for (size_t i = joint.middle; i < graph.nodes.size(); ++i)
    if (joint.live[i]) whole.node(graph.nodes[i]);
  one.gradients = put_gradients(joint, whole);
  one.graph = whole.take(".gradient");
  return one;
}

// --- structures
// ------------------------------------------------------------------------------------

Value structure_of(const Value& cotangents, int64_t& next) {
  if (cotangents.is_node() || cotangents.is_tensor()) return Value::node(next++);
  if (!cotangents.is_list()) return {};
  Values parts;
  for (const Value& part : cotangents.as_list()) parts.push_back(structure_of(part, next));
  return parts;
}

void flatten(const Value& cotangents, Values& parts) {
  if (cotangents.is_node() || cotangents.is_tensor()) parts.push_back(cotangents);
  if (!cotangents.is_list()) return;
  for (const Value& part : cotangents.as_list()) flatten(part, parts);
}

Value unflatten(const Value& structure, std::span<const Value> parts) {
  return ir::with_nodes(structure, [&](int64_t k) { return parts[k]; });
}

Value whole_structure(const ir::Type& type, int64_t& next) {
  if (!is_differentiable(type)) return {};
  if (type.kind() != ir::TypeKind::kTuple && type.kind() != ir::TypeKind::kDict)
    return Value::node(next++);
  Values parts;
  for (const ir::Type& item : type.items()) parts.push_back(whole_structure(item, next));
  return parts;
}

}  // namespace duet::autodiff
