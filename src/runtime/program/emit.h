// From a cluster to one group: the stages of its members, spliced. Internal to the program.
#pragma once

#include "runtime/program/merge.h"

namespace duet {

struct FusedGroup {
  Group group;
  std::vector<MemoryAccess> operands, outputs;  // in the group's order
  std::vector<int> read_last;                   // per operand: the last stage that reads it
  std::vector<int> written_in;                  // per output: the stage that writes it
};

/// `needed`: roots that somebody outside the cluster reads.
FusedGroup emit(const Cluster& cluster, const std::vector<bool>& needed);

}  // namespace duet
