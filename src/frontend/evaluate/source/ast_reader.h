// Python's `ast` objects as plain data.
#pragma once

#include "frontend/evaluate/machine/object.h"
#include "frontend/syntax/tree.h"

namespace duet::frontend {

/// Reads an ast node and all below it. Throws PythonError.
syntax::TreeRef read_tree(PyObject* node);

/// A literal as Python's ast has it: None, ..., bool, int, float, complex, str, bytes.
syntax::Constant read_constant(PyObject* value);

/// Text in UTF-8, surrogates passed through.
std::string read_text(PyObject* text);

}  // namespace duet::frontend
