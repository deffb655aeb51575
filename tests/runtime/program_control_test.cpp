// Branches and loops over small values as generated functions, against the plain meaning of their
// graphs: the same bits; and the same routine computed with numbers.
#include <array>

#include "ir/parse.h"
#include "runtime/program/control/control.h"
#include "runtime/program/control/lower.h"
#include "runtime/program_tools.h"

namespace duet {
namespace {

Value f32(Ints shape, unsigned seed = 1) {
  Random random(seed);
  return random_tensor(random, DType::kFloat32, shape);
}
Value filled(DType type, double number) {
  return Tensor::filled(type, Ints(), encode(Value(number), type).data());
}

void expect_same_value(const Value& a, const Value& b, const std::string& what) {
  if (a.is_tensor()) return expect_same(a, b, what);
  ASSERT_EQ(a.kind(), b.kind()) << what;
  ASSERT_TRUE(a.is_number()) << what;
  // The instruction set says nothing of the sign of NaN.
  if (a.as_complex() != a.as_complex() && b.as_complex() != b.as_complex()) return;
  Element x = encode(a, a.kind() == Value::Kind::kFloat ? DType::kFloat64 : DType::kInt64);
  Element y = encode(b, b.kind() == Value::Kind::kFloat ? DType::kFloat64 : DType::kInt64);
  EXPECT_EQ(x, y) << what << ": " << describe(a) << " and " << describe(b);
}

/// The graph as one function, against node by node.
void check(const std::string& text, const Values& inputs) {
  ir::GraphRef graph = ir::parse(text);
  auto program = GraphProgram::build(*graph);
  std::string failure;
  Values expected, found;
  try {
    expected = run_by_interpreting(*graph, inputs, nullptr);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  for (int again = 0; again < 2; ++again) {
    try {
      found = program->run(inputs, nullptr);
      EXPECT_EQ(failure, "") << text;
    } catch (const std::exception& error) {
      EXPECT_EQ(failure, error.what()) << text;
      continue;
    }
    ASSERT_EQ(found.size(), expected.size());
    for (size_t k = 0; k < found.size(); ++k) expect_same_value(found[k], expected[k], text);
  }
  EXPECT_NE(program->describe().find("one function"), std::string::npos)
      << text << program->describe();
}

constexpr char kLoop[] = R"(
graph @main(%x: Tensor[f32, 4], %i: Tensor[i32], %n: Tensor[i32]) {
  %0, %1, %2 = While(%x, %i, %n) @condition @body
  return %0, %1
}
graph @condition(%x: Tensor[f32, 4], %i: Tensor[i32], %n: Tensor[i32]) {
  %0 = Less(%i, %n)
  return %0
}
graph @body(%x: Tensor[f32, 4], %i: Tensor[i32], %n: Tensor[i32]) {
  %0 = Mul(%x, 0.5)
  %1 = Add(%0, 1)
  %2 = Add(%i, 1)
  return %1, %2, %n
}
)";

TEST(Control, ALoopOverATensorIsOneFunction) {
  check(kLoop, {f32({4}), filled(DType::kInt32, 0), filled(DType::kInt32, 1000)});
}

TEST(Control, ALoopMayRunZeroTimes) {
  check(kLoop, {f32({4}), filled(DType::kInt32, 5), filled(DType::kInt32, 5)});
}

TEST(Control, ALoopMayStopAtASum) {
  check(R"(
graph @main(%x: Tensor[f32, 3x5]) {
  %0, %1 = While(%x, 0) @condition @body
  return %0, %1
}
graph @condition(%x: Tensor[f32, 3x5], %n: Scalar[int]) {
  %0 = SumExt(%x)
  %1 = Less(%0, 100)
  return %1
}
graph @body(%x: Tensor[f32, 3x5], %n: Scalar[int]) {
  %0 = ReduceMax(%x, axis=[1], keep_dims=true)
  %1 = ReduceSum(%x, axis=[0])
  %2 = Mul(%0, %1)
  %3 = Tanh(%2)
  %4 = Add(%x, %3)
  %5 = Abs(%4)
  %6 = Add(%5, 0.3)
  %7 = add(%n, 1)
  return %6, %7
}
)",
        {f32({3, 5})});
}

TEST(Control, ANanConditionEndsTheLoop) {
  check(R"(
graph @main(%x: Tensor[f32]) {
  %0, %1 = While(%x, 0) @condition @body
  return %0, %1
}
graph @condition(%x: Tensor[f32], %n: Scalar[int]) {
  %0 = Less(%x, 1e30)
  return %0
}
graph @body(%x: Tensor[f32], %n: Scalar[int]) {
  %0 = Sub(%x, 3)
  %1 = Sqrt(%0)
  %2 = add(%n, 1)
  return %1, %2
}
)",
        {filled(DType::kFloat32, 50)});
}

