// A stretch of a program that talks with Python: visits, the checks behind them, and numbers
// computed in between, as one step. A visit of a small function costs little more than its call,
// so nothing around it is copied: a visit reads and writes the slots themselves.
#pragma once

#include "runtime/program/step.h"

namespace duet {

/// Whether the node may be part of one.
bool fits_talk(const ir::Node& node);

struct TalkRequest {
  std::vector<const ir::Node*> nodes;  // in the order of running
  /// For each node, the values that nobody reads behind it.
  std::vector<std::vector<int64_t>> last_uses;
  const StateUse* states;
};

/// `slow`: each node as a step of its own, for what is not the usual way.
std::unique_ptr<ProgramStep> make_talk(TalkRequest request,
                                       std::vector<std::unique_ptr<ProgramStep>> slow);

}  // namespace duet
