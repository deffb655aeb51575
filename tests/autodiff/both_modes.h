// One piece of C++ run in both modes: at once on the eager tape, and recorded as a graph with its
// gradients by reverse(). What it returns must be the same, bit for bit.
#pragma once

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <random>

#include "autodiff/reverse.h"
#include "ir/print.h"
#include "ops/ops.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/program/program.h"
#include "runtime/tape/tape.h"

namespace duet::testing {

class Mode {
 public:
  virtual ~Mode() = default;
  virtual V input(const Tensor& tensor) = 0;
  virtual size_t begin() = 0;
  virtual void end() = 0;
  virtual V leaf(const V& value) = 0;
  virtual Vs gradients(size_t position, const Vs& outs, const Vs& cotangents, const Vs& leaves) = 0;
};

class EagerMode final : public Mode {
 public:
  V input(const Tensor& tensor) override { return {&eager(), copy_of(tensor)}; }
  size_t begin() override { return Tape::current().begin(); }
  void end() override { Tape::current().end(); }
  V leaf(const V& value) override {
    return {&eager(), Tape::current().leaf(value.value().as_tensor())};
  }
  Vs gradients(size_t position, const Vs& outs, const Vs& cotangents, const Vs& leaves) override {
    std::vector<Tensor> found =
        Tape::current().gradients(position, tensors(outs), tensors(cotangents), tensors(leaves));
    Vs gradients;
    for (const Tensor& gradient : found)
      gradients.push_back(gradient ? V(&eager(), gradient) : V());
    return gradients;
  }

 private:
  static std::vector<Tensor> tensors(const Vs& values) {
    std::vector<Tensor> result;
    for (const V& v : values) result.push_back(v.value().as_tensor());
    return result;
  }
};

class GraphMode final : public Mode {
 public:
  V input(const Tensor& tensor) override {
    inputs.push_back(copy_of(tensor));
    return {&recorder, Value::node(graph.add_input(fmt::format("x{}", graph.inputs.size()),
                                                   ir::Type::tensor(type_of(tensor))))};
  }
  size_t begin() override { return graph.nodes.size(); }
  void end() override {}
  V leaf(const V& value) override {
    ir::Node node;
    node.kind = ir::NodeKind::kLeaf;
    node.args = {value.value()};
    node.types = {ir::Type::tensor(value.type())};
    return {&recorder, Value::node(recorder.append(std::move(node)))};
  }
  Vs gradients(size_t position, const Vs& outs, const Vs& cotangents, const Vs& leaves) override {
    autodiff::ReverseRequest request{position, values(outs), values(cotangents), {}};
    for (const V& leaf : leaves) request.leaves.push_back(leaf.value().as_node());
    Vs gradients;
    for (const Value& gradient : autodiff::reverse(recorder, request))
      gradients.push_back(gradient.is_none() ? V() : V(&recorder, gradient));
    return gradients;
  }

  ir::Graph graph;
  ir::Recorder recorder{graph};
  Values inputs;

 private:
  static Values values(const Vs& vs) {
    Values result;
    for (const V& v : vs) result.push_back(v.value());
    return result;
  }
};

inline std::string bytes_of(const Tensor& tensor) {
  Tensor t = make_contiguous(tensor);
  return {static_cast<const char*>(t.data()), static_cast<size_t>(t.count()) * size_of(t.dtype())};
}

/// The first element whose bytes differ, in both.
inline std::string first_difference(const Tensor& a, const Tensor& b) {
  std::string x = bytes_of(a), y = bytes_of(b);
  const size_t size = size_of(a.dtype());
  for (size_t at = 0; at + size <= std::min(x.size(), y.size()); at += size)
    if (x.compare(at, size, y, at, size) != 0)
      return fmt::format("element {}: {:02x} and {:02x}", at / size,
                         fmt::join(std::vector<uint8_t>(&x[at], &x[at] + size), ""),
                         fmt::join(std::vector<uint8_t>(&y[at], &y[at] + size), ""));
  return "in size";
}

inline void expect_same_bits(const Value& graph, const Value& eager) {
  ASSERT_EQ(graph.is_none(), eager.is_none());
  if (graph.is_none()) return;
  Tensor a = graph.as_tensor(), b = eager.as_tensor();
  EXPECT_EQ(describe(type_of(a)), describe(type_of(b)));
  EXPECT_TRUE(bytes_of(a) == bytes_of(b)) << first_difference(a, b);
}

/// Runs `program` in both modes and compares what it returns.
inline void expect_same_in_both_modes(const std::function<Vs(Mode&)>& program) {
  EagerMode eager_mode;
  Values expected;
  int depth = Tape::current().depth();
  for (const V& v : program(eager_mode)) expected.push_back(v.value());
  ASSERT_EQ(Tape::current().depth(), depth);
  GraphMode mode;
  for (const V& v : program(mode)) mode.graph.results.push_back(v.value());
  SCOPED_TRACE(ir::print(mode.graph));
  Values found = GraphProgram::build(mode.graph)->run(mode.inputs, nullptr);
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same_bits(found[i], expected[i]);
  }
}

/// Floats between `low` and `high`; integers are 1.
inline Tensor random_tensor(const TensorType& type, std::mt19937& random, double low = 0.2,
                            double high = 0.9) {
  Tensor wide(DType::kFloat64, type.sizes());
  std::uniform_real_distribution<double> element(low, high);
  bool whole = is_int(type.dtype) || is_bool(type.dtype);
  for (int64_t i = 0; i < wide.count(); ++i)
    wide.data_as<double>()[i] = whole ? 1.0 : element(random);
  Values cast = eager().apply(ops::cast, Values{Value(wide), Value(type.dtype)});
  return cast[0].as_tensor();
}

}  // namespace duet::testing
