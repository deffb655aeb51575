// What a node's results are, from its operation and its arguments' types: for the recorder (types
// from birth), the text form (what need not be written) and the verifier. No pass asks again.
#pragma once

#include <optional>

#include "ir/graph.h"

namespace duet::ir {

using NodeTypes = SmallVector<Type, 1>;

/// Of an operator's results; refuses what does not fit, as the eager engine does.
DUET_API NodeTypes apply_types(const Graph& graph, const Op& op, std::span<const Value> args);
/// Of any node's results; nothing where only the node itself can say (Make, HostCall, ...).
DUET_API std::optional<NodeTypes> result_types(const Graph& graph, const Node& node);
/// The kind of a Python operation's result (NodeKind::kScalar); nothing if there is none such.
DUET_API std::optional<NumberKind> number_result(std::string_view operation,
                                                 std::span<const NumberKind> args);
/// A node's type, or that of a constant.
DUET_API Type type_of(const Graph& graph, const Value& value);
/// What a number is as a Tensor where no other Tensor decides.
DUET_API DType own_dtype(NumberKind kind);

/// What inference sees of an argument list: an example in place of each run-time number. Types
/// never depend on a number's value.
DUET_API Values with_examples(const Graph& graph, std::span<const Value> args);

/// The types of a graph's values, for rules that ask; nothing can be applied.
class DUET_API GraphTypes final : public Dispatcher {
 public:
  explicit GraphTypes(const Graph& graph) : graph_(graph) {}
  Values apply(const Op& op, std::span<const Value> args) override;
  TensorType type(const Value& value) const override;

 private:
  const Graph& graph_;
};

}  // namespace duet::ir
