// Graphs that call themselves. A node owns the graphs it names; a graph is not owned by what stands
// inside of it, or nobody would ever free it: the calls in there name it without owning it.
#pragma once

#include "ir/graph.h"

namespace duet::ir {

inline bool is_owned(const GraphRef& graph) { return graph.use_count() > 0; }

/// The same graph, for a node that stands inside of it.
inline GraphRef unowned(const GraphRef& graph) { return {GraphRef(), graph.get()}; }

/// Whether a graph comes back to itself.
DUET_API bool is_recursive(const Graph& graph);

}  // namespace duet::ir
