// From layouts to the byte strides that generated kernels walk.
#pragma once

#include "tensor/tensor.h"

namespace duet {

/// Axes by falling stride (fastest last); the order of a tensor's memory.
Ints memory_order(const Layout& layout);
/// True if the elements fill one block without gaps, in any order of axes.
bool is_dense(const Layout& layout);
/// A dense layout of `shape` whose axes are in this memory order.
Layout dense_in_order(std::span<const int64_t> shape, std::span<const int64_t> order);
/// Byte strides of `layout` over `shape` (NumPy's broadcasting), axes taken in `order`.
void broadcast_strides(const Layout& layout, DType dtype, std::span<const int64_t> shape,
                       std::span<const int64_t> order, int64_t* strides);

}  // namespace duet
