// A group with the kernels found for it so far. Internal to the drivers.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <vector>

#include "codegen/compile.h"
#include "codegen/kernel.h"

namespace duet {

class CompiledGroup {
 public:
  explicit CompiledGroup(Group group);

  const Group& group() const { return group_; }
  /// A single stage over operands that stores outputs.
  bool is_map() const { return is_map_; }
  /// Whether stage `s` folds into a reduced value.
  bool folds(int s) const { return slots_[s].folds; }
  /// One thread's time for one element of the space.
  double nanoseconds() const { return nanoseconds_; }
  /// The kernel of a stage whose sources are walked like this.
  const Kernel& kernel(int stage, Form form, std::span<const Access> sources,
                       bool streaming = false) const;

 private:
  struct Found {
    Form form;
    bool streaming;
    std::vector<Access> sources;
    const Kernel* kernel;
    Found* next;
  };
  struct Slot {
    bool folds = false;
    // Grows at the front, never shrinks: reading takes no lock.
    mutable std::atomic<Found*> found{nullptr};
  };
  Group group_;
  bool is_map_;
  double nanoseconds_;
  std::vector<Slot> slots_;
};

/// The drivers: groups that are one map, and all others.
void run_map(const CompiledGroup& group, std::span<const int64_t> shape,
             std::span<const Strided> operands, std::span<const Strided> outputs);
void run_rows(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
              std::span<const Strided> operands, std::span<const Strided> outputs);

/// Only find the kernels.
void prepare_map(const CompiledGroup& group, std::span<const int64_t> shape,
                 std::span<const Strided> operands, std::span<const Strided> outputs);
void prepare_rows(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
                  std::span<const Strided> operands, std::span<const Strided> outputs);

/// Results of more bytes than this are stored past the cache.
int64_t streaming_bytes();

}  // namespace duet
