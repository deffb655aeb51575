// Loops that are counted when the graph runs: over a range of unknown length, or over the rows of a
// Tensor of unknown extent. The iterator's place is a number in a list of the program's own, so a
// run-time loop carries it like any other state.
#pragma once

#include <optional>
#include <span>

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

class TracedWorld;

/// `range(...)` of these arguments, if one of them is known at run time only.
std::optional<Object> counted_range(TracedWorld& world, std::span<const Object> arguments);
/// The iterator over one of these, or over a Tensor whose first extent is unknown.
std::optional<Object> counted_iterator(TracedWorld& world, PyObject* iterated);
bool is_counted(PyObject* object);
/// Whether there is another item, as a condition; and the item, behind which the place is the next.
Object counted_next(PyObject* iterator);
Object counted_item(TracedWorld& world, PyObject* iterator);

}  // namespace duet::frontend
