// The end of graphs that call each other.
#pragma once

#include "ir/graph.h"

namespace duet::ir {

/// Empties a graph and all it reaches. A node owns the graphs it names, so recursion is a circle of
/// owners that nothing else breaks: whoever gives up the last graph of one calls this.
DUET_API void dissolve(Graph& graph);

}  // namespace duet::ir
