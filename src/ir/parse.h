// MindIR from text: the exact inverse of `print` (print.h).
#pragma once

#include <string_view>

#include "ir/graph.h"

namespace duet::ir {

/// The first graph of the text, with those it refers to by name. What is wrong with the text is
/// said with its line, as a ValueError.
DUET_API GraphRef parse(std::string_view text);
DUET_API Type parse_type(std::string_view text);

}  // namespace duet::ir
