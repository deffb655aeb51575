// Appending nodes that are not operators.
#include "autodiff/append.h"

namespace duet::autodiff {

using ir::Graph;
using ir::Node;
using ir::NodeKind;
using ir::NodeTypes;
using ir::Recorder;
using ir::Type;

Values append(Recorder& recorder, Node node) {
  const size_t count = node.types.size();
  int64_t first = recorder.append(std::move(node));
  Values results;
  for (size_t k = 0; k < count; ++k)
    results.push_back(Value::node(first + static_cast<int64_t>(k)));
  return results;
}

NodeTypes result_types(const Graph& graph) {
  NodeTypes types;
  for (const Value& result : graph.results) types.push_back(ir::type_of(graph, result));
  return types;
}

Values append_call(Recorder& recorder, const ir::GraphRef& graph, Values args) {
  Node node;
  node.kind = NodeKind::kCall;
  node.graphs = {graph};
  node.args = std::move(args);
  node.types = result_types(*graph);
  return append(recorder, std::move(node));
}

Value append_push(Recorder& recorder, const Value& stack, const Type& type, const Value& value) {
  Node node;
  node.kind = NodeKind::kPush;
  node.args = {stack, value};
  node.types.push_back(type);
  return append(recorder, std::move(node))[0];
}

Values append_pop(Recorder& recorder, const Value& stack, const Type& type) {
  Node node;
  node.kind = NodeKind::kPop;
  node.args = {stack};
  node.types = {type, type.items()[0]};
  return append(recorder, std::move(node));
}

Value append_number(Recorder& recorder, const char* name, const Value& a, const Value& b,
                    NumberKind kind) {
  Node node;
  node.kind = NodeKind::kScalar;
  node.name = name;
  node.args = {a, b};
  node.types.push_back(Type::scalar(kind));
  return append(recorder, std::move(node))[0];
}

Values copy_inputs(Graph& graph, const Graph& like) {
  Values values;
  for (const ir::Input& input : like.inputs)
    values.push_back(Value::node(graph.add_input(input.name, input.type, input.state)));
  return values;
}

Values Feed::inside(Graph& graph) const {
  Values inside;
  for (const Value& value : values_) {
    if (!value.is_node()) {
      inside.push_back(value);
      continue;
    }
    std::string name = fmt::format("in{}", graph.inputs.size());
    inside.push_back(Value::node(graph.add_input(name, outer_.type(value.as_node()))));
  }
  return inside;
}

Values Feed::args() const {
  Values args;
  for (const Value& value : values_)
    if (value.is_node()) args.push_back(value);
  return args;
}

TwoWaysRequest request_of(std::vector<bool> wanted, const Values& cotangents, Values& parts) {
  TwoWaysRequest request{std::move(wanted), {}};
  int64_t next = 0;
  for (const Value& cotangent : cotangents) {
    request.cotangents.push_back(structure_of(cotangent, next));
    flatten(cotangent, parts);
  }
  return request;
}

NodeTypes returned_types(const TwoWays& both) {
  NodeTypes types;
  for (int r : both.returned()) types.push_back(both.backward->inputs[r].type);
  return types;
}

}  // namespace duet::autodiff
