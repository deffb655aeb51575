// Regions of a graph (Node::region): what one gradient rule has recorded is one operator's work.
// Internal to the program.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <unordered_map>

#include "runtime/program/lower.h"

namespace duet {

/// First and last reader of each value, by the readers' positions.
class ValueReaders {
 public:
  void note(int64_t value, size_t reader);
  void note(const ir::Node& node, size_t reader) {
    for (const Value& arg : node.args)
      ir::each_node(arg, [&](int64_t value) { note(value, reader); });
  }
  /// Whether anybody reads it who does not stand in [first, end).
  bool outside(int64_t value, size_t first, size_t end) const;

 private:
  std::unordered_map<int64_t, std::pair<size_t, size_t>> readers_;
};

/// Lowers the nodes of a region as one plan, as eager mode makes it. `values` knows all that they
/// read, and receives what is `wanted` of what they make. False if extents depend on elements.
bool lower_region(Lowering& lowering, std::span<const ir::Node* const> nodes,
                  const std::function<bool(int64_t)>& wanted, std::map<int64_t, Value>& values);

}  // namespace duet
