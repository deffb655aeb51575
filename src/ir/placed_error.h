// An Error of a graph that runs: what failed at which node, with the arguments it had.
#pragma once

#include "ir/graph.h"

namespace duet::ir {

class PlacedError final : public Error {
 public:
  PlacedError(const Error& error, const Node& node, Values arguments)
      : Error(error), place(node.place), op(node.op), arguments(std::move(arguments)) {}

  PlaceRef place;  // null: unknown
  const Op* op;    // null: no operator's
  Values arguments;
};

}  // namespace duet::ir
