// The door to generated kernels: `compile` a group once, `run` it on any shape and strides.
//
// `run` collapses axes, chooses how each operand is walked, splits the work into chunks and calls
// kernels; a kernel comes from the cache, from the generator, or, where neither is to be had, from
// the interpreter of scalar bodies, with the same bits. Operands are disjoint from an output or
// identical with it (same data and strides, and the stage that writes the output is the last that
// reads the operand).
#pragma once

#include <memory>
#include <span>

#include "base/export.h"
#include "codegen/group.h"

namespace duet {

class CompiledGroup;

/// Memory over the iteration space: one byte stride per axis, 0 where it does not vary. An output
/// of a stage per row has stride 0 along the row axes.
struct Strided {
  void* data;
  const int64_t* strides;
};

/// Never fails: no code is generated before the first run. The result lives as long as the process.
DUET_API const CompiledGroup& compile(const Group& group);

/// What it was made of.
DUET_API const Group& group_of(const CompiledGroup& group);

/// Bit i of `row_axes` says that axis i belongs to the row. Operands and outputs are in the group's
/// order.
DUET_API void run(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
                  std::span<const Strided> operands, std::span<const Strided> outputs);

/// Makes the kernels that `run` with these strides will call; nothing is read or written.
DUET_API void prepare(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
                      std::span<const Strided> operands, std::span<const Strided> outputs);

/// The shortest way through a map: one kernel over `n` elements, each operand contiguous or one
/// element, each output contiguous.
class DUET_API MapKernel {
 public:
  /// `pointers`: operands in the group's order, then outputs. Runs in this thread; worth it up to
  /// some 10,000 elements.
  void operator()(void* const* pointers, int64_t n) const {
    entry_(pointers, nullptr, n, 1, self_);
  }

 private:
  friend MapKernel map_kernel(const CompiledGroup&, uint64_t);
  using Entry = void (*)(void* const* pointers, const int64_t* row_strides, int64_t n, int64_t rows,
                         const void* self);
  Entry entry_ = nullptr;
  const void* self_ = nullptr;
};

/// Bit i of `broadcast` says that operand i is one element. The group is one stage that reads
/// operands and writes outputs, each once and in order (as `map_group` makes it).
DUET_API MapKernel map_kernel(const CompiledGroup& group, uint64_t broadcast);

}  // namespace duet
