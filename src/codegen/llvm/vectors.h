// The scalar instruction set on LLVM vectors: one call emits one instruction for `width` elements.
// The same bits as ops/scalar/num.h, NaN payloads aside.
//
// A bool is a vector of i1, float16 and bfloat16 are vectors of i16, all others are what they are.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "ops/scalar/program.h"

namespace duet {

class Vectors {
 public:
  using Value = llvm::Value;
  using Type = llvm::Type;
  /// `fits`: the machine has registers of this width (of 32-bit elements).
  Vectors(llvm::IRBuilder<>& builder, int width, bool fits = true)
      : b_(builder), width_(width), fits_(fits) {}

  /// In registers and in memory, one element.
  Type* element(DType type) const;
  Type* stored_element(DType type) const;
  llvm::FixedVectorType* vector(DType type, int width = 0) const;

  Value* constant(DType type, uint64_t bits, int width = 0) const;
  Value* instruction(const Inst& inst, DType operand, Value* a, Value* b, Value* c);
  /// One step of a fold.
  Value* combine(Instr op, DType type, Value* a, Value* b);
  /// From and to what lies in memory (bools are bytes).
  Value* from_stored(DType type, Value* value);
  Value* to_stored(DType type, Value* value);

 private:
  Value* arithmetic(Instr op, DType type, Value* a, Value* b, Value* c);
  Value* floats(Instr op, Value* a, Value* b, Value* c);
  Value* bools(Instr op, Value* a, Value* b);
  Value* integers(Instr op, DType type, Value* a, Value* b, Value* c);
  Value* compare(Instr op, DType type, Value* a, Value* b);
  Value* float_limit(Instr op, Value* a, Value* b);
  Value* shift(Instr op, DType type, Value* a, Value* b);
  Value* divide(Instr op, DType type, Value* a, Value* b);
  Value* quotient(DType type, Value* a, Value* b);
  Value* remainder(Value* a, Value* b);
  Value* reduce_by(Value* a, Value* b);

  Value* convert(DType from, DType to, Value* a);
  Value* bitcast(DType from, DType to, Value* a);
  Value* half_to_float(Value* a);
  Value* float_to_half(Value* a);
  Value* bfloat_to_float(Value* a);
  Value* float_to_bfloat(Value* a);
  Value* from_float(DType from, DType to, Value* a);
  Value* float_to_int(DType from, DType to, Value* a);
  Value* truncate_to_int32(Value* a);
  Value* to_float(DType from, DType to, Value* a);

  Value* zero(Value* like) { return llvm::Constant::getNullValue(like->getType()); }
  Value* splat_int(Value* like, uint64_t value) {
    return llvm::ConstantInt::get(like->getType(), value);
  }
  Value* splat_float(Value* like, double value) {
    return llvm::ConstantFP::get(like->getType(), value);
  }
  Type* like(Value* value, Type* element) const;

  llvm::IRBuilder<>& b_;
  int width_;
  bool fits_;
};

}  // namespace duet
