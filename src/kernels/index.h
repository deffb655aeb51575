// Advanced indexing: where index tensors point, and moving blocks of elements from and to there.
// An index outside its axis reads zeros and writes nothing.
#pragma once

#include <optional>
#include <vector>

#include "kernels/copy.h"

namespace duet::kernels {

/// The elements of an integer tensor, in row-major order.
DUET_API std::vector<int64_t> integers(const Tensor& t);
/// The same as a row-major int64 tensor.
DUET_API Tensor wide_integers(const Tensor& t);
/// The first element that is not in [-extent, extent).
DUET_API std::optional<int64_t> first_outside(const Tensor& index, int64_t extent);

/// An offset (int64) for each place that `indices` (broadcast to `shape`) name on the axes of these
/// extents and strides; negative indices count from the end.
constexpr int64_t kOutside = INT64_MIN;
DUET_API Tensor places(std::span<const Tensor> indices, std::span<const int64_t> shape,
                       std::span<const int64_t> extents, std::span<const int64_t> strides);
inline std::span<const int64_t> numbers(const Tensor& places) {
  return {places.data_as<int64_t>(), static_cast<size_t>(places.count())};
}

/// `out[o, p, i] = x[o, places[p], i]`: the indexed axes are `axis` ... `axis + axes - 1`; `out` is
/// row-major.
DUET_API void take(const Tensor& out, const Tensor& x, int axis, int axes,
                   std::span<const int64_t> places);
/// `to[o, places[p], i] = combine(it, value[o, p, i])`, places in order; `value` is row-major.
DUET_API void put(const Tensor& to, const Tensor& value, int axis, int axes,
                  std::span<const int64_t> places, Combine combine);

/// `out[i][j][k] = x[i][index[i][j][k]][k]` for axis 1 and three axes; all of the rank of `x`.
DUET_API void take_along(const Tensor& out, const Tensor& x, const Tensor& index, int axis);
/// `to[i][index[i][j][k]][k] = combine(it, value[i][j][k])`.
DUET_API void put_along(const Tensor& to, const Tensor& value, const Tensor& index, int axis,
                        Combine combine);

/// Row-major positions of the elements that are not zero (any bit set but a float's sign).
DUET_API std::vector<int64_t> nonzero(const Tensor& t);

}  // namespace duet::kernels
