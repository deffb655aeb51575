// Python's tree as plain data: what python/ reads from `ast` objects, and what `lower` takes.
// A node has the name of its ast class and named fields, in the order of Python's grammar.
#pragma once

#include "frontend/syntax/code.h"

namespace duet::syntax {

struct Tree;
using TreeRef = std::unique_ptr<Tree>;

struct Field {
  std::string name;
  /// Nothing; one node; a list of nodes (null for None among them); a literal; an identifier or
  /// int as Constant.
  std::variant<std::monostate, TreeRef, std::vector<TreeRef>, Constant> value;
};

struct Tree {
  std::string kind;  // "BinOp"
  std::vector<Field> fields;
  Span span;
};

/// Desugars a Module tree: the result's children are its functions and classes, as in Python's own
/// code objects (same nesting, same order as co_consts). Throws duet::Error (SyntaxError-like
/// refusals name their span) for trees that Python would not compile.
CodeRef lower(const Tree& module, const std::string& file);

}  // namespace duet::syntax
