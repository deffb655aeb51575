// Python's tree as plain data: what python/ reads from `ast` objects, and what `lower` takes.
// A node has the name of its ast class and named fields, in the order of Python's grammar. `ctx`,
// `type_comment`, `type_ignores` and a constant's `kind` are left out: they say nothing new.
#pragma once

#include <string_view>

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
/// `debug` is `__debug__`: without it assert statements are left out, as under `python -O`.
CodeRef lower(const Tree& module, const std::string& file, bool debug = true);

// Reading a node. What is asked for must be there (a tree of Python's ast has it).
const Field& field(const Tree& node, std::string_view name);
const Tree& node_at(const Tree& node, std::string_view name);
const Tree* optional_node(const Tree& node, std::string_view name);
const std::vector<TreeRef>& nodes(const Tree& node, std::string_view name);
const Constant* optional_constant(const Tree& node, std::string_view name);
const std::string& identifier(const Tree& node, std::string_view name);
/// Empty where there is none.
std::string optional_identifier(const Tree& node, std::string_view name);
std::vector<std::string> identifiers(const Tree& node, std::string_view name);
int64_t integer(const Tree& node, std::string_view name);

}  // namespace duet::syntax
