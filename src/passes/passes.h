// The passes, one file each. Each takes one graph, without the graphs below it, and answers whether
// anything changed; running one twice changes nothing more.
#pragma once

#include "passes/pipeline.h"

namespace duet::passes {

/// Calls of other graphs by their bodies, where that is small or the only call.
bool inline_calls(ir::Graph& graph, const Options& options);
/// Parts of what was just put together; branches whose condition is known; leaves.
bool take_parts(ir::Graph& graph, const Options& options);
/// The equations of structure.cpp.
bool simplify_structure(ir::Graph& graph, const Options& options);
/// Nodes whose arguments are all constants by their values.
bool fold_constants(ir::Graph& graph, const Options& options);
/// One node for several that do the same.
bool share_equal(ir::Graph& graph, const Options& options);
/// Away with what nobody reads and nobody would miss.
bool drop_dead(ir::Graph& graph, const Options& options);

/// Puts the nodes of `body` in front of the present node of `edit`, with `args` as its inputs;
/// answers the values of its results.
class Edit;
Values copy_body(Edit& edit, const ir::Graph& body, std::span<const Value> args);

/// Whether a node may go, once its results are not read: it cannot raise, and has no effect.
bool may_go(const ir::Node& node, const ir::Graph& graph);

}  // namespace duet::passes
