// Convolutions of the library against the plain loops, and the loops against the definition.
#include "kernels/dnnl_convolution.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "kernels/dnnl_copy.h"

namespace duet::kernels {
namespace {

struct Case {
  const char* what;
  Ints x, w;
  Window window;
};

const Case kCases[] = {
    {"plain", {2, 3, 7, 8}, {5, 3, 3, 3}, {{1, 1}, {0, 0}, {0, 0}, {1, 1}}},
    {"strided and padded", {2, 16, 9, 8}, {32, 16, 3, 3}, {{2, 2}, {1, 1}, {1, 1}, {1, 1}}},
    {"asymmetric", {1, 4, 6, 7}, {8, 4, 4, 3}, {{2, 1}, {0, 1}, {1, 2}, {1, 1}}},
    {"dilated", {1, 4, 9, 9}, {4, 4, 3, 3}, {{1, 1}, {2, 2}, {2, 2}, {2, 2}}},
    {"groups", {2, 8, 6, 6}, {12, 2, 3, 3}, {{1, 1}, {1, 1}, {1, 1}, {1, 1}, 4}},
    {"depthwise", {2, 16, 6, 6}, {16, 1, 3, 3}, {{2, 2}, {1, 1}, {1, 1}, {1, 1}, 16}},
    {"pointwise", {2, 16, 5, 5}, {8, 16, 1, 1}, {{1, 1}, {0, 0}, {0, 0}, {1, 1}}},
    {"few channels", {3, 6, 14, 14}, {16, 6, 5, 5}, {{1, 1}, {0, 0}, {0, 0}, {1, 1}}},
    {"few channels, padded", {2, 3, 13, 12}, {9, 3, 3, 4}, {{1, 1}, {2, 0}, {1, 3}, {1, 1}}},
    {"narrow", {3, 32, 4, 4}, {16, 32, 3, 3}, {{1, 1}, {1, 1}, {1, 1}, {1, 1}}},
    {"narrow, strided", {2, 16, 7, 8}, {32, 16, 3, 3}, {{2, 2}, {1, 1}, {1, 1}, {1, 1}}},
    {"narrow, dilated", {2, 16, 6, 6}, {16, 16, 3, 3}, {{1, 1}, {1, 1}, {1, 1}, {2, 2}}},
    {"narrow, pointwise", {2, 32, 8, 3}, {16, 32, 1, 1}, {{2, 1}, {0, 0}, {0, 0}, {1, 1}}},
    {"narrow, tall window", {2, 16, 9, 4}, {48, 16, 5, 2}, {{1, 2}, {2, 0}, {1, 1}, {1, 1}}},
    {"one axis", {2, 4, 12}, {6, 4, 3}, {{2}, {1}, {0}, {1}}},
    {"three axes", {1, 2, 5, 6, 4}, {3, 2, 2, 3, 2}, {{1, 2, 1}, {0, 1, 1}, {1, 1, 0}, {1, 1, 1}}},
};

Tensor numbers(Ints shape) {
  Tensor t(DType::kFloat32, shape);
  for (int64_t i = 0; i < t.count(); ++i)
    t.data_as<float>()[i] = static_cast<float>((i * 29 + 7) % 17 - 8) / 8;
  return t;
}

Ints output_shape(const Case& c) {
  Ints shape{c.x[0], c.w[0]};
  for (size_t i = 0; i + 2 < c.x.size(); ++i) {
    int64_t covered = (c.w[i + 2] - 1) * c.window.dilation[i] + 1;
    shape.push_back(
        (c.x[i + 2] + c.window.before[i] + c.window.after[i] - covered) / c.window.stride[i] + 1);
  }
  return shape;
}

void expect_equal(const Tensor& got, const Tensor& wanted, double tolerance) {
  Tensor a = packed(got, DType::kFloat32), b = packed(wanted, DType::kFloat32);
  ASSERT_EQ(a.shape(), b.shape());
  for (int64_t i = 0; i < a.count(); ++i) {
    float value = b.data_as<float>()[i];
    ASSERT_NEAR(a.data_as<float>()[i], value, tolerance * std::max(1.0F, std::abs(value))) << i;
  }
}

Tensor as_channels_last(const Tensor& t) {
  Tensor result(t.dtype(), t.shape());
  result = result.view(channels_last(result.layout()));
  copy(t, result);
  return result;
}

void expect_all(const Case& c, DType dtype, double tolerance) {
  Tensor x = numbers(c.x), w = numbers(c.w), bias = numbers({c.w[0]});
  Tensor y(DType::kFloat32, output_shape(c)), dx(DType::kFloat32, c.x), dw(DType::kFloat32, c.w);
  Tensor dy = numbers(y.shape());
  convolution_loops(x, w, bias, c.window, y);
  input_grad_loops(dy, w, c.window, dx);
  weight_grad_loops(dy, x, c.window, dw);
  Tensor xt = packed(x, dtype), wt = packed(w, dtype), bt = packed(bias, dtype),
         dyt = packed(dy, dtype);
  for (bool last : {false, true}) {
    if (last) xt = as_channels_last(xt), dyt = as_channels_last(dyt);
    Tensor out(dtype, y.shape()), dxt(dtype, c.x), dwt(dtype, c.w);
    convolution(xt, wt, bt, c.window, out);
    expect_equal(out, y, tolerance);
    convolution_input_grad(dyt, wt, c.window, dxt);
    expect_equal(dxt, dx, tolerance);
    convolution_weight_grad(dyt, xt, c.window, dwt);
    expect_equal(dwt, dw, tolerance);
  }
}

TEST(Convolution, TheLibraryAgreesWithTheLoops) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.what);
    expect_all(c, DType::kFloat32, 1e-5);
    expect_all(c, DType::kBFloat16, 0.02);
    expect_all(c, DType::kFloat16, 0.005);
  }
}

