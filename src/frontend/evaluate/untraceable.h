// What ends an evaluation, as Python exceptions, so that it passes through Python's own code (a
// generator in `list`, a user's gradient). None is an Exception: a program's `except Exception`
// does not take it for its own.
#pragma once

#include <optional>

#include "frontend/evaluate/object.h"
#include "frontend/syntax/code.h"

namespace duet::frontend {

/// The exception type of what no graph can express; its arguments are (reason, slug).
PyObject* untraceable() noexcept;

/// The function being compiled can not be a graph, for this reason; unwinds all frames.
[[noreturn]] void throw_untraceable(const std::string& reason, const char* slug);

/// Evaluation starts again with a mark at this loop or fork; null: prints wait for the call.
[[noreturn]] void throw_start_again(const syntax::Step* mark);
/// The mark, if that is the exception that is set, which is cleared.
std::optional<const syntax::Step*> taken_mark();

/// The exception is the compiler's, not the program's to catch.
bool is_compilers(PyObject* exception);

}  // namespace duet::frontend
