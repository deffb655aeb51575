// Files `0001-Net.construct/2-structure.mir`; a pass that changed nothing writes none.
// `rewrites.txt` has the equations that were applied.
#include "passes/dump.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "ir/print.h"

namespace duet::passes {
namespace {

std::string file_name(std::string_view name) {
  std::string result;
  for (char c : name) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '.' || c == '_' || c == '-';
    result += plain ? c : '_';
  }
  return result.substr(0, 80);
}

}  // namespace

Dump::Dump(const ir::Graph& graph) {
  const char* root = std::getenv("DUET_DUMP");
  if (!root || !*root) return;
  static std::atomic<int> graphs = 0;
  folder_ = fmt::format("{}/{:04}-{}", root, ++graphs, file_name(graph.name));
  std::error_code ignored;  // a dump that cannot be written must not stop the program
  std::filesystem::create_directories(folder_, ignored);
}

void Dump::write(const char* pass, const ir::Graph& graph) {
  if (folder_.empty()) return;
  std::string text = ir::print(graph, {.types = true, .elements = 64});
  int step = step_++;
  if (text == last_) return;
  std::ofstream(fmt::format("{}/{}-{}.mir", folder_, step, pass)) << text;
  last_ = std::move(text);
}

void Dump::note(const char* rule, const ir::Node& node) {
  std::string place = node.place ? to_text(*node.place) : "";
  std::ofstream(folder_ + "/rewrites.txt", std::ios::app)
      << fmt::format("{} {}  # {}\n", rule, node.op->name, place);
}

}  // namespace duet::passes
