// MindIR as text: `parse` (parse.h) is the exact inverse. docs/mindir.md has the grammar.
#pragma once

#include <string>

#include "ir/graph.h"

namespace duet::ir {

struct PrintOptions {
  /// All result types, not only those that nothing else says.
  bool types = false;
  /// Where each node comes from.
  bool places = true;
  /// Constants of more elements are only hinted at, and the text cannot be read back. -1: no limit.
  int64_t elements = -1;
};

/// The graph, then each graph below it once, in the order of their first use.
DUET_API std::string print(const Graph& graph, const PrintOptions& options = {});
/// `file:line:column-line:column in function from place`.
DUET_API std::string to_text(const Place& place);
/// A value without nodes: a number, an attribute, a constant Tensor, a list.
DUET_API std::string constant_text(const Value& value, int64_t elements = -1);

}  // namespace duet::ir
