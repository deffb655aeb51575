// Kernel functions.
#include "codegen/llvm/loops.h"

#include <llvm/IR/Intrinsics.h>

#include <algorithm>
#include <functional>

#include "codegen/fold.h"
#include "codegen/llvm/body.h"

namespace duet {
namespace {

using llvm::BasicBlock;
using llvm::PHINode;
using llvm::Value;

/// A fold's part: which result of the body, and how.
struct Fold {
  size_t result;
  int pointer, part;
  Instr op;
  DType type;
  int parts;
};

class KernelBuilder {
 public:
  KernelBuilder(llvm::LLVMContext& context, llvm::Module& module, const KernelSpec& spec, int width)
      : b_(context), spec_(spec), width_(width), vectors_(b_, width), body_(b_, spec, width) {
    auto* pointer = b_.getPtrTy();
    auto* type = llvm::FunctionType::get(
        b_.getVoidTy(), {pointer, pointer, b_.getInt64Ty(), b_.getInt64Ty(), pointer}, false);
    function_ = llvm::Function::Create(type, llvm::Function::ExternalLinkage, kKernelName, module);
    function_->addFnAttr(llvm::Attribute::NoUnwind);
    function_->addFnAttr("prefer-vector-width", width == 16 ? "512" : "256");
    function_->addFnAttr("min-legal-vector-width", width == 16 ? "512" : "256");
    collect_folds();
  }
  void build();

 private:
  using Accumulators = std::vector<Value*>;

  /// Lanes of all folds in the stack, [fold][block].
  class Lanes {
   public:
    Lanes(KernelBuilder& kernel, size_t blocks);
    void store(Value* block, const Accumulators& lanes, size_t count);
    Accumulators load(Value* block, size_t count);
    Value* block_of(Value* i);

   private:
    Value* address(size_t fold, Value* block, size_t ahead);
    KernelBuilder& kernel_;
    size_t blocks_;
    std::vector<Value*> stacks_;
  };

  void collect_folds();
  int interleaved() const;
  void load_pointers();
  void build_map();
  void build_row();
  void build_columns();
  /// for (i = first; i < end; i += step) with values carried around; leaves the builder behind the
  /// loop. A loop that may run zero times is asked first.
  Accumulators loop(Value* first, Value* end, int64_t step, Accumulators carried,
                    const std::function<Accumulators(Value* i, const Accumulators&)>& turn);
  Accumulators fold(const std::vector<std::vector<Value*>>& results, size_t blocks,
                    const Block* masked, Accumulators into);
  Accumulators identities(size_t blocks);
  Accumulators fold_in_registers(size_t blocks);
  Accumulators fold_in_memory(size_t blocks);
  void fold_tail(Value* whole, Lanes& memory);
  void rows(const std::vector<Block>& blocks);
  Value* whole_steps(Value* n, int64_t step) { return b_.CreateAnd(n, b_.getInt64(-step)); }
  /// How many elements there are from i on, if that is less than a block.
  Value* left(Value* i) {
    Value* count =
        b_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, b_.CreateSub(n_, i), b_.getInt64(width_));
    return b_.CreateTrunc(count, b_.getInt32Ty());
  }
  Value* fold_tree(const Fold& fold, std::vector<Value*> blocks);
  Value* fold_address(const Fold& fold, Value* index, int64_t ahead);

