// What holds for every Code that `lower` makes.
#pragma once

#include "frontend/syntax/code.h"

namespace duet::syntax {

/// Walks all blocks of `code` and of the codes within, and throws Bug where a step finds too few
/// operands, a block leaves another number of them than its step says, a path ends without a
/// return, or an index points nowhere.
void check(const Code& code);

}  // namespace duet::syntax
