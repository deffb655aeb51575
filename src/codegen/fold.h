// Folding of reduced values outside kernels: partial results of a long row are put together in one
// fixed tree.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/export.h"
#include "ops/scalar/instr.h"
#include "tensor/dtype.h"

namespace duet {

/// The bits of the identity of `combine`; `type` is no complex dtype.
DUET_API uint64_t identity(Instr combine, DType type);
/// Complex values are pairs: parts fold independently.
DUET_API void fill_identity(Instr combine, DType type, void* into, int64_t n);
/// into[i] = combine(into[i], from[i])
DUET_API void fold_into(Instr combine, DType type, void* into, const void* from, int64_t n);

/// Folds the vectors pushed to it, `width` values each, in a tree that depends on their number
/// alone: T(n) is T(the largest power of two below n) with the tree of the rest. Holds one vector
/// per level.
class DUET_API Cascade {
 public:
  Cascade(Instr combine, DType type, int64_t width);
  /// Where the next vector is to be written; `push` takes it.
  void* next() { return next_; }
  void push();
  /// Writes the folded vector (the identity if none was pushed) and starts anew.
  void finish(void* into);

 private:
  Instr combine_;
  DType type_;
  int64_t width_;
  int64_t bytes_;
  uint64_t count_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::vector<std::byte*> levels_;
  std::byte* next_;
};

}  // namespace duet
