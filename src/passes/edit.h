// How a pass changes a graph: one sweep over its nodes in program order. Each node is seen once,
// with its arguments as they are by then, and is kept, replaced or dropped; new nodes go in front
// of it. A sweep that changes nothing leaves every node as it was.
//
//   for (Edit edit(graph); edit.next();)
//     if (is_superfluous(edit.node())) edit.replace(...);
#pragma once

#include <optional>

#include "ir/graph.h"

namespace duet::passes {

class DUET_API Edit {
 public:
  explicit Edit(ir::Graph& graph);
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;

  /// Goes on to the next node; false when all have been seen and the graph is whole again.
  bool next();
  /// The present node.
  ir::Node& node() { return *node_; }
  /// The present node goes, and its results are these values from here on.
  void replace(Values by);
  /// The present node goes; nobody reads its results.
  void drop();
  /// A new node in front of the present one, with its place and, if it says none, its region.
  Values append(ir::Node node);
  /// The same, of a node that keeps its region as it is.
  Values append_own(ir::Node node);
  /// A number that no region of the graph has.
  int new_region();

  /// The node in front of the present one that makes a value; null for inputs.
  const ir::Node* maker(int64_t value) const;
  const ir::Graph& graph() const { return graph_; }
  bool changed() const { return changed_; }

 private:
  void keep();
  Value resolved(const Value& value) const;

  ir::Graph& graph_;
  std::vector<ir::Node> old_;
  size_t at_ = 0;             // behind the present node
  ir::Node* node_ = nullptr;  // null: gone
  bool changed_ = false;
  int regions_ = -1;               // the highest number, once it is asked for
  std::vector<int32_t> made_by_;   // by value: index into the graph's nodes, or -1
  std::vector<int32_t> replaced_;  // by value: index into by_, or -1
  std::vector<Value> by_;
};

}  // namespace duet::passes
