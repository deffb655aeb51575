// Gradients that wait for extents: a rule that reads an extent nobody knows while a graph is
// recorded is not written into the graph. In its place stands one call of OperatorGradient, which
// asks the engine that runs it.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>

#include "ops/op.h"

namespace duet {

/// A call of `op`, gone through forward, whose gradients are asked of `wanted` gradient slots.
/// Cotangents: one per result, none where there is none.
struct DeferredCall {
  const Op& op;
  std::span<const Value> args, outs, cotangents;
  uint64_t wanted = 0;  // bits; the last one stands for all slots from the 64th on
};

/// The arguments of OperatorGradient. `is_tensor` says of a node whether it is one, and no number.
DUET_API Values pack_deferred(const DeferredCall& call,
                              const std::function<bool(int64_t)>& is_tensor);
inline bool is_wanted(uint64_t wanted, size_t slot) {
  return (wanted >> std::min<size_t>(slot, 63) & 1) != 0;
}

/// What stands in the arguments of OperatorGradient.
struct DUET_API Deferred {
  const Op* op = nullptr;
  Values args, outs, cotangents;
  uint64_t wanted = 0;

  explicit Deferred(std::span<const Value> packed);
};

/// An engine that computes gradients: the eager one.
class DUET_API GradientEngine {
 public:
  virtual ~GradientEngine() = default;
  /// The gradients of the gradient slots named by `wanted`, of one call of `op` that gave `outs`.
  virtual Values gradients(const Op& op, std::span<const Value> args, std::span<const Value> outs,
                           std::span<const Value> cotangents, uint64_t wanted) = 0;
};

/// Answers what `body` makes of types with unknown extents, or nothing where it asks for one:
/// `Dim::value` reports that as a mistake, which it is in all other places.
template <class F>
auto unless_extents_are_asked(F body) -> std::optional<decltype(body())> {
  try {
    return body();
  } catch (const Bug&) {
    return std::nullopt;
  }
}

namespace ops {
extern const Op operator_gradient, extent_of;
}

}  // namespace duet
