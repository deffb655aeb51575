// Conversions between element types on vectors.
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>

#include <cmath>

#include "codegen/llvm/vectors.h"

namespace duet {

llvm::Value* Vectors::convert(DType from, DType to, Value* a) {
  if (from == to) return a;
  if (from == DType::kFloat16) return convert(DType::kFloat32, to, half_to_float(a));
  if (from == DType::kBFloat16) return convert(DType::kFloat32, to, bfloat_to_float(a));
  if (to == DType::kFloat16) return float_to_half(convert(from, DType::kFloat32, a));
  if (to == DType::kBFloat16) return float_to_bfloat(convert(from, DType::kFloat32, a));
  if (is_float(from)) return from_float(from, to, a);
  if (is_float(to)) return to_float(from, to, a);
  if (is_bool(to)) return b_.CreateICmpNE(a, zero(a));
  return b_.CreateIntCast(a, vector(to), is_signed_int(from));
}

llvm::Value* Vectors::from_float(DType from, DType to, Value* a) {
  if (is_bool(to)) return b_.CreateFCmpUNE(a, zero(a));
  if (is_float(to))
    return size_of(to) > size_of(from) ? b_.CreateFPExt(a, vector(to))
                                       : b_.CreateFPTrunc(a, vector(to));
  return float_to_int(from, to, a);
}

// LLVM takes its own saturating conversions apart, element by element; so the ends are cut off
// here.
llvm::Value* Vectors::float_to_int(DType from, DType to, Value* a) {
  bool is_signed = is_signed_int(to);
  int bits = static_cast<int>(size_of(to)) * 8;
  double least = is_signed ? -std::ldexp(1.0, bits - 1) : 0,
         above = std::ldexp(1.0, is_signed ? bits - 1 : bits);
  if (bits < (size_of(from) == 8 ? 64 : 32)) {
    // Both ends are floats.
    Value *low = splat_float(a, least), *high = splat_float(a, above - 1);
    Value* inside = b_.CreateSelect(b_.CreateFCmpOGT(a, low), a, low);
    inside = b_.CreateSelect(b_.CreateFCmpOLT(inside, high), inside, high);
    inside = b_.CreateSelect(b_.CreateFCmpUNO(a, a), zero(a), inside);
    bool wide = bits == 32 && !is_signed;
    Type* whole = like(a, b_.getInt32Ty());
    Value* result = wide ? b_.CreateFPToUI(inside, whole) : b_.CreateFPToSI(inside, whole);
    return b_.CreateIntCast(result, vector(to), is_signed);
  }
  Value* high = b_.CreateFCmpOGE(a, splat_float(a, above));
  Value* largest =
      llvm::ConstantInt::get(vector(to), is_signed ? llvm::APInt::getSignedMaxValue(bits)
                                                   : llvm::APInt::getMaxValue(bits));
  if (from == DType::kFloat32 && to == DType::kInt32 && fits_) {
    // The machine's answer is the least integer wherever there is none.
    return b_.CreateSelect(b_.CreateFCmpUNO(a, a), zero(largest),
                           b_.CreateSelect(high, largest, truncate_to_int32(a)));
  }
  Value* low = b_.CreateFCmpOLT(a, splat_float(a, least));
  Value* outside = b_.CreateOr(b_.CreateOr(low, high), b_.CreateFCmpUNO(a, a));
  Value* inside = b_.CreateSelect(outside, zero(a), a);
  Value* result =
      is_signed ? b_.CreateFPToSI(inside, vector(to)) : b_.CreateFPToUI(inside, vector(to));
  if (is_signed)
    result = b_.CreateSelect(
        low, llvm::ConstantInt::get(vector(to), llvm::APInt::getSignedMinValue(bits)), result);
  return b_.CreateSelect(high, largest, result);
}

llvm::Value* Vectors::truncate_to_int32(Value* a) {
  if (width_ == 8) return b_.CreateIntrinsic(llvm::Intrinsic::x86_avx_cvtt_ps2dq_256, {}, {a});
  constexpr int kCurrentDirection = 4;
  Value* nothing = llvm::PoisonValue::get(like(a, b_.getInt32Ty()));
  return b_.CreateIntrinsic(llvm::Intrinsic::x86_avx512_mask_cvttps2dq_512, {},
                            {a, nothing, b_.getInt16(-1), b_.getInt32(kCurrentDirection)});
}

llvm::Value* Vectors::to_float(DType from, DType to, Value* a) {
  return is_signed_int(from) ? b_.CreateSIToFP(a, vector(to)) : b_.CreateUIToFP(a, vector(to));
}

llvm::Value* Vectors::bitcast(DType from, DType to, Value* a) {
  if (is_bool(from)) return b_.CreateBitCast(to_stored(from, a), vector(to));
  if (is_bool(to)) return b_.CreateICmpNE(a, zero(a));
  return b_.CreateBitCast(a, vector(to));
}

llvm::Value* Vectors::half_to_float(Value* a) {
  return b_.CreateFPExt(b_.CreateBitCast(a, like(a, b_.getHalfTy())), like(a, b_.getFloatTy()));
}

llvm::Value* Vectors::float_to_half(Value* a) {
  return b_.CreateBitCast(b_.CreateFPTrunc(a, like(a, b_.getHalfTy())), like(a, b_.getInt16Ty()));
}

llvm::Value* Vectors::bfloat_to_float(Value* a) {
  Value* wide = b_.CreateZExt(a, like(a, b_.getInt32Ty()));
  return b_.CreateBitCast(b_.CreateShl(wide, 16), like(a, b_.getFloatTy()));
}

llvm::Value* Vectors::float_to_bfloat(Value* a) {
  Value* bits = b_.CreateBitCast(a, like(a, b_.getInt32Ty()));
  Value* high = b_.CreateLShr(bits, 16);
  Value* half = b_.CreateAdd(splat_int(bits, 0x7fff), b_.CreateAnd(high, splat_int(bits, 1)));
  Value* rounded = b_.CreateLShr(b_.CreateAdd(bits, half), 16);
  Value* quiet = b_.CreateOr(high, splat_int(bits, 0x40));
  return b_.CreateTrunc(b_.CreateSelect(b_.CreateFCmpUNO(a, a), quiet, rounded),
                        like(a, b_.getInt16Ty()));
}

}  // namespace duet
