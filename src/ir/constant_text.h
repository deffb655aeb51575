// Constants of the text form, there and back: numbers to their last bit, Tensors element by
// element.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/value.h"

namespace duet::ir {

std::string float_text(double number);
std::optional<double> float_from_text(std::string_view text);
/// `f32[2x2]{1.0, 2.0, 3.0, 4.0}`; more than a few elements as bytes: `f32[100]{0x0000803f...}`.
std::string tensor_text(const Tensor& tensor, int64_t elements);
/// Fills a row-major Tensor from what stands between the braces; false if it does not fit.
bool fill_from_text(const Tensor& tensor, std::string_view text);

}  // namespace duet::ir
