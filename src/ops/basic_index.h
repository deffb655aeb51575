// A basic index (NumPy's word: ints, slices, None and an ellipsis) as a flat list of numbers, so
// that it can be an attribute of an operator, and its meaning on shapes and layouts. One group per
// item:
//
//   kTake i                      the element i of the next axis, which goes
//   kRange given start stop step a slice of the next axis; bit 0 of `given`: start is, bit 1: stop
//   is kKeep n                      the next n axes as they are kRest                        the
//   axes that no other item names kNew                         a new axis of extent 1
#pragma once

#include "ops/call.h"

namespace duet::basic_index {

enum Code : int64_t { kTake, kRange, kKeep, kRest, kNew };

/// Extents of the result; refuses an index out of range and too many items.
DUET_API Shape shape(Call& call, const Shape& from, const Ints& spec);
/// The view; `spec` fits.
DUET_API Layout layout(Call& call, const Layout& from, const Ints& spec);

/// Where a slice starts and how many elements it has, for an extent.
struct Range {
  int64_t start, length, step;
};
DUET_API Range range(int64_t extent, int64_t given, int64_t start, int64_t stop, int64_t step);

/// The spec of one item on one axis (counted from the front).
DUET_API Ints take(int axis, int64_t index);
DUET_API Ints slice(int axis, int64_t start, int64_t stop, int64_t step = 1);

}  // namespace duet::basic_index
