// A row of the result is a sum of rows of `b`: the inner loop runs over columns, so that each
// element is summed in the order of k, whatever the blocking and the threads.
#include "kernels/matmul_loops.h"

#include <cmath>
#include <complex>

#include "base/error.h"
#include "base/parallel.h"

namespace duet::kernels {
namespace {

constexpr int64_t kBlockK = 128, kBlockN = 512;

template <class T>
T multiply_add(T a, T b, T c) {
  if constexpr (std::is_floating_point_v<T>)
    return std::fma(a, b, c);
  else if constexpr (std::is_integral_v<T>)  // wraps
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b) +
                          static_cast<uint64_t>(c));
  else
    return c + a * b;
}

template <class T>
void add_row(T* out, T a, const T* b, int64_t stride, int64_t n) {
  if (stride == 1) {
#pragma omp simd
    for (int64_t j = 0; j < n; ++j) out[j] = multiply_add(a, b[j], out[j]);
  } else {
    for (int64_t j = 0; j < n; ++j) out[j] = multiply_add(a, b[j * stride], out[j]);
  }
}

template <class T>
void start_row(T* out, const T* bias, int64_t n) {
  for (int64_t j = 0; j < n; ++j) out[j] = bias ? bias[j] : T(0);
}

/// Rows [first, last) of one product.
template <class T>
void rows(const T* a, const T* b, const T* bias, T* out, const MatrixShape& s, int64_t first,
          int64_t last) {
  for (int64_t i = first; i < last; ++i) start_row(out + i * s.out_row, bias, s.n);
  for (int64_t k0 = 0; k0 < s.k; k0 += kBlockK)
    for (int64_t j0 = 0; j0 < s.n; j0 += kBlockN) {
      int64_t k1 = std::min(k0 + kBlockK, s.k), width = std::min(kBlockN, s.n - j0);
      for (int64_t i = first; i < last; ++i)
        for (int64_t k = k0; k < k1; ++k)
          add_row(out + i * s.out_row + j0, a[i * s.a_row + k * s.a_column],
                  b + k * s.b_row + j0 * s.b_column, s.b_column, width);
    }
}

/// Element offset of batch `index` in `layout`.
int64_t batch_offset(const Layout& layout, int64_t index) {
  int64_t offset = 0;
  for (int axis = layout.rank() - 3; axis >= 0; --axis) {
    offset += index % layout.shape[axis] * layout.strides[axis];
    index /= layout.shape[axis];
  }
  return offset;
}

MatrixShape matrix_shape(const Tensor& a, const Tensor& b, const Tensor& out) {
  int ra = a.rank(), rb = b.rank(), ro = out.rank();
  return {a.shape()[ra - 2],   b.shape()[rb - 1],   a.shape()[ra - 1],   a.strides()[ra - 2],
          a.strides()[ra - 1], b.strides()[rb - 2], b.strides()[rb - 1], out.strides()[ro - 2]};
}

template <class T>
void products(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out) {
  MatrixShape s = matrix_shape(a, b, out);
  constexpr int64_t kRows = 16;
  int64_t batches = out.count() / (s.m * s.n), blocks = (s.m + kRows - 1) / kRows;
  double nanoseconds = static_cast<double>(out.count()) * static_cast<double>(s.k);
  parallel_for(batches * blocks, nanoseconds, [&](int64_t job) {
    int64_t batch = job / blocks, first = job % blocks * kRows;
    rows(a.data_as<const T>() + batch_offset(a.layout(), batch),
         b.data_as<const T>() + batch_offset(b.layout(), batch),
         bias ? bias.data_as<const T>() : nullptr,
         out.data_as<T>() + batch_offset(out.layout(), batch), s, first,
         std::min(first + kRows, s.m));
  });
}

}  // namespace

void matmul_small(const float* a, const float* b, const float* bias, float* out,
                  const MatrixShape& shape) {
  rows(a, b, bias, out, shape, 0, shape.m);
}

void matmul_loops(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out) {
  switch (out.dtype()) {
    case DType::kInt8:
    case DType::kUInt8:
      return products<uint8_t>(a, b, bias, out);
    case DType::kInt16:
    case DType::kUInt16:
      return products<uint16_t>(a, b, bias, out);
    case DType::kInt32:
    case DType::kUInt32:
      return products<uint32_t>(a, b, bias, out);
    case DType::kInt64:
    case DType::kUInt64:
      return products<uint64_t>(a, b, bias, out);
    case DType::kFloat32:
      return products<float>(a, b, bias, out);
    case DType::kFloat64:
      return products<double>(a, b, bias, out);
    case DType::kComplex64:
      return products<std::complex<float>>(a, b, bias, out);
    case DType::kComplex128:
      return products<std::complex<double>>(a, b, bias, out);
    case DType::kBool:
    case DType::kFloat16:
    case DType::kBFloat16:
      break;
  }
  DUET_BUG("no plain matrix product of {}", name(out.dtype()));
}

}  // namespace duet::kernels
