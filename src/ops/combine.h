// How elements meet when several are written to one place: the functions that scattering kernels
// are given.
#pragma once

#include <string_view>

#include "kernels/copy.h"

namespace duet {

enum class Combining : uint8_t { kReplace, kAdd, kSub, kMul, kDiv, kMin, kMax };

/// By its name in `reduce` attributes: "none", "add", "sub", "mul", "div", "min", "max".
DUET_API Combining combining(std::string_view name);
/// None for kReplace. Integers and edges as the instruction set defines them (scalar/instr.h).
DUET_API kernels::Combine combine_with(Combining combining, DType dtype);

}  // namespace duet
