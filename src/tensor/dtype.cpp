// Promotion as MindSpore has it: the kind first, then the width; f16 with bf16 meet in f32.
#include "tensor/dtype.h"

#include <algorithm>

namespace duet {

std::string_view display_name(DType t) {
  constexpr std::string_view kNames[] = {
      "Bool",   "Int8",    "Int16",    "Int32",   "Int64",   "UInt8",     "UInt16",    "UInt32",
      "UInt64", "Float16", "BFloat16", "Float32", "Float64", "Complex64", "Complex128"};
  return kNames[static_cast<int>(t)];
}

namespace {

DType promote_ints(DType a, DType b) {
  if (is_unsigned_int(a) == is_unsigned_int(b)) return std::max(a, b);
  DType u = is_unsigned_int(a) ? a : b, s = is_unsigned_int(a) ? b : a;
  if (size_of(s) > size_of(u)) return s;
  switch (u) {
    case DType::kUInt8:
      return DType::kInt16;
    case DType::kUInt16:
      return DType::kInt32;
    default:
      return DType::kInt64;
  }
}

DType promote_floats(DType a, DType b) {
  if (is_half(a) && is_half(b)) return DType::kFloat32;
  return std::max(a, b);
}

}  // namespace

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (is_complex(a) || is_complex(b)) {
    bool wide = real_part(a) == DType::kFloat64 || real_part(b) == DType::kFloat64;
    return wide ? DType::kComplex128 : DType::kComplex64;
  }
  if (is_float(a) && is_float(b)) return promote_floats(a, b);
  if (is_float(a) || is_float(b)) return is_float(a) ? a : b;
  if (is_bool(a) || is_bool(b)) return is_bool(a) ? b : a;
  return promote_ints(a, b);
}

DType promote(DType tensor, NumberKind number) {
  switch (number) {
    case NumberKind::kBool:
      return tensor;
    case NumberKind::kInt:
      return is_bool(tensor) ? DType::kInt64 : tensor;
    case NumberKind::kFloat:
      return is_bool(tensor) || is_int(tensor) ? DType::kFloat32 : tensor;
    case NumberKind::kComplex:
      return tensor == DType::kFloat64 || tensor == DType::kComplex128 ? DType::kComplex128
                                                                       : DType::kComplex64;
  }
  return tensor;
}

}  // namespace duet
