// The tracer of graph mode: a Dispatcher that appends to a Graph. Operators are recorded as they
// are called; what they decompose into is the program's business (runtime/program/program.h).
#pragma once

#include <algorithm>

#include "ir/graph.h"

namespace duet::ir {

class DUET_API Recorder final : public Dispatcher {
 public:
  explicit Recorder(Graph& graph) : graph_(graph) {
    for (const Node& node : graph.nodes) regions_ = std::max(regions_, node.region);
  }

  /// Checks and infers as the eager engine does: the same errors. A run-time number among the
  /// arguments (a node of Scalar type where a Tensor or number is expected) becomes a 0-d Tensor by
  /// Python's weak promotion where the operator is a formula on elements; other operators get the
  /// number itself. What is demanded of run-time values is appended as a Check in front.
  Values apply(const Op& op, std::span<const Value> args) override;
  /// Of a node or a constant Tensor.
  TensorType type(const Value& value) const override;

  /// A run-time number as a 0-d Tensor.
  Value to_tensor(const Value& number, DType dtype);

  Graph& graph() { return graph_; }
  /// Where in the user's program what follows comes from.
  void set_place(PlaceRef place) { place_ = std::move(place); }
  const PlaceRef& place() const { return place_; }
  /// What is recorded until `end_region` is one operator's work (Node::region).
  void begin_region();
  void end_region() { region_ = 0; }
  bool in_region() const { return region_ != 0; }
  /// Appends any other node, with the present place.
  int64_t append(Node node);

 private:
  Graph& graph_;
  PlaceRef place_;
  int region_ = 0;
  int regions_ = 0;
};

}  // namespace duet::ir
