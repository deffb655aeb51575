// One source file, or a statement of it: its Codes, and the code objects that Python compiles them
// to.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/evaluate/machine/object.h"
#include "frontend/syntax/code.h"

namespace duet::frontend {

/// The code object of each child of `code`, whose own is `code_object`. Both lists have the same
/// order; name and first line tell where CPython left one out (code that cannot run: null) or
/// several were equal and are one. Borrowed from `code_object`.
std::vector<PyObject*> match_children(const syntax::Code& code, PyObject* code_object);

class SourceFile {
 public:
  /// Parses, lowers and compiles `text`. Throws PythonError.
  SourceFile(PyObject* file_name, PyObject* text);

  /// The Code that `code_object` was compiled from, or null. `rewritten`: the file's loader
  /// rewrites assert statements; so names, lines and signature are compared.
  syntax::CodeRef find(PyObject* code_object, bool rewritten) const;

 private:
  struct Entry {
    syntax::CodeRef code;
    Object compiled;
  };
  void link(const syntax::CodeRef& code, PyObject* compiled);

  std::vector<Entry> entries_;
  std::unordered_multimap<int, size_t> by_line_;
};

}  // namespace duet::frontend
