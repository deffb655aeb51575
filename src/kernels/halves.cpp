// Eight numbers at a time with the processor's own conversions, which every machine we run on has.
#include "kernels/halves.h"

#include <immintrin.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/parallel.h"

namespace duet::kernels {
namespace {

constexpr int64_t kChunk = 32768;

__attribute__((target("avx,f16c"))) void widen_eight(const uint16_t* from, float* to) {
  __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  _mm256_storeu_ps(to, _mm256_cvtph_ps(halves));
}

__attribute__((target("avx,f16c"))) void narrow_eight(const float* from, uint16_t* to) {
  __m128i halves = _mm256_cvtps_ph(_mm256_loadu_ps(from), _MM_FROUND_TO_NEAREST_INT);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), halves);
}

template <class From, class To, class Eight>
__attribute__((target("avx,f16c"))) void convert_line(const From* from, To* to, int64_t n,
                                                      Eight eight) {
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) eight(from + i, to + i);
  if (i == n) return;
  From last[8] = {};
  To converted[8];
  std::memcpy(last, from + i, (n - i) * sizeof(From));
  eight(last, converted);
  std::memcpy(to + i, converted, (n - i) * sizeof(To));
}

template <class Body>
void in_chunks(int64_t count, Body body) {
  parallel_for((count + kChunk - 1) / kChunk, static_cast<double>(count) / 8, [&](int64_t chunk) {
    int64_t first = chunk * kChunk;
    body(first, std::min(kChunk, count - first));
  });
}

}  // namespace

void convert_half(const Tensor& from, const Tensor& to) {
  DUET_CHECK(from.contiguous() && to.contiguous() && from.count() == to.count());
  bool widens = from.dtype() == DType::kFloat16;
  DUET_CHECK((widens ? to : from).dtype() == DType::kFloat32);
  in_chunks(from.count(), [&](int64_t first, int64_t n) {
    if (widens)
      convert_line(from.data_as<uint16_t>() + first, to.data_as<float>() + first, n, widen_eight);
    else
      convert_line(from.data_as<float>() + first, to.data_as<uint16_t>() + first, n, narrow_eight);
  });
}

}  // namespace duet::kernels
