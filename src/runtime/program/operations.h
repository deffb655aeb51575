// A segment's code with all addresses planned: what the builder makes and a run carries out.
// Internal to the program.
#pragma once

#include "codegen/compile.h"
#include "runtime/program/blocks.h"
#include "runtime/program/code.h"
#include "runtime/program/memory.h"

namespace duet {

/// Where memory begins: an entry of the call's table of bases, and bytes from there.
struct Location {
  int base = 0;
  int64_t offset = 0;
};
inline constexpr int kFixed = 0;  // this base is null: the offset is the address
inline constexpr int kArena = 1;
inline constexpr int kFirstBase = 2;

/// One instruction with all that is known about it.
struct Operation {
  std::vector<int> allocate;  // own roots that begin here
  const OpWork* op = nullptr;
  const CompiledGroup* group = nullptr;
  Ints space;
  uint64_t row_axes = 0;
  std::vector<Location> places;  // operands, then outputs
  std::vector<int64_t> strides;  // per place
  size_t operands = 0;
  std::optional<uint64_t> mask;     // one kernel serves all of the space at once: map_kernel
  std::optional<MapKernel> kernel;  // that one
  int64_t elements = 0;
};

struct CommitTo {
  int state;  // input of the graph
  int value;
  int donated = -1;  // the root that is computed in the state's memory where possible
  int64_t old = 0;   // graph value: what the state held
};

class LaidOutCode final : public SegmentCode {
 public:
  void run(ProgramFrame& frame) const override;
  std::string describe() const override;
  std::optional<bool> in_blocks() const override { return in_blocks_; }

 private:
  friend class CodeBuilder;
  struct Run;
  Tensor tensor(Run& run, int value) const;
  Value filled(Run& run, const Value& value) const;
  void allocate(Run& run, int root) const;
  void run_group(Run& run, const Operation& operation) const;
  void run_op(Run& run, const OpWork& work) const;
  void donate(Run& run) const;
  static void* room_in_blocks(const Blocks& blocks, Storage& state, Storage& held);
  void find_inputs(Run& run) const;
  char* input_in_blocks(Run& run, const Tensor& input, const Blocks& blocks) const;
  void commit(Run& run, const CommitTo& commit) const;

  Lowered lowered_;
  std::vector<int64_t> inputs_;                   // graph values
  std::vector<std::pair<int64_t, int>> outputs_;  // graph value, value
  std::vector<int64_t> dead_;
  std::vector<CommitTo> commits_;
  RootBlocks blocks_;
  std::optional<bool> in_blocks_;
  std::vector<bool> addressed_;  // inputs that kernels of groups read
  std::vector<Location> homes_;  // by root
  std::vector<int> own_;         // by root: its place among the own ones, or -1
  int owned_ = 0;
  size_t arena_bytes_ = 0;
  std::vector<Operation> operations_;
  std::vector<int> unwritten_;  // own roots without elements
};

/// What one run of the code needs.
struct LaidOutCode::Run {
  ProgramFrame& frame;
  SmallVector<char*, 24> bases;
  SmallVector<Tensor, 8> own;
  Ref<Storage> arena;
  SmallVector<Ref<Buffer>, 4> blocked;  // inputs that were plain
};

}  // namespace duet
