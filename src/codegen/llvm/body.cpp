// Loads, instructions and stores of a batch of blocks.
#include "codegen/llvm/body.h"

#include <llvm/IR/Intrinsics.h>

#include <numeric>

namespace duet {

Body::Body(llvm::IRBuilder<>& builder, const KernelSpec& spec, int width)
    : fixed(spec.sources.size()),
      b_(builder),
      spec_(spec),
      width_(width),
      vectors_(builder, width) {}

llvm::Value* Body::mask(const Block& block, int parts) const {
  int lanes = width_ * parts;
  auto* type = llvm::FixedVectorType::get(b_.getInt32Ty(), lanes);
  std::vector<uint32_t> positions(lanes);
  for (int i = 0; i < lanes; ++i) positions[i] = i / parts;
  Value* iota = llvm::ConstantDataVector::get(b_.getContext(), positions);
  return b_.CreateICmpULT(iota, b_.CreateVectorSplat(type->getElementCount(), block.left));
}

llvm::Value* Body::address(int pointer, DType type, const Block& block) {
  llvm::Type* element = vectors_.stored_element(real_part(type));
  int64_t count = parts(type);
  Value* index = count == 1 ? block.index : b_.CreateMul(block.index, b_.getInt64(count));
  Value* start = b_.CreateGEP(element, pointers[pointer], index);
  return block.ahead == 0 ? start : b_.CreateConstGEP1_64(element, start, block.ahead * count);
}

std::vector<llvm::Value*> Body::load_one(int source) {
  DType type = spec_.body.inputs[source];
  llvm::Type* element = vectors_.stored_element(real_part(type));
  std::vector<Value*> result;
  for (int part = 0; part < parts(type); ++part) {
    Value* at = b_.CreateConstGEP1_64(element, pointers[source], part);
    Value* one = b_.CreateAlignedLoad(element, at, llvm::Align(1));
    result.push_back(vectors_.from_stored(type, b_.CreateVectorSplat(width_, one)));
  }
  return result;
}

std::vector<llvm::Value*> Body::index(int source, const Block& block) {
  Value* start = b_.CreateAlignedLoad(b_.getInt64Ty(), pointers[source], llvm::Align(1));
  if (spec_.form == Form::kColumns) return {b_.CreateVectorSplat(width_, b_.CreateAdd(start, row))};
  std::vector<uint64_t> positions(width_);
  std::iota(positions.begin(), positions.end(), block.ahead);
  Value* iota = llvm::ConstantDataVector::get(b_.getContext(), positions);
  return {b_.CreateAdd(b_.CreateVectorSplat(width_, b_.CreateAdd(start, block.index)), iota)};
}

std::vector<llvm::Value*> Body::load(int source, const Block& block) {
  DType type = spec_.body.inputs[source];
  if (spec_.sources[source] == Access::kIndex) return index(source, block);
  if (!fixed[source].empty()) return fixed[source];
  if (spec_.sources[source] == Access::kOne) return load_one(source);
  int count = parts(type);
  auto* memory =
      llvm::FixedVectorType::get(vectors_.stored_element(real_part(type)), width_ * count);
  Value* at = address(source, type, block);
  Value* whole = nullptr;
  if (block.left)
    whole = b_.CreateMaskedLoad(memory, at, llvm::Align(1), mask(block, count),
                                llvm::Constant::getNullValue(memory));
  else
    whole = b_.CreateAlignedLoad(memory, at, llvm::Align(1));
  if (count == 1) return {vectors_.from_stored(type, whole)};
  std::vector<int> real(width_), imaginary(width_);
  for (int i = 0; i < width_; ++i) {
    real[i] = 2 * i;
    imaginary[i] = 2 * i + 1;
  }
  return {b_.CreateShuffleVector(whole, real), b_.CreateShuffleVector(whole, imaginary)};
}

llvm::Value* Body::input(const Inst& inst, const Block& block, size_t at) {
  std::vector<Value*>& parts = loaded_[at][inst.a];
  if (parts.empty()) parts = load(inst.a, block);
  return parts[inst.b];
}

void Body::store(int sink, const std::vector<Value*>& results, const Block& block, bool streaming) {
  DType type = spec_.body.output_types[sink];
  Value* value = vectors_.to_stored(real_part(type), results[0]);
  if (results.size() == 2) {
    std::vector<int> turns(size_t{2} * width_);
    for (int i = 0; i < 2 * width_; ++i) turns[i] = i / 2 + i % 2 * width_;
    value = b_.CreateShuffleVector(results[0], results[1], turns);
  }
  int pointer = static_cast<int>(spec_.sources.size()) + sink;
  Value* at = address(pointer, type, block);
  if (block.left) {
    b_.CreateMaskedStore(value, at, llvm::Align(1), mask(block, static_cast<int>(results.size())));
    return;
  }
  llvm::StoreInst* store = b_.CreateAlignedStore(value, at, llvm::Align(1));
  if (!streaming) return;
  uint64_t bytes = size_of(type) * width_;
  store->setAlignment(llvm::Align(std::min<uint64_t>(64, bytes)));
  store->setMetadata(
      "nontemporal",
      llvm::MDNode::get(b_.getContext(), {llvm::ConstantAsMetadata::get(b_.getInt32(1))}));
}

std::vector<std::vector<llvm::Value*>> Body::emit(const std::vector<Block>& blocks,
                                                  bool streaming) {
  const Program& body = spec_.body;
  loaded_.assign(blocks.size(), std::vector<std::vector<Value*>>(spec_.sources.size()));
  std::vector<std::vector<Value*>> values(body.code.size(), std::vector<Value*>(blocks.size()));
  for (size_t k = 0; k < body.code.size(); ++k) {
    const Inst& inst = body.code[k];
    for (size_t at = 0; at < blocks.size(); ++at)
      values[k][at] = inst.op == Instr::kInput
                          ? input(inst, blocks[at], at)
                          : vectors_.instruction(inst, body.code[inst.a].type, values[inst.a][at],
                                                 values[inst.b][at], values[inst.c][at]);
  }
  std::vector<std::vector<Value*>> results;
  results.reserve(body.outputs.size());
  for (uint16_t id : body.outputs) results.push_back(values[id]);
  for (size_t sink = 0, part = 0; sink < spec_.sinks.size(); ++sink) {
    size_t count = parts(body.output_types[sink]);
    for (size_t at = 0; at < blocks.size() && !spec_.sinks[sink].fold; ++at) {
      std::vector<Value*> pieces;
      for (size_t p = part; p < part + count; ++p) pieces.push_back(results[p][at]);
      store(static_cast<int>(sink), pieces, blocks[at], streaming);
    }
    part += count;
  }
  return results;
}

}  // namespace duet
