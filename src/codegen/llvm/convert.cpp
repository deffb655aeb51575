// Conversions between element types on vectors.
#include <llvm/IR/Intrinsics.h>

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
  if (is_float(to)) return size_of(to) > size_of(from) ? b_.CreateFPExt(a, vector(to)) : b_.CreateFPTrunc(a, vector(to));
  auto id = is_signed_int(to) ? llvm::Intrinsic::fptosi_sat : llvm::Intrinsic::fptoui_sat;
  return b_.CreateIntrinsic(id, {vector(to), a->getType()}, {a});
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
  return b_.CreateTrunc(b_.CreateSelect(b_.CreateFCmpUNO(a, a), quiet, rounded), like(a, b_.getInt16Ty()));
}

}  // namespace duet
