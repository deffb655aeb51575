// Moving elements without looking at them: any strides, any dtype (only its size matters).
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// Combines `count` elements `from` into `to`, distances in bytes. Null stands for overwriting.
using Combine = void (*)(char* to, int64_t to_step, const char* from, int64_t from_step,
                         int64_t count);

/// `to = from`, both of one shape and dtype.
DUET_API void copy_into(const Tensor& to, const Tensor& from);
/// `to = combine(to, from)`, element by element in row-major order.
DUET_API void combine(const Tensor& to, const Tensor& from, Combine combine);
/// A row-major tensor with these elements: itself where it is one.
DUET_API Tensor row_major(const Tensor& t);
/// All elements become the one at `element`.
DUET_API void fill(const Tensor& to, const void* element);
DUET_API void fill_zero(const Tensor& to);
/// One row of `size`-byte elements, distances in bytes.
DUET_API void copy_row(char* to, int64_t to_step, const char* from, int64_t from_step,
                       int64_t count, size_t size);

}  // namespace duet::kernels
