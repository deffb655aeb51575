// What is done to a graph between recording and program: one table, a line of reason each.
// Gradients are taken before, of what was recorded: cotangents are summed where the program
// computes, and in its order.
#pragma once

#include <functional>
#include <optional>

#include "ir/graph.h"

namespace duet::passes {

struct Options {
  bool optimise = true;  // false: as recorded, for tests
  /// Called after each pass with its name: dumps, verification.
  std::function<void(const char* pass, const ir::Graph&)> observe = {};
  /// Called for each equation that is applied, with its name and the node it is applied to.
  std::function<void(const char* rule, const ir::Node&)> on_rewrite = {};
  /// The results of a node whose arguments are constants, with the eager engine's bits; nothing
  /// where it raises (runtime/graph/interpret_graph.h has one). Without it nothing is folded.
  std::optional<Values> (*evaluate)(const ir::Node& node) = nullptr;
};

/// The graph, and copies of those below it: what others hold of these stays as it is.
/// DUET_DUMP=folder writes each after each pass, DUET_VERIFY=1 checks the law of docs/mindir.md
/// there.
DUET_API void run(ir::Graph& graph, const Options& options = {});
/// One pass by its name, as in the table; answers whether anything changed.
DUET_API bool run_pass(std::string_view name, ir::Graph& graph, const Options& options = {});
/// What the passes lower: nodes, and Tensors that nodes look at.
DUET_API int64_t cost(const ir::Graph& graph);

}  // namespace duet::passes
