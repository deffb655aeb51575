// Calls, branches and loops: the gradient of a graph in text equals that of the same steps on the
// eager tape, bit for bit; so does its second one.
#include <gtest/gtest.h>

#include <cmath>

#include "autodiff/both_modes.h"
#include "ir/dissolve.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "passes/pipeline.h"

namespace duet::testing {
namespace {

Tensor floats(Ints shape, uint32_t seed, double low = 0.2, double high = 0.9) {
  std::mt19937 random(seed);
  return random_tensor(tensor(DType::kFloat32, to_shape(shape)), random, low, high);
}

using Function = std::function<V(const Vs&)>;

/// Gradients of order `order` of the first result with respect to all inputs, with ones.
Values eager_gradients(const Function& f, const std::vector<Tensor>& inputs, int order) {
  EagerMode mode;
  std::vector<size_t> positions;
  std::vector<Vs> leaves;
  Vs at;
  for (const Tensor& input : inputs) at.push_back(mode.input(input));
  for (int i = 0; i < order; ++i) {
    positions.push_back(mode.begin());
    for (V& v : at) v = mode.leaf(v);
    leaves.push_back(at);
  }
  Vs values{f(at)};
  for (int i = order; i-- > 0;) {
    Vs ones, next;
    for (const V& v : values) ones.push_back(V(ops::ones_like(v)));
    for (const V& g : mode.gradients(positions[i], values, ones, leaves[i]))
      if (!g.is_none()) next.push_back(g);
    mode.end();
    values = next;
  }
  Values found;
  for (const V& v : values) found.push_back(v.value());
  return found;
}

/// The same on a graph.
Values graph_gradients(std::string_view text, const std::vector<Tensor>& inputs, int order,
                       bool optimise) {
  ir::Graph graph = *ir::parse(text);
  ir::Recorder recorder(graph);
  Values outs{graph.results[0]}, args;
  for (int i = 0; i < order; ++i) {
    autodiff::ReverseRequest request{0, outs, {}, {}};
    for (size_t k = 0; k < inputs.size(); ++k) request.leaves.push_back(graph.inputs[k].value);
    outs = Values();
    for (const Value& gradient : autodiff::reverse(recorder, request))
      if (!gradient.is_none()) outs.push_back(gradient);
  }
  graph.results = outs;
  SCOPED_TRACE(ir::print(graph));
  for (const Tensor& input : inputs) args.push_back(copy_of(input));
  if (optimise) passes::run(graph);
  Values found = GraphProgram::build(graph)->run(args, nullptr);
  ir::dissolve(graph);
  return found;
}

/// Second gradients of loops are summed round by round, where the tape sums over all rounds of one
/// pass before the next.
void expect_close(const Values& found, const Values& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    Tensor a = make_contiguous(found[i].as_tensor()), b = make_contiguous(expected[i].as_tensor());
    ASSERT_EQ(a.shape(), b.shape());
    for (int64_t k = 0; k < a.count(); ++k)
      EXPECT_NEAR(a.data_as<float>()[k], b.data_as<float>()[k],
                  1e-5 * std::max(1.0F, std::abs(b.data_as<float>()[k])));
  }
}

void expect_same_gradients(std::string_view text, const Function& f,
                           const std::vector<Tensor>& inputs, int exact_orders = 2) {
  for (int order : {1, 2})
    for (bool optimise : {false, true}) {
      SCOPED_TRACE(fmt::format("order {}, optimised {}", order, optimise));
      Values expected = eager_gradients(f, inputs, order);
      Values found = graph_gradients(text, inputs, order, optimise);
      if (order > exact_orders) {
        expect_close(found, expected);
        continue;
      }
      ASSERT_EQ(found.size(), expected.size());
      for (size_t i = 0; i < found.size(); ++i) expect_same_bits(found[i], expected[i]);
    }
}

TEST(Control, Calls) {
  expect_same_gradients(R"(graph @main(%x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Call(%x, %w) @layer -> Tensor[f32, 3]
  %1 = Call(%0, %w) @layer -> Tensor[f32, 3]
  %2 = Mul(%1, %x)
  return %2
}

graph @layer(%x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Mul(%x, %w)
  %1 = Sin(%0)
  return %1
}
)",
                        [](const Vs& in) {
                          V y = ops::sin(in[0] * in[1]);
                          return V(ops::sin(y * in[1])) * in[0];
                        },
                        {floats({3}, 1), floats({3}, 2)});
}