TEST(Control, ATruthMayBeAnyNumber) {
  for (double number : {0.0, 1.0, -0.0, std::numeric_limits<double>::quiet_NaN()})
    check(R"(
graph @main(%c: Tensor[f32], %x: Tensor[f16, 2x3]) {
  %0 = If(%c, %x) @then @else
  return %0
}
graph @then(%x: Tensor[f16, 2x3]) {
  %0 = Exp(%x)
  %1 = Mul(%0, 1.7)
  return %1
}
graph @else(%x: Tensor[f16, 2x3]) {
  %0 = Neg(%x)
  return %0
}
)",
          {filled(DType::kFloat32, number), Value([] {
             Random random(3);
             return random_tensor(random, DType::kFloat16, {2, 3});
           }())});
}

std::string numbers(const std::string& operation, const std::string& types) {
  return "graph @main(%go: Scalar[bool], %a: Scalar[" + types.substr(0, types.find(' ')) +
         "], %b: Scalar[" + types.substr(types.find(' ') + 1) +
         "]) {\n  %0 = If(%go, %a, %b) @then @then\n  return %0\n}\ngraph @then(%a: Scalar[" +
         types.substr(0, types.find(' ')) + "], %b: Scalar[" + types.substr(types.find(' ') + 1) +
         "]) {\n  %0 = " + operation + "(%a, %b)\n  return %0\n}\n";
}

TEST(Control, NumbersArePythons) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kInts[] = {
      0, 1, -1, 2, -3, 7, -7, 1 << 20, int64_t{1} << 53, kLeast, -(kLeast + 1)};
  for (const char* operation : {"add", "sub", "mul", "truediv", "floordiv", "mod", "and", "or",
                                "xor", "eq", "ne", "lt", "le", "gt", "ge", "min", "max"})
    for (int64_t a : kInts)
      for (int64_t b : kInts) check(numbers(operation, "int int"), {true, a, b});
}

TEST(Control, FloatsArePythons) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double floats[] = {0.0,
                           -0.0,
                           1.0,
                           -1.5,
                           2.25,
                           7.0,
                           -7.0,
                           0x1p60,
                           kInfinity,
                           -kInfinity,
                           std::numeric_limits<double>::quiet_NaN()};
  for (const char* operation :
       {"add", "sub", "mul", "truediv", "mod", "eq", "ne", "lt", "le", "gt", "ge", "min", "max"})
    for (double a : floats)
      for (double b : floats) check(numbers(operation, "float float"), {true, a, b});
  for (const char* operation : {"add", "sub", "mul", "truediv", "mod", "eq", "lt", "ge"})
    for (int64_t a : {int64_t{0}, int64_t{3}, int64_t{-5}, (int64_t{1} << 53) + 1})
      for (double b : floats) check(numbers(operation, "int float"), {true, a, b});
}

TEST(Control, AnIntegerBeyond64BitsIsSaidByTheOrdinaryWay) {
  check(R"(
graph @main(%n: Scalar[int]) {
  %0 = While(%n) @condition @body
  return %0
}
graph @condition(%n: Scalar[int]) {
  %0 = gt(%n, 0)
  return %0
}
graph @body(%n: Scalar[int]) {
  %0 = mul(%n, 3)
  return %0
}
)",
        {int64_t{1}});
}

