// Recording gives the types and the errors of the eager engine.
#include "ir/recorder.h"

#include <gtest/gtest.h>

#include "ops/ops.h"
#include "runtime/eager/engine.h"
#include "runtime/graph/interpret_graph.h"

namespace duet::ir {
namespace {

Type f32(Shape shape) { return Type::tensor({DType::kFloat32, std::move(shape)}); }

Tensor floats(std::initializer_list<int64_t> shape, std::initializer_list<float> values) {
  Tensor t(DType::kFloat32, Ints(shape));
  std::copy(values.begin(), values.end(), t.data_as<float>());
  return t;
}

struct Graphed {
  Graph graph;
  Recorder recorder{graph};
  V input(Type type) { return {&recorder, Value::node(graph.add_input("x", std::move(type)))}; }
};

std::string message(const auto& f) {
  try {
    f();
  } catch (const Error& error) {
    std::string text = error.message();
    for (const Label& label : error.labels()) text += " / " + label.text;
    return text;
  }
  return "";
}

TEST(Recorder, InfersTypes) {
  Graphed g;
  V x = g.input(f32({2, 3}));
  V y = ops::reduce_sum(ops::matmul(x, ops::transpose(x, Ints{1, 0})), Ints{0});
  EXPECT_EQ(y.type(), tensor(DType::kFloat32, {2}));
  EXPECT_EQ(g.graph.nodes.size(), 3U);
}

TEST(Recorder, RefusesAsTheEngineDoes) {
  Graphed g;
  V x = g.input(f32({2, 3})), y = g.input(f32({4}));
  V a(&eager(), floats({2, 3}, {1, 2, 3, 4, 5, 6})), b(&eager(), floats({4}, {1, 2, 3, 4}));
  EXPECT_EQ(message([&] { x + y; }), message([&] { a + b; }));
  EXPECT_EQ(message([&] { ops::matmul(x, y); }), message([&] { ops::matmul(a, b); }));
  EXPECT_EQ(message([&] { ops::reduce_sum(x, Ints{5}); }),
            message([&] { ops::reduce_sum(a, Ints{5}); }));
  EXPECT_NE(message([&] { x + y; }), "");
}

TEST(Recorder, RefusesARunTimeNumberWhereATensorIsNeeded) {
  Graphed g;
  V s = g.input(Type::scalar(NumberKind::kFloat));
  EXPECT_EQ(message([&] { ops::transpose(s); }), "transpose needs a Tensor as `input` / a float");
}

TEST(Recorder, RunTimeNumbersPromoteWeakly) {
  // The second number is rounded twice on its way to a half.
  for (double number : {0.1, 1 + 0x1p-11 + 0x1p-30})
    for (DType dtype : {DType::kFloat16, DType::kBFloat16, DType::kFloat64, DType::kInt32}) {
      Graphed g;
      V x = g.input(Type::tensor({dtype, {1}})), s = g.input(Type::scalar(NumberKind::kFloat));
      V y = x * s;
      g.graph.results.push_back(y.value());
      Tensor one =
          eager().apply(ops::cast, Values{Value(floats({1}, {3})), Value(dtype)})[0].as_tensor();
      Values inputs{Value(one), Value(number)};
      Tensor graph = run_by_interpreting(g.graph, inputs)[0].as_tensor();
      Tensor engine = eager().apply(ops::mul, inputs)[0].as_tensor();
      ASSERT_EQ(graph.dtype(), engine.dtype());
      EXPECT_EQ(y.dtype(), engine.dtype());
      EXPECT_EQ(std::memcmp(graph.data(), engine.data(), size_of(engine.dtype())), 0);
    }
}

TEST(Recorder, DemandsOnRunTimeValuesStandInFront) {
  Graphed g;
  V x = g.input(f32({3})), i = g.input(Type::tensor({DType::kInt64, {2}}));
  V y = ops::gather_elements(x, int64_t{0}, i);
  g.graph.results.push_back(y.value());
  ASSERT_EQ(g.graph.nodes.size(), 2U);
  EXPECT_EQ(g.graph.nodes[0].kind, NodeKind::kCheck);
  Tensor wrong(DType::kInt64, Ints{2});
  wrong.data_as<int64_t>()[0] = 0;
  wrong.data_as<int64_t>()[1] = 7;
  Values inputs{Value(floats({3}, {1, 2, 3})), Value(wrong)};
  EXPECT_THROW(run_by_interpreting(g.graph, inputs), Error);
}

TEST(Recorder, OfUnknownRankTheResultIsUnknown) {
  Graphed g;
  V x = g.input(Type::tensor_of_any_rank(DType::kFloat32));
  V y = ops::exp(x);
  EXPECT_EQ(to_text(g.graph.type(y.value().as_node())), "Tensor[*]");
  EXPECT_EQ(ops::topk(x, 2).size(), 2U);
}

}  // namespace
}  // namespace duet::ir
