// Cotangents by value number, summed as they arrive.
//
// The cotangent of a Tensor is a node or a constant Tensor, of a Tuple or Dict a list with one
// cotangent for each part, of a Stack a Stack. None stands wherever nothing has arrived.
#pragma once

#include "ir/recorder.h"

namespace duet::autodiff {

/// Whether values of this type have cotangents.
bool is_differentiable(const ir::Type& type);
/// The same for a value: a node, a constant, a list of these.
bool is_differentiable(const ir::Graph& graph, const Value& value);

/// Whether anything but none is in it.
bool is_present(const Value& cotangent);

/// Zeros of the shape of a value, and an empty Stack for a Stack.
Value zeros(ir::Recorder& recorder, int64_t value);
/// What adds nothing to any cotangent, not even to the sign of a zero.
Value nothing(ir::Recorder& recorder, int64_t value);
/// The cotangent with `nothing` wherever a part of `like` (a node, or a list of its parts) could
/// have one and none is.
Value completed(ir::Recorder& recorder, const Value& cotangent, const Value& like);
/// The type of one value that holds a cotangent of a value of this type, and the way from such a
/// value to the cotangent and back.
ir::Type cotangent_type(const ir::Type& type);
Value taken_apart(ir::Recorder& recorder, int64_t value);
Value put_together(ir::Recorder& recorder, const Value& cotangent);
/// A Stack with nothing on it.
Value empty_stack(ir::Recorder& recorder, const ir::Type& stack);

class Cotangents {
 public:
  explicit Cotangents(ir::Recorder& recorder) : recorder_(recorder) {}

  /// `cotangent` of `value`, which may be a list of nodes.
  void add(const Value& value, const Value& cotangent);
  /// Of part `index` of a Tuple or Dict.
  void add_part(int64_t value, size_t index, const Value& cotangent);
  /// None where nothing has arrived.
  Value of(int64_t value) const;
  bool has(int64_t value) const { return is_present(of(value)); }
  void drop(int64_t value);

 private:
  Value sum(const Value& a, const Value& b);

  ir::Recorder& recorder_;
  std::vector<Value> sums_;
};

}  // namespace duet::autodiff
