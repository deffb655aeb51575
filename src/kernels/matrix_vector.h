// Products of a float32 matrix and a vector, at the speed of memory: the library packs the matrix
// first, which costs several times the product.
#pragma once

#include <cstdint>

namespace duet::kernels {

struct MatrixVector {
  int64_t rows, columns;
  int64_t row, column;  // strides of the matrix; one of them is 1
  int64_t step;         // of the vector
};

/// `out[i] = bias[i] + sum over k of matrix[i, k] vector[k]`; `bias` may be null. The order of each
/// sum follows from the shape and the strides alone.
void matrix_vector(const float* matrix, const float* vector, const float* bias, float* out,
                   const MatrixVector& shape);

}  // namespace duet::kernels
