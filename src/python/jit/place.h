// Places of graphs in Python's terms.
#pragma once

#include "ir/graph.h"
#include "python/object.h"

namespace duet::python {

/// (file, function, line, column, end_line, end_column) of a place and of those that it was called
/// from.
Object place_list(const ir::PlaceRef& place);

/// [(frame of Python's, places)] of what runs without such frames, innermost first: behind the
/// places follows the frame.
Object standing_list();

/// Gives the exception that is set a traceback through these places.
void add_traceback(const ir::PlaceRef& place) noexcept;

}  // namespace duet::python
