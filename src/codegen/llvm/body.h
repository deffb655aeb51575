// One batch of a kernel: loads, the body's instructions and stores for some blocks, interleaved.
#pragma once

#include <vector>

#include "codegen/kernel.h"
#include "codegen/llvm/vectors.h"

namespace duet {

/// Where a block of `width` elements stands.
struct Block {
  llvm::Value* index;           // of element 0 of the loop's step
  int64_t ahead = 0;            // of this block's first element, counted from there
  llvm::Value* left = nullptr;  // i32, how many of the elements exist; null: all
};

class Body {
 public:
  using Value = llvm::Value;
  Body(llvm::IRBuilder<>& builder, const KernelSpec& spec, int width);

  /// What walks: the kernel's pointers (for kColumns at the current row) and what kIndex starts
  /// from.
  std::vector<Value*> pointers;
  /// Splats of kOne sources that do not change in the loop, one per part; null elsewhere.
  std::vector<std::vector<Value*>> fixed;
  /// For kColumns: the index of the row.
  Value* row = nullptr;

  /// Emits the body for these blocks and stores what is stored. Returns [result part][block].
  std::vector<std::vector<Value*>> emit(const std::vector<Block>& blocks, bool streaming);
  /// The parts of an element that all lanes share.
  std::vector<Value*> load_one(int source);
  Value* mask(const Block& block, int parts) const;
  /// Stores the parts of a sink's result.
  void store(int sink, const std::vector<Value*>& parts, const Block& block, bool streaming);
  static int parts(DType type) { return is_complex(type) ? 2 : 1; }

 private:
  Value* input(const Inst& inst, const Block& block, size_t at);
  std::vector<Value*> load(int source, const Block& block);
  std::vector<Value*> index(int source, const Block& block);
  Value* address(int pointer, DType type, const Block& block);

  llvm::IRBuilder<>& b_;
  const KernelSpec& spec_;
  int width_;
  Vectors vectors_;
  std::vector<std::vector<std::vector<Value*>>> loaded_;  // [block][source][part]
};

}  // namespace duet
