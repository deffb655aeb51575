// Matrix products by oneDNN. Batch axes are collapsed first, a batch that only `a` has becomes rows
// of one product, and an operand that lies neither by rows nor by columns is copied.
#include "kernels/dnnl_matmul.h"

#include <numeric>
#include <optional>

#include "base/error.h"
#include "kernels/dnnl_copy.h"
#include "kernels/dnnl_primitive.h"
#include "kernels/matmul_loops.h"
#include "kernels/matrix_vector.h"

namespace duet::kernels {
namespace {

constexpr int64_t kSmallWork = 1024;

/// Whether the last two axes lie by rows or by columns, as the library wants them.
bool matrix_like(const Layout& layout) {
  int64_t rows = layout.shape[layout.rank() - 2], columns = layout.shape[layout.rank() - 1];
  int64_t row = layout.strides[layout.rank() - 2], column = layout.strides[layout.rank() - 1];
  bool by_rows = (column == 1 || columns == 1) && (row >= columns || rows == 1);
  bool by_columns = (row == 1 || rows == 1) && (column >= rows || columns == 1);
  return (by_rows || by_columns) && is_nested(layout);
}

Tensor matrix(const Tensor& operand) {
  return matrix_like(operand.layout()) ? operand : packed(operand, operand.dtype());
}

/// The three operands with batch axes of the same extents; a broadcast axis has stride 0.
struct Product {
  Layout a, b, out;
};

Product aligned(const Tensor& a, const Tensor& b, const Tensor& out) {
  auto expanded = [&](const Tensor& operand) {
    Ints shape(out.shape().begin(), out.shape().end() - 2);
    for (int i = 2; i > 0; --i) shape.push_back(operand.shape()[operand.rank() - i]);
    return expand(operand.layout(), shape);
  };
  return {expanded(a), expanded(b), out.layout()};
}

void drop_axis(Product& p, int axis) {
  for (Layout* layout : {&p.a, &p.b, &p.out}) *layout = remove_axis(*layout, axis);
}

bool joins(const Layout& layout, int axis) {
  return layout.strides[axis] == layout.strides[axis + 1] * layout.shape[axis + 1];
}

/// Axis and the next one become one where all three operands allow it.
void collapse_batch(Product& p) {
  for (int i = p.out.rank() - 3; i >= 0; --i)
    if (p.out.shape[i] == 1) drop_axis(p, i);
  for (int i = p.out.rank() - 4; i >= 0; --i) {
    if (!joins(p.a, i) || !joins(p.b, i) || !joins(p.out, i)) continue;
    for (Layout* layout : {&p.a, &p.b, &p.out}) layout->shape[i + 1] *= layout->shape[i];
    drop_axis(p, i);
  }
}

/// A batch that only `a` has is more rows.
void fold_batch_into_rows(Product& p) {
  while (p.out.rank() > 2) {
    int batch = p.out.rank() - 3;
    if (p.b.strides[batch] != 0 || !joins(p.a, batch) || !joins(p.out, batch)) return;
    p.a.shape[batch + 1] *= p.a.shape[batch];
    p.out.shape[batch + 1] *= p.out.shape[batch];
    drop_axis(p, batch);
  }
}

dnnl::memory::desc operand_desc(DType dtype, Layout layout) {
  int rank = layout.rank();
  for (int i = 0; i < rank - 2; ++i)
    if (layout.strides[i] == 0) {  // broadcast: one matrix for all
      layout.shape[i] = 1;
      layout.strides[i] = 1;
    }
  int64_t& rows = layout.shape[rank - 2];
  int64_t& columns = layout.shape[rank - 1];
  int64_t& row = layout.strides[rank - 2];
  int64_t& column = layout.strides[rank - 1];
  // The stride of a single row or column means nothing; say what fits the other.
  if (columns == 1 && row >= 1 && rows > 1) column = 1;
  if (rows == 1) row = column == 1 || columns == 1 ? columns : 1;
  if (columns == 1 && rows == 1) column = 1;
  int64_t matrix_size = std::max({rows * row, columns * column, int64_t{1}});
  for (int i = rank - 3; i >= 0; --i)
    if (layout.shape[i] == 1) layout.strides[i] = matrix_size;
  return describe_memory(dtype, layout);
}

int threads_of(const Product& p) { return threads_for(count(p.out.shape) * p.a.shape.back()); }

std::unique_ptr<Planned> plan(DType dtype, const Product& p, bool bias) {
  auto a = operand_desc(dtype, p.a), b = operand_desc(dtype, p.b), out = operand_desc(dtype, p.out);
  dnnl::memory::dims line(p.out.rank(), 1), steps(p.out.rank(), p.out.shape.back());
  line.back() = p.out.shape.back();
  steps.back() = 1;
  dnnl::memory::desc bias_desc(line, library_type(dtype), steps);
  dnnl::primitive_attr attr = attributes(threads_of(p));
  dnnl::matmul::primitive_desc desc =
      bias ? dnnl::matmul::primitive_desc(engine(), a, b, bias_desc, out, attr)
           : dnnl::matmul::primitive_desc(engine(), a, b, out, attr);
  std::vector<Planned::Operand> operands{
      {DNNL_ARG_SRC, a}, {DNNL_ARG_WEIGHTS, b}, {DNNL_ARG_DST, out}};
  if (bias) operands.push_back({DNNL_ARG_BIAS, bias_desc});
  return std::make_unique<Planned>(dnnl::matmul(desc), std::move(operands), desc.scratchpad_desc());
}

void run_library(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out,
                 const Product& p) {
  DType dtype = out.dtype();
  Key key(DNNL_ARG_WEIGHTS, threads_of(p));
  key.add(static_cast<int64_t>(dtype) * 2 + static_cast<bool>(bias));
  key.add(p.a).add(p.b).add(p.out.strides);
  Planned& planned_product = planned(key, [&] { return plan(dtype, p, static_cast<bool>(bias)); });
  if (bias)
    planned_product.run({a.data(), b.data(), out.data(), bias.data()});
  else
    planned_product.run({a.data(), b.data(), out.data()});
}

/// A product of which one side is a vector, as the product of a matrix with it; nothing if there is
/// no such side.
std::optional<MatrixVector> as_matrix_vector(const Product& p, bool& swapped) {
  if (p.out.rank() != 2 || (p.out.shape[0] != 1 && p.out.shape[1] != 1)) return std::nullopt;
  swapped = p.out.shape[1] != 1;
  int64_t k = p.a.shape[1];
  if (!swapped && p.out.strides[0] == 1)
    return MatrixVector{p.a.shape[0], k, p.a.strides[0], p.a.strides[1], p.b.strides[0]};
  if (swapped && p.out.strides[1] == 1)
    return MatrixVector{p.b.shape[1], k, p.b.strides[1], p.b.strides[0], p.a.strides[1]};
  return std::nullopt;
}

bool run_matrix_vector(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out,
                       const Product& p) {
  bool swapped = false;
  if (out.dtype() != DType::kFloat32 || (bias && p.out.shape[0] != 1)) return false;
  auto shape = as_matrix_vector(p, swapped);
  if (!shape || (shape->row != 1 && shape->column != 1)) return false;
  matrix_vector((swapped ? b : a).data_as<float>(), (swapped ? a : b).data_as<float>(),
                bias ? bias.data_as<float>() : nullptr, out.data_as<float>(), *shape);
  return true;
}

void run_float(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out) {
  Product p = aligned(a, b, out);
  collapse_batch(p);
  fold_batch_into_rows(p);
  int64_t m = p.a.shape[p.a.rank() - 2], k = p.a.shape.back(), n = p.b.shape.back();
  if (p.out.rank() == 2 && out.dtype() == DType::kFloat32 && m * n * k <= kSmallWork)
    matmul_small(a.data_as<float>(), b.data_as<float>(), bias ? bias.data_as<float>() : nullptr,
                 out.data_as<float>(),
                 {m, n, k, p.a.strides[0], p.a.strides[1], p.b.strides[0], p.b.strides[1],
                  p.out.strides[0]});
  else if (!run_matrix_vector(a, b, bias, out, p))
    run_library(a, b, bias, out, p);
}

/// As float32; matrices that lie by columns stay so.
Tensor widened(const Tensor& t) {
  if (t.rank() < 2 || t.contiguous()) return packed(t, DType::kFloat32);
  Ints perm(t.rank());
  std::iota(perm.begin(), perm.end(), 0);
  std::swap(perm[t.rank() - 1], perm[t.rank() - 2]);
  Tensor turned = packed(t.view(transpose(t.layout(), perm)), DType::kFloat32);
  return turned.view(transpose(turned.layout(), perm));
}

void run_half(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out) {
  Tensor wide(DType::kFloat32, out.shape());
  matmul(widened(a), widened(b), bias ? packed(bias, DType::kFloat32) : Tensor(), wide);
  copy(wide, out);
}

void run_plain(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out) {
  Product p = aligned(a, b, out);
  matmul_loops(a.view(p.a), b.view(p.b), bias, out);
}

}  // namespace

void matmul(const Tensor& a, const Tensor& b, const Tensor& bias_or_none, const Tensor& out) {
  if (out.count() == 0) return;
  Tensor bias = bias_or_none;
  if (bias && !bias.contiguous()) bias = packed(bias, bias.dtype());
  DType dtype = out.dtype();
  bool empty_sum = a.shape().back() == 0;
  if (is_half(dtype) && (empty_sum || !library_has(dtype))) return run_half(a, b, bias, out);
  if (empty_sum || !library_has(dtype)) return run_plain(a, b, bias, out);
  run_float(matrix(a), matrix(b), bias, out);
}

}  // namespace duet::kernels
