// Places of graphs in Python's terms.
#pragma once

#include "ir/graph.h"
#include "python/object.h"

namespace duet::python {

/// (file, function, line, column, end_line, end_column) of a place and of those that it was called
/// from.
Object place_list(const ir::PlaceRef& place);

/// Gives the exception that is set a traceback through these places.
void add_traceback(const ir::PlaceRef& place) noexcept;

}  // namespace duet::python
