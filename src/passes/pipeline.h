// What is done to a graph between recording and program: one table, a line of reason each.
#pragma once

#include "ir/graph.h"

namespace duet::passes {

struct Options {
  bool optimise = true;  // false: as recorded, for tests
  /// Called after each pass with its name: dumps, verification.
  std::function<void(const char* pass, const ir::Graph&)> observe = {};
};

DUET_API void run(ir::Graph& graph, const Options& options = {});

}  // namespace duet::passes
