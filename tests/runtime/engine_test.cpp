// The eager engine and its tape, without Python.
#include "runtime/eager/engine.h"

#include <gtest/gtest.h>

#include "ops/ops.h"
#include "runtime/tape/tape.h"

namespace duet {
namespace {

Tensor floats(std::initializer_list<int64_t> shape, std::initializer_list<float> values) {
  Tensor t(DType::kFloat32, Ints(shape));
  std::copy(values.begin(), values.end(), t.data_as<float>());
  return t;
}

std::vector<float> read(const Tensor& t) {
  return {t.data_as<float>(), t.data_as<float>() + t.count()};
}

V v(const Tensor& t) { return {&eager(), t}; }
Tensor tensor_of(const V& v) { return v.value().as_tensor(); }

/// d sum(f(x)) / dx
template <class F>
Tensor gradient(F f, const Tensor& x) {
  Tape& tape = Tape::current();
  size_t position = tape.begin();
  Tensor leaf = tape.leaf(x);
  Tensor y = tensor_of(f(v(leaf)));
  float one = 1;
  std::vector<Tensor> result =
      tape.gradients(position, std::vector{y},
                     std::vector{Tensor::filled(y.dtype(), y.shape(), &one)}, std::vector{leaf});
  tape.end();
  return result[0];
}

TEST(Engine, AddsWithBroadcasting) {
  Tensor sum = tensor_of(v(floats({2, 2}, {1, 2, 3, 4})) + v(floats({2}, {10, 20})));
  EXPECT_EQ(read(sum), (std::vector<float>{11, 22, 13, 24}));
}

TEST(Engine, NumbersPromoteWeakly) {
  Tensor product = tensor_of(v(floats({2}, {1, 2})) * V(2));
  EXPECT_EQ(product.dtype(), DType::kFloat32);
  EXPECT_EQ(read(product), (std::vector<float>{2, 4}));
}

TEST(Engine, SumsOverAxes) {
  Tensor x = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(read(tensor_of(ops::reduce_sum(v(x)))), (std::vector<float>{21}));
  EXPECT_EQ(read(tensor_of(ops::reduce_sum(v(x), Ints{0}))), (std::vector<float>{5, 7, 9}));
  EXPECT_EQ(read(tensor_of(ops::reduce_sum(v(x), Ints{-1}, true))), (std::vector<float>{6, 15}));
}

TEST(Tape, DifferentiatesProducts) {
  Tensor x = floats({3}, {1, 2, 3});
  EXPECT_EQ(read(gradient([](V x) { return x * x * x; }, x)), (std::vector<float>{3, 12, 27}));
}

TEST(Tape, SumsBackOverBroadcastAxes) {
  Tensor x = floats({1, 2}, {1, 2}), y = floats({3, 1}, {1, 10, 100});
  EXPECT_EQ(read(gradient([&](V x) { return x * v(y); }, x)), (std::vector<float>{111, 111}));
}

TEST(Tape, Nests) {
  Tensor x = floats({2}, {2, 3});
  Tensor second =
      gradient([](V x) { return v(gradient([](V y) { return y * y * y; }, tensor_of(x))); }, x);
  EXPECT_EQ(read(second), (std::vector<float>{12, 18}));
}

TEST(Tape, KeepsWhatIsOverwrittenLater) {
  Tensor w = floats({2}, {2, 3});
  Tensor slope = gradient(
      [&](V x) {
        V y = x * v(w);
        ops::assign(v(w), V(100));
        return y;
      },
      floats({2}, {1, 1}));
  EXPECT_EQ(read(slope), (std::vector<float>{2, 3}));
  EXPECT_EQ(read(w), (std::vector<float>{100, 100}));
}

TEST(Tape, FollowsAssignment) {
  Tensor slope = gradient(
      [](V x) {
        V y = x * x;
        ops::assign(y, x * V(3));
        return y;
      },
      floats({2}, {1, 2}));
  EXPECT_EQ(read(slope), (std::vector<float>{3, 3}));
}

TEST(Plan, ReducesBehindFormulas) {
  Tensor x = floats({2, 2}, {1, 2, 3, 4});
  Tensor g = gradient([](V x) { return ops::reduce_sum(x * x, Ints{1}); }, x);
  EXPECT_EQ(read(g), (std::vector<float>{2, 4, 6, 8}));
}

}  // namespace
}  // namespace duet
