// Each pass by an example, as text before and after. For each: the law holds, a second run changes
// nothing, and the cost has gone down.
#include <gtest/gtest.h>

#include "ir/parse.h"
#include "ir/print.h"
#include "ir/verify.h"
#include "passes/pipeline.h"
#include "runtime/graph/interpret_graph.h"

namespace duet::passes {
namespace {

const Options kOptions{.evaluate = evaluate_node};

/// The lines between the graph's header and its end; dead nodes are gone.
std::string after(std::string_view pass, std::string_view inputs, std::string_view body,
                  std::string_view below = "") {
  auto text = fmt::format("graph @f({}) {{\n{}}}\n{}", inputs, body, below);
  ir::GraphRef graph = ir::parse(text);
  EXPECT_EQ(ir::find_fault(*graph).value_or(""), "");
  int64_t before = cost(*graph);
  bool changed = run_pass(pass, *graph, kOptions);
  run_pass("dce", *graph, kOptions);
  EXPECT_EQ(ir::find_fault(*graph).value_or(""), "");
  if (changed && pass != "inline") {
    EXPECT_LT(cost(*graph), before) << text;
  }
  std::string result = ir::print(*graph);
  EXPECT_FALSE(run_pass(pass, *graph, kOptions)) << result;
  EXPECT_EQ(ir::print(*graph), result);
  result = result.substr(0, result.find("\n}\n") + 1);
  return result.substr(result.find(") {\n") + 4);
}

constexpr std::string_view kX = "%x: Tensor[f32, 2x3]";

/// Nothing changes.
void expect_kept(std::string_view pass, std::string_view inputs, std::string_view body) {
  EXPECT_EQ(after(pass, inputs, body), body);
}

TEST(Structure, TwoTransposesAreOne) {
  EXPECT_EQ(after("structure", "%x: Tensor[f32, 2x3x4]",
                  "  %0 = Transpose(%x, dims=[1, 2, 0])\n"
                  "  %1 = Transpose(%0, dims=[0, -1, 1])\n"
                  "  return %1\n"),
            "  %0 = Transpose(%x, dims=[1, 0, 2])\n"
            "  return %0\n");
  EXPECT_EQ(after("structure", kX,
                  "  %0 = Transpose(%x)\n  %1 = Transpose(%0)\n  %2 = Exp(%1)\n  return %2\n"),
            "  %0 = Exp(%x)\n  return %0\n");
}

TEST(Structure, ShapesThatStayAreNoWork) {
  EXPECT_EQ(after("structure", kX,
                  "  %0 = Reshape(%x, shape=[2, -1])\n"
                  "  %1 = BroadcastTo(%0, shape=[2, 3])\n"
                  "  %2 = SumToLike(%1, %x)\n"
                  "  %3 = ReshapeLike(%2, %x)\n"
                  "  %4 = BroadcastLike(%3, %x)\n"
                  "  return %4\n"),
            "  return %x\n");
}

TEST(Structure, TwoReshapesAreOneOfRowMajorElements) {
  EXPECT_EQ(after("structure", kX,
                  "  %0 = ReduceSum(%x, axis=[0], keep_dims=true)\n"
                  "  %1 = Exp(%0)\n"
                  "  %2 = Reshape(%1, shape=[3])\n"
                  "  %3 = Reshape(%2, shape=[3, 1])\n"
                  "  return %3\n"),
            "  %0 = ReduceSum(%x, axis=[0], keep_dims=true)\n"
            "  %1 = Exp(%0)\n"
            "  %2 = Reshape(%1, shape=[3, 1])\n"
            "  return %2\n");
  // The first might copy, and the second would then lie otherwise.
  expect_kept("structure", kX,
              "  %0 = Reshape(%x, shape=[6])\n"
              "  %1 = Reshape(%0, shape=[3, 2])\n"
              "  return %1\n");
}

TEST(Structure, WideningCastsAreNoDetour) {
  EXPECT_EQ(after("structure", "%x: Tensor[f16, 2]",
                  "  %0 = Neg(%x)\n"
                  "  %1 = Cast(%0, dtype=f32)\n"
                  "  %2 = Cast(%1, dtype=f16)\n"
                  "  %3 = Cast(%1, dtype=i32)\n"
                  "  return %2, %3\n"),
            "  %0 = Neg(%x)\n"
            "  %1 = Cast(%0, dtype=i32)\n"
            "  return %0, %1\n");
  expect_kept("structure", "%x: Tensor[i32, 2]",
              "  %0 = Neg(%x)\n"
              "  %1 = Cast(%0, dtype=f32)\n"
              "  %2 = Cast(%1, dtype=i32)\n"
              "  return %2\n");
}

TEST(Structure, NumbersThatChangeNothingGo) {
  EXPECT_EQ(after("structure", kX,
                  "  %0 = Exp(%x)\n"
                  "  %1 = Mul(%0, 1)\n"
                  "  %2 = Mul(1.0, %1)\n"
                  "  %3 = Sub(%2, 0.0)\n"
                  "  %4 = Div(%3, 1)\n"
                  "  %5 = Neg(%4)\n"
                  "  %6 = Neg(%5)\n"
                  "  return %6\n"),
            "  %0 = Exp(%x)\n  return %0\n");
}

TEST(Structure, MinusZeroIsNotZero) {
  expect_kept("structure", kX,
              "  %0 = Exp(%x)\n"
              "  %1 = Add(%0, 0)\n"
              "  %2 = Sub(%1, -0.0)\n"
              "  return %2\n");
}

TEST(Structure, KeepsADtypeThatANumberMakes) {
  expect_kept("structure", "%x: Tensor[i32, 2]",
              "  %0 = Neg(%x)\n"
              "  %1 = Mul(%0, 1.0)\n"
              "  return %1\n");
}

TEST(Structure, WhatLiesWithGapsIsPacked) {
  // %x may be a view with gaps; the product would lie without.
  expect_kept("structure", kX,
              "  %0 = Mul(%x, 1)\n  %1 = MatMul(%0, %0, transpose_b=true)\n"
              "  return %1\n");
}

TEST(Structure, HalvesAreRoundedWhereTheirRegionEnds) {
  expect_kept("structure", "%x: Tensor[f16, 2]",
              "  %0 = Exp(%x) {region 1}\n"
              "  %1 = Neg(%0) {region 2}\n"
              "  %2 = Neg(%1) {region 2}\n"
              "  return %2\n");
  EXPECT_EQ(after("structure", "%x: Tensor[f32, 2]",
                  "  %0 = Exp(%x) {region 1}\n"
                  "  %1 = Neg(%0) {region 2}\n"
                  "  %2 = Neg(%1) {region 2}\n"
                  "  return %2\n"),
            "  %0 = Exp(%x) {region 1}\n  return %0\n");
}

TEST(Fold, ComputesSmallConstants) {
  EXPECT_EQ(after("fold", "%n: Scalar[int]",
                  "  %0 = Add(f32[2]{1.0, 2.0}, 0.5)\n"
                  "  %1 = ToTensor(3, i64)\n"
                  "  %2 = add(2, 3)\n"
                  "  %3 = mul(%2, %n)\n"
                  "  return %0, %1, %3\n"),
            "  %0 = mul(5, %n)\n"
            "  return f32[2]{1.5, 2.5}, i64[]{3}, %0\n");
}

TEST(Fold, ChoosesBranches) {
  constexpr std::string_view below =
      "\ngraph @g(%x: Tensor[f32]) {\n  %0 = lt(3, 2)\n  %1 = If(%0, %x) @h @i\n  return %1\n}\n"
      "\ngraph @h(%x: Tensor[f32]) {\n  return %x\n}\n"
      "\ngraph @i(%x: Tensor[f32]) {\n  %0 = Neg(%x)\n  return %0\n}\n";
  EXPECT_EQ(after("fold", "%x: Tensor[f32]",
                  "  %0 = lt(2, 3)\n  %1 = If(%0, %x) @g @h\n  return %1\n", below),
            "  %0 = Neg(%x)\n  return %0\n");
}

TEST(Fold, LeavesErrorsAndDataWhereTheyAre) {
  expect_kept("fold", "", "  %0 = truediv(1, 0)\n  return %0\n");
  expect_kept("fold", "", "  %0 = Zeros(size=[100])\n  return %0\n");
}

TEST(Cse, MergesEqualNodesOfOneRegion) {
  EXPECT_EQ(after("cse", kX,
                  "  %0 = Exp(%x)\n"
                  "  %1 = Exp(%x)\n"
                  "  %2 = Neg(%0) {region 1}\n"
                  "  %3 = Neg(%1) {region 1}\n"
                  "  %4 = Add(%2, %3)\n"
                  "  return %4\n"),
            "  %0 = Exp(%x)\n"
            "  %1 = Neg(%0) {region 1}\n"
            "  %2 = Add(%1, %1)\n"
            "  return %2\n");
  expect_kept("cse", "%x: Tensor[f16, 2]",
              "  %0 = Exp(%x)\n"
              "  %1 = Exp(%x) {region 1}\n"
              "  %2 = Exp(%x) {region 2}\n"
              "  %3 = Add(%0, %1)\n"
              "  %4 = Add(%3, %2)\n"
              "  return %4\n");
}

TEST(Cse, TellsNumbersApart) {
  expect_kept("cse", kX,
              "  %0 = Add(%x, 1)\n"
              "  %1 = Add(%x, 1.0)\n"
              "  %2 = Add(%x, true)\n"
              "  %3 = Mul(%x, 0.0)\n"
              "  %4 = Mul(%x, -0.0)\n"
              "  return %0, %1, %2, %3, %4\n");
}

TEST(Cse, AsksOnce) {
  EXPECT_EQ(after("cse", "%c: Scalar[bool]",
                  "  Check(%c, \"no\") ValueError\n"
                  "  Check(%c, \"no\") ValueError\n"
                  "  Check(%c, \"no\") TypeError\n"
                  "  Print(\"a\")\n"
                  "  Print(\"a\")\n"
                  "  return\n"),
            "  Check(%c, \"no\") ValueError\n"
            "  Check(%c, \"no\") TypeError\n"
            "  Print(\"a\")\n"
            "  Print(\"a\")\n"
            "  return\n");
}

TEST(Dce, KeepsEffectsAndWhatMayRaise) {
  EXPECT_EQ(after("dce", "%x: Tensor[f32], %n: Scalar[int]",
                  "  %0 = Exp(%x)\n"
                  "  %1 = Log(%0)\n"
                  "  %2 = add(%n, 1)\n"
                  "  %3 = floordiv(1, %n)\n"
                  "  %4 = Neg(%x)\n"
                  "  Print(%4)\n"
                  "  return %x\n"),
            "  %0 = floordiv(1, %n)\n"
            "  %1 = Neg(%x)\n"
            "  Print(%1)\n"
            "  return %x\n");
}

TEST(Dce, KeepsOperatorsThatMayRefuse) {
  EXPECT_EQ(after("dce", "%x: Tensor[f32, 4], %i: Tensor[i64, 2]",
                  "  %0 = Gather(%x, %i, axis=0)\n"
                  "  %1 = GatherD(%x, dim=0, index=%i)\n"
                  "  return %x\n"),
            "  %0 = Gather(%x, %i, axis=0)\n  return %x\n");
}

TEST(Dce, LooksIntoBranches) {
  constexpr std::string_view below =
      "\ngraph @quiet(%x: Tensor[f32]) {\n  %0 = Exp(%x)\n  return %0\n}\n"
      "\ngraph @loud(%x: Tensor[f32]) {\n  Print(%x)\n  return %x\n}\n";
  EXPECT_EQ(after("dce", "%x: Tensor[f32], %c: Scalar[bool]",
                  "  %0 = If(%c, %x) @quiet @loud\n"
                  "  %1 = If(%c, %x) @quiet @quiet\n"
                  "  return %x\n",
                  below),
            "  %0 = If(%c, %x) @quiet @loud\n  return %x\n");
}

TEST(Parts, AreTakenFromWhatWasMade) {
  EXPECT_EQ(after("parts", "%x: Tensor[f32], %n: Scalar[int]",
                  "  %0 = Make(%x, %n) -> Tuple[Tensor[f32], Scalar[int]]\n"
                  "  %1 = Get(%0, 1)\n"
                  "  %2 = Leaf(%x)\n"
                  "  %3 = Make() -> Stack[Tensor[f32]]\n"
                  "  %4 = Push(%3, %2)\n"
                  "  %5, %6 = Pop(%4)\n"
                  "  return %1, %6\n"),
            "  return %n, %x\n");
}

TEST(Parts, OfAKnownConditionAreTheBranch) {
  constexpr std::string_view below =
      "\ngraph @g(%x: Tensor[f32]) {\n  %0 = Exp(%x) {region 1}\n  return %0\n}\n"
      "\ngraph @h(%x: Tensor[f32]) {\n  return %x\n}\n";
  EXPECT_EQ(after("parts", "%x: Tensor[f32]",
                  "  %0 = Neg(%x) {region 1}\n"
                  "  %1 = If(true, %0) @g @h\n"
                  "  %2 = If(0, %1) @g @h\n"
                  "  return %2\n",
                  below),
            "  %0 = Neg(%x) {region 1}\n"
            "  %1 = Exp(%0) {region 2}\n"
            "  return %1\n");
}

TEST(Inline, PutsBodiesInPlace) {
  constexpr std::string_view below =
      "\ngraph @twice(%a: Tensor[f32]) {\n  %0 = Add(%a, %a)  # n.py:1:2\n  return %0\n}\n";
  EXPECT_EQ(after("inline", "%x: Tensor[f32]",
                  "  %0 = Call(%x) @twice -> Tensor[f32]\n"
                  "  %1 = Call(%0) @twice -> Tensor[f32]\n"
                  "  return %1\n",
                  below),
            "  %0 = Add(%x, %x)  # n.py:1:2\n"
            "  %1 = Add(%0, %0)  # n.py:1:2\n"
            "  return %1\n");
}

TEST(Pipeline, LeavesGraphsBelowToOthers) {
  std::string text =
      "graph @f(%c: Scalar[bool], %x: Tensor[f32]) {\n  %0 = If(%c, %x) @g @h\n  return %0\n}\n"
      "\ngraph @g(%x: Tensor[f32]) {\n  %0 = Exp(%x)\n  %1 = Exp(%x)\n  return %1\n}\n"
      "\ngraph @h(%x: Tensor[f32]) {\n  return %x\n}\n";
  ir::GraphRef graph = ir::parse(text);
  ir::Graph copy = *graph;
  run(copy, kOptions);
  EXPECT_EQ(ir::print(*graph), text);
  EXPECT_EQ(copy.nodes[0].graphs[0]->nodes.size(), 1U);
}

TEST(Inline, LeavesRecursionAlone) {
  std::string text =
      "graph @f(%x: Tensor[f32]) {\n  %0 = Call(%x) @f -> Tensor[f32]\n  return %0\n}\n";
  ir::GraphRef graph = ir::parse(text);
  EXPECT_FALSE(run_pass("inline", *graph, kOptions));
  EXPECT_EQ(ir::print(*graph), text);
  graph->nodes.clear();  // the graph holds itself
}

}  // namespace
}  // namespace duet::passes
