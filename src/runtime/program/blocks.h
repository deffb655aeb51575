// Which values of a program lie in blocks (tensor/blocks.h): a convolution's weight that is
// trained, its gradient and what the optimiser knows about it. Element by element the order makes
// no difference, so kernels and bits are the same. Internal to the program.
#pragma once

#include <optional>

#include "runtime/program/lower.h"

namespace duet {

using RootBlocks = std::vector<std::optional<Blocks>>;  // by root; none: plain

struct StateUpdate {
  int old_root;  // that holds what the state held; -1: nobody reads it
  int value;     // that the state gets
};

/// `outside`: roots that are read behind the program.
RootBlocks choose_blocks(const Lowered& lowered, const std::vector<StateUpdate>& updates,
                         const std::vector<int>& outside);

}  // namespace duet
