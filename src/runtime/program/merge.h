// Fusion across operators: which groups run as one. Internal to the program.
//
// A group is merged whole, so that every operator computes what it computes alone: the same stages
// over the same rows in the same order of axes, results rounded to their dtype. Two groups fit if
// one's space can be written as the other's and each value that crosses is read at the index at
// which it is written.
#pragma once

#include "runtime/program/lower.h"

namespace duet {

/// A group in the space of its cluster.
struct Member {
  const Atom* atom;
  int position;  // in program order
  std::vector<MemoryAccess> operands, outputs;
  /// A map over the outer axes alone: it runs once per row.
  bool once_per_row = false;
};

/// What runs as one kernel, or one operator.
struct Cluster {
  Ints space;
  uint64_t row_axes = 0;
  std::vector<Member> members;  // in program order
  const OpWork* op = nullptr;   // or
  int position = 0;             // of its last member
};

/// Where a stage of a member stands among the stages of the cluster. Those of one level and kind
/// are one; on each level the stage once per row follows the one per element.
struct StagePlace {
  int member;
  int stage;
  int level;
  bool per_row;
};
std::vector<StagePlace> place_stages(const Cluster& cluster);

/// Clusters in an order in which they can run; only works that lead to a root in `needed`.
std::vector<Cluster> merge(const Lowered& lowered, const std::vector<bool>& needed);

}  // namespace duet