/// The same elements, in blocks.
Tensor blocked(const Tensor& w, const Blocks& blocks) {
  Ref<Buffer> buffer = Buffer::make_in_blocks(blocks);
  to_blocks(blocks, w.data_as<float>(), static_cast<float*>(buffer->in_blocks(blocks)));
  return {w.dtype(), w.layout(), Storage::make(buffer)};
}

TEST(Convolution, AWeightInBlocksGivesTheSameBits) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.what);
    auto blocks = weight_blocks(DType::kFloat32, c.w, c.window.groups);
    if (!blocks) continue;
    Tensor x = as_channels_last(numbers(c.x)), plain = numbers(c.w), w = blocked(plain, *blocks);
    Tensor y[2], dx[2], dw[2] = {numbers(c.w), blocked(plain, *blocks)};
    for (int i : {0, 1}) {
      y[i] = Tensor(DType::kFloat32, output_shape(c)), dx[i] = Tensor(DType::kFloat32, c.x);
      convolution(x, i == 0 ? plain : w, {}, c.window, y[i]);
      convolution_input_grad(y[0], i == 0 ? plain : w, c.window, dx[i]);
      convolution_weight_grad(y[0], x, c.window, dw[i]);
    }
    EXPECT_NE(w.storage()->buffer()->in_blocks(*blocks), nullptr);
    EXPECT_NE(dw[1].storage()->buffer()->in_blocks(*blocks), nullptr);
    expect_equal(y[1], y[0], 0);
    expect_equal(dx[1], dx[0], 0);
    expect_equal(dw[1], dw[0], 0);
  }
}

TEST(Convolution, TheLoopsFollowTheDefinition) {
  Tensor x = numbers({1, 1, 3, 3}), w = numbers({1, 1, 2, 2}), y(DType::kFloat32, Ints{1, 1, 2, 2});
  convolution_loops(x, w, {}, kCases[0].window, y);
  const float *a = x.data_as<float>(), *b = w.data_as<float>();
  EXPECT_FLOAT_EQ(y.data_as<float>()[0], a[0] * b[0] + a[1] * b[1] + a[3] * b[2] + a[4] * b[3]);
  EXPECT_FLOAT_EQ(y.data_as<float>()[3], a[4] * b[0] + a[5] * b[1] + a[7] * b[2] + a[8] * b[3]);
}

TEST(Convolution, TheResultIsChannelsLast) {
  Tensor x = numbers({2, 3, 6, 6}), w = numbers({4, 3, 3, 3});
  Tensor y(DType::kFloat32, Ints{2, 4, 4, 4});
  convolution(x, w, {}, kCases[0].window, y);
  EXPECT_TRUE(is_channels_last(y.layout()));
  EXPECT_EQ(y.strides()[1], 1);
}

TEST(Convolution, APackedWeightIsForgottenWhenItsStorageIsWritten) {
  Tensor x = numbers({1, 3, 6, 6}), w = numbers({4, 3, 3, 3});
  Tensor first(DType::kFloat32, Ints{1, 4, 4, 4}), wanted(DType::kFloat32, Ints{1, 4, 4, 4});
  for (int i = 0; i < 3; ++i) convolution(x, w, {}, kCases[0].window, first);
  std::memset(w.data(), 0, w.count() * sizeof(float));
  w.storage()->written();
  std::memset(wanted.data(), 0, wanted.count() * sizeof(float));
  Tensor second(DType::kFloat32, Ints{1, 4, 4, 4});
  convolution(x, w, {}, kCases[0].window, second);
  expect_equal(second, wanted, 0);
}

}  // namespace
}  // namespace duet::kernels
