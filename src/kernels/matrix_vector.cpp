// By rows: 64 lanes along k and one fixed tree. By columns: 64 rows at a time, k in order.
#include "kernels/matrix_vector.h"

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/parallel.h"

#define DUET_AVX2 __attribute__((target("avx2,fma")))

namespace duet::kernels {
namespace {

constexpr int64_t kVector = 8, kVectors = 8, kLanes = kVector * kVectors;
constexpr int64_t kTaskElements = 32768;

DUET_AVX2 float tree_sum(float* lanes) {
  for (int64_t half = kLanes / 2; half > 0; half /= 2)
    for (int64_t i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  return lanes[0];
}

DUET_AVX2 float dot(const float* a, const float* b, int64_t n) {
  __m256 sums[kVectors];
  for (__m256& sum : sums) sum = _mm256_setzero_ps();
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (int64_t v = 0; v < kVectors; ++v)
      sums[v] = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + v * kVector),
                                _mm256_loadu_ps(b + i + v * kVector), sums[v]);
  float lanes[kLanes];
  for (int64_t v = 0; v < kVectors; ++v) _mm256_storeu_ps(lanes + v * kVector, sums[v]);
  for (int64_t lane = 0; i < n; ++i, ++lane) lanes[lane] = std::fma(a[i], b[i], lanes[lane]);
  return tree_sum(lanes);
}

/// Sixty-four results whose matrix elements lie side by side.
DUET_AVX2 void columns_block(const float* matrix, int64_t column, const float* vector, int64_t n,
                             float* out) {
  __m256 sums[kVectors];
  for (__m256& sum : sums) sum = _mm256_setzero_ps();
  for (int64_t k = 0; k < n; ++k, matrix += column) {
    __m256 factor = _mm256_set1_ps(vector[k]);
    for (int64_t v = 0; v < kVectors; ++v)
      sums[v] = _mm256_fmadd_ps(_mm256_loadu_ps(matrix + v * kVector), factor, sums[v]);
  }
  for (int64_t v = 0; v < kVectors; ++v) _mm256_storeu_ps(out + v * kVector, sums[v]);
}

DUET_AVX2 float column_dot(const float* matrix, int64_t column, const float* vector, int64_t n) {
  float sum = 0;
  for (int64_t k = 0; k < n; ++k) sum = std::fma(matrix[k * column], vector[k], sum);
  return sum;
}

void some_rows(const float* matrix, const float* vector, float* out, const MatrixVector& s,
               int64_t first, int64_t last) {
  if (s.column == 1) {
    for (int64_t i = first; i < last; ++i) out[i] = dot(matrix + i * s.row, vector, s.columns);
    return;
  }
  int64_t i = first;
  for (; i + kLanes <= last; i += kLanes)
    columns_block(matrix + i, s.column, vector, s.columns, out + i);
  for (; i < last; ++i) out[i] = column_dot(matrix + i, s.column, vector, s.columns);
}

}  // namespace

void matrix_vector(const float* matrix, const float* vector, const float* bias, float* out,
                   const MatrixVector& s) {
  std::vector<float> dense;
  if (s.step != 1) {
    for (int64_t k = 0; k < s.columns; ++k) dense.push_back(vector[k * s.step]);
    vector = dense.data();
  }
  int64_t most = std::max<int64_t>(1, kTaskElements / std::max<int64_t>(1, s.columns));
  int64_t per_task = (most + kLanes - 1) / kLanes * kLanes;
  double nanoseconds = static_cast<double>(s.rows) * static_cast<double>(s.columns) / 8;
  parallel_for((s.rows + per_task - 1) / per_task, nanoseconds, [&](int64_t task) {
    int64_t first = task * per_task, last = std::min(s.rows, first + per_task);
    some_rows(matrix, vector, out, s, first, last);
    for (int64_t i = first; bias && i < last; ++i) out[i] += bias[i];
  });
}

}  // namespace duet::kernels
