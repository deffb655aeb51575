// The basic blocks of a control routine: branches, loops, the ways out.
#include <cstddef>

#include "codegen/llvm/control.h"
#include "codegen/llvm/loops.h"

namespace duet {

using llvm::BasicBlock;
using llvm::PHINode;

ControlBuilder::ControlBuilder(llvm::LLVMContext& context, llvm::Module& module,
                               const ControlSpec& spec)
    : spec_(spec), b_(context), values_(spec.registers.size()) {
  auto* pointer = b_.getPtrTy();
  auto* type = llvm::FunctionType::get(b_.getInt64Ty(), {pointer, pointer}, false);
  function_ = llvm::Function::Create(type, llvm::Function::ExternalLinkage, kKernelName, module);
  function_->addFnAttr(llvm::Attribute::NoUnwind);
  call_ = function_->getArg(0);
  b_.SetInsertPoint(new_block("entry"));
}

BasicBlock* ControlBuilder::new_block(const char* name) {
  return BasicBlock::Create(b_.getContext(), name, function_);
}

void ControlBuilder::build() {
  Value* memory = field(offsetof(ControlCall, memory), b_.getPtrTy());
  int64_t offset = 0;
  for (int r : spec_.inputs) {
    values_[r] = load(memory, offset, r);
    offset += bytes_of(spec_.registers[r]);
  }
  block(spec_.main);
  memory = field(offsetof(ControlCall, memory), b_.getPtrTy());
  for (int r : spec_.main.results) {
    store(memory, offset, r);
    offset += bytes_of(spec_.registers[r]);
  }
  b_.CreateRet(b_.getInt64(static_cast<int64_t>(ControlEnd::kDone)));
}

void ControlBuilder::block(const ControlBlock& block) {
  for (const ControlStep& one : block.steps) step(one);
}

void ControlBuilder::branch(const ControlStep& step) {
  BasicBlock* sides[] = {new_block("then"), new_block("else")};
  b_.CreateCondBr(first(values_[step.sources[0]]), sides[0], sides[1]);
  BasicBlock* ends[2];
  BasicBlock* join = new_block("join");
  for (int side = 0; side < 2; ++side) {
    b_.SetInsertPoint(sides[side]);
    block(step.blocks[side]);
    b_.CreateBr(join);
    ends[side] = b_.GetInsertBlock();
  }
  join->moveAfter(ends[1]);
  b_.SetInsertPoint(join);
  for (size_t k = 0; k < step.results.size(); ++k) {
    PHINode* phi = b_.CreatePHI(values_[step.blocks[0].results[k]]->getType(), 2);
    for (int side = 0; side < 2; ++side)
      phi->addIncoming(values_[step.blocks[side].results[k]], ends[side]);
    values_[step.results[k]] = phi;
  }
}

void ControlBuilder::loop(const ControlStep& step) {
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* head = new_block("condition");
  b_.CreateBr(head);
  b_.SetInsertPoint(head);
  std::vector<PHINode*> state;
  for (size_t k = 0; k < step.results.size(); ++k) {
    Value* start = values_[step.sources[k]];
    state.push_back(b_.CreatePHI(start->getType(), 2));
    state[k]->addIncoming(start, before);
    values_[step.results[k]] = state[k];
  }
  block(step.blocks[0]);
  BasicBlock* body = new_block("body");
  BasicBlock* done = new_block("done");
  b_.CreateCondBr(first(values_[step.blocks[0].results[0]]), body, done);
  b_.SetInsertPoint(body);
  block(step.blocks[1]);
  poll();
  b_.CreateBr(head);
  for (size_t k = 0; k < state.size(); ++k)
    state[k]->addIncoming(values_[step.blocks[1].results[k]], b_.GetInsertBlock());
  done->moveAfter(b_.GetInsertBlock());
  b_.SetInsertPoint(done);
}

/// Each turn of a loop takes a tick; when they are used up the caller is asked for more.
void ControlBuilder::poll() {
  Value* at = b_.CreateConstGEP1_64(b_.getInt8Ty(), call_, offsetof(ControlCall, ticks));
  Value* left = b_.CreateSub(b_.CreateLoad(b_.getInt64Ty(), at), b_.getInt64(1));
  b_.CreateStore(left, at);
  BasicBlock* ask = new_block("poll");
  BasicBlock* on = new_block("on");
  b_.CreateCondBr(b_.CreateICmpSLE(left, b_.getInt64(0)), ask, on);
  b_.SetInsertPoint(ask);
  auto* type = llvm::FunctionType::get(b_.getInt64Ty(), {b_.getPtrTy()}, false);
  Value* stop = b_.CreateCall(type, field(offsetof(ControlCall, poll), b_.getPtrTy()), {call_});
  end_if(b_.CreateICmpNE(stop, b_.getInt64(0)), ControlEnd::kStopped);
  b_.CreateBr(on);
  on->moveAfter(b_.GetInsertBlock());
  b_.SetInsertPoint(on);
}

void ControlBuilder::end_if(Value* condition, ControlEnd end) {
  BasicBlock* out = new_block("out");
  BasicBlock* on = new_block("on");
  b_.CreateCondBr(condition, out, on);
  b_.SetInsertPoint(out);
  b_.CreateRet(b_.getInt64(static_cast<int64_t>(end)));
  b_.SetInsertPoint(on);
}

void ControlBuilder::leave(const ControlStep& step) {
  end_if(first(values_[step.sources[0]]), ControlEnd::kLeft);
}

std::unique_ptr<llvm::Module> build_control(llvm::LLVMContext& context, const ControlSpec& spec) {
  auto module = std::make_unique<llvm::Module>("duet", context);
  ControlBuilder(context, *module, spec).build();
  return module;
}

}  // namespace duet
