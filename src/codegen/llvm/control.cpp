// Registers, bodies, folds and stacks of a control routine; control_flow.cpp has its basic blocks.
#include "codegen/llvm/control.h"

#include <cstddef>
#include <numeric>

#include "base/error.h"
#include "codegen/fold.h"
#include "codegen/llvm/loops.h"

namespace duet {

void ControlBuilder::step(const ControlStep& step) {
  switch (step.kind) {
    case ControlKind::kConstant:
      return constant(step);
    case ControlKind::kBody:
      return body(step);
    case ControlKind::kShuffle: {
      std::vector<int> indices(step.numbers.begin(), step.numbers.end());
      values_[step.results[0]] = pick(values_[step.sources[0]], indices, room(step.results[0]));
      return;
    }
    case ControlKind::kFoldLines:
      return fold_lines(step);
    case ControlKind::kFoldColumns:
      return fold_columns(step);
    case ControlKind::kIf:
      return branch(step);
    case ControlKind::kWhile:
      return loop(step);
    case ControlKind::kPush:
      return push(step);
    case ControlKind::kPop:
      return pop(step);
    case ControlKind::kLeave:
      return leave(step);
  }
  DUET_BUG("a step of no kind");
}

void ControlBuilder::constant(const ControlStep& step) {
  int result = step.results[0], count = room(result);
  Vectors vectors(b_, count);
  if (step.numbers.size() == 1) {
    values_[result] = vectors.constant(type(result), step.numbers[0]);
    return;
  }
  std::vector<llvm::Constant*> elements;
  for (int i = 0; i < count; ++i) {
    uint64_t bits = step.numbers[static_cast<size_t>(i) < step.numbers.size() ? i : 0];
    auto* one = llvm::cast<llvm::Constant>(vectors.constant(type(result), bits, 1));
    elements.push_back(one->getAggregateElement(0U));
  }
  values_[result] = llvm::ConstantVector::get(elements);
}

void ControlBuilder::body(const ControlStep& step) {
  const Program& program = spec_.bodies[step.body];
  int width = room(step.results[0]);
  Vectors vectors(b_, width, width == 8);
  std::vector<Value*> values(program.code.size());
  for (size_t k = 0; k < program.code.size(); ++k) {
    const Inst& inst = program.code[k];
    values[k] = inst.op == Instr::kInput
                    ? values_[step.sources[inst.a]]
                    : vectors.instruction(inst, program.code[inst.a].type, values[inst.a],
                                          values[inst.b], values[inst.c]);
  }
  for (size_t k = 0; k < step.results.size(); ++k)
    values_[step.results[k]] = values[program.outputs[k]];
}

llvm::Value* ControlBuilder::pick(Value* value, const std::vector<int>& indices, int room) {
  auto* from = llvm::cast<llvm::FixedVectorType>(value->getType());
  // A vector of one element is a scalar to the machine.
  if (from->getNumElements() == 1) return b_.CreateVectorSplat(room, first(value));
  if (room == 1)
    return b_.CreateVectorSplat(1, b_.CreateExtractElement(value, b_.getInt64(indices[0])));
  std::vector<int> all = indices;
  all.resize(room, indices[0]);
  std::vector<int> same(room);
  std::iota(same.begin(), same.end(), 0);
  bool unchanged = static_cast<int>(from->getNumElements()) == room &&
                   std::equal(indices.begin(), indices.end(), same.begin());
  return unchanged ? value : b_.CreateShuffleVector(value, all);
}

/// Lanes that no element has stay at the identity, which changes nothing behind the first step: as
/// many lanes as there are elements give the same bits as kLanes.
void ControlBuilder::fold_lines(const ControlStep& step) {
  auto outer = static_cast<int>(step.numbers[0]), rows = static_cast<int>(step.numbers[1]);
  DType dtype = type(step.sources[0]);
  int columns = room_of(outer), lanes = room_of(rows);
  Value* source = values_[step.sources[0]];
  int elements = room(step.sources[0]), width = columns * lanes;
  Vectors vectors(b_, width);
  Value* start = vectors.constant(dtype, identity(step.combine, dtype));
  Value* value = source;
  if (elements > 1) {
    std::vector<int> indices(width);
    for (int i = 0; i < width; ++i) {
      int lane = i / columns, column = i % columns;
      indices[i] = lane < rows && column < outer ? column * rows + lane : elements;
    }
    value = b_.CreateShuffleVector(
        source, vectors.constant(dtype, identity(step.combine, dtype), elements), indices);
  }
  value = vectors.combine(step.combine, dtype, start, value);
  for (int half = lanes / 2; half > 0; half /= 2) {
    std::vector<int> low(size_t{1} * half * columns), high(low.size());
    std::iota(low.begin(), low.end(), 0);
    std::iota(high.begin(), high.end(), half * columns);
    auto part = [&](const std::vector<int>& indices) {
      return pick(value, indices, static_cast<int>(indices.size()));
    };
    Value *a = part(low), *b = part(high);
    value = vectors.combine(step.combine, dtype, a, b);
  }
  values_[step.results[0]] = value;
}

void ControlBuilder::fold_columns(const ControlStep& step) {
  auto outer = static_cast<int>(step.numbers[0]), rows = static_cast<int>(step.numbers[1]);
  DType dtype = type(step.sources[0]);
  Vectors vectors(b_, room_of(outer));
  Value* value = vectors.constant(dtype, identity(step.combine, dtype));
  for (int r = 0; r < rows; ++r) {
    std::vector<int> indices(outer);
    std::iota(indices.begin(), indices.end(), r * outer);
    Value* row = pick(values_[step.sources[0]], indices, room_of(outer));
    value = vectors.combine(step.combine, dtype, value, row);
  }
  values_[step.results[0]] = value;
}

llvm::Value* ControlBuilder::load(Value* from, int64_t offset, int r) {
  Vectors vectors(b_, room(r));
  auto* stored = llvm::FixedVectorType::get(vectors.stored_element(type(r)), room(r));
  Value* at = b_.CreateConstGEP1_64(b_.getInt8Ty(), from, offset);
  return vectors.from_stored(type(r), b_.CreateAlignedLoad(stored, at, llvm::Align(1)));
}

void ControlBuilder::store(Value* to, int64_t offset, int r) {
  Vectors vectors(b_, room(r));
  Value* at = b_.CreateConstGEP1_64(b_.getInt8Ty(), to, offset);
  b_.CreateAlignedStore(vectors.to_stored(type(r), values_[r]), at, llvm::Align(1));
}

llvm::Value* ControlBuilder::field(size_t offset, llvm::Type* type) {
  return b_.CreateLoad(type, b_.CreateConstGEP1_64(b_.getInt8Ty(), call_, offset));
}

void ControlBuilder::push(const ControlStep& step) {
  int64_t bytes = 16;
  for (size_t k = 1; k < step.sources.size(); ++k)
    bytes += packed_bytes_of(spec_.registers[step.sources[k]]);
  Value* used = field(offsetof(ControlCall, stack_used), b_.getInt64Ty());
  Value* next = b_.CreateAdd(used, b_.getInt64(bytes));
  Value* limit = field(offsetof(ControlCall, stack_bytes), b_.getInt64Ty());
  end_if(b_.CreateICmpSGT(next, limit), ControlEnd::kFull);
  constexpr size_t kUsed = offsetof(ControlCall, stack_used);
  b_.CreateStore(next, b_.CreateConstGEP1_64(b_.getInt8Ty(), call_, kUsed));
  Value* stack = field(offsetof(ControlCall, stack), b_.getPtrTy());
  Value* at = b_.CreateGEP(b_.getInt8Ty(), stack, used);
  store(at, 0, step.sources[0]);
  int64_t offset = 16;
  for (size_t k = 1; k < step.sources.size(); ++k) {
    store(at, offset, step.sources[k]);
    offset += packed_bytes_of(spec_.registers[step.sources[k]]);
  }
  values_[step.results[0]] = b_.CreateVectorSplat(1, used);
}

void ControlBuilder::pop(const ControlStep& step) {
  Value* stack = field(offsetof(ControlCall, stack), b_.getPtrTy());
  Value* at = b_.CreateGEP(b_.getInt8Ty(), stack, first(values_[step.sources[0]]));
  values_[step.results[0]] = load(at, 0, step.results[0]);
  int64_t offset = 16;
  for (size_t k = 1; k < step.results.size(); ++k) {
    values_[step.results[k]] = load(at, offset, step.results[k]);
    offset += packed_bytes_of(spec_.registers[step.results[k]]);
  }
}

}  // namespace duet
