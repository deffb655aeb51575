// Pooling against the definition, in both layouts.
#include "kernels/pooling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "kernels/dnnl_convolution.h"
#include "kernels/dnnl_copy.h"

namespace duet::kernels {
namespace {

const Pooling kPooling{{3, 2}, {{2, 1}, {1, 0}, {1, 1}, {1, 2}}};
const Ints kInput{2, 5, 6, 7}, kOutput{2, 5, 3, 6};

Tensor numbers(Ints shape, DType dtype = DType::kFloat32) {
  Tensor t(DType::kFloat32, shape);
  for (int64_t i = 0; i < t.count(); ++i)
    t.data_as<float>()[i] = static_cast<float>((i * 29 + 7) % 101 - 50) / 8;
  return packed(t, dtype);
}

Tensor laid_out(const Tensor& t, bool last) {
  if (!last) return t;
  Tensor result(t.dtype(), t.shape());
  result = result.view(channels_last(result.layout()));
  copy(t, result);
  return result;
}

/// Calls f(plane, output index, input index) for each element of each window; an input index of -1
/// is padding.
template <class F>
void each(F f) {
  for (int plane = 0; plane < 10; ++plane)
    for (int oh = 0; oh < 3; ++oh)
      for (int ow = 0; ow < 6; ++ow)
        for (int kh = 0; kh < 3; ++kh)
          for (int kw = 0; kw < 2; ++kw) {
            int h = oh * 2 - 1 + kh, w = ow + kw * 2;
            bool inside = h >= 0 && h < 6 && w < 7;
            f(plane, oh * 6 + ow, inside ? h * 7 + w : -1);
          }
}

void expect_equal(const Tensor& got, const std::vector<float>& wanted) {
  Tensor flat = packed(got, DType::kFloat32);
  ASSERT_EQ(flat.count(), static_cast<int64_t>(wanted.size()));
  for (int64_t i = 0; i < flat.count(); ++i)
    ASSERT_NEAR(flat.data_as<float>()[i], wanted[i], 1e-5) << i;
}

Tensor cast_to(const Tensor& t, DType dtype) {
  if (dtype == t.dtype()) return t;
  Tensor result(dtype, t.shape());
  for (int64_t i = 0; i < t.count(); ++i) result.data_as<double>()[i] = t.data_as<float>()[i];
  return result;
}

void expect_same_bits(const Tensor& got, const Tensor& wanted) {
  Tensor flat(got.dtype(), got.shape());
  copy(got, flat);
  size_t bytes = flat.count() * size_of(flat.dtype());
  EXPECT_EQ(std::memcmp(flat.data(), wanted.data(), bytes), 0);
}

TEST(Pooling, TheMaximumItsPlaceAndItsGradient) {
  Tensor x = numbers(kInput), dout = numbers(kOutput);
  const float *in = x.data_as<float>(), *given = dout.data_as<float>();
  std::vector<float> best(180, -INFINITY), grad(420, 0);
  std::vector<int> place(180, -1);
  each([&](int plane, int o, int i) {
    if (i < 0 || in[plane * 42 + i] <= best[plane * 18 + o]) return;
    best[plane * 18 + o] = in[plane * 42 + i];
    place[plane * 18 + o] = i;
  });
  for (int k = 0; k < 180; ++k) grad[k / 18 * 42 + place[k]] += given[k];
  for (bool last : {false, true}) {
    Tensor out(DType::kFloat32, kOutput), places(DType::kInt64, kOutput), dx(x.dtype(), kInput);
    Tensor taken(DType::kFloat32, kOutput);
    max_pool(laid_out(x, last), kPooling, out, &places);
    expect_equal(out, best);
    Tensor plain = packed(places, DType::kInt64);
    for (int k = 0; k < 180; ++k) ASSERT_EQ(plain.data_as<int64_t>()[k], place[k]);
    max_pool_input_grad(laid_out(x, last), dout, kPooling, dx);
    expect_equal(dx, grad);
    max_pool_take(laid_out(x, last), x, kPooling, taken);
    expect_equal(taken, best);
  }
}

TEST(Pooling, TheAverageAndItsGradient) {
  Pooling pooling = kPooling;
  pooling.window.dilation = {1, 2};
  Tensor x = numbers(kInput), dout = numbers(kOutput);
  std::vector<float> sum(180, 0), grad(420, 0);
  each([&](int plane, int o, int i) {
    if (i >= 0) sum[plane * 18 + o] += x.data_as<float>()[plane * 42 + i] / 5;
    if (i >= 0) grad[plane * 42 + i] += dout.data_as<float>()[plane * 18 + o] / 5;
  });
  for (bool last : {false, true}) {
    Tensor out(DType::kFloat32, kOutput), dx(DType::kFloat32, kInput);
    avg_pool(laid_out(x, last), pooling, {true, 5}, out);
    expect_equal(out, sum);
    avg_pool_input_grad(laid_out(dout, last), pooling, {true, 5}, dx);
    expect_equal(dx, grad);
  }
}

TEST(Pooling, PaddingCountsOnlyIfAsked) {
  Tensor x = numbers({1, 1, 4});
  for (int i = 0; i < 4; ++i) x.data_as<float>()[i] = 6;
  Pooling pooling{{3}, {{2}, {1}, {1}, {1}}};
  Tensor with(DType::kFloat32, Ints{1, 1, 2}), without(DType::kFloat32, Ints{1, 1, 2});
  avg_pool(x, pooling, {true, 0}, with);
  avg_pool(x, pooling, {false, 0}, without);
  expect_equal(with, {4, 6});
  expect_equal(without, {6, 6});
}

TEST(Pooling, ANanWinsAndHalvesAreRoundedOnce) {
  Tensor x = numbers({1, 2, 4}, DType::kBFloat16), out(DType::kBFloat16, Ints{1, 2, 2});
  Pooling pooling{{2}, {{2}, {0}, {0}, {1}}};
  x.data_as<uint16_t>()[1] = 0x7fc0;
  max_pool(x, pooling, out, nullptr);
  EXPECT_EQ(out.data_as<uint16_t>()[0], 0x7fc0);
  EXPECT_EQ(out.data_as<uint16_t>()[2], std::max(x.data_as<int16_t>()[4], x.data_as<int16_t>()[5]));
}

/// As many channels as one register holds, fewer, some more, more than one job computes.
TEST(Pooling, AnyNumberOfChannelsGivesTheSameBitsInBothLayouts) {
  Pooling overlapping{{3, 2}, {{2, 1}, {1, 0}, {1, 1}, {1, 2}}},
      apart{{2, 2}, {{2, 2}, {0, 0}, {0, 0}, {1, 1}}};
  for (int64_t channels : {1, 3, 6, 8, 12, 21, 64, 70})
    for (const Pooling& pooling : {overlapping, apart})
      for (DType dtype : {DType::kFloat32, DType::kFloat64}) {
        Ints in{2, channels, 6, 7}, out{2, channels, 3, pooling.kernel[0] == 3 ? 6 : 3};
        Tensor x = cast_to(numbers(in), dtype), dout = cast_to(numbers(out), dtype);
        Tensor results[2], grads[2];
        for (int last = 0; last < 2; ++last) {
          results[last] = Tensor(dtype, out);
          grads[last] = Tensor(dtype, in);
          max_pool(laid_out(x, last), pooling, results[last], nullptr);
          max_pool_input_grad(laid_out(x, last), laid_out(dout, last), pooling, grads[last]);
        }
        expect_same_bits(results[1], results[0]);
        expect_same_bits(grads[1], grads[0]);
      }
}

}  // namespace
}  // namespace duet::kernels
