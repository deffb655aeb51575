// A sweep: the old nodes are moved over one by one.
#include "passes/edit.h"

#include <algorithm>

namespace duet::passes {

using ir::Node;

Edit::Edit(ir::Graph& graph) : graph_(graph), old_(std::move(graph.nodes)) {
  graph.nodes.clear();
  graph.nodes.reserve(old_.size());
  made_by_.assign(graph.value_count(), -1);
}

bool Edit::next() {
  if (node_) keep();
  if (at_ == old_.size()) {
    node_ = nullptr;
    if (!by_.empty())
      for (Value& result : graph_.results) result = resolved(result);
    return false;
  }
  node_ = &old_[at_++];
  if (!by_.empty())
    for (Value& arg : node_->args)
      if (arg.is_node() || arg.is_list()) arg = resolved(arg);
  return true;
}

void Edit::keep() {
  auto index = static_cast<int32_t>(graph_.nodes.size());
  for (size_t k = 0; k < node_->types.size(); ++k)
    made_by_[node_->first + static_cast<int64_t>(k)] = index;
  graph_.nodes.push_back(std::move(*node_));
}

void Edit::replace(Values by) {
  DUET_CHECK(by.size() == node_->types.size());
  replaced_.resize(graph_.value_count(), -1);
  for (size_t k = 0; k < by.size(); ++k) {
    replaced_[node_->first + static_cast<int64_t>(k)] = static_cast<int32_t>(by_.size());
    by_.push_back(std::move(by[k]));
  }
  drop();
}

void Edit::drop() {
  node_ = nullptr;
  changed_ = true;
}

Values Edit::append(Node node) {
  if (node.region == 0) node.region = old_[at_ - 1].region;
  return append_own(std::move(node));
}

Values Edit::append_own(Node node) {
  if (!node.place) node.place = old_[at_ - 1].place;
  const size_t count = node.types.size();
  auto index = static_cast<int32_t>(graph_.nodes.size());
  int64_t first = graph_.append(std::move(node));
  made_by_.resize(graph_.value_count(), index);
  Values results;
  for (size_t k = 0; k < count; ++k)
    results.push_back(Value::node(first + static_cast<int64_t>(k)));
  changed_ = true;
  return results;
}

int Edit::new_region() {
  if (regions_ < 0) {
    regions_ = 0;
    for (const Node& node : graph_.nodes) regions_ = std::max(regions_, node.region);
    for (size_t i = at_ - 1; i < old_.size(); ++i) regions_ = std::max(regions_, old_[i].region);
  }
  return ++regions_;
}

const Node* Edit::maker(int64_t value) const {
  int32_t index = made_by_[value];
  return index < 0 ? nullptr : &graph_.nodes[index];
}

Value Edit::resolved(const Value& value) const {
  return ir::with_nodes(value, [&](int64_t v) {
    bool gone = v < static_cast<int64_t>(replaced_.size()) && replaced_[v] >= 0;
    return gone ? by_[replaced_[v]] : Value::node(v);
  });
}

}  // namespace duet::passes