constexpr std::string_view kBranch = R"(graph @main(%x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Exp(%x)
  %1 = ReduceSum(%x)
  %2 = Item(%1)
  %3 = gt(%2, 1.5)
  %4 = If(%3, %0, %w) @then @else
  %5 = Mul(%4, %x)
  return %5
}

graph @then(%a: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Sin(%a)
  %1 = Mul(%0, %w)
  return %1
}

graph @else(%a: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Log(%a)
  %1 = Tanh(%0)
  return %1
}
)";

TEST(Control, Branches) {
  auto then = [](const Vs& in) { return V(ops::sin(ops::exp(in[0]))) * in[1] * in[0]; };
  expect_same_gradients(kBranch, then, {floats({3}, 1, 0.6, 0.9), floats({3}, 2)});
}

TEST(Control, TheOtherBranch) {
  Values found = graph_gradients(kBranch, {floats({3}, 1, 0.1, 0.2), floats({3}, 2)}, 1, true);
  Values expected =
      eager_gradients([](const Vs& in) { return V(ops::tanh(ops::log(ops::exp(in[0])))) * in[0]; },
                      {floats({3}, 1, 0.1, 0.2), floats({3}, 2)}, 1);
  ASSERT_EQ(found.size(), 2U);
  ASSERT_EQ(expected.size(), 1U);
  expect_same_bits(found[0], expected[0]);
  EXPECT_EQ(found[1].as_tensor().data_as<float>()[0], 0);
}

TEST(Control, Loops) {
  expect_same_gradients(
      R"(graph @main(%x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0, %1, %2 = While(0, %x, %w) @condition @body
  %3 = Mul(%1, %w)
  return %3
}

graph @condition(%i: Scalar[int], %x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = lt(%i, 4)
  return %0
}

graph @body(%i: Scalar[int], %x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = add(%i, 1)
  %1 = Mul(%x, %w)
  %2 = Sin(%1)
  return %0, %2, %w
}
)",
      [](const Vs& in) {
        V x = in[0];
        for (int i = 0; i < 4; ++i) x = ops::sin(x * in[1]);
        return x * in[1];
      },
      {floats({3}, 1), floats({3}, 2)}, 1);
}

TEST(Control, LoopsInLoops) {
  expect_same_gradients(
      R"(graph @main(%x: Tensor[f32, 2], %w: Tensor[f32, 2]) {
  %0, %1, %2 = While(0, %x, %w) @condition @outer
  return %1
}

graph @condition(%i: Scalar[int], %x: Tensor[f32, 2], %w: Tensor[f32, 2]) {
  %0 = lt(%i, 3)
  return %0
}

graph @outer(%i: Scalar[int], %x: Tensor[f32, 2], %w: Tensor[f32, 2]) {
  %0 = add(%i, 1)
  %1, %2, %3 = While(%i, %x, %w) @condition @inner
  %4 = Exp(%2)
  return %0, %4, %w
}

graph @inner(%i: Scalar[int], %x: Tensor[f32, 2], %w: Tensor[f32, 2]) {
  %0 = add(%i, 1)
  %1 = Mul(%x, %w)
  %2 = Tanh(%1)
  return %0, %2, %w
}
)",
      [](const Vs& in) {
        V x = in[0];
        for (int i = 0; i < 3; ++i) {
          for (int k = i; k < 3; ++k) x = ops::tanh(x * in[1]);
          x = ops::exp(x);
        }
        return x;
      },
      {floats({2}, 1), floats({2}, 2)}, 1);
}

