// What try statements need beside the machine: exceptions that go on, and `except*` (PEP 654): what
// of an exception each handler gets, and what is raised in the end.
#pragma once

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

/// An exception that a block of this frame has held goes on: the frame is in its traceback already.
[[noreturn]] void raise_again(Object exception);

/// The state of a try statement with except* handlers: a list that an Activation can hold.
Object star_state(PyObject* exception);
/// The part that a handler of `types` takes; null if it takes none.
Object star_match(PyObject* state, PyObject* types);
/// A handler has raised.
void star_raised(PyObject* state, PyObject* exception);
/// What the whole statement raises; null if all was handled. `again`: it is none but the original,
/// or a part of it.
Object star_result(PyObject* state, bool& again);

}  // namespace duet::frontend
