// A graph carried out by the eager engine, operator by operator, while a gradient is recorded: each
// operator is an entry of this thread's tape, as in PyNative mode. So the gradient goes through
// what Python does in between (visits, and what follows a call that leaves its graph), which no
// graph knows.
#pragma once

#include "runtime/program/program.h"

namespace duet {

/// `graph` as it was recorded; it must outlive the program. Any thread may run it.
DUET_API std::shared_ptr<const GraphProgram> make_taped(const ir::Graph& graph);

}  // namespace duet
