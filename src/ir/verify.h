// The law of MindIR (docs/mindir.md) as a check: every rule that stands there is looked at here.
// Asked for after every pass, in tests and where DUET_VERIFY=1.
#pragma once

#include <optional>
#include <string>

#include "ir/graph.h"

namespace duet::ir {

/// What is wrong with the graph or one below it; nothing if all is well.
DUET_API std::optional<std::string> find_fault(const Graph& graph);
/// A bug of `pass` if anything is wrong.
DUET_API void verify(const Graph& graph, const char* pass);
/// Known to be different; `?`, `*` and `Any` differ from nothing.
DUET_API bool differ(const Type& a, const Type& b);

}  // namespace duet::ir
