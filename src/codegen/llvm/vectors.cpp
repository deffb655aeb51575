// Arithmetic, comparison and bits on vectors.
#include "codegen/llvm/vectors.h"

#include <llvm/IR/Intrinsics.h>

#include "base/error.h"

namespace duet {

using llvm::Intrinsic::ID;

namespace {

/// True of a constant that is a number.
bool is_number(llvm::Value* value) {
  auto* fixed = llvm::dyn_cast<llvm::Constant>(value);
  auto* splat = fixed ? llvm::dyn_cast_or_null<llvm::ConstantFP>(fixed->getSplatValue()) : nullptr;
  return splat && !splat->isNaN();
}

}  // namespace

llvm::Type* Vectors::element(DType type) const {
  return is_bool(type) ? b_.getInt1Ty() : stored_element(type);
}

llvm::Type* Vectors::stored_element(DType type) const {
  if (type == DType::kFloat32) return b_.getFloatTy();
  if (type == DType::kFloat64) return b_.getDoubleTy();
  return b_.getIntNTy(static_cast<unsigned>(size_of(type) * 8));
}

llvm::FixedVectorType* Vectors::vector(DType type, int width) const {
  return llvm::FixedVectorType::get(element(type), width ? width : width_);
}

llvm::Type* Vectors::like(Value* value, Type* element) const {
  return llvm::FixedVectorType::get(
      element, llvm::cast<llvm::FixedVectorType>(value->getType())->getNumElements());
}

llvm::Value* Vectors::constant(DType type, uint64_t bits, int width) const {
  llvm::Type* to = element(type);
  llvm::Constant* one = nullptr;
  if (is_bool(type))
    one = llvm::ConstantInt::get(to, bits & 1);
  else if (to->isFloatTy())
    one = llvm::ConstantFP::get(
        to, llvm::APFloat(llvm::APFloat::IEEEsingle(), llvm::APInt(32, bits & 0xffffffff)));
  else if (to->isDoubleTy())
    one = llvm::ConstantFP::get(to,
                                llvm::APFloat(llvm::APFloat::IEEEdouble(), llvm::APInt(64, bits)));
  else
    one = llvm::ConstantInt::get(to, bits & (~uint64_t{0} >> (64 - size_of(type) * 8)));
  return llvm::ConstantVector::getSplat(llvm::ElementCount::getFixed(width ? width : width_), one);
}

llvm::Value* Vectors::from_stored(DType type, Value* value) {
  return is_bool(type) ? b_.CreateICmpNE(value, zero(value)) : value;
}

llvm::Value* Vectors::to_stored(DType type, Value* value) {
  return is_bool(type) ? b_.CreateZExt(value, like(value, b_.getInt8Ty())) : value;
}

llvm::Value* Vectors::instruction(const Inst& inst, DType operand, Value* a, Value* b, Value* c) {
  switch (inst.op) {
    case Instr::kConstant:
      return constant(inst.type, inst.imm);
    case Instr::kConvert:
      return convert(operand, inst.type, a);
    case Instr::kBitcast:
      return bitcast(operand, inst.type, a);
    case Instr::kSelect:
      return b_.CreateSelect(a, b, c);
    case Instr::kEq:
    case Instr::kNe:
    case Instr::kLt:
    case Instr::kLe:
      return compare(inst.op, operand, a, b);
    default:
      return arithmetic(inst.op, operand, a, b, c);
  }
}

llvm::Value* Vectors::combine(Instr op, DType type, Value* a, Value* b) {
  return arithmetic(op, type, a, b, nullptr);
}

llvm::Value* Vectors::arithmetic(Instr op, DType type, Value* a, Value* b, Value* c) {
  if (is_half(type)) DUET_BUG("halves are converted before use");
  if (is_bool(type)) return bools(op, a, b);
  return is_int(type) ? integers(op, type, a, b, c) : floats(op, a, b, c);
}

llvm::Value* Vectors::floats(Instr op, Value* a, Value* b, Value* c) {
  auto unary = [&](ID id) { return b_.CreateUnaryIntrinsic(id, a); };
  switch (op) {
    case Instr::kAdd:
      return b_.CreateFAdd(a, b);
    case Instr::kSub:
      return b_.CreateFSub(a, b);
    case Instr::kMul:
      return b_.CreateFMul(a, b);
    case Instr::kDiv:
      return b_.CreateFDiv(a, b);
    case Instr::kRem:
      return remainder(a, b);
    case Instr::kNeg:
      return b_.CreateFNeg(a);
    case Instr::kAbs:
      return unary(llvm::Intrinsic::fabs);
    case Instr::kMin:
    case Instr::kMax:
      return float_limit(op, a, b);
    case Instr::kFma:
      return b_.CreateIntrinsic(a->getType(), llvm::Intrinsic::fma, {a, b, c});
    case Instr::kSqrt:
      return unary(llvm::Intrinsic::sqrt);
    case Instr::kFloor:
      return unary(llvm::Intrinsic::floor);
    case Instr::kCeil:
      return unary(llvm::Intrinsic::ceil);
    case Instr::kTrunc:
      return unary(llvm::Intrinsic::trunc);
    case Instr::kRound:
      return unary(llvm::Intrinsic::roundeven);
    default:
      DUET_BUG("instruction {} is not one of floats", static_cast<int>(op));
  }
}

llvm::Value* Vectors::float_limit(Instr op, Value* a, Value* b) {
  // One instruction: minps gives its second operand when the comparison fails.
  Value* closer = op == Instr::kMin ? b_.CreateFCmpOLT(b, a) : b_.CreateFCmpOGT(b, a);
  Value* limit = b_.CreateSelect(closer, b, a);
  return is_number(b) ? limit : b_.CreateSelect(b_.CreateFCmpUNO(b, b), b, limit);
}

llvm::Value* Vectors::bools(Instr op, Value* a, Value* b) {
  switch (op) {
    case Instr::kMin:
    case Instr::kAnd:
      return b_.CreateAnd(a, b);
    case Instr::kMax:
    case Instr::kOr:
      return b_.CreateOr(a, b);
    case Instr::kXor:
      return b_.CreateXor(a, b);
    case Instr::kNot:
      return b_.CreateNot(a);
    default:
      DUET_BUG("instruction {} is not one of bools", static_cast<int>(op));
  }
}

llvm::Value* Vectors::integers(Instr op, DType type, Value* a, Value* b, Value* c) {
  bool is_signed = is_signed_int(type);
  switch (op) {
    case Instr::kAdd:
      return b_.CreateAdd(a, b);
    case Instr::kSub:
      return b_.CreateSub(a, b);
    case Instr::kMul:
      return b_.CreateMul(a, b);
    case Instr::kDiv:
    case Instr::kRem:
      return divide(op, type, a, b);
    case Instr::kNeg:
      return b_.CreateNeg(a);
    case Instr::kAbs:
      return is_signed ? b_.CreateSelect(b_.CreateICmpSLT(a, zero(a)), b_.CreateNeg(a), a) : a;
    case Instr::kMin:
      return b_.CreateBinaryIntrinsic(is_signed ? llvm::Intrinsic::smin : llvm::Intrinsic::umin, a,
                                      b);
    case Instr::kMax:
      return b_.CreateBinaryIntrinsic(is_signed ? llvm::Intrinsic::smax : llvm::Intrinsic::umax, a,
                                      b);
    case Instr::kFma:
      return b_.CreateAdd(b_.CreateMul(a, b), c);
    case Instr::kAnd:
      return b_.CreateAnd(a, b);
    case Instr::kOr:
      return b_.CreateOr(a, b);
    case Instr::kXor:
      return b_.CreateXor(a, b);
    case Instr::kNot:
      return b_.CreateNot(a);
    case Instr::kShl:
    case Instr::kShr:
      return shift(op, type, a, b);
    default:
      DUET_BUG("instruction {} is not one of integers", static_cast<int>(op));
  }
}

llvm::Value* Vectors::shift(Instr op, DType type, Value* a, Value* b) {
  // A negative count is a large unsigned one: past the width.
  uint64_t last = size_of(type) * 8 - 1;
  if (auto* fixed = llvm::dyn_cast<llvm::Constant>(b)) {
    auto* splat = llvm::dyn_cast_or_null<llvm::ConstantInt>(fixed->getSplatValue());
    if (splat && splat->getValue().ule(last))
      return op == Instr::kShl     ? b_.CreateShl(a, b)
             : is_signed_int(type) ? b_.CreateAShr(a, b)
                                   : b_.CreateLShr(a, b);
  }
  Value* inside = b_.CreateICmpULE(b, splat_int(b, last));
  Value* count = b_.CreateSelect(inside, b, splat_int(b, last));
  if (op == Instr::kShr && is_signed_int(type)) return b_.CreateAShr(a, count);
  Value* shifted = op == Instr::kShl ? b_.CreateShl(a, count) : b_.CreateLShr(a, count);
  return b_.CreateSelect(inside, shifted, zero(a));
}

llvm::Value* Vectors::compare(Instr op, DType type, Value* a, Value* b) {
  using P = llvm::CmpInst;
  if (is_float(type)) {
    switch (op) {
      case Instr::kEq:
        return b_.CreateFCmpOEQ(a, b);
      case Instr::kNe:
        return b_.CreateFCmpUNE(a, b);
      case Instr::kLt:
        return b_.CreateFCmpOLT(a, b);
      default:
        return b_.CreateFCmpOLE(a, b);
    }
  }
  bool is_signed = is_signed_int(type);
  switch (op) {
    case Instr::kEq:
      return b_.CreateICmpEQ(a, b);
    case Instr::kNe:
      return b_.CreateICmpNE(a, b);
    case Instr::kLt:
      return b_.CreateICmp(is_signed ? P::ICMP_SLT : P::ICMP_ULT, a, b);
    default:
      return b_.CreateICmp(is_signed ? P::ICMP_SLE : P::ICMP_ULE, a, b);
  }
}

}  // namespace duet
