// From a dtype known at run time to the C++ type of its elements, for kernels that look at values.
// Halves have no type of their own here: callers convert them.
#pragma once

#include <complex>
#include <type_traits>

#include "base/error.h"
#include "tensor/dtype.h"

namespace duet::kernels {

/// bool, integers, float32 and float64.
template <class F>
void visit_ordered(DType dtype, F&& f) {
  switch (dtype) {
    case DType::kBool:
      return f(std::type_identity<bool>());
    case DType::kInt8:
      return f(std::type_identity<int8_t>());
    case DType::kInt16:
      return f(std::type_identity<int16_t>());
    case DType::kInt32:
      return f(std::type_identity<int32_t>());
    case DType::kInt64:
      return f(std::type_identity<int64_t>());
    case DType::kUInt8:
      return f(std::type_identity<uint8_t>());
    case DType::kUInt16:
      return f(std::type_identity<uint16_t>());
    case DType::kUInt32:
      return f(std::type_identity<uint32_t>());
    case DType::kUInt64:
      return f(std::type_identity<uint64_t>());
    case DType::kFloat32:
      return f(std::type_identity<float>());
    case DType::kFloat64:
      return f(std::type_identity<double>());
    default:
      // Halves are widened before; what is left is complex.
      if (is_half(dtype)) DUET_BUG("a kernel of ordered elements was given {}", name(dtype));
      throw type_error("this operator needs real numbers")
          .note("an operand is {}", name(dtype))
          .slug("needs-reals");
  }
}

/// The same, and complex numbers.
template <class F>
void visit_numbers(DType dtype, F&& f) {
  if (dtype == DType::kComplex64) return f(std::type_identity<std::complex<float>>());
  if (dtype == DType::kComplex128) return f(std::type_identity<std::complex<double>>());
  visit_ordered(dtype, f);
}

}  // namespace duet::kernels
