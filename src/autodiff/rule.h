// One operator's gradient rule, applied: what it is given and how its answer is fitted to the
// arguments. The eager tape, its plans and reverse mode on graphs all go through here.
#pragma once

#include <algorithm>

#include "ops/op.h"
#include "ops/v.h"

namespace duet::autodiff {

/// A set of positions in a word. All from the 64th on are in it together.
class Mask {
 public:
  Mask() = default;
  explicit Mask(uint64_t bits) : bits_(bits) {}
  void add(size_t i) { bits_ |= bit(i); }
  bool has(size_t i) const { return (bits_ & bit(i)) != 0; }
  bool empty() const { return bits_ == 0; }
  uint64_t bits() const { return bits_; }
  friend bool operator==(Mask, Mask) = default;

 private:
  static uint64_t bit(size_t i) { return uint64_t{1} << std::min<size_t>(i, 63); }
  uint64_t bits_ = 0;
};

/// Whether a gradient may come back through result `k` of an operator. Through integers too, as in
/// MindSpore: 3 * x.astype(int) has the slope 3. Only integers beside a first result of another
/// dtype have none: they are places (topk, sort).
constexpr bool comes_back(size_t k, DType own, DType first) {
  return !(is_int(own) && k > 0 && own != first);
}

/// One call of an operator, gone through forward.
struct RuleCall {
  const Op& op;
  Dispatcher& dispatcher;
  std::span<const Value> args, outs;
  std::span<const Value> cotangents;  // one per result; none where there is none
};

/// The gradients of the Tensor arguments (Tensors in lists count each), each in the shape and dtype
/// of its argument; none where the rule has none or none is wanted.
DUET_API Values apply_rule(const RuleCall& forward, Mask wanted);

/// A rule's gradient in the shape and dtype of its argument.
DUET_API V fitted(V gradient, V argument);

}  // namespace duet::autodiff
