// What a frame that waits in the middle of its code may still read: the rest need not be kept for
// it. Errs on the side of keeping.
#pragma once

#include <vector>

#include "frontend/evaluate/machine/frame.h"

namespace duet::frontend {

struct Live {
  std::vector<bool> variables;
  bool operands = false;  // anything of the frame goes on at all
  bool returns = false;   // its caller may go on behind the call, not only in a handler
};

/// `goes_on`: the call that the frame waits for may return; else it can only raise.
Live live_in(const Frame& frame, bool goes_on);

}  // namespace duet::frontend
