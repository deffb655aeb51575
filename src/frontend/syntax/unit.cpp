#include "frontend/syntax/unit.h"

namespace duet::syntax {
namespace {

/// Text that only equal constants share.
std::string key_of(const Constant& value) {
  struct Visitor {
    std::string operator()(NoneLiteral) const { return ""; }
    std::string operator()(EllipsisLiteral) const { return ""; }
    std::string operator()(bool flag) const { return flag ? "1" : "0"; }
    std::string operator()(int64_t number) const { return std::to_string(number); }
    std::string operator()(const BigInt& number) const { return number.digits; }
    std::string operator()(double number) const { return bits(number); }
    std::string operator()(std::complex<double> z) const { return bits(z.real()) + bits(z.imag()); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const Bytes& bytes) const { return bytes.data; }
    std::string operator()(const std::vector<std::string>& names) const {
      std::string key;
      for (const std::string& name : names) key += name + ",";
      return key;
    }
    static std::string bits(double number) {
      return {reinterpret_cast<const char*>(&number), sizeof number};
    }
  };
  return static_cast<char>('a' + value.index()) + std::visit(Visitor(), value);
}

int index_of(std::unordered_map<std::string, int>& indices, const std::string& key, size_t size) {
  return indices.try_emplace(key, static_cast<int>(size)).first->second;
}

}  // namespace

Unit::Unit(CodeKind kind, std::string name, Unit* parent)
    : code_(std::make_shared<Code>()), parent_(parent) {
  code_->kind = kind;
  code_->name = code_->qualname = std::move(name);
  code_->blocks.emplace_back();
  if (!parent) return;
  code_->file = parent->code_->file;
  private_name = parent->private_name;
}

Unit& Unit::add_child(CodeKind kind, std::string name) {
  children_.push_back(std::make_unique<Unit>(kind, std::move(name), this));
  code_->children.push_back(children_.back()->code_);
  return *children_.back();
}

int Unit::name(std::string_view name) {
  std::string key = mangle(name);
  int index = index_of(names_, key, code_->names.size());
  if (index == static_cast<int>(code_->names.size())) code_->names.push_back(key);
  return index;
}

int Unit::constant(const Constant& value) {
  int index = index_of(constants_, key_of(value), code_->constants.size());
  if (index == static_cast<int>(code_->constants.size())) code_->constants.push_back(value);
  return index;
}

int Unit::variable(const std::string& name) {
  int index = index_of(variables_, name, code_->variables.size());
  if (index < static_cast<int>(code_->variables.size())) return index;
  code_->variables.push_back({name, Scope::kGlobal});
  symbols_.emplace_back();
  return index;
}

int Unit::hidden(std::string_view purpose) {
  std::string name = fmt::format(".{}{}", purpose, code_->variables.size());
  int index = variable(name);
  symbols_[index].bound = true;
  return index;
}

std::string Unit::mangle(std::string_view name) const {
  std::string result(name);
  size_t start = private_name.find_first_not_of('_');
  if (start == std::string::npos || !name.starts_with("__") || name.ends_with("__") ||
      name.find('.') != std::string_view::npos)
    return result;
  return "_" + private_name.substr(start) + result;
}

void Unit::resolve() {
  resolve_qualname();
  // The list grows while inner units are resolved; what they add has its scope.
  int count = static_cast<int>(code_->variables.size());
  for (int i = 0; i < count; ++i) resolve_scope(i);
  for (const auto& child : children_) child->resolve();
  if (class_cell_) add_class_cell();
}

const Symbol* Unit::find(const std::string& name) const {
  auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &symbols_[found->second];
}

void Unit::resolve_qualname() {
  Code& code = *code_;
  bool named = code.kind == CodeKind::kFunction || code.kind == CodeKind::kClass;
  const Symbol* declared = named && parent_ ? parent_->find(parent_->mangle(code.name)) : nullptr;
  if (parent_ && parent_->kind() != CodeKind::kModule && !(declared && declared->global)) {
    const char* between = parent_->kind() == CodeKind::kClass ? "." : ".<locals>.";
    code.qualname = parent_->code_->qualname + between + code.name;
  }
  if (qualname_constant >= 0) code.constants[qualname_constant] = code.qualname;
}

void Unit::resolve_scope(int variable) {
  // A copy: finding a free variable may add variables.
  std::string name = code_->variables[variable].name;
  const Symbol symbol = symbols_[variable];
  bool namespaced = kind() == CodeKind::kClass || kind() == CodeKind::kModule;
  Scope scope = Scope::kGlobal;
  if (name.starts_with('.'))
    scope = Scope::kLocal;
  else if (symbol.global)
    scope = Scope::kGlobal;
  else if (symbol.bound && !symbol.nonlocal)
    scope = namespaced ? Scope::kName : Scope::kLocal;
  else if (parent_ && parent_->bind_free(name))
    scope = kind() == CodeKind::kClass ? Scope::kClassFree : Scope::kFree;
  else if (namespaced)
    scope = Scope::kName;
  code_->variables[variable].scope = scope;
}

/// Whether `name`, free in a unit within, is a variable of a function here or around. It becomes a
/// cell there and is passed on by those between.
bool Unit::bind_free(const std::string& name) {
  if (kind() == CodeKind::kModule) return false;
  if (kind() == CodeKind::kClass && name == "__class__") return class_cell_ = true;
  const Symbol* symbol = kind() == CodeKind::kClass ? nullptr : find(name);
  if (symbol && symbol->global) return false;
  if (symbol && symbol->bound && !symbol->nonlocal) {
    code_->variables[variables_[name]].scope = Scope::kCell;
    return true;
  }
  if (!parent_->bind_free(name)) return false;
  add_free(name);
  return true;
}

void Unit::add_free(const std::string& name) {
  for (const Variable& variable : code_->variables)
    if (variable.name == name && variable.scope != Scope::kName && variable.scope != Scope::kGlobal)
      return;
  code_->variables.push_back({name, Scope::kFree});
  symbols_.emplace_back();
}

/// The end of the body stores the cell that methods see the class through.
void Unit::add_class_cell() {
  code_->variables.push_back({"__class__", Scope::kCell});
  int cell = static_cast<int>(code_->variables.size()) - 1;
  code_->variables.push_back({"__classcell__", Scope::kName});
  Block& body = code_->blocks[0];
  Span span = body.back().span;
  Block steps = {{Form::kLoadCell, cell, 0, 0, span}, {Form::kStore, cell + 1, 0, 0, span}};
  body.insert(body.end() - 2, steps.begin(), steps.end());
}

}  // namespace duet::syntax
