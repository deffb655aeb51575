// The law's own examples hold; a graph that breaks a rule is found out.
#include "ir/verify.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "ir/parse.h"
#include "ir/print.h"

namespace duet::ir {
namespace {

/// A file of the source tree, looked for upwards from where the test runs.
std::string source_file(const std::string& name) {
  auto folder = std::filesystem::current_path();
  for (; !std::filesystem::exists(folder / name); folder = folder.parent_path())
    if (folder == folder.parent_path()) return "";
  std::ifstream file(folder / name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> blocks(const std::string& page) {
  std::vector<std::string> found;
  const std::string begin = "```mir\n";
  for (size_t at = page.find(begin); at != std::string::npos; at = page.find(begin, at)) {
    at += begin.size();
    found.push_back(page.substr(at, page.find("```", at) - at));
  }
  return found;
}

TEST(Law, HoldsForItsExamples) {
  auto examples = blocks(source_file("docs/mindir.md"));
  ASSERT_GE(examples.size(), 7U);
  for (const std::string& text : examples) {
    GraphRef graph = parse(text);
    EXPECT_EQ(print(*graph), text);
    EXPECT_EQ(find_fault(*graph).value_or(""), "");
  }
}

std::string fault_of(std::string_view text) { return find_fault(*parse(text)).value_or(""); }

TEST(Law, IsBrokenByWrongTypes) {
  EXPECT_EQ(fault_of("graph @f(%x: Tensor[f32, 2]) {\n  %0 = Exp(%x) -> Tensor[f16, 2]\n"
                     "  return %0\n}\n"),
            "graph @f, value 1, Exp: a result of type Tensor[f32, 2], found Tensor[f16, 2]");
  EXPECT_EQ(fault_of("graph @f(%x: Tensor[f32, 2]) {\n  %0 = Exp(%x) -> Tensor[f32, ?]\n"
                     "  return %0\n}\n"),
            "");
  EXPECT_NE(fault_of("graph @f(%x: Tensor[f32, 2]) {\n  %0 = Exp(\"x\") -> Tensor[f32, 2]\n"
                     "  return\n}\n"),
            "");
  EXPECT_NE(fault_of("graph @f(%x: Tensor[f32, 2]) {\n  %0 = add(%x, 1) -> Scalar[int]\n"
                     "  return\n}\n"),
            "");
}

TEST(Law, IsBrokenByWrongStates) {
  EXPECT_EQ(fault_of("graph @f(%x: Tensor[f32, 2]) {\n  Commit(%x, %x)\n  return\n}\n"),
            "graph @f, Commit: Commit needs a state input of this graph");
  EXPECT_EQ(fault_of("graph @f(%x: Tensor[f32, 2]) {\n  Call(%x) @g\n  return\n}\n\n"
                     "graph @g(state %w: Tensor[f32, 2]) {\n  Commit(%w, %w)\n  return\n}\n"),
            "graph @f, Call: `w` of @g needs a state");
}

TEST(Law, IsBrokenByWrongCalls) {
  EXPECT_EQ(fault_of("graph @f(%x: Tensor[f32, 2]) {\n  %0 = Call(%x) @g -> Tensor[f32, 3]\n"
                     "  return %0\n}\n\ngraph @g(%x: Tensor[f32, 2]) {\n  return %x\n}\n"),
            "graph @f, value 1, Call: result 0 of @g has type Tensor[f32, 2], the node's "
            "Tensor[f32, 3]");
}

TEST(Law, IsBrokenByUseBeforeDefinition) {
  GraphRef graph = parse(
      "graph @f(%x: Tensor[f32, 2]) {\n  %0 = Exp(%x)\n  %1 = Neg(%0)\n"
      "  return %1\n}\n");
  std::swap(graph->nodes[0], graph->nodes[1]);
  EXPECT_EQ(find_fault(*graph).value_or(""),
            "graph @f, value 2, Neg: value 1 is used before it is");
}

}  // namespace
}  // namespace duet::ir
