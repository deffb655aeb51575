// Where the values of a segment live while it runs. Internal to the program.
#pragma once

#include "runtime/program/emit.h"

namespace duet {

/// A fused group or an operator, in the order of running.
struct Instruction {
  const OpWork* op = nullptr;  // or
  Ints space;
  uint64_t row_axes = 0;
  FusedGroup group;
};

/// Offsets in the arena, by root; -1 for roots that live elsewhere.
struct ArenaPlan {
  std::vector<int64_t> offsets;
  size_t bytes = 0;
};

/// `elsewhere`: roots that the arena is not to hold.
ArenaPlan plan_arena(const Lowered& lowered, const std::vector<Instruction>& instructions,
                     const std::vector<bool>& elsewhere);

/// Calls `f(root)` for each root that an instruction reads, or writes.
template <class F>
void each_read(const Lowered& lowered, const Instruction& instruction, F f) {
  for (const MemoryAccess& access : instruction.group.operands)
    if (access.root >= 0) f(access.root);
  if (instruction.op)
    for (const Value& arg : instruction.op->args)
      ir::each_node(arg, [&](int64_t value) { f(lowered.values[value].root); });
}
template <class F>
void each_write(const Lowered& lowered, const Instruction& instruction, F f) {
  for (const MemoryAccess& access : instruction.group.outputs) f(access.root);
  if (instruction.op)
    for (int value : instruction.op->results) f(lowered.values[value].root);
}

/// Whether the group may write `output` into the memory of the operands of `root`: each is read at
/// the index that is written, by no later stage.
bool may_overwrite(const FusedGroup& group, size_t output, int root);

}  // namespace duet
