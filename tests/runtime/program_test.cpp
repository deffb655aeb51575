// Programs against the plain meaning of their graphs: random graphs, run node by node and compiled,
// give the same bits.
#include "runtime/program/program.h"

#include <thread>

#include "runtime/program_tools.h"

namespace duet {
namespace {

/// A graph that grows by random operators.
class Sketch : public Drawing {
 public:
  explicit Sketch(Random& random) : random_(random) {}

  V any(std::vector<V>& pool) { return pool[pick(random_, static_cast<int>(pool.size()))]; }
  /// Something that broadcasts with `x`.
  V partner(std::vector<V>& pool, const V& x) {
    for (int tries = 0; tries < 20; ++tries) {
      V y = any(pool);
      if (try_broadcast(x.shape(), y.shape())) return y;
    }
    return x;
  }
  V unary(V x) {
    switch (pick(random_, 9)) {
      case 0:
        return ops::relu(x);
      case 1:
        return ops::tanh(x);
      case 2:
        return ops::sigmoid(x);
      case 3:
        return ops::neg(x);
      case 4:
        return ops::abs(x);
      case 5:
        return ops::square(x);
      case 6:
        return ops::gelu(x);
      case 7:
        return ops::exp(-ops::abs(x));
      default:
        return ops::sqrt(ops::abs(x));
    }
  }
  V binary(V x, V y) {
    switch (pick(random_, 5)) {
      case 0:
        return x + y;
      case 1:
        return x - y;
      case 2:
        return x * y;
      case 3:
        return ops::maximum(x, y);
      default:
        return x / (ops::abs(y) + V(0.5));
    }
  }
  Ints some_axes(int rank) {
    Ints axes;
    for (int a = 0; a < rank; ++a)
      if (pick(random_, 2)) axes.push_back(a);
    if (axes.empty()) axes.push_back(pick(random_, rank));
    return axes;
  }
  V reduction(V x) {
    if (x.rank() == 0) return x;
    Ints axes = some_axes(x.rank());
    bool keep = pick(random_, 2) == 0;
    switch (pick(random_, 3)) {
      case 0:
        return ops::reduce_sum(x, axes, keep);
      case 1:
        return ops::reduce_max(x, axes, keep);
      default:
        return ops::reduce_mean(x, axes, keep);
    }
  }
  V view(V x) {
    int rank = x.rank();
    switch (pick(random_, 4)) {
      case 0: {
        Ints perm;
        for (int a = 0; a < rank; ++a) perm.push_back(a);
        std::shuffle(perm.begin(), perm.end(), random_);
        return rank > 0 ? V(ops::transpose(x, perm)) : x;
      }
      case 1:
        return ops::expand_dims(x, pick(random_, rank + 1));
      case 2:
        return ops::reshape(x, Ints{-1});
      default: {
        if (rank == 0 || x.dim(0).value() < 2) return x;
        return ops::narrow_view(x, 0, 1, x.dim(0).value() - 1);
      }
    }
  }
  V whole_operator(V x) {
    if (x.rank() == 0 || !is_float(x.dtype())) return x;
    int axis = pick(random_, x.rank());
    switch (pick(random_, 3)) {
      case 0:
        return ops::softmax(x, axis);
      case 1:
        return ops::log_softmax(x, axis);
      default:
        return ops::layer_norm(x, Ints{x.dim(-1).value()});
    }
  }
  V product(V x) {
    if (x.rank() != 2 || !is_float(x.dtype())) return x;
    return ops::matmul(x, ops::transpose(x, Ints{1, 0}));
  }
  V step(std::vector<V>& pool) {
    V x = any(pool);
    if (x.rank() > 5) x = ops::reshape(x, Ints{-1});
    switch (pick(random_, 10)) {
      case 0:
      case 1:
        return is_float(x.dtype()) ? unary(x) : V(ops::neg(x));
      case 2:
      case 3:
      case 4:
        return is_float(x.dtype()) ? binary(x, partner(pool, x)) : x * partner(pool, x);
      case 5:
      case 6:
        return reduction(x);
      case 7:
        return view(x);
      case 8:
        return whole_operator(x);
      default:
        return product(x);
    }
  }

