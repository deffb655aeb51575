// Tensors that come from nothing, as V values: what decompositions and gradient rules need of
// creation.
#pragma once

#include "ops/call.h"

namespace duet {

DUET_API V full_of(Dispatcher& dispatcher, const Ints& shape, const Value& number, DType dtype);
/// start, start + step, ...: int64.
DUET_API V count_from(Dispatcher& dispatcher, int64_t start, int64_t count, int64_t step = 1);
/// A number as a 0-d tensor of `dtype`; a tensor cast to it.
DUET_API V as_tensor_of(const V& value, DType dtype, Dispatcher& dispatcher);
/// The dtype that two operands meet in; numbers promote weakly.
DUET_API DType common_dtype(const V& a, const V& b);

}  // namespace duet