TEST(Control, AFailedCheckRaisesAtItsPlace) {
  const char* text = R"(
graph @main(%n: Scalar[int]) {
  %0 = While(%n) @condition @body
  return %0
}
graph @condition(%n: Scalar[int]) {
  %0 = gt(%n, 0)
  return %0
}
graph @body(%n: Scalar[int]) {
  %0 = ne(%n, 5)
  Check(%0, "five is not wanted, found ", %n) ValueError
  %1 = sub(%n, 1)
  return %1
}
)";
  check(text, {int64_t{4}});
  check(text, {int64_t{9}});
}

constexpr char kNested[] = R"(
graph @main(%x: Tensor[f32, 4], %n: Scalar[int]) {
  %0 = Make() -> Stack[Tensor[f32, 4]]
  %1, %2, %3, %4 = While(%x, 0, %n, %0) @condition @body
  %5, %6, %7 = While(%4, %2, %x) @more @back
  return %1, %7, %2
}
graph @condition(%x: Tensor[f32, 4], %i: Scalar[int], %n: Scalar[int], %s: Stack[Tensor[f32, 4]]) {
  %0 = lt(%i, %n)
  return %0
}
graph @body(%x: Tensor[f32, 4], %i: Scalar[int], %n: Scalar[int], %s: Stack[Tensor[f32, 4]]) {
  %0, %1 = While(%x, 0) @inner @half
  %2 = ReduceMean(%0)
  %3 = Greater(%2, 0.2)
  %4 = If(%3, %0) @then @else
  %5 = Push(%s, %4)
  %6 = add(%i, 1)
  return %4, %6, %n, %5
}
graph @inner(%x: Tensor[f32, 4], %k: Scalar[int]) {
  %0 = lt(%k, 3)
  return %0
}
graph @half(%x: Tensor[f32, 4], %k: Scalar[int]) {
  %0 = Mul(%x, 1.01)
  %1 = add(%k, 1)
  return %0, %1
}
graph @then(%x: Tensor[f32, 4]) {
  %0 = Sub(%x, 0.7)
  return %0
}
graph @else(%x: Tensor[f32, 4]) {
  %0 = Add(%x, 0.4)
  return %0
}
graph @more(%s: Stack[Tensor[f32, 4]], %i: Scalar[int], %y: Tensor[f32, 4]) {
  %0 = gt(%i, 0)
  return %0
}
graph @back(%s: Stack[Tensor[f32, 4]], %i: Scalar[int], %y: Tensor[f32, 4]) {
  %0, %1 = Pop(%s)
  %2 = Mul(%y, 0.9)
  %3 = Add(%2, %1)
  %4 = sub(%i, 1)
  return %0, %4, %3
}
)";

TEST(Control, LoopsNestAndLeaveResiduals) { check(kNested, {f32({4}), int64_t{50}}); }

TEST(Control, ResidualsGetTheRoomTheyNeed) { check(kNested, {f32({4}), int64_t{20000}}); }

TEST(Control, TheInterpreterGivesTheBitsOfTheCode) {
  ir::GraphRef graph = ir::parse(kNested);
  Values inputs{f32({4}), int64_t{30}};
  auto lowered = lower_control(*graph, std::array{inputs[0], inputs[1]});
  ASSERT_TRUE(lowered);
  std::string bytes = lowered->spec.encode();
  ControlSpec again;
  ASSERT_TRUE(ControlSpec::decode(bytes, &again));
  EXPECT_EQ(again.encode(), bytes);
  for (size_t cut = 0; cut < bytes.size(); cut += 7)
    EXPECT_FALSE(ControlSpec::decode(bytes.substr(0, cut), &again));
  const ControlRoutine& routine = control_routine(lowered->spec);
  ControlRoutine numbers{interpret_control, routine.spec};
  alignas(64) std::array<std::array<char, 1024>, 2> memory{};
  for (int way = 0; way < 2; ++way) {
    std::vector<char> stack(1 << 16);
    std::memcpy(memory[way].data(), inputs[0].as_tensor().data(), 16);
    int64_t rounds = 30;
    std::memcpy(memory[way].data() + 64, &rounds, sizeof(rounds));
    ControlCall call{memory[way].data(),
                     stack.data(),
                     1 << 16,
                     kControlStackStart,
                     1 << 20,
                     [](ControlCall* c) -> int64_t { return c->ticks = 1 << 20, 0; }};
    EXPECT_EQ(way == 0 ? routine(call) : numbers(call), ControlEnd::kDone);
  }
  EXPECT_EQ(memory[0], memory[1]);
}

