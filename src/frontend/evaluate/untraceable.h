// The Python form of duet::Untraceable while it passes through Python code. Not an Exception, so
// that a program's `except Exception` does not take it for its own.
#pragma once

#include "frontend/evaluate/object.h"

namespace duet::frontend {

/// The exception type; its arguments are (reason, slug).
PyObject* untraceable() noexcept;

/// The function being compiled can not be a graph, for this reason; unwinds all frames.
[[noreturn]] void throw_untraceable(const std::string& reason, const char* slug);

}  // namespace duet::frontend
