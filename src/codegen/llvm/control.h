// Control routines as LLVM functions: one vector value per register, basic blocks for branches and
// loops. See codegen/control.h for what each step must do.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <vector>

#include "codegen/control.h"
#include "codegen/llvm/vectors.h"

namespace duet {

class ControlBuilder {
 public:
  using Value = llvm::Value;
  ControlBuilder(llvm::LLVMContext& context, llvm::Module& module, const ControlSpec& spec);
  void build();

 private:
  void block(const ControlBlock& block);
  void step(const ControlStep& step);
  void constant(const ControlStep& step);
  void body(const ControlStep& step);
  void fold_lines(const ControlStep& step);
  void fold_columns(const ControlStep& step);
  void branch(const ControlStep& step);
  void loop(const ControlStep& step);
  void poll();
  void push(const ControlStep& step);
  void pop(const ControlStep& step);
  void leave(const ControlStep& step);

  /// Elements of `value` by these indices; behind them, up to `room`, are copies of element 0.
  Value* pick(Value* value, const std::vector<int>& indices, int room);
  Value* load(Value* from, int64_t offset, int r);
  void store(Value* to, int64_t offset, int r);
  Value* field(size_t offset, llvm::Type* type);
  Value* first(Value* value) { return b_.CreateExtractElement(value, b_.getInt64(0)); }
  llvm::BasicBlock* new_block(const char* name);
  /// Ends the routine if the condition is true.
  void end_if(Value* condition, ControlEnd end);
  int room(int r) const { return room_of(spec_.registers[r].count); }
  DType type(int r) const { return spec_.registers[r].type; }

  const ControlSpec& spec_;
  llvm::IRBuilder<> b_;
  llvm::Function* function_;
  Value* call_;
  std::vector<Value*> values_;  // by register
};

std::unique_ptr<llvm::Module> build_control(llvm::LLVMContext& context, const ControlSpec& spec);

}  // namespace duet
