// From a Python function to its Code.
//
// The outermost statement around it (the whole file, where that cannot be told) is parsed, lowered
// and compiled once. Source counts only if compiling our tree gives the function's own code object:
// same instructions, constants, names and lines.
#pragma once

#include <optional>
#include <string>

#include "frontend/evaluate/machine/object.h"
#include "frontend/syntax/code.h"

namespace duet::frontend {

struct FoundCode {
  syntax::CodeRef code;
  Object code_object;
};

/// The Code of a Python code object; none, with the reason, where its source is not to be trusted.
/// Remembered with the code object. Throws PythonError for what is no Exception (Ctrl-C).
std::optional<FoundCode> code_of(PyObject* code_object, std::string& reason);

/// The code object of a child Code, where `parent_code` is one that code_of found or this gave.
/// None (null) for code that CPython dropped because it cannot run.
Object child_code_object(PyObject* parent_code, int child);

/// Python's ast of `text`, lowered. Throws PythonError (SyntaxError).
syntax::CodeRef lower_source(const std::string& text, const std::string& file);

}  // namespace duet::frontend
