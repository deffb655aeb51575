// The plain meaning of a graph: node by node, on the eager engine, with no pass, no fusion and no
// plan. What every other way of running a graph is compared with, bit for bit.
#pragma once

#include <functional>
#include <optional>

#include "runtime/program/program.h"

namespace duet {

/// Told of each node of a graph, and of those below, when it has been carried out.
using NodeObserver = std::function<void(const ir::Node& node, std::span<const Value> results)>;

/// As GraphProgram::run; `graph` is neither changed nor kept.
DUET_API Values run_by_interpreting(const ir::Graph& graph, std::span<const Value> inputs,
                                    HostHook* host = nullptr, const NodeObserver& observer = {});

/// The results of a node whose arguments are constants: passes::Options::evaluate. Nothing if it
/// raises: it will at its place.
DUET_API std::optional<Values> evaluate_node(const ir::Node& node);

}  // namespace duet
