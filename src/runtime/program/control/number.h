// Python's arithmetic in control routines. Internal to the program.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/program/control/writer.h"

namespace duet {

/// The register of an operation on numbers (bool, int64 and float64 registers of one element).
/// Wherever compute_number raises, or may, the routine is left. Nothing if the operation has no
/// formula.
std::optional<int> write_number(ControlWriter& writer, std::string_view operation,
                                std::vector<int> args);

}  // namespace duet
