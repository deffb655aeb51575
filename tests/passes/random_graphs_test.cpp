// Random graphs: their text comes back, and the passes leave every bit of every result as it was.
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "ir/parse.h"
#include "ir/print.h"
#include "ir/recorder.h"
#include "ir/verify.h"
#include "ops/ops.h"
#include "passes/pipeline.h"
#include "runtime/eager/engine.h"
#include "runtime/graph/interpret_graph.h"

namespace duet::passes {
namespace {

constexpr int64_t kSide = 12;  // beyond what small products are computed by hand for

/// Square matrices, rows, and numbers, put together by whatever fits.
class Maker {
 public:
  explicit Maker(uint32_t seed) : random_(seed), recorder_(graph_) {
    graph_.name = "random";
    for (DType dtype : {DType::kFloat32, DType::kFloat32, DType::kFloat16, DType::kInt32})
      add(Value::node(graph_.add_input(fmt::format("x{}", values_.size()),
                                       ir::Type::tensor({dtype, {kSide, kSide}}))));
    number_ = Value::node(graph_.add_input("n", ir::Type::scalar(NumberKind::kFloat)));
  }

  ir::Graph run(int nodes) {
    for (int i = 0; i < nodes; ++i) {
      size_t before = graph_.nodes.size();
      try {
        step();
      } catch (const Error&) {
        EXPECT_EQ(graph_.nodes.size(), before);  // a refusal leaves nothing behind
      }
    }
    for (int i = 0; i < 4; ++i) graph_.results.push_back(pick().value());
    return graph_;
  }

 private:
  int64_t below(int64_t n) { return std::uniform_int_distribution<int64_t>(0, n - 1)(random_); }
  V pick() { return values_[below(static_cast<int64_t>(values_.size()))]; }
  void add(const Value& value) { values_.emplace_back(&recorder_, value); }
  void add(const V& v) { values_.push_back(v); }

  void step() {
    V x = pick(), y = pick();
    constexpr double kNumbers[] = {0, -0.0, 1, 1, 2, -1};
    V number(kNumbers[below(6)]);
    V whole(static_cast<int>(below(2)));
    switch (below(20)) {
      case 0:
        return add(x + y);
      case 1:
        return add(x * y);
      case 2:
        return add(x * number);
      case 3:
        return add(x - number);
      case 4:
        return add(x - whole);
      case 5:
        return add(whole * x);
      case 6:
        return add(x / 1);
      case 7:
        return add(-x);
      case 8:
        return add(V(&recorder_, number_) * x);
      case 9:
        return add(ops::abs(x));
      case 10:
        return add(ops::relu(x));
      case 11:
      case 12:
        return add(ops::transpose(x));
      case 13:
        return add(ops::reshape(x, Ints{kSide, -1}));
      case 14:
        return add(ops::reshape(ops::reshape(x, Ints{-1}), Ints{kSide, -1}));
      case 15:
        return add(ops::matmul(x, y));
      case 16:
      case 17:
        return add(ops::cast(x, dtype()));
      case 18:
        return add(ops::reduce_sum(x, Ints{below(2)}, true));
      default:
        if (try_broadcast(x.shape(), y.shape()) == y.shape()) add(ops::broadcast_like(x, y));
    }
  }

  DType dtype() {
    constexpr DType kDTypes[] = {DType::kFloat16, DType::kFloat32, DType::kFloat64, DType::kInt32};
    return kDTypes[below(4)];
  }

  std::mt19937 random_;
  ir::Graph graph_;
  ir::Recorder recorder_;
  std::vector<V> values_;
  Value number_;
};

/// Some of them transposed or with gaps.
Values inputs(uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  Values result;
  for (DType dtype : {DType::kFloat32, DType::kFloat32, DType::kFloat16, DType::kInt32}) {
    Tensor wide(DType::kFloat32, Ints{kSide, 2 * kSide});
    for (int64_t i = 0; i < wide.count(); ++i) wide.data_as<float>()[i] = 3 * normal(random);
    wide.data_as<float>()[5] = NAN;
    wide.data_as<float>()[7] = -0.0F;
    Tensor cast = eager().apply(ops::cast, Values{Value(wide), Value(dtype)})[0].as_tensor();
    Layout layout = slice(cast.layout(), 1, 0, kSide, 1 + static_cast<int64_t>(random() % 2));
    if (random() % 2) layout = transpose(layout, Ints{1, 0});
    Tensor view = cast.view(layout);
    result.push_back(random() % 2 ? Value(view) : eager().apply(ops::copy, Values{Value(view)})[0]);
  }
  result.push_back(0.3);
  return result;
}

std::string bytes(const Value& value) {
  Tensor t = eager().apply(ops::copy, Values{Value(value)})[0].as_tensor();
  Tensor packed(t.dtype(), t.shape());
  eager().apply(ops::assign, Values{Value(packed), Value(t)});
  return {packed.data_as<char>(), static_cast<size_t>(packed.count()) * size_of(packed.dtype())};
}

class RandomGraphs : public ::testing::TestWithParam<uint32_t> {};

TEST_P(RandomGraphs, ComeBackFromText) {
  ir::Graph graph = Maker(GetParam()).run(40);
  ASSERT_EQ(ir::find_fault(graph).value_or(""), "");
  std::string text = ir::print(graph);
  ir::GraphRef again = ir::parse(text);
  EXPECT_EQ(ir::print(*again), text);
  EXPECT_EQ(ir::find_fault(*again).value_or(""), "");
}

TEST_P(RandomGraphs, KeepTheirBitsThroughThePasses) {
  ir::Graph graph = Maker(GetParam()).run(40);
  Values given = inputs(GetParam());
  Values before = run_by_interpreting(graph, given);
  std::string text = ir::print(graph);
  run(graph, {.observe =
                  [&](const char* pass, const ir::Graph& g) {
                    ir::verify(g, pass);
                    Values now = run_by_interpreting(g, given);
                    for (size_t k = 0; k < now.size(); ++k)
                      ASSERT_EQ(bytes(now[k]), bytes(before[k])) << pass << "\n"
                                                                 << text << ir::print(g);
                  },
              .evaluate = evaluate_node});
  std::string done = ir::print(graph);
  run(graph, {.evaluate = evaluate_node});
  EXPECT_EQ(ir::print(graph), done);
}

INSTANTIATE_TEST_SUITE_P(All, RandomGraphs, ::testing::Range(0U, 60U));

}  // namespace
}  // namespace duet::passes
