#include "frontend/evaluate/source/source_file.h"

#include <algorithm>
#include <map>
#include <set>

#include "frontend/evaluate/source/ast_reader.h"

namespace duet::frontend {
namespace {

PyCodeObject* code_cast(PyObject* object) { return reinterpret_cast<PyCodeObject*>(object); }

std::vector<PyObject*> inner_codes(PyObject* code) {
  std::vector<PyObject*> codes;
  PyObject* constants = code_cast(code)->co_consts;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(constants); ++i)
    if (PyCode_Check(PyTuple_GET_ITEM(constants, i)))
      codes.push_back(PyTuple_GET_ITEM(constants, i));
  return codes;
}

bool equal(PyObject* a, PyObject* b) {
  int result = PyObject_RichCompareBool(a, b, Py_EQ);
  checked(result);
  return result;
}

/// Same instructions, constants, names and lines, in all that is nested too.
bool same_code(PyObject* a, PyObject* b) {
  if (a == b) return true;
  if (!equal(a, b) || !equal(code_cast(a)->co_linetable, code_cast(b)->co_linetable) ||
      !equal(code_cast(a)->co_qualname, code_cast(b)->co_qualname))
    return false;
  std::vector<PyObject*> inner_a = inner_codes(a), inner_b = inner_codes(b);
  return std::ranges::equal(inner_a, inner_b, same_code);
}

std::set<std::string> texts(PyObject* tuple) {
  std::set<std::string> result;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i)
    result.insert(read_text(PyTuple_GET_ITEM(tuple, i)));
  return result;
}

/// The code may have more names than the source compiled to, and other instructions.
bool same_function(PyObject* code, PyObject* compiled) {
  const PyCodeObject *a = code_cast(code), *b = code_cast(compiled);
  if (a->co_argcount != b->co_argcount || a->co_kwonlyargcount != b->co_kwonlyargcount ||
      a->co_posonlyargcount != b->co_posonlyargcount || a->co_flags != b->co_flags ||
      !equal(a->co_qualname, b->co_qualname))
    return false;
  Object names = checked(PyObject_GetAttrString(code, "co_varnames"));
  Object compiled_names = checked(PyObject_GetAttrString(compiled, "co_varnames"));
  Py_ssize_t parameters = a->co_argcount + a->co_kwonlyargcount;
  Object front = checked(PyTuple_GetSlice(names.get(), 0, parameters));
  if (!equal(front.get(), checked(PyTuple_GetSlice(compiled_names.get(), 0, parameters)).get()))
    return false;
  std::set<std::string> more = texts(a->co_names), fewer = texts(b->co_names);
  return std::ranges::includes(more, fewer);
}

Object compile(PyObject* source, PyObject* file_name, int flags) {
  Object builtins = checked(PyImport_ImportModule("builtins"));
  Object compile = checked(PyObject_GetAttrString(builtins.get(), "compile"));
  // The last argument: this frame's __future__ imports do not count.
  return checked(
      PyObject_CallFunction(compile.get(), "OOsii", source, file_name, "exec", flags, 1));
}

/// Keeps silent the warnings that importing the file has shown before. The list of filters is
/// changed behind the back of the warnings module, which otherwise would forget what it has shown.
class NoWarnings {
 public:
  NoWarnings() {
    Object module = checked(PyImport_ImportModule("warnings"));
    filters_ = checked(PyObject_GetAttrString(module.get(), "filters"));
    filter_ = checked(Py_BuildValue("(sOOOi)", "ignore", Py_None, PyExc_Warning, Py_None, 0));
    checked(PyList_Insert(filters_.get(), 0, filter_.get()));
  }
  ~NoWarnings() {
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    if (PyList_Size(filters_.get()) > 0 && PyList_GetItem(filters_.get(), 0) == filter_.get())
      PySequence_DelItem(filters_.get(), 0);
    PyErr_Restore(type, value, trace);
  }
  NoWarnings(const NoWarnings&) = delete;
  NoWarnings& operator=(const NoWarnings&) = delete;

 private:
  Object filters_, filter_;
};

/// A tree is many objects and no garbage: collections while it is made take half of the time.
class NoCollection {
 public:
  NoCollection() : enabled_(PyGC_Disable()) {}
  ~NoCollection() {
    if (enabled_) PyGC_Enable();
  }
  NoCollection(const NoCollection&) = delete;
  NoCollection& operator=(const NoCollection&) = delete;

 private:
  bool enabled_;
};

constexpr int kOnlyAst = 0x400;

}  // namespace

std::vector<PyObject*> match_children(const syntax::Code& code, PyObject* code_object) {
  struct Equals {
    std::vector<PyObject*> codes;
    size_t used = 0;
  };
  std::map<std::pair<int, std::string>, Equals> by_place;
  for (PyObject* inner : inner_codes(code_object)) {
    std::string name = read_text(code_cast(inner)->co_name);
    by_place[{code_cast(inner)->co_firstlineno, std::move(name)}].codes.push_back(inner);
  }
  std::vector<PyObject*> result;
  for (const auto& child : code.children) {
    auto found = by_place.find({child->first_line, child->name});
    if (found == by_place.end()) {
      result.push_back(nullptr);
      continue;
    }
    Equals& equals = found->second;
    result.push_back(equals.codes[std::min(equals.used++, equals.codes.size() - 1)]);
  }
  return result;
}

SourceFile::SourceFile(PyObject* file_name, PyObject* text) {
  NoWarnings silent;
  NoCollection no_collection;
  Object tree = compile(text, file_name, kOnlyAst);
  Object compiled = compile(tree.get(), file_name, 0);
  link(syntax::lower(*read_tree(tree.get()), read_text(file_name), !Py_OptimizeFlag),
       compiled.get());
}

void SourceFile::link(const syntax::CodeRef& code, PyObject* compiled) {
  by_line_.emplace(code->first_line, entries_.size());
  entries_.push_back({code, Object::borrow(compiled)});
  std::vector<PyObject*> inner = match_children(*code, compiled);
  for (size_t i = 0; i < inner.size(); ++i)
    if (inner[i]) link(code->children[i], inner[i]);
}

syntax::CodeRef SourceFile::find(PyObject* code_object, bool rewritten) const {
  auto same = rewritten ? same_function : same_code;
  auto [first, last] = by_line_.equal_range(code_cast(code_object)->co_firstlineno);
  for (auto at = first; at != last; ++at) {
    const Entry& entry = entries_[at->second];
    if (equal(code_cast(code_object)->co_name, code_cast(entry.compiled.get())->co_name) &&
        same(code_object, entry.compiled.get()))
      return entry.code;
  }
  return nullptr;
}

}  // namespace duet::frontend
