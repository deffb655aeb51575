// Walking several tensors of one shape together: axes that are one run in all of them are joined,
// and what is left is visited row by row.
//
//   Rows<2> rows(shape, {&to, &from});
//   rows.each({to_data, from_data}, [](auto at, auto step, int64_t n) { ... });
//
// `at` are the addresses of a row's first elements, `step` their distances in bytes.
#pragma once

#include <array>

#include "tensor/tensor.h"

namespace duet::kernels {

/// Strides in bytes, one per axis of the common shape.
inline Ints byte_strides(const Tensor& t) {
  Ints strides = t.strides();
  for (int64_t& s : strides) s *= static_cast<int64_t>(size_of(t.dtype()));
  return strides;
}

template <size_t N>
class Rows {
 public:
  Rows(std::span<const int64_t> shape, const std::array<Ints, N>& strides) {
    for (size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] == 0) empty_ = true;
      if (shape[axis] == 1) continue;
      if (!extents_.empty() && continues(strides, axis, shape[axis])) {
        extents_.back() *= shape[axis];
        for (size_t k = 0; k < N; ++k) strides_[k].back() = strides[k][axis];
        continue;
      }
      extents_.push_back(shape[axis]);
      for (size_t k = 0; k < N; ++k) strides_[k].push_back(strides[k][axis]);
    }
    if (!extents_.empty()) return;
    extents_.push_back(1);
    for (size_t k = 0; k < N; ++k) strides_[k].push_back(0);
  }

  int64_t row_length() const { return extents_.back(); }
  int64_t step(size_t k) const { return strides_[k].back(); }

  /// How many rows there are.
  int64_t count() const {
    int64_t rows = empty_ ? 0 : 1;
    for (size_t axis = 0; axis + 1 < extents_.size(); ++axis) rows *= extents_[axis];
    return rows;
  }

  template <class F>
  void each(std::array<char*, N> at, F&& f) const {
    some(at, 0, count(), f);
  }

  /// Rows [first, last) of them.
  template <class F>
  void some(std::array<char*, N> at, int64_t first, int64_t last, F&& f) const {
    if (first >= last) return;
    size_t outer = extents_.size() - 1;
    std::array<int64_t, N> steps;
    for (size_t k = 0; k < N; ++k) steps[k] = strides_[k][outer];
    Ints place(outer);
    int64_t rest = first;
    for (size_t axis = outer; axis-- > 0 && rest > 0; rest /= extents_[axis]) {
      place[axis] = rest % extents_[axis];
      for (size_t k = 0; k < N; ++k) at[k] += strides_[k][axis] * place[axis];
    }
    for (int64_t row = first; row < last; ++row) {
      f(at, steps, extents_[outer]);
      size_t axis = outer;
      while (axis > 0) {
        --axis;
        for (size_t k = 0; k < N; ++k) at[k] += strides_[k][axis];
        if (++place[axis] < extents_[axis]) break;
        for (size_t k = 0; k < N; ++k) at[k] -= strides_[k][axis] * extents_[axis];
        place[axis] = 0;
      }
    }
  }

 private:
  bool continues(const std::array<Ints, N>& strides, size_t axis, int64_t extent) const {
    for (size_t k = 0; k < N; ++k)
      if (strides_[k].back() != strides[k][axis] * extent) return false;
    return true;
  }

  bool empty_ = false;
  Ints extents_;
  std::array<Ints, N> strides_;
};

}  // namespace duet::kernels
