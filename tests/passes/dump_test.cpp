// DUET_DUMP writes a file for each pass that changed something, readable, each node with its line.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ir/parse.h"
#include "passes/pipeline.h"

namespace duet::passes {
namespace {

TEST(Dump, HasAFileForEachPass) {
  auto folder = std::filesystem::temp_directory_path() / "duet_dump_test";
  std::filesystem::remove_all(folder);
  setenv("DUET_DUMP", folder.c_str(), 1);
  ir::GraphRef graph = ir::parse(
      "graph @Net.construct(%x: Tensor[f32, 2]) {\n"
      "  %0 = Exp(%x)  # net.py:3:8\n"
      "  %1 = Mul(%0, 1)  # net.py:4:8\n"
      "  %2 = Neg(%x)  # net.py:5:8\n"
      "  return %1\n}\n");
  run(*graph);
  unsetenv("DUET_DUMP");
  std::vector<std::string> files;
  std::stringstream last;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.push_back(entry.path().filename());
  std::ranges::sort(files);
  EXPECT_EQ(files, (std::vector<std::string>{"0-recorded.mir", "4-structure.mir", "6-dce.mir",
                                             "rewrites.txt"}));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().filename() == "6-dce.mir") last << std::ifstream(entry.path()).rdbuf();
  EXPECT_EQ(last.str(),
            "graph @Net.construct(%x: Tensor[f32, 2]) {\n"
            "  %0 = Exp(%x) -> Tensor[f32, 2]  # net.py:3:8\n"
            "  return %0\n}\n");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace duet::passes
