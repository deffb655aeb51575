// What reverse() does beyond one operator: sums of cotangents, skipped paths, gradients of the
// user, random compositions, derivatives along a direction.
#include "autodiff/reverse.h"

#include <gtest/gtest.h>

#include "autodiff/both_modes.h"
#include "ir/print.h"

namespace duet::testing {
namespace {

Tensor floats(std::initializer_list<int64_t> shape, uint32_t seed) {
  std::mt19937 random(seed);
  return random_tensor(tensor(DType::kFloat32, to_shape(Ints(shape))), random);
}

/// One gradient of `f` with respect to its inputs, with random cotangents.
template <class F>
void expect_same_gradient(const std::vector<Tensor>& inputs, F f) {
  expect_same_in_both_modes([&](Mode& mode) {
    Vs leaves;
    size_t position = mode.begin();
    for (const Tensor& input : inputs) leaves.push_back(mode.leaf(mode.input(input)));
    V out = f(leaves);
    Vs results = mode.gradients(position, {out}, {ops::ones_like(out)}, leaves);
    mode.end();
    results.push_back(out);
    return results;
  });
}

TEST(Reverse, SumsWhatComesFromSeveralUses) {
  expect_same_gradient({floats({3, 3}, 1)}, [](const Vs& in) {
    const V& x = in[0];
    return V(ops::matmul(x, x)) * x + ops::exp(x) / x;
  });
}

TEST(Reverse, SumsBackOverBroadcastAxes) {
  expect_same_gradient({floats({4, 1, 3}, 1), floats({2, 1}, 2)},
                       [](const Vs& in) { return in[0] * in[1] + in[1]; });
}

TEST(Reverse, ALeafThatNothingDependsOnHasNone) {
  expect_same_gradient({floats({3}, 1), floats({3}, 2)},
                       [](const Vs& in) { return V(ops::sin(in[0])); });
}

TEST(Reverse, ComparisonsCutThePath) {
  expect_same_gradient({floats({3}, 1), floats({3}, 2)}, [](const Vs& in) {
    return V(ops::select(ops::greater(in[0], in[1]), ops::log(in[0]), in[1] * in[1]));
  });
}

TEST(Reverse, GoesThroughRandomCompositions) {
  const std::vector<std::function<V(const V&, const V&)>> steps = {
      [](const V& x, const V& y) { return x + y; },
      [](const V& x, const V& y) { return x * y; },
      [](const V& x, const V& y) { return V(ops::matmul(x, y)); },
      [](const V& x, const V&) { return V(ops::tanh(x)); },
      [](const V& x, const V& y) { return x / (V(ops::abs(y)) + V(1.0)); },
      [](const V& x, const V& y) { return V(ops::softmax(x)) - y; },
      [](const V& x, const V& y) { return V(ops::maximum(x, y)); },
      [](const V& x, const V& y) { return x - V(ops::reduce_mean(y, Ints{1}, true)); },
      [](const V& x, const V& y) { return V(ops::concat(Vs{x, y}, 0)); },
      [](const V& x, const V& y) { return V(ops::transpose(x, Ints{1, 0})) * y; },
      [](const V& x, const V&) { return V(ops::gelu(x)); },
  };
  for (uint32_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    expect_same_gradient({floats({3, 3}, seed), floats({3, 3}, seed + 100)}, [&](const Vs& in) {
      std::mt19937 random(seed);
      Vs values = in;
      for (int n = 0; n < 8; ++n) {
        const V& x = values[random() % values.size()];
        const V& y = values[random() % values.size()];
        V result = steps[random() % steps.size()](x, y);
        values.push_back(result.dim(0).value() == 3 ? result
                                                    : V(ops::narrow_view(result, 0, 1, 3)));
      }
      return values.back() + values[random() % values.size()];
    });
  }
}

TEST(Reverse, ThriceIsTheThirdDerivative) {
  expect_same_in_both_modes([&](Mode& mode) {
    V x = mode.input(floats({4}, 3));
    std::function<V(V, int)> derivative = [&](V at, int order) -> V {
      if (order == 0) return V(ops::sin(at)) * ops::exp(at);
      size_t position = mode.begin();
      V leaf = mode.leaf(at);
      V value = derivative(leaf, order - 1);
      V slope = mode.gradients(position, {value}, {ops::ones_like(value)}, {leaf})[0];
      mode.end();
      return slope;
    };
    return Vs{derivative(x, 3)};
  });
}

/// The gradient of the backward product, which is linear in its cotangent, is the derivative along
/// a direction.
TEST(Reverse, TwiceIsForwardMode) {
  expect_same_in_both_modes([&](Mode& mode) {
    V x = mode.input(floats({3}, 3)), direction = mode.input(floats({3}, 4));
    size_t outer = mode.begin(), inner = mode.begin();
    V leaf = mode.leaf(x);
    V value = V(ops::sin(leaf)) * leaf;
    V cotangent = mode.leaf(V(ops::zeros_like(value)));
    V back = mode.gradients(inner, {value}, {cotangent}, {leaf})[0];
    mode.end();
    V forward = mode.gradients(outer, {back}, {direction}, {cotangent})[0];
    mode.end();
    V expected = (V(ops::cos(x)) * x + ops::sin(x)) * direction;
    return Vs{forward, expected};
  });
}

TEST(Reverse, OnesStandForCotangentsThatAreNotGiven) {
  GraphMode mode;
  V x = mode.input(floats({2}, 1));
  Vs found = mode.gradients(0, {x * V(3.0)}, {}, {x});
  mode.graph.results = {found[0].value()};
  Tensor slope = GraphProgram::build(mode.graph)->run(mode.inputs, nullptr)[0].as_tensor();
  EXPECT_EQ(slope.data_as<float>()[0], 3);
  EXPECT_EQ(slope.data_as<float>()[1], 3);
}

TEST(Reverse, AsksTheUsersGradient) {
  GraphMode mode;
  V x = mode.input(floats({2}, 1));
  V before = x * V(2.0);
  // The user's function: something whose gradient is said to be 5.
  auto fresh = mode.graph.new_values(std::vector{ir::Type::tensor(x.type())});
  ir::Node same;
  same.kind = ir::NodeKind::kLeaf;
  same.args = {before.value()};
  same.types = {ir::Type::tensor(x.type())};
  same.first = fresh;
  autodiff::UserGradient user{mode.graph.nodes.size(), {before.value().as_node()}, {fresh}, {}};
  user.backward = [&](const Values& cotangents) -> Values {
    return {(V(&mode.recorder, cotangents[0]) * V(5.0)).value()};
  };
  V after = V(&mode.recorder, Value::node(fresh)) * V(3.0);
  std::vector users{user};
  autodiff::ReverseRequest request{0, {after.value()}, {}, {x.value().as_node()}, users, {}};
  mode.graph.results = {autodiff::reverse(mode.recorder, request)[0]};
  mode.graph.nodes.insert(mode.graph.nodes.begin() + static_cast<int64_t>(users[0].position), same);
  Tensor slope = GraphProgram::build(mode.graph)->run(mode.inputs, nullptr)[0].as_tensor();
  EXPECT_EQ(slope.data_as<float>()[0], 30);
}

TEST(Reverse, AsksTheUsersRule) {
  GraphMode mode;
  V x = mode.input(floats({2}, 1));
  V y = V(ops::sin(x)) * V(2.0);
  autodiff::ReverseRequest request{0, {y.value()}, {}, {x.value().as_node()}, {}, {}};
  request.rule = [&](const ir::Node& node, const Values& cotangents, Values& gradients) {
    if (!node.is(ops::sin)) return false;
    gradients = {(V(&mode.recorder, cotangents[0]) * V(7.0)).value()};
    return true;
  };
  mode.graph.results = {autodiff::reverse(mode.recorder, request)[0]};
  Tensor slope = GraphProgram::build(mode.graph)->run(mode.inputs, nullptr)[0].as_tensor();
  EXPECT_EQ(slope.data_as<float>()[0], 14);
}

TEST(Reverse, NodesOfOneRuleShareARegionUntilAnOuterGradient) {
  GraphMode mode;
  V x = mode.input(floats({2}, 1));
  V leaf = mode.leaf(x);
  V slope = mode.gradients(0, {ops::tanh(leaf)}, {}, {leaf})[0];
  auto regions = [&] {
    return std::ranges::count_if(mode.graph.nodes, [](const ir::Node& n) { return n.region > 0; });
  };
  EXPECT_GT(regions(), 1);
  auto inner = static_cast<size_t>(mode.graph.nodes.size());
  mode.gradients(0, {slope}, {}, {leaf});
  EXPECT_TRUE(std::all_of(mode.graph.nodes.begin(),
                          mode.graph.nodes.begin() + static_cast<int64_t>(inner),
                          [](const ir::Node& n) { return n.region == 0; }));
}

}  // namespace
}  // namespace duet::testing
