// Division on vectors. The machine divides floats only: integers up to 32 bits go through the next
// wider float, whose quotient truncates to the exact one; 64 bits go one by one. The remainder of
// floats is C's fmod, exact, as a loop.
#include <llvm/IR/Intrinsics.h>

#include "codegen/llvm/vectors.h"

namespace duet {

llvm::Value* Vectors::divide(Instr op, DType type, Value* a, Value* b) {
  Value* by_zero = b_.CreateICmpEQ(b, zero(b));
  Value* safe = b_.CreateSelect(by_zero, splat_int(b, 1), b);
  Value* by_minus_one = nullptr;
  if (is_signed_int(type)) {
    by_minus_one = b_.CreateICmpEQ(b, llvm::Constant::getAllOnesValue(b->getType()));
    safe = b_.CreateSelect(by_minus_one, splat_int(b, 1), safe);
  }
  Value* q = quotient(type, a, safe);
  if (op == Instr::kRem) {
    // By 0 and -1 the divisor is 1 here and the remainder 0, as it must be.
    return b_.CreateSub(a, b_.CreateMul(q, safe));
  }
  if (by_minus_one) q = b_.CreateSelect(by_minus_one, b_.CreateNeg(a), q);
  return b_.CreateSelect(by_zero, zero(a), q);
}

llvm::Value* Vectors::quotient(DType type, Value* a, Value* b) {
  bool is_signed = is_signed_int(type);
  if (size_of(type) == 8) return is_signed ? b_.CreateSDiv(a, b) : b_.CreateUDiv(a, b);
  // With p bits more than the operands have, a rounded quotient never reaches the next integer.
  Type* wide = like(a, size_of(type) == 4 ? b_.getDoubleTy() : b_.getFloatTy());
  auto floating = [&](Value* x) {
    return is_signed ? b_.CreateSIToFP(x, wide) : b_.CreateUIToFP(x, wide);
  };
  Value* q = b_.CreateFDiv(floating(a), floating(b));
  Type* whole = like(a, b_.getInt32Ty());
  q = is_signed || size_of(type) < 4 ? b_.CreateFPToSI(q, whole) : b_.CreateFPToUI(q, whole);
  return b_.CreateIntCast(q, a->getType(), is_signed);
}

/// |a| reduced below b, for normal doubles: b scaled to just below what is left is taken away,
/// which is exact, until nothing but the remainder is left. Each step clears the leading bit.
llvm::Value* Vectors::reduce_by(Value* a, Value* b) {
  Type* bits = like(a, b_.getInt64Ty());
  llvm::BasicBlock* before = b_.GetInsertBlock();
  llvm::Function* function = before->getParent();
  auto* loop = llvm::BasicBlock::Create(b_.getContext(), "reduce", function);
  auto* done = llvm::BasicBlock::Create(b_.getContext(), "reduced", function);
  Value* exponent_mask = llvm::ConstantInt::get(bits, 0x7ff0000000000000);
  Value* fraction =
      b_.CreateAnd(b_.CreateBitCast(b, bits), llvm::ConstantInt::get(bits, 0x000fffffffffffff));
  b_.CreateBr(loop);
  b_.SetInsertPoint(loop);
  llvm::PHINode* left = b_.CreatePHI(a->getType(), 2);
  Value* exponent = b_.CreateAnd(b_.CreateBitCast(left, bits), exponent_mask);
  Value* scaled = b_.CreateBitCast(b_.CreateOr(exponent, fraction), a->getType());
  Value* halved = b_.CreateFMul(scaled, splat_float(a, 0.5));
  scaled = b_.CreateSelect(b_.CreateFCmpOGT(scaled, left), halved, scaled);
  Value* more = b_.CreateFCmpOGE(left, b);
  Value* next = b_.CreateSelect(more, b_.CreateFSub(left, scaled), left);
  left->addIncoming(a, before);
  left->addIncoming(next, loop);
  b_.CreateCondBr(b_.CreateOrReduce(more), loop, done);
  b_.SetInsertPoint(done);
  return left;
}

llvm::Value* Vectors::remainder(Value* a, Value* b) {
  Type* given = a->getType();
  bool is_double = given->getScalarType()->isDoubleTy();
  Type* wide = like(a, b_.getDoubleTy());
  auto magnitude = [&](Value* x) {
    return b_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, is_double ? x : b_.CreateFPExt(x, wide));
  };
  Value *x = magnitude(a), *y = magnitude(b);
  Value* infinity = splat_float(x, std::numeric_limits<double>::infinity());
  Value* good = b_.CreateAnd(b_.CreateFCmpOLT(x, infinity), b_.CreateFCmpOGT(y, zero(y)));
  // A lane that has no remainder, or an infinite divisor, must not keep the loop going.
  Value* turning = b_.CreateAnd(good, b_.CreateFCmpOLT(y, infinity));
  Value* start = b_.CreateSelect(turning, x, zero(x));
  Value* divisor = b_.CreateSelect(turning, y, splat_float(y, 1));
  if (is_double) {
    // Subnormal numbers have no leading bit to align: far down, reduce by a large multiple first,
    // then scale both up.
    Value* tiny = b_.CreateFCmpOLT(divisor, splat_float(y, 0x1p-900));
    Value* raised = b_.CreateFMul(divisor, splat_float(y, 0x1p200));
    divisor = b_.CreateSelect(tiny, raised, divisor);
    start = reduce_by(start, divisor);
    start = b_.CreateSelect(tiny, b_.CreateFMul(start, splat_float(x, 0x1p200)), start);
    Value* rest = reduce_by(start, divisor);
    start = b_.CreateSelect(tiny, b_.CreateFMul(rest, splat_float(x, 0x1p-200)), rest);
  } else {
    start = reduce_by(start, divisor);
  }
  Value* result = b_.CreateSelect(b_.CreateFCmpOEQ(y, infinity), x, start);
  result = b_.CreateSelect(good, result, splat_float(x, std::numeric_limits<double>::quiet_NaN()));
  if (!is_double) result = b_.CreateFPTrunc(result, given);
  return b_.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, result, a);
}

}  // namespace duet
