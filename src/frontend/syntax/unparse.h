// An expression's tree as Python text: what `from __future__ import annotations` makes annotations.
#pragma once

#include <string>

#include "frontend/syntax/tree.h"

namespace duet::syntax {

std::string unparse(const Tree& expression);

/// Text and bytes as Python's repr writes them (characters beyond ASCII as they are).
std::string repr(const std::string& text, bool bytes = false);

}  // namespace duet::syntax
