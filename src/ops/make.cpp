// Calls of creating operators.
#include "ops/make.h"

#include "ops/ops.h"

namespace duet {

V full_of(Dispatcher& dispatcher, const Ints& shape, const Value& number, DType dtype) {
  return apply(ops::fill_shape, &dispatcher, {shape, number, dtype});
}

V count_from(Dispatcher& dispatcher, int64_t start, int64_t count, int64_t step) {
  return apply(ops::range_of, &dispatcher, {start, step, count, DType::kInt64});
}

V as_tensor_of(const V& value, DType dtype, Dispatcher& dispatcher) {
  if (value.is_number()) return full_of(dispatcher, {}, value.value(), dtype);
  return value.dtype() == dtype ? value : V(ops::cast(value, dtype));
}

DType common_dtype(const V& a, const V& b) {
  auto own = [](const V& v) {
    switch (v.value().number_kind()) {
      case NumberKind::kBool:
        return DType::kBool;
      case NumberKind::kInt:
        return DType::kInt64;
      case NumberKind::kFloat:
        return DType::kFloat32;
      case NumberKind::kComplex:
        return DType::kComplex64;
    }
    return DType::kFloat32;
  };
  if (a.is_number())
    return b.is_number() ? promote(own(a), own(b)) : promote(b.dtype(), a.value().number_kind());
  if (b.is_number()) return promote(a.dtype(), b.value().number_kind());
  return promote(a.dtype(), b.dtype());
}

}  // namespace duet
