// Graphs: appending and numbering.
#include "ir/graph.h"

namespace duet::ir {

int64_t Graph::add_input(std::string name, Type type, bool state) {
  int64_t value = new_values({&type, 1});
  inputs.push_back({value, std::move(name), std::move(type), state});
  return value;
}

int64_t Graph::append(Node node) {
  node.first = new_values(node.types);
  nodes.push_back(std::move(node));
  return nodes.back().first;
}

int64_t Graph::new_values(std::span<const Type> types) {
  int64_t first = value_count();
  types_.insert(types_.end(), types.begin(), types.end());
  return first;
}

Value map_nodes(const Value& value, const std::function<Value(int64_t)>& f) {
  return with_nodes(value, f);
}

}  // namespace duet::ir
