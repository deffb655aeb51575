// x[...] and x[...] = v, for all of NumPy's basic and advanced indices, in terms of operators: a
// view of what ints, slices, None and the ellipsis name, then IndexGet or IndexPut for the index
// tensors and masks. Both engines and gradients share it.
//
//   index(x, {IndexItem::at(0), IndexItem::rest(), IndexItem::by(mask)})      x[0, ..., mask]
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ops/v.h"

namespace duet {

/// One item of a subscript.
struct DUET_API IndexItem {
  enum class Kind : uint8_t { kInt, kBool, kSlice, kEllipsis, kNewAxis, kTensor };
  Kind kind = Kind::kEllipsis;
  int64_t index = 0;                         // kInt, kBool
  std::optional<int64_t> start, stop, step;  // kSlice
  /// Nodes that stand for the numbers above, where these are known only at run time; or -1.
  int64_t index_node = -1, start_node = -1, stop_node = -1, step_node = -1;
  V tensor;  // kTensor: integers, or a mask of bool

  static IndexItem at(int64_t index);
  /// A Python bool: a new axis with one place, or none.
  static IndexItem flag(bool keep);
  static IndexItem slice(std::optional<int64_t> start, std::optional<int64_t> stop,
                         std::optional<int64_t> step);
  static IndexItem rest();
  static IndexItem new_axis();
  static IndexItem by(V tensor);
};

/// x[items].
DUET_API V index(const V& x, std::span<const IndexItem> items);
/// A copy of `x` in which x[items] is `value` (a tensor that broadcasts, or a number).
DUET_API V index_update(const V& x, std::span<const IndexItem> items, const V& value);
/// x[items] = value, in the memory of `x`.
DUET_API void index_write(const V& x, std::span<const IndexItem> items, const V& value);

}  // namespace duet
