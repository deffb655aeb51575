// Offsets by division, once per row or chunk; copies by the typed loop of the element's size.
#include "codegen/walk.h"

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace duet {
namespace {

struct Element16 {
  uint64_t words[2];
};

template <class T>
void copy_strided(char* to, int64_t to_stride, const char* from, int64_t from_stride,
                  int64_t count) {
  constexpr auto kSize = static_cast<int64_t>(sizeof(T));
  if (to_stride == kSize && from_stride == -kSize) {
    auto* target = reinterpret_cast<T*>(to);
    const auto* source = reinterpret_cast<const T*>(from);
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) target[i] = source[-i];
    return;
  }
  for (int64_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, from + i * from_stride, sizeof(T));
    std::memcpy(to + i * to_stride, &value, sizeof(T));
  }
}

void copy_elements(size_t size, char* to, int64_t to_stride, const char* from, int64_t from_stride,
                   int64_t count) {
  if (to_stride == from_stride && to_stride == static_cast<int64_t>(size)) {
    std::memcpy(to, from, count * size);
    return;
  }
  switch (size) {
    case 1:
      return copy_strided<uint8_t>(to, to_stride, from, from_stride, count);
    case 2:
      return copy_strided<uint16_t>(to, to_stride, from, from_stride, count);
    case 4:
      return copy_strided<uint32_t>(to, to_stride, from, from_stride, count);
    case 8:
      return copy_strided<uint64_t>(to, to_stride, from, from_stride, count);
    case 16:
      return copy_strided<Element16>(to, to_stride, from, from_stride, count);
    default:
      DUET_BUG("no element has {} bytes", size);
  }
}

/// 8 by 8 elements of four bytes; `from` is contiguous along columns of the result's rows.
void transpose_8(char* to, int64_t to_row, const char* from, int64_t from_row) {
  __m256 in[8], half[8], out[8];
  for (int i = 0; i < 8; ++i)
    in[i] = _mm256_loadu_ps(reinterpret_cast<const float*>(from + i * from_row));
  for (int i = 0; i < 8; i += 2) {
    half[i] = _mm256_unpacklo_ps(in[i], in[i + 1]);
    half[i + 1] = _mm256_unpackhi_ps(in[i], in[i + 1]);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = 0; j < 2; ++j) {
      out[i + 2 * j] = _mm256_shuffle_ps(half[i + j], half[i + j + 2], 0x44);
      out[i + 2 * j + 1] = _mm256_shuffle_ps(half[i + j], half[i + j + 2], 0xee);
    }
  for (int i = 0; i < 4; ++i) {
    _mm256_storeu_ps(reinterpret_cast<float*>(to + i * to_row),
                     _mm256_permute2f128_ps(out[i], out[i + 4], 0x20));
    _mm256_storeu_ps(reinterpret_cast<float*>(to + (i + 4) * to_row),
                     _mm256_permute2f128_ps(out[i], out[i + 4], 0x31));
  }
}

}  // namespace

void copy_tile(size_t size, char* to, int64_t to_row, int64_t to_column, const char* from,
               int64_t from_row, int64_t from_column, int64_t rows, int64_t columns) {
  auto step = static_cast<int64_t>(size);
  if (size == 4 && ((to_column == 4 && from_row == 4) || (to_row == 4 && from_column == 4))) {
    if (to_column != 4) {
      // The same transpose, seen along the other axis.
      std::swap(to_row, to_column);
      std::swap(from_row, from_column);
      std::swap(rows, columns);
    }
    int64_t whole_rows = rows & ~7LL, whole_columns = columns & ~7LL;
    for (int64_t c = 0; c < whole_columns; c += 8)
      for (int64_t r = 0; r < whole_rows; r += 8)
        transpose_8(to + r * to_row + c * 4, to_row, from + c * from_column + r * 4, from_column);
    for (int64_t r = 0; r < rows; ++r) {
      int64_t c = r < whole_rows ? whole_columns : 0;
      copy_elements(4, to + r * to_row + c * 4, 4, from + r * 4 + c * from_column, from_column,
                    columns - c);
    }
    return;
  }
  if (from_row == step) {
    // Read along memory; what is written stays in cache.
    for (int64_t c = 0; c < columns; ++c)
      copy_elements(size, to + c * to_column, to_row, from + c * from_column, from_row, rows);
    return;
  }
  for (int64_t r = 0; r < rows; ++r)
    copy_elements(size, to + r * to_row, to_column, from + r * from_row, from_column, columns);
}

void Walk::add_axis(int64_t extent, const int64_t* strides) {
  count_ *= extent;
  if (extent == 1) return;
  if (!extents_.empty()) {
    int64_t* last = strides_.end() - tensors_;
    bool one = true;
    for (int t = 0; t < tensors_; ++t) one &= last[t] == strides[t] * extent;
    if (one) {
      extents_.back() *= extent;
      std::copy(strides, strides + tensors_, last);
      return;
    }
  }
  extents_.push_back(extent);
  strides_.append(strides, strides + tensors_);
}

void Walk::locate(int64_t index, int64_t* offsets) const {
  std::fill(offsets, offsets + tensors_, 0);
  for (int axis = rank() - 1; axis >= 0 && index != 0; --axis) {
    int64_t at = index;
    if (axis > 0) {
      at = index % extents_[axis];
      index /= extents_[axis];
    }
    const int64_t* strides = strides_.data() + int64_t{axis} * tensors_;
    for (int t = 0; t < tensors_; ++t) offsets[t] += at * strides[t];
  }
}

void Line::add_axis(int64_t extent, int64_t stride) {
  if (extent == 1) return;
  if (!extents_.empty() && strides_.back() == stride * extent) {
    extents_.back() *= extent;
    strides_.back() = stride;
    return;
  }
  extents_.push_back(extent);
  strides_.push_back(stride);
}

int64_t Line::offset(int64_t index) const {
  if (even()) return index * stride();
  int64_t bytes = 0;
  for (size_t axis = extents_.size(); axis-- > 0;) {
    bytes += (axis > 0 ? index % extents_[axis] : index) * strides_[axis];
    if (axis > 0) index /= extents_[axis];
  }
  return bytes;
}

template <class Copy>
void Line::runs(int64_t first, int64_t count, Copy&& copy) const {
  if (even()) return copy(first * stride(), stride(), int64_t{0}, count);
  int64_t inner = extents_.back(), stride = strides_.back();
  for (int64_t done = 0; done < count;) {
    int64_t length = std::min(count - done, inner - (first + done) % inner);
    copy(offset(first + done), stride, done, length);
    done += length;
  }
}

void Line::gather(const char* tensor, size_t size, int64_t first, int64_t count,
                  char* scratch) const {
  auto step = static_cast<int64_t>(size);
  runs(first, count, [&](int64_t from, int64_t stride, int64_t at, int64_t length) {
    copy_elements(size, scratch + at * step, step, tensor + from, stride, length);
  });
}

void Line::scatter(char* tensor, size_t size, int64_t first, int64_t count,
                   const char* scratch) const {
  auto step = static_cast<int64_t>(size);
  runs(first, count, [&](int64_t to, int64_t stride, int64_t at, int64_t length) {
    copy_elements(size, tensor + to, stride, scratch + at * step, step, length);
  });
}

}  // namespace duet
