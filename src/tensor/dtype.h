// The element types, and all that is known about each without computing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/export.h"

namespace duet {

enum class DType : uint8_t {
  kBool,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kUInt8,
  kUInt16,
  kUInt32,
  kUInt64,
  kFloat16,
  kBFloat16,
  kFloat32,
  kFloat64,
  kComplex64,
  kComplex128,
};
inline constexpr int kDTypeCount = 15;

constexpr bool is_bool(DType t) { return t == DType::kBool; }
constexpr bool is_signed_int(DType t) { return t >= DType::kInt8 && t <= DType::kInt64; }
constexpr bool is_unsigned_int(DType t) { return t >= DType::kUInt8 && t <= DType::kUInt64; }
constexpr bool is_int(DType t) { return t >= DType::kInt8 && t <= DType::kUInt64; }
constexpr bool is_half(DType t) { return t == DType::kFloat16 || t == DType::kBFloat16; }
constexpr bool is_float(DType t) { return t >= DType::kFloat16 && t <= DType::kFloat64; }
constexpr bool is_complex(DType t) { return t >= DType::kComplex64; }

constexpr size_t size_of(DType t) {
  constexpr uint8_t kSizes[] = {1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 2, 4, 8, 8, 16};
  return kSizes[static_cast<int>(t)];
}
/// The dtype of the parts of a complex number; itself for all others.
constexpr DType real_part(DType t) {
  return t == DType::kComplex64 ? DType::kFloat32 : t == DType::kComplex128 ? DType::kFloat64 : t;
}
/// Python's and NumPy's spelling: "float32".
constexpr std::string_view name(DType t) {
  constexpr std::string_view kNames[] = {
      "bool",   "int8",    "int16",    "int32",   "int64",   "uint8",     "uint16",    "uint32",
      "uint64", "float16", "bfloat16", "float32", "float64", "complex64", "complex128"};
  return kNames[static_cast<int>(t)];
}
/// MindSpore's spelling: "Float32".
DUET_API std::string_view display_name(DType t);

/// The dtype that two Tensors of these dtypes compute in (MindSpore's table).
DUET_API DType promote(DType a, DType b);

/// What a Python number is to promotion: it changes the kind of a Tensor's dtype, never its width.
enum class NumberKind : uint8_t { kBool, kInt, kFloat, kComplex };
DUET_API DType promote(DType tensor, NumberKind number);

}  // namespace duet
