// Matrix products of the library and of the plain loops against three nested loops.
#include "kernels/dnnl_matmul.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/dnnl_copy.h"
#include "kernels/dnnl_primitive.h"

namespace duet::kernels {
namespace {

Tensor numbers(DType dtype, Ints shape) {
  Tensor wide(DType::kFloat32, shape);
  for (int64_t i = 0; i < wide.count(); ++i)
    wide.data_as<float>()[i] = static_cast<float>((i * 37 + 11) % 19 - 9) / 4;
  if (dtype == DType::kFloat32 || is_half(dtype)) return packed(wide, dtype);
  Tensor result(dtype, shape);
  for (int64_t i = 0; i < wide.count(); ++i) {
    double value = wide.data_as<float>()[i];
    if (dtype == DType::kFloat64) result.data_as<double>()[i] = value;
    if (dtype == DType::kInt32) result.data_as<int32_t>()[i] = static_cast<int32_t>(value * 4);
    if (dtype == DType::kInt64) result.data_as<int64_t>()[i] = static_cast<int64_t>(value * 4);
  }
  return result;
}

double at(const Tensor& t, std::initializer_list<int64_t> index) {
  int64_t offset = 0, axis = 0;
  for (int64_t i : index) offset += i * t.strides()[axis++];
  if (t.dtype() == DType::kFloat64) return t.data_as<double>()[offset];
  if (t.dtype() == DType::kInt32) return t.data_as<int32_t>()[offset];
  if (t.dtype() == DType::kInt64) return static_cast<double>(t.data_as<int64_t>()[offset]);
  Layout one = contiguous(Ints{1});
  one.offset = t.layout().offset + offset;
  return packed(t.view(one), DType::kFloat32).data_as<float>()[0];
}

/// Both operands and the result as rank 3; `out[i] = a[i or 0] @ b[i or 0] + bias`.
void expect_product(const Tensor& a, const Tensor& b, const Tensor& bias, const Tensor& out) {
  auto three = [](const Tensor& t) {
    Layout layout = t.layout();
    while (layout.rank() < 3) layout = insert_axis(layout, 0);
    return t.view(layout);
  };
  Tensor x = three(a), y = three(b), z = three(out);
  double tolerance = is_half(out.dtype()) ? 0.02 : 1e-5;
  for (int64_t i = 0; i < z.shape()[0]; ++i)
    for (int64_t r = 0; r < z.shape()[1]; ++r)
      for (int64_t c = 0; c < z.shape()[2]; ++c) {
        double sum = bias ? at(bias, {c}) : 0;
        int64_t xi = x.shape()[0] == 1 ? 0 : i, yi = y.shape()[0] == 1 ? 0 : i;
        for (int64_t k = 0; k < x.shape()[2]; ++k) sum += at(x, {xi, r, k}) * at(y, {yi, k, c});
        ASSERT_NEAR(at(z, {i, r, c}), sum, tolerance * std::max(1.0, std::abs(sum)))
            << i << " " << r << " " << c;
      }
}

Tensor product(const Tensor& a, const Tensor& b, const Tensor& bias = {}) {
  Ints shape(a.shape().begin(), a.shape().end() - 1);
  if (b.rank() > a.rank() || (a.rank() > 2 && a.shape()[0] == 1 && b.rank() > 2))
    shape = Ints(b.shape().begin(), b.shape().end() - 2), shape.push_back(a.shape()[a.rank() - 2]);
  shape.push_back(b.shape().back());
  Tensor out(a.dtype(), shape);
  matmul(a, b, bias, out);
  return out;
}

Tensor flipped(const Tensor& t) {
  Ints perm;
  for (int i = 0; i < t.rank() - 2; ++i) perm.push_back(i);
  perm.push_back(t.rank() - 1);
  perm.push_back(t.rank() - 2);
  return t.view(transpose(t.layout(), perm));
}

void expect_all(DType dtype, Ints a_shape, Ints b_shape) {
  Tensor a = numbers(dtype, a_shape), b = numbers(dtype, b_shape);
  Tensor bias = numbers(dtype, {b_shape.back()});
  Tensor at = flipped(packed(flipped(a), dtype)), bt = flipped(packed(flipped(b), dtype));
  expect_product(a, b, {}, product(a, b));
  expect_product(a, b, bias, product(a, b, bias));
  expect_product(at, b, {}, product(at, b));
  expect_product(a, bt, bias, product(a, bt, bias));
  expect_product(at, bt, {}, product(at, bt));
}

TEST(Matmul, AllDtypesAndTransposedOperands) {
  for (DType dtype : {DType::kFloat32, DType::kBFloat16, DType::kFloat16, DType::kFloat64,
                      DType::kInt32, DType::kInt64}) {
    SCOPED_TRACE(name(dtype));
    expect_all(dtype, {2, 3}, {3, 4});
    expect_all(dtype, {33, 17}, {17, 29});
    expect_all(dtype, {1, 40}, {40, 31});
    expect_all(dtype, {31, 40}, {40, 1});
    expect_all(dtype, {1, 40}, {40, 1});
    expect_all(dtype, {31, 1}, {1, 40});
  }
}

TEST(Matmul, BatchesBroadcast) {
  for (DType dtype : {DType::kFloat32, DType::kBFloat16, DType::kFloat64}) {
    SCOPED_TRACE(name(dtype));
    expect_all(dtype, {5, 13, 17}, {5, 17, 11});
    expect_all(dtype, {5, 13, 17}, {17, 11});
    expect_all(dtype, {13, 17}, {5, 17, 11});
    expect_all(dtype, {1, 13, 17}, {5, 17, 11});
    expect_all(dtype, {5, 1, 17}, {1, 17, 11});
    expect_all(dtype, {5, 13, 1}, {5, 1, 11});
  }
}

TEST(Matmul, OperandsThatLieNeitherByRowsNorByColumnsAreCopied) {
  Tensor wide = numbers(DType::kFloat32, {20, 40});
  Tensor strided = wide.view(slice(wide.layout(), 1, 0, 20, 2));
  expect_product(strided, strided, {}, product(strided, strided));
  Tensor row = numbers(DType::kFloat32, {1, 20});
  Tensor repeated = row.view(expand(row.layout(), Ints{20, 20}));
  expect_product(repeated, wide, {}, product(repeated, wide));
}

TEST(Matmul, EverySecondColumnOfAnOddNumber) {
  for (DType dtype : {DType::kFloat32, DType::kBFloat16}) {
    Tensor wide = numbers(dtype, {40, 33});
    Tensor strided = wide.view(slice(wide.layout(), 1, 0, 17, 2));
    expect_product(flipped(strided), strided, {}, product(flipped(strided), strided));
  }
}

TEST(Matmul, VectorsMeetMatricesOfAnyLengthAndStride) {
  for (int64_t k : {int64_t{63}, int64_t{64}, int64_t{200}}) {
    expect_all(DType::kFloat32, {131, k}, {k, 1});
    expect_all(DType::kFloat32, {1, k}, {k, 131});
    Tensor columns = numbers(DType::kFloat32, {k, 3}), a = numbers(DType::kFloat32, {131, k});
    Tensor vector = columns.view(slice(columns.layout(), 1, 1, 1, 1));
    expect_product(a, vector, {}, product(a, vector));
    expect_product(flipped(vector), flipped(a), {}, product(flipped(vector), flipped(a)));
  }
}

TEST(Matmul, TwoBatchAxesWithDifferentStrides) {
  Tensor x = numbers(DType::kFloat32, {2, 7, 3, 8});  // batch, rows, heads, columns
  Tensor heads = x.view(transpose(x.layout(), Ints{0, 2, 1, 3}));
  Tensor keys = flipped(heads);
  Tensor out(DType::kFloat32, Ints{2, 3, 7, 7});
  matmul(heads, keys, {}, out);
  for (int64_t b = 0; b < 2; ++b)
    for (int64_t h = 0; h < 3; ++h) {
      auto one = [&](const Tensor& t) { return t.view(select(select(t.layout(), 0, b), 0, h)); };
      expect_product(one(heads), one(keys), {}, one(out));
    }
}

TEST(Matmul, AnEmptySumIsTheBias) {
  Tensor a(DType::kFloat32, Ints{3, 2, 0}), b(DType::kFloat32, Ints{3, 0, 4});
  Tensor bias = numbers(DType::kFloat32, {4});
  expect_product(a, b, bias, product(a, b, bias));
  Tensor h(DType::kBFloat16, Ints{2, 0}), w(DType::kBFloat16, Ints{0, 4});
  expect_product(h, w, {}, product(h, w));
}

TEST(Matmul, TheSameCallIsPlannedOnce) {
  Tensor a = numbers(DType::kFloat32, {64, 64});
  product(a, a);
  size_t plans = planned_count();
  product(a, a);
  EXPECT_EQ(planned_count(), plans);
}

}  // namespace
}  // namespace duet::kernels
