// What tests of programs share: random tensors, graphs under construction, comparing bits.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "autodiff/rule.h"
#include "ir/recorder.h"
#include "ops/ops.h"
#include "ops/registry.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/eager/plan.h"
#include "runtime/graph/interpret_graph.h"
#include "runtime/tape/tape.h"

namespace duet {

using Random = std::mt19937;

inline int pick(Random& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}

inline Tensor random_tensor(Random& random, DType dtype, const Ints& shape) {
  Tensor wide(DType::kFloat32, shape);
  for (int64_t i = 0; i < wide.count(); ++i)
    wide.data_as<float>()[i] = static_cast<float>(pick(random, 4001) - 2000) / 700.0F;
  return V(ops::cast(V(&eager(), wide), dtype)).value().as_tensor();
}

/// Row-major bytes.
inline std::string bytes_of(const Tensor& tensor) {
  Tensor whole = copy_of(tensor);
  return {whole.data_as<char>(), static_cast<size_t>(whole.count()) * size_of(whole.dtype())};
}

inline void expect_same(const Value& a, const Value& b, const std::string& what) {
  ASSERT_TRUE(a.is_tensor() && b.is_tensor());
  Tensor x = a.as_tensor(), y = b.as_tensor();
  ASSERT_EQ(x.dtype(), y.dtype()) << what;
  ASSERT_TRUE(x.shape() == y.shape()) << what;
  EXPECT_TRUE(x.strides() == y.strides() || x.count() < 2) << what;
  std::string p = bytes_of(x), q = bytes_of(y);
  if (p == q) return;
  size_t at = std::mismatch(p.begin(), p.end(), q.begin()).first - p.begin();
  FAIL() << what << ": differs at element " << at / size_of(x.dtype()) << " of " << x.count();
}

/// A graph under construction.
class Drawing {
 public:
  V input(const Tensor& tensor, bool state = false) {
    inputs_.push_back(tensor);
    int64_t value = graph_.add_input("x", ir::Type::tensor(type_of(tensor)), state);
    return {&recorder_, Value::node(value)};
  }
  void result(const V& v) { graph_.results.push_back(v.value()); }
  void commit(const V& state, const V& v) {
    ir::Node node;
    node.kind = ir::NodeKind::kCommit;
    node.args = {state.value(), v.value()};
    recorder_.append(std::move(node));
  }
  ir::Recorder& recorder() { return recorder_; }
  const ir::Graph& graph() const { return graph_; }
  const Values& inputs() const { return inputs_; }

 private:
  ir::Graph graph_;
  ir::Recorder recorder_{graph_};
  Values inputs_;
};

/// The gradient of `op` with one cotangent, recorded as the rule of one operator.
inline void check_gradient(const Op& op, Values args, DType dtype) {
  ASSERT_TRUE(op.grad.run) << op.name;
  Random random(5);
  Drawing sketch;
  Tape& tape = Tape::current();
  size_t position = tape.begin();
  Values eager_args, graph_args;
  std::vector<Tensor> leaves;
  for (const Value& arg : args) {
    bool tensor = arg.is_tensor();
    if (tensor) leaves.push_back(tape.leaf(arg.as_tensor()));
    eager_args.push_back(tensor ? Value(leaves.back()) : arg);
    graph_args.push_back(tensor ? sketch.input(arg.as_tensor()).value() : arg);
  }
  Tensor out = eager().apply(op, eager_args)[0].as_tensor();
  Tensor cotangent = random_tensor(random, dtype, out.shape());
  auto expected = tape.gradients(position, std::vector{out}, std::vector{cotangent}, leaves);
  tape.end();

  V dout = sketch.input(cotangent);
  ir::Recorder& recorder = sketch.recorder();
  Values rule_args = graph_args;
  rule_args.push_back(recorder.apply(op, graph_args)[0]);
  rule_args.push_back(dout.value());
  recorder.begin_region();
  Call call(op, recorder, rule_args);
  Grads grads = op.grad.run(call);
  Values slots = gradient_slots(op, graph_args);
  for (size_t i = 0; i < grads.size(); ++i)
    if (slots[i].is_node()) sketch.result(autodiff::fitted(grads[i], V(&recorder, slots[i])));
  recorder.end_region();
  auto program = GraphProgram::build(sketch.graph());
  Values found = program->run(sketch.inputs(), nullptr);
  for (size_t i = 0; i < expected.size(); ++i)
    expect_same(found[i], expected[i],
                fmt::format("{} {} gradient {}\n{}", op.name, name(dtype), i, program->describe()));
}

}  // namespace duet
