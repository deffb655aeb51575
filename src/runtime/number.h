// A Python number as the bytes of an element.
#pragma once

#include <array>

#include "ops/value.h"

namespace duet {

/// Room for one element of any dtype.
using Element = std::array<uint64_t, 2>;

DUET_API Element encode(const Value& number, DType dtype);

}  // namespace duet
