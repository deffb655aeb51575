#include "frontend/evaluate/source/source.h"

#include <unordered_map>

#include "frontend/evaluate/source/ast_reader.h"
#include "frontend/evaluate/source/source_file.h"
#include "frontend/syntax/statement_text.h"

namespace duet::frontend {
namespace {

/// What is remembered with a code object, as long as it lives.
struct Link {
  syntax::CodeRef code;
  std::string reason;
  std::vector<PyObject*> children;  // borrowed from the code object
};

void free_link(void* link) { std::unique_ptr<Link>(static_cast<Link*>(link)).reset(); }

Py_ssize_t link_index() {
  static const Py_ssize_t kIndex = _PyEval_RequestCodeExtraIndex(free_link);
  return kIndex;
}

Link* link_of(PyObject* code_object) {
  void* link = nullptr;
  checked(_PyCode_GetExtra(code_object, link_index(), &link));
  return static_cast<Link*>(link);
}

Link* set_link(PyObject* code_object, syntax::CodeRef code, std::string reason) {
  auto link = std::make_unique<Link>();
  link->code = std::move(code);
  link->reason = std::move(reason);
  if (link->code) link->children = match_children(*link->code, code_object);
  checked(_PyCode_SetExtra(code_object, link_index(), link.get()));
  return link.release();
}

/// What has been read of a file: its text, and the statements (at last all) that were asked for.
struct File {
  Object text;
  std::vector<std::unique_ptr<SourceFile>> parts;
  bool whole = false;
};

using Files = std::unordered_map<std::string, std::shared_ptr<File>>;

Object text_object(const std::string& text) {
  return checked(PyUnicode_DecodeUTF8(text.data(), Py_ssize_t(text.size()), "surrogatepass"));
}

/// Never destroyed: at exit Python is gone before static objects are.
Files& files() {
  static Files* const kFiles = std::make_unique<Files>().release();
  return *kFiles;
}

/// The globals of the module that was imported from this file; null if there is none. Borrowed.
PyObject* module_of(PyObject* file_name) {
  Object modules = checked(PyDict_Copy(PyImport_GetModuleDict()));
  PyObject *name, *module;
  for (Py_ssize_t i = 0; PyDict_Next(modules.get(), &i, &name, &module);) {
    PyObject* names = PyModule_Check(module) ? PyModule_GetDict(module) : nullptr;
    PyObject* file = names ? PyDict_GetItemString(names, "__file__") : nullptr;
    if (file && PyUnicode_Check(file) && !PyUnicode_Compare(file, file_name)) return names;
  }
  return nullptr;
}

/// The file's text as linecache has it (which also knows notebook cells and, by the module's
/// loader, archives); null if there is nothing.
Object current_text(PyObject* file_name) {
  Object linecache = checked(PyImport_ImportModule("linecache"));
  checked(PyObject_CallMethod(linecache.get(), "checkcache", "O", file_name));
  Object lines = checked(PyObject_CallMethod(linecache.get(), "getlines", "O", file_name));
  PyObject* module = PyObject_Size(lines.get()) > 0 ? nullptr : module_of(file_name);
  if (module)
    lines = checked(PyObject_CallMethod(linecache.get(), "getlines", "OO", file_name, module));
  if (PyObject_Size(lines.get()) <= 0) return {};
  return checked(PyUnicode_Join(checked(PyUnicode_FromString("")).get(), lines.get()));
}

/// Whether the file was imported by a loader that is not Python's own, such as pytest's.
bool has_own_loader(PyObject* file_name) {
  PyObject* module = module_of(file_name);
  PyObject* loader = module ? PyDict_GetItemString(module, "__loader__") : nullptr;
  if (!loader || loader == Py_None) return false;
  Object machinery = checked(PyImport_ImportModule("importlib.machinery"));
  Object usual = checked(PyObject_GetAttrString(machinery.get(), "SourceFileLoader"));
  return reinterpret_cast<PyObject*>(Py_TYPE(loader)) != usual.get();
}

syntax::CodeRef find_in(const File& file, PyObject* code_object, bool rewritten) {
  for (const auto& part : file.parts)
    if (syntax::CodeRef code = part->find(code_object, rewritten)) return code;
  return nullptr;
}

/// Reads just the outermost statement around the code. Most often that is all there is to do.
syntax::CodeRef find_in_statement(File& file, PyObject* code_object) {
  auto* code = reinterpret_cast<PyCodeObject*>(code_object);
  std::string text = syntax::statement_text(read_text(file.text.get()), code->co_firstlineno);
  if (text.empty()) return nullptr;
  std::unique_ptr<SourceFile> part;
  try {
    part = std::make_unique<SourceFile>(code->co_filename, text_object(text).get());
  } catch (const PythonError&) {
    if (!PyErr_ExceptionMatches(PyExc_Exception)) throw;
    PyErr_Clear();
    return nullptr;
  }
  syntax::CodeRef found = part->find(code_object, false);
  if (found) file.parts.push_back(std::move(part));
  return found;
}

syntax::CodeRef find_in_text(File& file, PyObject* code_object) {
  if (file.whole) return nullptr;
  // A file of which much is wanted is cheaper as a whole.
  constexpr size_t kStatements = 8;
  syntax::CodeRef code;
  if (file.parts.size() < kStatements) code = find_in_statement(file, code_object);
  if (code) return code;
  PyObject* file_name = reinterpret_cast<PyCodeObject*>(code_object)->co_filename;
  // A copy: other threads run while Python compiles.
  Object text = file.text;
  auto part = std::make_unique<SourceFile>(file_name, text.get());
  syntax::CodeRef found = part->find(code_object, false);
  file.parts.push_back(std::move(part));
  file.whole = true;
  return found;
}

syntax::CodeRef find(PyObject* code_object, std::string& reason) {
  PyObject* file_name = reinterpret_cast<PyCodeObject*>(code_object)->co_filename;
  const std::string name = read_text(file_name);
  auto known = files().find(name);
  std::shared_ptr<File> file = known == files().end() ? nullptr : known->second;
  // What was read first is tried first: the file may have been edited since.
  syntax::CodeRef code = file ? find_in(*file, code_object, false) : nullptr;
  if (!code && file) code = find_in_text(*file, code_object);
  if (code) return code;
  Object text = current_text(file_name);
  if (!text) {
    reason = "its source is in no file: it was typed in a terminal or made by `exec`";
    return nullptr;
  }
  if (!file || PyUnicode_Compare(file->text.get(), text.get())) {
    file = std::make_shared<File>(File{text, {}, false});
    files()[name] = file;
    code = find_in_text(*file, code_object);
  }
  if (!code && has_own_loader(file_name)) code = find_in(*file, code_object, true);
  if (!code)
    reason =
        "its source file does not say what it runs: the file was edited since, or "
        "the function was made another way";
  return code;
}

/// The exception that is set, as text; it is cleared. What is no Exception stays and unwinds.
std::string take_exception() {
  if (!PyErr_ExceptionMatches(PyExc_Exception)) throw PythonError();
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  Object owned[] = {Object::steal(type), Object::steal(value), Object::steal(trace)};
  Object text = Object::steal(value ? PyObject_Str(value) : nullptr);
  PyErr_Clear();
  std::string name = reinterpret_cast<PyTypeObject*>(type)->tp_name;
  return text ? name + ": " + read_text(text.get()) : name;
}

}  // namespace

std::optional<FoundCode> code_of(PyObject* code_object, std::string& reason) {
  Link* link = link_of(code_object);
  if (!link) {
    syntax::CodeRef code;
    std::string why;
    try {
      code = find(code_object, why);
    } catch (const PythonError&) {
      why = "its source cannot be read: " + take_exception();
    }
    // Another thread may have been here meanwhile.
    link = link_of(code_object);
    if (!link) link = set_link(code_object, std::move(code), std::move(why));
  }
  reason = link->reason;
  if (!link->code) return std::nullopt;
  return FoundCode{link->code, Object::borrow(code_object)};
}

Object child_code_object(PyObject* parent_code, int child) {
  const Link* parent = link_of(parent_code);
  if (!parent || !parent->code) DUET_BUG("the parent of a child code was not found by code_of");
  PyObject* object = parent->children[static_cast<size_t>(child)];
  if (object && !link_of(object)) set_link(object, parent->code->children[child], "");
  return Object::borrow(object);
}

syntax::CodeRef lower_source(const std::string& text, const std::string& file) {
  Object source = text_object(text), name = text_object(file);
  Object ast = checked(PyImport_ImportModule("ast"));
  Object tree = checked(PyObject_CallMethod(ast.get(), "parse", "OO", source.get(), name.get()));
  return syntax::lower(*read_tree(tree.get()), file);
}

}  // namespace duet::frontend
