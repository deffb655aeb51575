// Where elements lie: a walk over some axes of the space for several tensors at once, and copies
// between strided memory and contiguous scratch (kernels know no strides but 0 and 1).
#pragma once

#include <span>

#include "base/small_vector.h"
#include "codegen/compile.h"

namespace duet {

/// Axes with a byte stride per tensor. Neighbouring axes that every tensor walks as one are one.
class Walk {
 public:
  explicit Walk(int tensors) : tensors_(tensors) {}
  /// Adds the next faster axis. `strides[t]` are bytes.
  void add_axis(int64_t extent, const int64_t* strides);
  int64_t count() const { return count_; }
  int rank() const { return static_cast<int>(extents_.size()); }
  int64_t extent(int axis) const { return extents_[axis]; }
  const int64_t* strides(int axis) const { return strides_.data() + int64_t{axis} * tensors_; }
  /// offsets[t] = bytes from the start to the element at row-major `index`.
  void locate(int64_t index, int64_t* offsets) const;

 private:
  int tensors_;
  int64_t count_ = 1;
  Ints extents_;
  SmallVector<int64_t, 16> strides_;
};

/// How one tensor lies along some axes.
class Line {
 public:
  void add_axis(int64_t extent, int64_t stride);
  /// True if one stride leads from each element to the next.
  bool even() const { return extents_.size() <= 1; }
  int64_t stride() const { return extents_.empty() ? 0 : strides_[0]; }
  bool contiguous(size_t size) const {
    return even() && (extents_.empty() || stride() == static_cast<int64_t>(size));
  }
  bool constant() const { return even() && stride() == 0; }
  int64_t offset(int64_t index) const;
  /// Copies elements [first, first + count) of `size` bytes from `tensor` to `scratch`.
  void gather(const char* tensor, size_t size, int64_t first, int64_t count, char* scratch) const;
  void scatter(char* tensor, size_t size, int64_t first, int64_t count, const char* scratch) const;

 private:
  template <class Copy>
  void runs(int64_t first, int64_t count, Copy&& copy) const;
  Ints extents_, strides_;
};

/// Copies a tile of elements of `size` bytes between any two layouts (strides in bytes).
void copy_tile(size_t size, char* to, int64_t to_row, int64_t to_column, const char* from,
               int64_t from_row, int64_t from_column, int64_t rows, int64_t columns);

}  // namespace duet