  llvm::IRBuilder<> b_;
  const KernelSpec& spec_;
  int width_;
  Vectors vectors_;
  Body body_;
  llvm::Function* function_;
  std::vector<Fold> folds_;
  std::vector<Value*> bases_;
  Value* n_ = nullptr;
};

void KernelBuilder::collect_folds() {
  size_t result = 0;
  for (size_t k = 0; k < spec_.sinks.size(); ++k) {
    DType type = spec_.body.output_types[k];
    int parts = Body::parts(type);
    for (int part = 0; part < parts; ++part, ++result)
      if (spec_.sinks[k].fold)
        folds_.push_back({result, static_cast<int>(spec_.sources.size() + k), part,
                          spec_.sinks[k].combine, real_part(type), parts});
  }
}

/// About how many instructions of the processor the body becomes, long ones counted by their time.
int work_of(const Program& body) {
  constexpr int kLongInstruction = 8;
  int work = 0;
  for (const Inst& inst : body.code) {
    if (inst.op == Instr::kConstant || inst.op == Instr::kInput) continue;
    bool takes_long = inst.op == Instr::kDiv || inst.op == Instr::kSqrt;
    work += (takes_long ? kLongInstruction : 1) * (size_of(inst.type) == 8 ? 2 : 1);
  }
  return work;
}

/// Blocks whose instructions alternate: four hide the latency of a chain; large bodies have enough
/// work of their own, would run out of registers, and take long to compile; loops inside the body
/// (fmod), what LLVM takes apart (64-bit division) and what it looks at for long (many 64-bit
/// shifts, in the reduction of large angles) go one by one, under the tail's mask throughout: their
/// code is long enough once.
int KernelBuilder::interleaved() const {
  constexpr int kManyShifts = 8;
  int shifts = 0;
  for (const Inst& inst : spec_.body.code) {
    bool divides = inst.op == Instr::kDiv || inst.op == Instr::kRem;
    if (inst.op == Instr::kRem && is_float(inst.type)) return 1;
    if (divides && is_int(inst.type)) return 1;
    bool shift = inst.op == Instr::kShl || inst.op == Instr::kShr;
    if (shift && size_of(inst.type) == 8 && ++shifts > kManyShifts) return 1;
  }
  int together = spec_.body.code.size() > 48 ? 2 : 4;
  if (spec_.form != Form::kMap) return together;  // lanes of a fold want their registers
  constexpr int kLong = 60, kMiddle = 29;
  int work = work_of(spec_.body);
  return work > kLong ? 1 : work > kMiddle ? 2 : together;
}

void KernelBuilder::load_pointers() {
  size_t count = spec_.sources.size() + spec_.sinks.size();
  for (size_t k = 0; k < count; ++k)
    bases_.push_back(b_.CreateLoad(b_.getPtrTy(),
                                   b_.CreateConstGEP1_64(b_.getPtrTy(), function_->getArg(0), k)));
  body_.pointers = bases_;
  n_ = function_->getArg(2);
}

void KernelBuilder::build() {
  b_.SetInsertPoint(BasicBlock::Create(b_.getContext(), "entry", function_));
  load_pointers();
  if (spec_.form != Form::kColumns)
    for (size_t k = 0; k < spec_.sources.size(); ++k)
      if (spec_.sources[k] == Access::kOne) body_.fixed[k] = body_.load_one(static_cast<int>(k));
  switch (spec_.form) {
    case Form::kMap:
      build_map();
      break;
    case Form::kRow:
      build_row();
      break;
    case Form::kColumns:
      build_columns();
      break;
  }
  b_.CreateRetVoid();
}

std::vector<Value*> KernelBuilder::loop(
    Value* first, Value* end, int64_t step, Accumulators carried,
    const std::function<Accumulators(Value* i, const Accumulators&)>& turn) {
  auto& context = b_.getContext();
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* head = BasicBlock::Create(context, "loop", function_);
  BasicBlock* after = BasicBlock::Create(context, "after", function_);
  b_.CreateCondBr(b_.CreateICmpSLT(first, end), head, after);
  b_.SetInsertPoint(head);
  PHINode* i = b_.CreatePHI(b_.getInt64Ty(), 2);
  i->addIncoming(first, before);
  Accumulators now;
  for (Value* value : carried) {
    PHINode* phi = b_.CreatePHI(value->getType(), 2);
    phi->addIncoming(value, before);
    now.push_back(phi);
  }
  Accumulators next = turn(i, now);
  Value* following = b_.CreateAdd(i, b_.getInt64(step));
  BasicBlock* last = b_.GetInsertBlock();
  b_.CreateCondBr(b_.CreateICmpSLT(following, end), head, after);
  i->addIncoming(following, last);
  for (size_t k = 0; k < now.size(); ++k) llvm::cast<PHINode>(now[k])->addIncoming(next[k], last);
  after->moveAfter(last);
  b_.SetInsertPoint(after);
  Accumulators result;
  for (size_t k = 0; k < carried.size(); ++k) {
    PHINode* phi = b_.CreatePHI(carried[k]->getType(), 2);
    phi->addIncoming(carried[k], before);
    phi->addIncoming(next[k], last);
    result.push_back(phi);
  }
  return result;
}

std::vector<Block> blocks_at(Value* i, size_t first, size_t count, int width) {
  std::vector<Block> blocks;
  for (size_t b = first; b < first + count; ++b)
    blocks.push_back({i, static_cast<int64_t>(b) * width});
  return blocks;
}

void KernelBuilder::build_map() {
  int count = interleaved();
  Value* whole = b_.getInt64(0);
  if (count > 1) {
    int64_t step = int64_t{width_} * count;
    whole = whole_steps(n_, step);
    loop(b_.getInt64(0), whole, step, {}, [&](Value* i, const Accumulators&) -> Accumulators {
      body_.emit(blocks_at(i, 0, count, width_), spec_.streaming);
      return {};
    });
  }
  loop(whole, n_, width_, {}, [&](Value* i, const Accumulators&) -> Accumulators {
    body_.emit({{i, 0, left(i)}}, false);
    return {};
  });
}

/// Accumulators are [fold][block], flat.
std::vector<Value*> KernelBuilder::identities(size_t blocks) {
  Accumulators result;
  for (const Fold& fold : folds_)
    for (size_t b = 0; b < blocks; ++b)
      result.push_back(vectors_.constant(fold.type, identity(fold.op, fold.type)));
  return result;
}

std::vector<Value*> KernelBuilder::fold(const std::vector<std::vector<Value*>>& results,
                                        size_t blocks, const Block* masked, Accumulators into) {
  for (size_t f = 0; f < folds_.size(); ++f)
    for (size_t b = 0; b < blocks; ++b) {
      Value*& lanes = into[f * blocks + b];
      Value* folded =
          vectors_.combine(folds_[f].op, folds_[f].type, lanes, results[folds_[f].result][b]);
      lanes = masked ? b_.CreateSelect(body_.mask(*masked, 1), folded, lanes) : folded;
    }
  return into;
}

/// Lane l takes lane l + 32, then l + 16, ... whatever the width of the vectors is.
Value* KernelBuilder::fold_tree(const Fold& fold, std::vector<Value*> blocks) {
  for (size_t half = blocks.size() / 2; half > 0; half /= 2) {
    for (size_t b = 0; b < half; ++b)
      blocks[b] = vectors_.combine(fold.op, fold.type, blocks[b], blocks[b + half]);
  }
  Value* value = blocks[0];
  for (int half = width_ / 2; half > 0; half /= 2) {
    std::vector<int> low(half), high(half);
    for (int i = 0; i < half; ++i) {
      low[i] = i;
      high[i] = i + half;
    }
    value = vectors_.combine(fold.op, fold.type, b_.CreateShuffleVector(value, low),
                             b_.CreateShuffleVector(value, high));
  }
  return b_.CreateExtractElement(vectors_.to_stored(fold.type, value), b_.getInt64(0));
}

Value* KernelBuilder::fold_address(const Fold& fold, Value* index, int64_t ahead) {
  llvm::Type* element = vectors_.stored_element(fold.type);
  Value* at =
      b_.CreateGEP(element, bases_[fold.pointer], b_.CreateMul(index, b_.getInt64(fold.parts)));
  return b_.CreateConstGEP1_64(element, at, ahead * fold.parts + fold.part);
}

void KernelBuilder::build_row() {
  size_t blocks = kLanes / width_;
  bool in_registers = interleaved() * width_ == kLanes;
  Accumulators lanes = in_registers ? fold_in_registers(blocks) : fold_in_memory(blocks);
  for (size_t f = 0; f < folds_.size(); ++f) {
    std::vector<Value*> values(lanes.begin() + f * blocks, lanes.begin() + (f + 1) * blocks);
    b_.CreateAlignedStore(fold_tree(folds_[f], values), fold_address(folds_[f], b_.getInt64(0), 0),
                          llvm::Align(1));
  }
}

/// One step of the main loop is all the lanes; only what is left behind it goes through memory.
std::vector<Value*> KernelBuilder::fold_in_registers(size_t blocks) {
  Value* whole = whole_steps(n_, kLanes);
  auto step = [&](Value* i, const Accumulators& now) {
    return fold(body_.emit(blocks_at(i, 0, blocks, width_), spec_.streaming), blocks, nullptr, now);
  };
  Accumulators lanes = loop(b_.getInt64(0), whole, kLanes, identities(blocks), step);
  BasicBlock* before = b_.GetInsertBlock();
  BasicBlock* tail = BasicBlock::Create(b_.getContext(), "tail", function_);
  BasicBlock* join = BasicBlock::Create(b_.getContext(), "join", function_);
  b_.CreateCondBr(b_.CreateICmpSLT(whole, n_), tail, join);
  b_.SetInsertPoint(tail);
  Lanes memory(*this, blocks);
  memory.store(b_.getInt64(0), lanes, blocks);
  fold_tail(whole, memory);
  Accumulators loaded = memory.load(b_.getInt64(0), blocks);
  b_.CreateBr(join);
  BasicBlock* last = b_.GetInsertBlock();
  join->moveAfter(last);
  b_.SetInsertPoint(join);
  Accumulators joined;
  for (size_t k = 0; k < lanes.size(); ++k) {
    PHINode* phi = b_.CreatePHI(lanes[k]->getType(), 2);
    phi->addIncoming(lanes[k], before);
    phi->addIncoming(loaded[k], last);
    joined.push_back(phi);
  }
  return joined;
}

/// A step is a part of the lanes: which one is known at run time, so they stay in memory. Large
/// bodies hide the way there and back, and stand in the code fewer times.
std::vector<Value*> KernelBuilder::fold_in_memory(size_t blocks) {
  Lanes memory(*this, blocks);
  memory.store(b_.getInt64(0), identities(blocks), blocks);
  size_t together = interleaved();
  Value* whole = b_.getInt64(0);
  if (together > 1) {
    int64_t step = static_cast<int64_t>(together) * width_;
    whole = whole_steps(n_, step);
    loop(b_.getInt64(0), whole, step, {}, [&](Value* i, const Accumulators&) -> Accumulators {
      auto results = body_.emit(blocks_at(i, 0, together, width_), spec_.streaming);
      Value* block = memory.block_of(i);
      memory.store(block, fold(results, together, nullptr, memory.load(block, together)), together);
      return {};
    });
  }
  fold_tail(whole, memory);
  return memory.load(b_.getInt64(0), blocks);
}

void KernelBuilder::fold_tail(Value* whole, Lanes& memory) {
  loop(whole, n_, width_, {}, [&](Value* i, const Accumulators&) -> Accumulators {
    Block place{i, 0, left(i)};
    auto results = body_.emit({place}, false);
    Value* block = memory.block_of(i);
    memory.store(block, fold(results, 1, &place, memory.load(block, 1)), 1);
    return {};
  });
}

KernelBuilder::Lanes::Lanes(KernelBuilder& kernel, size_t blocks)
    : kernel_(kernel), blocks_(blocks) {
  BasicBlock& entry = kernel.function_->getEntryBlock();
  llvm::IRBuilder<> at_entry(&entry, entry.begin());
  for (const Fold& fold : kernel.folds_) {
    llvm::AllocaInst* stack =
        at_entry.CreateAlloca(kernel.vectors_.vector(fold.type), at_entry.getInt64(blocks));
    stack->setAlignment(llvm::Align(64));
    stacks_.push_back(stack);
  }
}

Value* KernelBuilder::Lanes::address(size_t fold, Value* block, size_t ahead) {
  auto* type = kernel_.vectors_.vector(kernel_.folds_[fold].type);
  Value* at = kernel_.b_.CreateGEP(type, stacks_[fold], block);
  return ahead == 0 ? at : kernel_.b_.CreateConstGEP1_64(type, at, ahead);
}

void KernelBuilder::Lanes::store(Value* block, const Accumulators& lanes, size_t count) {
  for (size_t f = 0; f < stacks_.size(); ++f)
    for (size_t b = 0; b < count; ++b)
      kernel_.b_.CreateAlignedStore(lanes[f * count + b], address(f, block, b), llvm::Align(1));
}

std::vector<Value*> KernelBuilder::Lanes::load(Value* block, size_t count) {
  Accumulators lanes;
  for (size_t f = 0; f < stacks_.size(); ++f)
    for (size_t b = 0; b < count; ++b)
      lanes.push_back(kernel_.b_.CreateAlignedLoad(kernel_.vectors_.vector(kernel_.folds_[f].type),
                                                   address(f, block, b), llvm::Align(1)));
  return lanes;
}

/// The block of lanes that element i belongs to.
Value* KernelBuilder::Lanes::block_of(Value* i) {
  Value* number = kernel_.b_.CreateUDiv(i, kernel_.b_.getInt64(kernel_.width_));
  return kernel_.b_.CreateAnd(number, kernel_.b_.getInt64(static_cast<int64_t>(blocks_) - 1));
}

/// All rows of some blocks of columns.
void KernelBuilder::rows(const std::vector<Block>& blocks) {
  size_t count = blocks.size();
  Accumulators carried = identities(count);
  size_t folds = carried.size();
  carried.insert(carried.end(), bases_.begin(), bases_.end());
  Accumulators done = loop(
      b_.getInt64(0), function_->getArg(3), 1, carried, [&](Value* r, const Accumulators& now) {
        body_.row = r;
        body_.pointers.assign(now.begin() + folds, now.end());
        auto results = body_.emit(blocks, false);
        Accumulators next = fold(results, count, nullptr, {now.begin(), now.begin() + folds});
        for (size_t k = 0; k < bases_.size(); ++k) {
          bool still = k < spec_.sources.size() ? spec_.sources[k] == Access::kIndex
                                                : spec_.sinks[k - spec_.sources.size()].fold;
          Value* stride = b_.CreateLoad(
              b_.getInt64Ty(), b_.CreateConstGEP1_64(b_.getInt64Ty(), function_->getArg(1), k));
          next.push_back(still ? now[folds + k]
                               : b_.CreateGEP(b_.getInt8Ty(), now[folds + k], stride));
        }
        return next;
      });
  body_.pointers = bases_;
  for (size_t f = 0; f < folds_.size(); f += folds_[f].parts)
    for (size_t b = 0; b < count; ++b) {
      std::vector<Value*> parts;
      parts.reserve(folds_[f].parts);
      for (int p = 0; p < folds_[f].parts; ++p) parts.push_back(done[(f + p) * count + b]);
      body_.store(folds_[f].pointer - static_cast<int>(spec_.sources.size()), parts, blocks[b],
                  false);
    }
}

void KernelBuilder::build_columns() {
  int count = interleaved();
  int64_t step = int64_t{width_} * count;
  Value* whole = whole_steps(n_, step);
  loop(b_.getInt64(0), whole, step, {}, [&](Value* i, const Accumulators&) -> Accumulators {
    rows(blocks_at(i, 0, count, width_));
    return {};
  });
  loop(whole, n_, width_, {}, [&](Value* i, const Accumulators&) -> Accumulators {
    rows({{i, 0, left(i)}});
    return {};
  });
}

}  // namespace

std::unique_ptr<llvm::Module> build_kernel(llvm::LLVMContext& context, const KernelSpec& spec,
                                           int width) {
  auto module = std::make_unique<llvm::Module>("duet", context);
  KernelBuilder(context, *module, spec, width).build();
  return module;
}

}  // namespace duet
