// A stretch of a graph without effects but commits: fused, laid out in memory, run as a whole.
// Internal to the program.
#pragma once

#include "runtime/program/step.h"

namespace duet {

struct SegmentRequest {
  const ir::Graph* graph;
  std::vector<const ir::Node*> nodes;               // in an order in which they can run
  std::vector<int64_t> outputs;                     // values that are read behind the segment
  std::vector<int64_t> dead;                        // values that nobody reads behind it
  std::vector<std::unique_ptr<ProgramStep>> steps;  // the nodes one by one, for what stays unknown
  const StateUse* states;
  bool last_to_raise;  // nothing behind the segment can raise or be abandoned
};

std::unique_ptr<ProgramStep> make_segment(SegmentRequest request);

/// Whether this node may be part of a segment.
bool fits_segment(const ir::Graph& graph, const ir::Node& node);

}  // namespace duet