TEST(Control, PartsOfTuples) {
  expect_same_gradients(R"(graph @main(%x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Mul(%x, %w)
  %1 = Make(%0, %x) -> Tuple[Tensor[f32, 3], Tensor[f32, 3]]
  %2 = Get(%1, 0)
  %3 = Get(%1, 1)
  %4 = Sin(%2)
  %5 = Mul(%4, %3)
  return %5
}
)",
                        [](const Vs& in) { return V(ops::sin(in[0] * in[1])) * in[0]; },
                        {floats({3}, 1), floats({3}, 2)});
}

TEST(Control, PushAndPopAreEachOthersGradient) {
  expect_same_gradients(R"(graph @main(%x: Tensor[f32, 3]) {
  %0 = Make() -> Stack[Tensor[f32, 3]]
  %1 = Exp(%x)
  %2 = Push(%0, %1)
  %3 = Push(%2, %x)
  %4, %5 = Pop(%3)
  %6, %7 = Pop(%4)
  %8 = Sin(%5)
  %9 = Mul(%8, %7)
  return %9
}
)",
                        [](const Vs& in) {
                          V e = ops::exp(in[0]);
                          return V(ops::sin(in[0])) * e;
                        },
                        {floats({3}, 1)});
}

TEST(Control, AGraphThatCallsItself) {
  expect_same_gradients(R"(graph @main(%x: Tensor[f32], %w: Tensor[f32]) {
  %0 = Mul(%x, %w)
  %1 = Call(%0, %w) @power -> Tensor[f32]
  return %1
}

graph @power(%x: Tensor[f32], %w: Tensor[f32]) {
  %0 = Item(%x)
  %1 = lt(%0, 1)
  %2 = If(%1, %x, %w) @then @else
  return %2
}

graph @then(%x: Tensor[f32], %w: Tensor[f32]) {
  %0 = Mul(%x, %x)
  return %0
}

graph @else(%x: Tensor[f32], %w: Tensor[f32]) {
  %0 = Mul(%x, 0.5)
  %1 = Call(%0, %w) @power -> Tensor[f32]
  %2 = Mul(%1, %x)
  %3 = Add(%2, %w)
  return %3
}
)",
                        [](const Vs& in) {
                          Vs xs{in[0] * in[1]};
                          for (int i = 0; i < 3; ++i) xs.push_back(xs.back() * 0.5);
                          V y = xs[3] * xs[3];
                          for (int i = 3; i-- > 0;) y = y * xs[i] + in[1];
                          return y;
                        },
                        {floats({}, 1, 9, 10), floats({}, 2, 0.6, 0.7)});
}

TEST(Control, TheUsersGradientOfAFunction) {
  ir::Graph graph = *ir::parse(R"(graph @main(%x: Tensor[f32, 3]) {
  %0 = Call(%x) @function -> Tensor[f32, 3]
  %1 = Mul(%0, 2)
  return %1
}

graph @function(%x: Tensor[f32, 3]) {
  %0 = Sin(%x)
  return %0
}
)");
  graph.nodes[0].graphs.push_back(ir::parse(
      R"(graph @gradient(%x: Tensor[f32, 3], %out: Tensor[f32, 3], %dout: Tensor[f32, 3]) {
  %0 = Mul(%dout, 5)
  return %0
}
)"));
  ir::Recorder recorder(graph);
  graph.results = autodiff::reverse(recorder, {0, graph.results, {}, {graph.inputs[0].value}});
  Values found = GraphProgram::build(graph)->run(Values{Value(floats({3}, 1))}, nullptr);
  EXPECT_EQ(found[0].as_tensor().data_as<float>()[0], 10);
}

TEST(Control, SumsGoOnInsideOfWhatIsCalled) {
  expect_same_gradients(R"(graph @main(%x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Call(%x, %w) @twice -> Tensor[f32, 3]
  %1 = Mul(%0, %w)
  return %1
}

graph @twice(%x: Tensor[f32, 3], %w: Tensor[f32, 3]) {
  %0 = Mul(%x, %w)
  %1 = Sin(%0)
  %2 = Mul(%1, %w)
  return %2
}
)",
                        [](const Vs& in) {
                          V y = V(ops::sin(in[0] * in[1])) * in[1];
                          return y * in[1];
                        },
                        {floats({3}, 1), floats({3}, 2)});
}

}  // namespace
}  // namespace duet::testing
