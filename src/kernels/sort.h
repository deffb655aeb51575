// Orders of elements. Every dtype with an order is brought to unsigned keys of the same order: NaN
// is above everything, -0 equals 0. All orders are stable.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace duet::kernels {

/// One line along an axis; strides in elements.
struct Line {
  const Tensor* tensor;
  int64_t offset, stride, count;
};

/// Keys in ascending order of the elements, inverted if `descending`.
DUET_API void keys_of(const Line& line, bool descending, std::vector<uint64_t>& keys);
/// Positions in the order of the keys.
DUET_API void order(std::span<const uint64_t> keys, std::vector<uint32_t>& positions);
/// The first `k` positions in the order of the keys.
DUET_API void order_first(std::span<const uint64_t> keys, int64_t k,
                          std::vector<uint32_t>& positions);

/// Numbers the distinct keys by first appearance: `number` of each key, and the position of each
/// first one.
DUET_API void number_keys(std::span<const uint64_t> keys, int32_t* number,
                          std::vector<uint32_t>& first);

/// `values` and int32 `indices` along `axis`, whose extent there says how many; whole lines are
/// sorted, of shorter ones the first in order are taken.
DUET_API void sort_axis(const Tensor& values, const Tensor& indices, const Tensor& x, int axis,
                        bool descending);

}  // namespace duet::kernels
