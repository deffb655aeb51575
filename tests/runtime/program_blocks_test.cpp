// Programs that train convolutions leave weights and the optimiser's state in blocks; everybody
// else sees plain elements, and all bits are those of the graph's plain meaning.
#include <gtest/gtest.h>

#include <thread>

#include "kernels/dnnl_convolution.h"
#include "runtime/program/program.h"
#include "runtime/program_tools.h"

namespace duet {
namespace {

const Ints kOne{1, 1}, kPad{1, 1};

V convolve(const V& x, const V& w) {
  return ops::convolution(x, w, V(), kOne, kPad, kPad, kOne, int64_t{1});
}
V input_grad(const V& dout, const V& w, const V& x) {
  return ops::convolution_input_grad(dout, w, x, kOne, kPad, kPad, kOne, int64_t{1});
}
V weight_grad(const V& dout, const V& x, const V& w) {
  return ops::convolution_weight_grad(dout, x, w, kOne, kPad, kPad, kOne, int64_t{1});
}

bool has_blocks() { return kernels::weight_blocks(DType::kFloat32, Ints{16, 16, 3, 3}, 1) && true; }

bool lies_in_blocks(const Tensor& t) {
  auto blocks = kernels::weight_blocks(t.dtype(), t.shape(), 1);
  return blocks && t.storage()->buffer()->in_blocks(*blocks);
}

/// A step of momentum over two convolutions, and the same on copies, node by node.
class Step {
 public:
  /// `shared`: both convolutions use the first weight. `seen`: the second one is a result too.
  explicit Step(bool shared = false, bool seen = false) : shared_(shared) {
    Random random(3);
    auto draw = [&](const Ints& shape) { return random_tensor(random, DType::kFloat32, shape); };
    V x = sketch_.input(draw({2, 16, 6, 6}));
    V dz = sketch_.input(draw({2, 16, 6, 6}));
    for (int i = 0; i < 4; ++i) states_.push_back(draw({16, 16, 3, 3}));
    std::vector<V> s;
    for (const Tensor& state : states_) s.push_back(sketch_.input(state, true));
    V v = shared ? s[0] : s[1];
    V y = ops::relu(convolve(x, s[0]));
    sketch_.result(ops::reduce_sum(convolve(y, v), Ints{0, 1, 2, 3}));
    V dv = weight_grad(dz, y, v), dw = weight_grad(input_grad(dz, v, y), x, s[0]);
    update(s[0], s[2], shared ? dw + dv : dw);
    if (!shared) update(s[1], s[3], dv);
    if (seen) sketch_.result(s[1]);
    for (const Value& input : sketch_.inputs()) copies_.push_back(copy_of(input.as_tensor()));
    program_ = GraphProgram::build(sketch_.graph());
  }

  void run() {
    Values expected = run_by_interpreting(sketch_.graph(), copies_);
    Values found = program_->run(sketch_.inputs(), nullptr);
    for (size_t i = 0; i < found.size(); ++i) expect_same(found[i], expected[i], describe());
  }
  void compare() const {
    for (size_t i = 0; i < states_.size(); ++i) expect_same(states_[i], copies_[i + 2], describe());
  }
  const Tensor& state(int i) const { return states_[i]; }
  Tensor copy(int i) const { return copies_[i + 2].as_tensor(); }
  std::string describe() const { return program_->describe(); }

 private:
  void update(const V& w, const V& m, const V& dw) {
    V fresh = m * V(0.9) + dw;
    sketch_.commit(m, fresh);
    sketch_.commit(w, w - fresh * V(0.01));
  }

  bool shared_;
  Drawing sketch_;
  std::vector<Tensor> states_;
  Values copies_;
  std::shared_ptr<const GraphProgram> program_;
};

class InBlocks : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_blocks()) GTEST_SKIP() << "no blocks on this processor";
  }
};

TEST_F(InBlocks, StatesStayThereFromStepToStep) {
  Step step;
  for (int i = 0; i < 4; ++i) step.run();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(lies_in_blocks(step.state(i))) << step.describe();
  const Buffer* memory = step.state(0).storage()->buffer().get();
  step.run();
  EXPECT_EQ(step.state(0).storage()->buffer().get(), memory);  // updated in place
  step.compare();
}

TEST_F(InBlocks, StatesMayBeReadBetweenAllSteps) {
  Step step;
  for (int i = 0; i < 4; ++i) {
    step.run();
    step.compare();
  }
  step.run();
  EXPECT_TRUE(lies_in_blocks(step.state(0)));
}

TEST_F(InBlocks, AnotherTensorOverTheStorageSeesPlainElements) {
  Step step;
  Tensor row = step.state(0).view(duet::contiguous(Ints{16 * 16 * 9}));
  step.run();
  step.run();
  EXPECT_EQ(bytes_of(row), bytes_of(step.copy(0)));
}

TEST_F(InBlocks, AWriteBetweenStepsCounts) {
  Step step;
  step.run();
  for (const Tensor& state : {step.state(0), step.copy(0)}) {
    state.storage()->make_private();
    state.data_as<float>()[7] = 0.25F;
    state.storage()->written();
  }
  step.run();
  step.compare();
}

TEST_F(InBlocks, WhatIsHeldKeepsItsElements) {
  Step step;
  step.run();
  Ref<Buffer> held = step.state(0).storage()->buffer();
  std::string before = bytes_of(step.copy(0));
  step.run();
  EXPECT_EQ(std::string(static_cast<const char*>(held->data()), held->bytes()), before);
  step.compare();
}

TEST_F(InBlocks, LentMemoryIsWrittenWhereItIs) {
  Step step;
  step.run();
  {
    Tensor state = step.state(0);
    Ref<Buffer> array = state.storage()->buffer();
    const void* memory = array->data();
    state.storage()->lend();
    step.run();
    EXPECT_EQ(std::string(static_cast<const char*>(memory), array->bytes()),
              bytes_of(step.copy(0)));
    EXPECT_FALSE(lies_in_blocks(step.state(1)));
  }
  step.run();
  EXPECT_FALSE(step.state(0).storage()->lent());
  step.run();
  EXPECT_TRUE(lies_in_blocks(step.state(1)));
  step.compare();
}

TEST_F(InBlocks, ThreadsMayReadAtOnce) {
  Step step;
  for (int round = 0; round < 5; ++round) {
    step.run();
    std::vector<std::string> seen(4);
    std::vector<std::thread> threads;
    for (std::string& each : seen)
      threads.emplace_back([&] {
        const Tensor& state = step.state(0);
        each = {state.data_as<char>(), state.storage()->bytes()};
      });
    for (std::thread& thread : threads) thread.join();
    for (const std::string& each : seen) EXPECT_EQ(each, bytes_of(step.copy(0)));
  }
}

TEST_F(InBlocks, AWeightMayServeTwoConvolutions) {
  Step step(true);
  for (int i = 0; i < 3; ++i) step.run();
  EXPECT_TRUE(lies_in_blocks(step.state(0))) << step.describe();
  step.compare();
}

TEST_F(InBlocks, AWeightThatIsAResultStaysPlain) {
  Step step(false, true);
  for (int i = 0; i < 3; ++i) step.run();
  step.compare();
}

}  // namespace
}  // namespace duet
