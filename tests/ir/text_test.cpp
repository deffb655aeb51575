// Printing and parsing are inverse; what cannot be parsed is said.
#include <gtest/gtest.h>

#include "ir/dissolve.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "ir/recursive.h"

namespace duet::ir {
namespace {

/// The text as the printer writes it, and nothing else, comes back.
void expect_same(std::string_view text) {
  GraphRef graph = parse(text);
  EXPECT_EQ(print(*graph), text);
  dissolve(*graph);
  EXPECT_TRUE(graph->nodes.empty());
}

TEST(Text, OfOperators) {
  expect_same(R"(graph @main(%x: Tensor[f32, 2x3], state %fc.weight: Tensor[f32, 3x?]) {
  %0 = MatMul(%x, %fc.weight)  # net.py:14:15-14:30 in Net.construct from train.py:3:4 in step
  %1 = ReduceMax(%0, axis=[1], keep_dims=true) {region 1}  # "my net.py":14:15
  %2 = Cast(%1, dtype=f16) {region 1}
  %3 = Add(%2, 2)
  return %3, (%1, none, 2.5)
}
)");
}

TEST(Text, OfConstants) {
  expect_same(R"(graph @main() {
  return true, -3, 1.0, -0.0, 1e-300, inf, -inf, nan, 0xfff8000000000000, complex(1.0, -2.5), f32, "a\"\\\n\x01", [1, -2], [], ()
}
)");
  expect_same(R"(graph @main() {
  return f32[2x2]{1.0, -0.0, 0.1, inf}, f16[]{0.5}, i64[0]{}, bool[2]{true, false}, c64[1]{1.0, 2.0}, f32[1]{0x0000c07f}, u8[18]{0x000102030405060708090a0b0c0d0e0f1011}
}
)");
}

TEST(Text, OfTypes) {
  for (std::string_view text :
       {"Tensor[f32]", "Tensor[bf16, 8x?x3]", "Tensor[f32, *]", "Tensor[*]", "Scalar[complex]",
        "Tuple[]", "Tuple[Any, None, Str]", "Seq[Tensor[i8, 0]]", "Variant[None | Scalar[int]]",
        "Dict[\"a b\": Any, \"c\": Str]", "Stack[Tuple[Scalar[bool]]]"})
    EXPECT_EQ(to_text(parse_type(text)), text);
}

TEST(Text, OfEffectsAndParts) {
  expect_same(R"(graph @main(%c: Scalar[bool], %n: Scalar[int], state %w: Tensor[f32, 2]) {
  Check(%c, "n is ", %n) ValueError
  %0 = add(%n, 1)
  %1 = lt(%0, 2.5)
  %2 = Make(%0, %1) -> Tuple[Scalar[int], Scalar[bool]]
  %3 = Get(%2, 1)
  %4 = ToTensor(%n, f32)
  %5 = Add(%w, %4)
  Commit(%w, %5)
  %6 = HostCall(%5) "np.sort" -> Any {constant, host 3}  # lenet.py:17:11
  %7 = Make() -> Stack[Tensor[f32, 2]]
  %8 = Push(%7, %5)
  %9, %10 = Pop(%8)
  %11 = Leaf(%10)
  Print("done")
  Raise() my.Error
  return %6, %3
}
)");
}

TEST(Text, OfGraphsBelow) {
  expect_same(R"(graph @main(%c: Scalar[bool], %x: Tensor[f32]) {
  %0 = If(%c, %x) @then @graph2
  %1 = While(%0) @condition @then
  %2 = Call(%1) @main -> Tensor[f32]
  return %2
}

graph @then(%x: Tensor[f32]) {
  %0 = Neg(%x)
  return %0
}

graph @graph2 "<lambda>"(%input0: Tensor[f32] "") {
  return %input0
}

graph @condition(%x: Tensor[f32]) {
  %0 = Item(%x)
  %1 = gt(%0, 0)
  return %1
}
)");
}

TEST(Text, OfDemands) {
  expect_same(R"(graph @main(%x: Tensor[f32, 3], %i: Tensor[i64, 2]) {
  Check GatherD(%x, dim=0, index=%i)
  %0 = GatherD(%x, dim=0, index=%i)
  return %0
}
)");
}

TEST(Text, ForReadingCanBeFuller) {
  GraphRef graph = parse(
      "graph @f(%x: Tensor[f32, 2]) {\n  %a = Add(%x, f32[2]{1.0, 2.0})\n"
      "  return %a  # a comment\n}\n");
  EXPECT_EQ(print(*graph, {.types = true, .elements = 1}),
            "graph @f(%x: Tensor[f32, 2]) {\n"
            "  %0 = Add(%x, f32[2]{...}) -> Tensor[f32, 2]\n  return %0\n}\n");
}

TEST(Text, OfGraphsThatCallThemselves) {
  const std::string text = R"(graph @main(%x: Tensor[f32]) {
  %0 = Call(%x) @halves -> Tensor[f32]
  return %0
}

graph @halves(%x: Tensor[f32]) {
  %0 = Item(%x)
  %1 = lt(%0, 1)
  %2 = If(%1, %x) @then @else
  return %2
}

graph @then(%x: Tensor[f32]) {
  return %x
}

graph @else(%x: Tensor[f32]) {
  %0 = Mul(%x, 0.5)
  %1 = Call(%0) @halves -> Tensor[f32] {host 1}
  return %1
}
)";
  expect_same(text);
  GraphRef graph = parse(text);
  GraphRef callee = graph->nodes[0].graphs[0];
  EXPECT_FALSE(is_recursive(*graph));
  EXPECT_TRUE(is_recursive(*callee));
  GraphRef inside = unowned(callee);
  EXPECT_EQ(inside.get(), callee.get());
  EXPECT_TRUE(is_owned(callee));
  EXPECT_FALSE(is_owned(inside));
  dissolve(*graph);
}

TEST(Text, MistakesAreSaid) {
  auto message = [](std::string_view text) -> std::string {
    try {
      parse(text);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  };
  EXPECT_EQ(message("graph @f() {\n  return %x\n}\n"),
            "MindIR text needs a value that is known here in line 2, found ``");
  EXPECT_EQ(message("graph @f() {\n  %0 = Foo()\n}\n"),
            "MindIR text needs the name of an operator in line 2, found `()`");
  EXPECT_EQ(message(""), "MindIR text needs `graph @name(...)` in line 1, found ``");
}

}  // namespace
}  // namespace duet::ir
