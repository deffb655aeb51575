// Python's arithmetic on numbers that are known only at run time (NodeKind::kScalar), and the ways
// between such a number and a 0-d Tensor.
#pragma once

#include <string_view>

#include "ops/value.h"

namespace duet {

/// `operation` is named as in Python's module operator ("add", "truediv", "lt"), or is a built-in
/// function or a function of math. Integers have 64 bits; beyond, OverflowError is raised.
DUET_API Value compute_number(std::string_view operation, std::span<const Value> args);

/// The same as a function, for who calls it often.
using NumberFunction = Value (*)(std::span<const Value>);
DUET_API NumberFunction number_function(std::string_view operation);

/// The only element of a Tensor.
DUET_API Value item_of(const Tensor& tensor);
/// A 0-d Tensor.
DUET_API Tensor to_tensor(const Value& number, DType dtype);

/// Python's truth of a number or of the only element of a Tensor.
DUET_API bool is_true(const Value& value);

}  // namespace duet
