// One plan for all nodes of a region.
#include "runtime/program/region.h"

#include <algorithm>

namespace duet {

void ValueReaders::note(int64_t value, size_t reader) {
  auto [found, fresh] = readers_.try_emplace(value, reader, reader);
  if (!fresh) found->second.second = std::max(found->second.second, reader);
}

bool ValueReaders::outside(int64_t value, size_t first, size_t end) const {
  auto found = readers_.find(value);
  return found != readers_.end() && (found->second.first < first || found->second.second >= end);
}

namespace {

/// The nodes, called in a plan; `given`: the values of `outside`, then the constant Tensors.
Values call_nodes(Dispatcher& dispatcher, std::span<const ir::Node* const> nodes,
                  const std::vector<int64_t>& outside, const std::vector<int64_t>& results,
                  const Values& given) {
  std::map<int64_t, Value> local;
  for (size_t i = 0; i < outside.size(); ++i) local[outside[i]] = given[i];
  size_t constant = outside.size();
  for (const ir::Node* node : nodes) {
    Values args;
    for (const Value& arg : node->args)
      args.push_back(arg.is_tensor() ? given[constant++]
                                     : ir::map_nodes(arg, [&](int64_t v) { return local.at(v); }));
    Values values = dispatcher.apply(*node->op, args);
    for (size_t k = 0; k < values.size(); ++k)
      local[node->first + static_cast<int64_t>(k)] = values[k];
  }
  Values wanted;
  for (int64_t value : results) wanted.push_back(local.at(value));
  return wanted;
}

}  // namespace

bool lower_region(Lowering& lowering, std::span<const ir::Node* const> nodes,
                  const std::function<bool(int64_t)>& wanted, std::map<int64_t, Value>& values) {
  std::vector<int64_t> outside, made, results;
  for (const ir::Node* node : nodes) {
    for (const Value& arg : node->args)
      ir::each_node(arg, [&](int64_t v) {
        if (std::ranges::count(made, v) == 0 && std::ranges::count(outside, v) == 0)
          outside.push_back(v);
      });
    for (size_t k = 0; k < node->types.size(); ++k)
      made.push_back(node->first + static_cast<int64_t>(k));
  }
  std::ranges::copy_if(made, std::back_inserter(results), wanted);
  Values inputs;
  for (int64_t value : outside) inputs.push_back(values.at(value));
  // Constant Tensors are inputs of the plan too, behind the others.
  for (const ir::Node* node : nodes)
    for (const Value& arg : node->args)
      if (arg.is_tensor()) inputs.push_back(arg);
  auto computed = lowering.together(inputs, [&](Dispatcher& dispatcher, const Values& given) {
    return call_nodes(dispatcher, nodes, outside, results, given);
  });
  if (!computed) return false;
  for (size_t i = 0; i < results.size(); ++i) values[results[i]] = (*computed)[i];
  return true;
}

}  // namespace duet
