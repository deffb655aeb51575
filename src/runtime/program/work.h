// How much work nodes are, roughly, before anything runs: whether it is worth letting others have
// the interpreter meanwhile.
#pragma once

#include <span>

#include "ir/graph.h"

namespace duet {

/// More work than about 20 microseconds.
DUET_API bool is_long_work(std::span<const ir::Node* const> nodes);
DUET_API bool is_long_work(const ir::Graph& graph);
/// Whether a visit or a print stands in it, or below.
DUET_API bool talks(const ir::Graph& graph);
bool talks(const ir::Node& node);

}  // namespace duet
