// What may run while compiling: callables that only compute, on arguments that are known. All
// others are visits to Python at each call.
#pragma once

#include <string>
#include <string_view>

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

/// Nothing if `callee` may be called now, else why not.
std::string why_not_now(PyObject* callee);

/// Whether functions of this file belong to Python itself or to packages that are C inside: their
/// Python parts are called, not entered.
bool is_foreign_file(const char* file);

/// Whether functions of this file are the framework's own.
bool is_library_file(std::string_view file);

}  // namespace duet::frontend