 private:
  Random& random_;
};

void check_random_graph(unsigned seed, DType dtype, bool transposed) {
  Random random(seed);
  Sketch sketch(random);
  std::vector<V> pool;
  int64_t b = 1 + pick(random, 40), n = 1 + pick(random, 70), m = 1 + pick(random, 5);
  if (seed % 7 == 0) n *= 40;
  const Ints shapes[] = {{b, n}, {n}, {b, 1}, {b, n}, {m, b, n}, {b, n}};
  for (const Ints& shape : shapes) {
    Tensor t = random_tensor(random, dtype, shape);
    if (transposed && shape.size() == 2) {
      t = random_tensor(random, dtype, Ints{shape[1], shape[0]});
      t = t.view(transpose(t.layout(), Ints{1, 0}));
    }
    pool.push_back(sketch.input(t));
  }
  int steps = 3 + pick(random, 25);
  for (int i = 0; i < steps; ++i) {
    V made = sketch.step(pool);
    auto elements = made.type().count();
    if (elements.known() && elements.value() < 200000) pool.push_back(made);
  }
  for (int i = 0; i < 4; ++i) sketch.result(sketch.any(pool));
  sketch.result(pool.back());
  Values expected = run_by_interpreting(sketch.graph(), sketch.inputs());
  auto program = GraphProgram::build(sketch.graph());
  for (int run = 0; run < 2; ++run) {
    Values found = program->run(sketch.inputs(), nullptr);
    ASSERT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < found.size(); ++i)
      expect_same(found[i], expected[i],
                  fmt::format("seed {} {} run {} result {}\n{}", seed, name(dtype), run, i,
                              program->describe()));
    if (testing::Test::HasFailure()) return;
  }
}

int seeds() {
  const char* asked = std::getenv("DUET_PROGRAM_SEEDS");
  return asked ? std::atoi(asked) : 40;
}

class RandomGraphs : public testing::TestWithParam<DType> {};

TEST_P(RandomGraphs, GiveTheBitsOfTheirNodes) {
  for (int seed = 0; seed < seeds() && !HasFailure(); ++seed)
    check_random_graph(static_cast<unsigned>(seed), GetParam(), seed % 4 == 3);
}

INSTANTIATE_TEST_SUITE_P(DTypes, RandomGraphs,
                         testing::Values(DType::kFloat32, DType::kFloat16, DType::kBFloat16,
                                         DType::kFloat64, DType::kInt32, DType::kInt64),
                         [](const auto& info) { return std::string(name(info.param)); });

class Gradients : public testing::TestWithParam<DType> {};

TEST_P(Gradients, AreThoseOfTheTape) {
  DType t = GetParam();
  Random random(4);
  auto x = [&](const Ints& shape) { return Value(random_tensor(random, t, shape)); };
  for (const Op* op :
       {&ops::gelu, &ops::silu, &ops::tanh, &ops::sigmoid, &ops::mish, &ops::softplus})
    check_gradient(*op, bind(*op, Values{x({33, 65})}), t);
  for (const Op* op : {&ops::softmax, &ops::log_softmax})
    check_gradient(*op, bind(*op, Values{x({33, 65}), Value(1)}), t);
  for (const Op* op : {&ops::mul, &ops::div, &ops::maximum})
    check_gradient(*op, Values{x({33, 65}), x({65})}, t);
  check_gradient(ops::reduce_mean, Values{x({33, 65}), Value(Ints{0}), Value(false)}, t);
  check_gradient(ops::layer_norm,
                 bind(ops::layer_norm, Values{x({33, 65}), Value(Ints{65}), x({65}), x({65})}), t);
}

INSTANTIATE_TEST_SUITE_P(DTypes, Gradients,
                         testing::Values(DType::kFloat32, DType::kFloat16, DType::kBFloat16),
                         [](const auto& info) { return std::string(name(info.param)); });

TEST(Program, ImagesKeepTheLayoutOfTheirKernels) {
  for (DType t : {DType::kFloat32, DType::kFloat64, DType::kBFloat16}) {
    Random random(6);
    Sketch sketch(random);
    V x = sketch.input(random_tensor(random, t, {2, 3, 12, 12}));
    V w = sketch.input(random_tensor(random, t, {8, 3, 3, 3}));
    V b = sketch.input(random_tensor(random, t, {8}));
    V y = ops::relu(V(ops::conv2d(x, w, b)) * V(0.1));
    V z = ops::avg_pool2d(V(ops::max_pool2d(y, Ints{2})), Ints{2}, Ints{2});
    sketch.result(z);
    sketch.result(ops::reduce_sum(y, Ints{0, 2, 3}));
    sketch.result(ops::reduce_mean(z * z, Ints{1}, true));
    sketch.result(ops::reshape(y, Ints{2, -1}));
    sketch.result(ops::softmax(V(ops::flatten(z))));
    auto program = GraphProgram::build(sketch.graph());
    Values expected = run_by_interpreting(sketch.graph(), sketch.inputs());
    Values found = program->run(sketch.inputs(), nullptr);
    for (size_t i = 0; i < found.size(); ++i)
      expect_same(found[i], expected[i],
                  fmt::format("{} result {}\n{}", name(t), i, program->describe()));
  }
}

TEST(Program, SoftmaxOfABiasedProductIsTwoInstructions) {
  Random random(1);
  Sketch sketch(random);
  V x = sketch.input(random_tensor(random, DType::kFloat32, {8, 32}));
  V w = sketch.input(random_tensor(random, DType::kFloat32, {32, 64}));
  V bias = sketch.input(random_tensor(random, DType::kFloat32, {64}));
  sketch.result(ops::softmax(V(ops::gelu(V(ops::matmul(x, w)) + bias))));
  auto program = GraphProgram::build(sketch.graph());
  Values found = program->run(sketch.inputs(), nullptr);
  expect_same(found[0], run_by_interpreting(sketch.graph(), sketch.inputs())[0],
              program->describe());
  std::string text = program->describe();
  int lines = 0;
  for (size_t at = text.find("kernel over"); at != std::string::npos;
       at = text.find("kernel over", at + 1))
    ++lines;
  EXPECT_EQ(lines, 1) << text;
}

TEST(Program, AStateOfItsOwnIsUpdatedInPlace) {
  Random random(2);
  Sketch sketch(random);
  Tensor parameter = random_tensor(random, DType::kFloat32, {300});
  V w = sketch.input(parameter, true);
  V g = sketch.input(random_tensor(random, DType::kFloat32, {300}));
  V updated = ops::apply_gradient_descent(w, V(0.5), ops::tanh(g));
  sketch.commit(w, updated);
  Values inputs{Value(copy_of(parameter)), sketch.inputs()[1]};
  run_by_interpreting(sketch.graph(), inputs);
  auto program = GraphProgram::build(sketch.graph());
  const void* memory = parameter.data();
  program->run(sketch.inputs(), nullptr);
  EXPECT_EQ(parameter.data(), memory);
  expect_same(parameter, inputs[0], "updated");
}

TEST(Program, AStateIsUpdatedBehindItsLastReader) {
  Random random(8);
  Sketch sketch(random);
  Values states;
  for (int i = 0; i < 4; ++i) states.push_back(random_tensor(random, DType::kFloat32, {64, 64}));
  V x = sketch.input(random_tensor(random, DType::kFloat32, {64, 64}));
  std::vector<V> parameters, gradients;
  for (const Value& state : states) {
    parameters.push_back(sketch.input(state.as_tensor(), true));
    x = ops::tanh(ops::matmul(x, parameters.back()));
  }
  for (int i = 3; i >= 0; --i) {
    gradients.push_back(ops::matmul(ops::transpose(x, Ints{1, 0}), x));
    x = ops::matmul(x, ops::transpose(parameters[i], Ints{1, 0}));
  }
  for (int i = 0; i < 4; ++i)
    sketch.commit(parameters[i],
                  ops::apply_gradient_descent(parameters[i], V(0.01), gradients[3 - i]));
  sketch.result(x);
  Values copies{sketch.inputs()[0]};
  for (const Value& state : states) copies.push_back(copy_of(state.as_tensor()));
  Values expected = run_by_interpreting(sketch.graph(), copies);
  auto program = GraphProgram::build(sketch.graph());
  Values found = program->run(sketch.inputs(), nullptr);
  expect_same(found[0], expected[0], program->describe());
  for (int i = 0; i < 4; ++i) expect_same(states[i], copies[i + 1], program->describe());
  // One gradient at a time.
  EXPECT_NE(program->describe().find("arena 49152 bytes"), std::string::npos)
      << program->describe();
}

TEST(Program, RunsInManyThreadsAtOnce) {
  Random random(9);
  Sketch sketch(random);
  V x = sketch.input(random_tensor(random, DType::kFloat32, {40, 70}));
  V y = ops::softmax(V(ops::gelu(x)) * x);
  sketch.result(ops::matmul(y, ops::transpose(y, Ints{1, 0})));
  sketch.result(ops::reduce_sum(y, Ints{0}));
  Values expected = run_by_interpreting(sketch.graph(), sketch.inputs());
  auto program = GraphProgram::build(sketch.graph());
  std::vector<Values> found(4);
  std::vector<std::thread> threads;
  for (Values& each : found)
    threads.emplace_back([&] {
      for (int run = 0; run < 20; ++run) each = program->run(sketch.inputs(), nullptr);
    });
  for (std::thread& thread : threads) thread.join();
  for (const Values& each : found)
    for (size_t i = 0; i < each.size(); ++i) expect_same(each[i], expected[i], "threads");
}

TEST(Program, UnknownExtentsAreLearnedAtTheCall) {
  ir::Graph graph;
  ir::Recorder recorder(graph);
  int64_t value =
      graph.add_input("x", ir::Type::tensor({DType::kFloat32, {Dim::unknown(), Dim(6)}}));
  V x(&recorder, Value::node(value));
  graph.results.push_back(
      V(ops::softmax(V(ops::tanh(x)) - V(ops::reduce_mean(x, Ints{0}, true)))).value());
  auto program = GraphProgram::build(graph);
  Random random(10);
  for (int64_t rows = 1; rows < 24; ++rows) {
    Values inputs{Value(random_tensor(random, DType::kFloat32, {rows, 6}))};
    expect_same(program->run(inputs, nullptr)[0], run_by_interpreting(graph, inputs)[0],
                program->describe());
  }
}

TEST(Program, AHeldStateIsReplaced) {
  Random random(3);
  Sketch sketch(random);
  Tensor parameter = random_tensor(random, DType::kFloat32, {300});
  V w = sketch.input(parameter, true);
  V g = sketch.input(random_tensor(random, DType::kFloat32, {300}));
  sketch.commit(w, ops::apply_gradient_descent(w, V(0.5), g));
  sketch.result(w);
  Ref<Buffer> held = parameter.storage()->buffer();
  std::string before = bytes_of(parameter);
  auto program = GraphProgram::build(sketch.graph());
  Values results = program->run(sketch.inputs(), nullptr);
  EXPECT_NE(parameter.storage()->buffer().get(), held.get());
  EXPECT_EQ(bytes_of(results[0].as_tensor()), before);
  EXPECT_NE(bytes_of(parameter), before);
}

}  // namespace
}  // namespace duet
