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
  // A number only promotes its neighbour's dtype; beside a bool it is what it is alone.
  auto with = [](DType dtype, const V& v) {
    return v.is_number() ? promote(dtype, v.value().number_kind()) : promote(dtype, v.dtype());
  };
  return a.is_number() ? with(with(DType::kBool, b), a) : with(a.dtype(), b);
}

}  // namespace duet
