// A compiled function under the tape: one entry, the eager gradient's bits, any order.
#include "runtime/tape/compiled_call.h"

#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "autodiff/both_modes.h"
#include "ir/parse.h"

namespace duet::testing {
namespace {

Tensor floats(Ints shape, uint32_t seed) {
  std::mt19937 random(seed);
  return random_tensor(tensor(DType::kFloat32, to_shape(shape)), random);
}

Tensor tensor_of(const V& v) { return v.value().as_tensor(); }
V v(const Tensor& t) { return {&eager(), t}; }

constexpr std::string_view kLayer = R"(graph @layer(%x: Tensor[f32, 4x3], %w: Tensor[f32, 3x3]) {
  %0 = MatMul(%x, %w)
  %1 = Tanh(%0)
  %2 = Softmax(%1)
  %3 = Log(%0)
  return %2, %3
}
)";
Vs layer(const V& x, const V& w) {
  V product = ops::matmul(x, w);
  return {V(ops::softmax(ops::tanh(product))), V(ops::log(product))};
}

std::shared_ptr<CompiledCall> compiled(std::string_view text) {
  return std::make_shared<CompiledCall>(ir::parse(text));
}

using Layer = std::function<Vs(const V&, const V&)>;
Layer through(const std::shared_ptr<CompiledCall>& call) {
  return [call](const V& x, const V& w) {
    Values results = call->run(Values{x.value(), w.value()}, nullptr);
    return Vs{V(&eager(), results[0]), V(&eager(), results[1])};
  };
}

/// Gradients of order `order` with respect to x and w; of `which` of the results, or of both.
std::vector<Tensor> gradients(const Layer& f, int which, int order) {
  Tape& tape = Tape::current();
  std::vector<Tensor> at{floats({4, 3}, 1), floats({3, 3}, 2)};
  std::vector<size_t> positions;
  std::vector<std::vector<Tensor>> leaves;
  for (int i = 0; i < order; ++i) {
    positions.push_back(tape.begin());
    for (Tensor& t : at) t = tape.leaf(t);
    leaves.push_back(at);
  }
  Vs outs = f(v(at[0]), v(at[1]));
  V out = which < 2 ? outs[which] : outs[0] * outs[1];
  std::vector<Tensor> values{tensor_of(out * out)};
  for (int i = order; i-- > 0;) {
    std::vector<Tensor> ones;
    for (const Tensor& value : values) ones.push_back(tensor_of(ops::ones_like(v(value))));
    values = tape.gradients(positions[i], values, ones, leaves[i]);
    tape.end();
  }
  return values;
}

void expect_equal(const std::vector<Tensor>& found, const std::vector<Tensor>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) expect_same_bits(found[i], expected[i]);
}

TEST(CompiledCall, HasTheTapesGradient) {
  auto call = compiled(kLayer);
  for (int round = 0; round < 3; ++round)
    for (int which : {0, 0, 1, 2, 1}) {
      SCOPED_TRACE(which);
      expect_equal(gradients(through(call), which, 1), gradients(layer, which, 1));
    }
}

/// The outer gradient sees the function computed again beside its gradient: sums that the tape
/// makes in the middle are made at the end.
void expect_close(const std::vector<Tensor>& found, const std::vector<Tensor>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    Tensor a = make_contiguous(found[i]), b = make_contiguous(expected[i]);
    ASSERT_EQ(a.shape(), b.shape());
    for (int64_t k = 0; k < a.count(); ++k)
      EXPECT_NEAR(a.data_as<float>()[k], b.data_as<float>()[k],
                  2e-5 * std::max(1.0F, std::abs(b.data_as<float>()[k])));
  }
}

TEST(CompiledCall, HasHigherOnes) {
  auto call = compiled(kLayer);
  for (int which : {0, 1, 2}) {
    SCOPED_TRACE(which);
    expect_close(gradients(through(call), which, 2), gradients(layer, which, 2));
  }
  expect_close(gradients(through(call), 0, 3), gradients(layer, 0, 3));
}

TEST(CompiledCall, ServesThreads) {
  auto call = compiled(kLayer);
  auto expected = gradients(layer, 0, 1);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) expect_equal(gradients(through(call), 0, 1), expected);
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(CompiledCall, WithoutAGradientJustRuns) {
  auto call = compiled(kLayer);
  Values args{Value(floats({4, 3}, 1)), Value(floats({3, 3}, 2))};
  expect_same_bits(call->run(args, nullptr)[0],
                   layer(v(args[0].as_tensor()), v(args[1].as_tensor()))[0].value());
}

TEST(CompiledCall, WhatItCommitsIsOnTheTape) {
  auto call = compiled(R"(graph @step(%x: Tensor[f32, 3], state %mean: Tensor[f32, 3]) {
  %0 = Mul(%mean, 0.5)
  %1 = Add(%0, %x)
  Commit(%mean, %1)
  %2 = Mul(%1, %mean)
  return %2
}
)");
  auto run = [&](bool graph) {
    Tape& tape = Tape::current();
    size_t position = tape.begin();
    Tensor x = tape.leaf(floats({3}, 1)), mean = copy_of(floats({3}, 2));
    Tensor start = tape.leaf(mean);
    Tensor out;
    for (int round = 0; round < 2; ++round) {
      if (graph) {
        out = call->run(Values{Value(x), Value(start)}, nullptr)[0].as_tensor();
      } else {
        V next = v(start) * V(0.5) + v(x);
        out = tensor_of(next * v(start));
        ops::assign(v(start), next);
      }
    }
    V total = v(out) * v(start);
    std::vector<Tensor> found =
        tape.gradients(position, std::vector{tensor_of(total)},
                       std::vector{tensor_of(ops::ones_like(total))}, std::vector{x});
    tape.end();
    found.push_back(start.detached());
    return found;
  };
  expect_equal(run(true), run(false));
}

}  // namespace
}  // namespace duet::testing
