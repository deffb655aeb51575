// What ends an evaluation, as Python exceptions, so that it passes through Python's own code (a
// generator in `list`, a user's gradient). None is an Exception: a program's `except Exception`
// does not take it for its own.
#pragma once

#include <optional>

#include "frontend/evaluate/machine/object.h"
#include "frontend/syntax/code.h"

namespace duet::frontend {

/// The exception type of what no graph can express; its arguments are (reason, slug).
PyObject* untraceable() noexcept;

/// The function being compiled can not be a graph, for this reason; unwinds all frames.
[[noreturn]] void throw_untraceable(const std::string& reason, const char* slug);

struct Mark {
  const syntax::Step* step;  // a loop, a fork or a call; null: prints wait for the call
  /// Not null: in front of the loop or fork, objects of this type become Python's (exposed).
  PyTypeObject* exposes = nullptr;
};
/// Evaluation starts again with this mark.
[[noreturn]] void throw_start_again(const syntax::Step* step, PyTypeObject* exposes = nullptr);
/// The mark, if that is the exception that is set, which is cleared.
std::optional<Mark> taken_mark();

/// The exception is the compiler's, not the program's to catch.
bool is_compilers(PyObject* exception);

}  // namespace duet::frontend
