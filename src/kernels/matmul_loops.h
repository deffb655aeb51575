// Matrix products in plain loops: for dtypes that the library does not know and for matrices so
// small that a library call costs more than the work.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// One product of many: extents, and strides (in elements) of rows and columns.
struct MatrixShape {
  int64_t m, n, k;
  int64_t a_row, a_column, b_row, b_column, out_row;
};

/// Every dtype but the halves. Batch axes of `a`, `b` and `out` have the same extents.
void matmul_loops(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out);
/// One float32 product, on this thread.
void matmul_small(const float* a, const float* b, const float* bias, float* out,
                  const MatrixShape& shape);

}  // namespace duet::kernels
