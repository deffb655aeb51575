// Moving elements without looking at them: any strides, any dtype (only its size matters).
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// Combines elements into others, distances in bytes. None stands for overwriting.
struct Combine {
  using Row = void (*)(char* to, int64_t to_step, const char* from, int64_t from_step,
                       int64_t count);
  /// One element after the other goes to its offset, or nowhere.
  static constexpr int64_t kNowhere = INT64_MIN;
  using Places = void (*)(char* to, const int64_t* offsets, const char* from, int64_t from_step,
                          int64_t count);
  Row row = nullptr;
  Places places = nullptr;
  explicit operator bool() const { return row != nullptr; }
  void operator()(char* to, int64_t to_step, const char* from, int64_t from_step,
                  int64_t count) const {
    row(to, to_step, from, from_step, count);
  }
};

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
