// A stretch of a graph with branches and loops over small values: one generated function. Internal
// to the program.
#pragma once

#include "runtime/program/step.h"

namespace duet {

/// Whether a node may stand in such a stretch, as far as kinds and types say.
bool fits_control(const ir::Graph& graph, const ir::Node& node);

/// For each node the end of the stretch that begins there, or 0. A stretch has at least one branch
/// or loop.
std::vector<size_t> find_control(const ir::Graph& graph);

/// `outputs`: values that are read behind the stretch; `dead`: those that nobody reads behind it.
std::unique_ptr<ProgramStep> make_control(const ir::Graph& graph,
                                          const std::vector<const ir::Node*>& nodes,
                                          std::vector<int64_t> outputs, std::vector<int64_t> dead);

/// `control`: whether stretches become generated functions on this level.
std::shared_ptr<const GraphProgram> build_program(const ir::Graph& graph, bool control);

}  // namespace duet
