// From a dtype known at run time to a C++ type: `visit(dtype, [](auto tag) { using T =
// decltype(tag)::type; ... })`.
#pragma once

#include <type_traits>

#include "base/error.h"
#include "ops/scalar/num.h"
#include "tensor/dtype.h"

namespace duet {

/// Every stored dtype but the complex ones.
template <class F>
decltype(auto) visit(DType type, F&& f) {
  switch (type) {
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
    case DType::kFloat16:
      return f(std::type_identity<Half>());
    case DType::kBFloat16:
      return f(std::type_identity<BFloat>());
    case DType::kFloat32:
      return f(std::type_identity<float>());
    case DType::kFloat64:
      return f(std::type_identity<double>());
    case DType::kComplex64:
    case DType::kComplex128:
      break;
  }
  DUET_BUG("a complex dtype has no single number");
}

}  // namespace duet
