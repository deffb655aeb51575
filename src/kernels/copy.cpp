// Copies and fills over strided memory.
#include "kernels/copy.h"

#include <immintrin.h>

#include <cstring>

#include "kernels/rows_parallel.h"

namespace duet::kernels {
namespace {

struct Pair {
  uint64_t low, high;
};

/// Into neighbouring elements: one element again and again, or a row backwards.
template <class T>
void copy_from_one(T* to, const T* from, int64_t count) {
  T value = *from;
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) to[i] = value;
}
template <class T>
void copy_backwards(T* to, const T* from, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) to[i] = from[-i];
}

template <class T>
void copy_steps(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t count) {
  constexpr auto kSize = static_cast<int64_t>(sizeof(T));
  if (to_step == kSize && (from_step == 0 || from_step == -kSize)) {
    auto* target = reinterpret_cast<T*>(to);
    const auto* source = reinterpret_cast<const T*>(from);
    return from_step == 0 ? copy_from_one(target, source, count)
                          : copy_backwards(target, source, count);
  }
  for (int64_t i = 0; i < count; ++i)
    *reinterpret_cast<T*>(to + i * to_step) = *reinterpret_cast<const T*>(from + i * from_step);
}

constexpr int64_t kTaskBytes = 256 << 10;

/// Rows of elements of `size` bytes that are only moved.
template <size_t N, class F>
void move_rows(const Rows<N>& rows, std::array<char*, N> at, size_t size, F f) {
  auto bytes = static_cast<int64_t>(size);
  each_in_parallel(rows, at, static_cast<double>(size) / 8, kTaskBytes / bytes, f);
}

void copy_run(char* to, const char* from, int64_t bytes) {
  // Longer runs the C library moves by one instruction, which takes several times as long where the
  // two addresses are not aligned alike.
  bool alike = (reinterpret_cast<uintptr_t>(to) - reinterpret_cast<uintptr_t>(from)) % 64 == 0;
  constexpr int64_t kStep = 128, kVector = 32;
  if (!alike && bytes >= kStep) {
    // Stores that cross a line of the cache cost more than such loads.
    std::memcpy(to, from, kVector);
    auto head = static_cast<int64_t>(-reinterpret_cast<uintptr_t>(to) % kVector);
    to += head, from += head, bytes -= head;
  }
  for (; !alike && bytes >= kStep; bytes -= kStep, to += kStep, from += kStep) {
    __m256i part[kStep / kVector];
    for (int i = 0; i < kStep / kVector; ++i)
      part[i] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + i * kVector));
    for (int i = 0; i < kStep / kVector; ++i)
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i * kVector), part[i]);
  }
  std::memcpy(to, from, bytes);
}

}  // namespace

void copy_row(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t count,
              size_t size) {
  auto whole = static_cast<int64_t>(size);
  if (to_step == whole && from_step == whole) {
    copy_run(to, from, count * whole);
    return;
  }
  switch (size) {
    case 1:
      return copy_steps<uint8_t>(to, to_step, from, from_step, count);
    case 2:
      return copy_steps<uint16_t>(to, to_step, from, from_step, count);
    case 4:
      return copy_steps<uint32_t>(to, to_step, from, from_step, count);
    case 8:
      return copy_steps<uint64_t>(to, to_step, from, from_step, count);
    default:
      return copy_steps<Pair>(to, to_step, from, from_step, count);
  }
}

void copy_into(const Tensor& to, const Tensor& from) {
  if (to.count() == 0) return;
  size_t size = size_of(to.dtype());
  Rows<2> rows(to.shape(), {byte_strides(to), byte_strides(from)});
  move_rows<2>(
      rows, {to.data_as<char>(), from.data_as<char>()}, size,
      [&](auto at, auto step, int64_t n) { copy_row(at[0], step[0], at[1], step[1], n, size); });
}

void combine(const Tensor& to, const Tensor& from, Combine combine) {
  if (to.count() == 0) return;
  if (!combine) return copy_into(to, from);
  Rows<2> rows(to.shape(), {byte_strides(to), byte_strides(from)});
  rows.each({to.data_as<char>(), from.data_as<char>()},
            [&](auto at, auto step, int64_t n) { combine(at[0], step[0], at[1], step[1], n); });
}

Tensor row_major(const Tensor& t) {
  if (t.contiguous()) return t;
  Tensor result(t.dtype(), t.shape());
  copy_into(result, t);
  return result;
}

void fill(const Tensor& to, const void* element) {
  if (to.count() == 0) return;
  size_t size = size_of(to.dtype());
  auto* source = const_cast<char*>(static_cast<const char*>(element));
  Rows<1> rows(to.shape(), {byte_strides(to)});
  move_rows<1>(rows, {to.data_as<char>()}, size, [&](auto at, auto step, int64_t n) {
    copy_row(at[0], step[0], source, 0, n, size);
  });
}

void fill_zero(const Tensor& to) {
  if (to.contiguous()) {
    auto bytes = to.count() * static_cast<int64_t>(size_of(to.dtype()));
    parallel_for((bytes + kTaskBytes - 1) / kTaskBytes, static_cast<double>(bytes) / 16,
                 [&](int64_t task) {
                   int64_t first = task * kTaskBytes;
                   std::memset(to.data_as<char>() + first, 0, std::min(kTaskBytes, bytes - first));
                 });
    return;
  }
  const uint64_t zero[2] = {0, 0};
  fill(to, zero);
}

}  // namespace duet::kernels
