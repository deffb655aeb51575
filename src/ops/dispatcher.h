// Who carries out operators. The eager engine computes, a tracer records; gradient rules and
// decompositions are written once against this interface and serve both.
#pragma once

#include "ops/type.h"

namespace duet {

struct Op;

class DUET_API Dispatcher {
 public:
  virtual ~Dispatcher() = default;
  /// `args` are complete and of the schema's kinds. Results in the order of the operator's outputs.
  virtual Values apply(const Op& op, std::span<const Value> args) = 0;
  /// The type of a tensor or node.
  virtual TensorType type(const Value& value) const = 0;
};

}  // namespace duet
