// One Code while it is being written, and the scopes of its names when all are.
//
// Steps name variables by index, so where a variable lives may be decided at the end, when every
// binding in every inner and outer function is known: `resolve_scopes`.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontend/syntax/code.h"

namespace duet::syntax {

/// What a Code says about a name.
struct Symbol {
  bool bound = false;     // a parameter, assigned, imported, deleted
  bool global = false;    // declared
  bool nonlocal = false;  // declared
};

class Unit {
 public:
  Unit(CodeKind kind, std::string name, Unit* parent);

  Code& code() { return *code_; }
  std::shared_ptr<Code> finished() const { return code_; }
  Unit* parent() const { return parent_; }
  CodeKind kind() const { return code_->kind; }

  /// A unit within; its Code is the last child.
  Unit& add_child(CodeKind kind, std::string name);

  int name(std::string_view name);
  int constant(const Constant& value);
  /// The index of a variable, whose name is mangled already.
  int variable(const std::string& name);
  /// A variable of ours that user code does not see.
  int hidden(std::string_view purpose);
  Symbol& symbol(const std::string& name) { return symbols_[variable(name)]; }
  std::string mangle(std::string_view name) const;

  void emit(const Step& step) { code_->blocks[block_].push_back(step); }
  /// Writes a further block by calling `fill`, and gives its index.
  template <class Fill>
  int block(Fill&& fill) {
    int before = block_;
    code_->blocks.emplace_back();
    int index = block_ = static_cast<int>(code_->blocks.size()) - 1;
    fill();
    block_ = before;
    return index;
  }

  /// The name of the class around that names with two underscores belong to.
  std::string private_name;
  /// The constant that is stored as a class's __qualname__.
  int qualname_constant = -1;

  /// Qualified names and scopes of this unit and all within.
  void resolve();

 private:
  const Symbol* find(const std::string& name) const;
  void resolve_qualname();
  void resolve_scope(int variable);
  bool bind_free(const std::string& name);
  void add_free(const std::string& name);
  void add_class_cell();

  std::shared_ptr<Code> code_;
  Unit* parent_;
  std::vector<std::unique_ptr<Unit>> children_;
  std::vector<Symbol> symbols_;
  std::unordered_map<std::string, int> variables_, names_, constants_;
  int block_ = 0;
  bool class_cell_ = false;
};

}  // namespace duet::syntax