TEST(Control, APollMayStopALoop) {
  struct Stop final : HostHook {
    Values call(const ir::Node&, std::span<const Value>) override { return {}; }
    void poll() override {
      if (++polls > 5) throw value_error("stopped");
    }
    int polls = 0;
  } host;
  auto program = GraphProgram::build(*ir::parse(R"(
graph @main(%x: Tensor[f32]) {
  %0 = While(%x) @always @body
  return %0
}
graph @always(%x: Tensor[f32]) {
  return true
}
graph @body(%x: Tensor[f32]) {
  %0 = Mul(%x, 0.5)
  return %0
}
)"));
  EXPECT_ANY_THROW(program->run(Values{filled(DType::kFloat32, 1)}, &host));
}

TEST(Control, LayoutsStayWhatTheyAre) {
  Random random(7);
  Tensor x = random_tensor(random, DType::kFloat32, {3, 4});
  Tensor turned = x.view(transpose(x.layout(), Ints{1, 0}));
  const char* text = R"(
graph @main(%x: Tensor[f32, 4x3], %c: Tensor[bool]) {
  %0 = If(%c, %x) @then @else
  %1 = ReduceSum(%0, axis=[1])
  %2 = ReduceSum(%0)
  return %0, %1, %2
}
graph @then(%x: Tensor[f32, 4x3]) {
  %0 = Exp(%x)
  return %0
}
graph @else(%x: Tensor[f32, 4x3]) {
  %0 = Sigmoid(%x)
  return %0
}
)";
  check(text, {turned, filled(DType::kBool, 1)});
  check(text, {turned, filled(DType::kBool, 0)});
}

TEST(Control, EveryDTypeIsComputedInRegisters) {
  for (const char* type :
       {"bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f16", "bf16", "f32", "f64"})
    for (const char* shape : {"", ", 1", ", 2", ", 3", ", 7", ", 8", ", 3x5", ", 33", ", 64"}) {
      std::string tensor = std::string("Tensor[") + type + shape + "]";
      std::string text = "graph @main(%c: Tensor[bool], %x: " + tensor + ", %y: " + tensor +
                         ") {\n  %0, %1, %2, %3 = If(%c, %x, %y) @then @else\n  return %0, %1, %2, "
                         "%3\n}\n";
      for (const char* name : {"then", "else"}) {
        bool then = name[0] == 't', boolean = std::string(type) == "bool";
        text += std::string("graph @") + name + "(%x: " + tensor + ", %y: " + tensor + ") {\n";
        text += std::string("  %0 = ") + (then && !boolean ? "Add" : "Maximum") + "(%x, %y)\n";
        text += std::string("  %1 = ") + (then && !boolean ? "Mul" : "Minimum") + "(%x, %y)\n";
        text += "  %2 = Less(%x, %y)\n  %3 = Cast(%x, dtype=i32)\n  return %0, %1, %2, %3\n}\n";
      }
      ir::GraphRef graph = ir::parse(text);
      Random random(11);
      Ints extents = graph->inputs[1].type.as_tensor().sizes();
      DType dtype = graph->inputs[1].type.as_tensor().dtype;
      for (double go : {0.0, 1.0})
        check(text, {filled(DType::kBool, go), random_tensor(random, dtype, extents),
                     random_tensor(random, dtype, extents)});
    }
}

}  // namespace
}  // namespace duet
