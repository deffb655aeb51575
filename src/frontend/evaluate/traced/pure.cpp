// The table, by module. Modules not named here are visits.
#include "frontend/evaluate/traced/pure.h"

#include <algorithm>
#include <string_view>

#include "frontend/evaluate/machine/imported.h"

namespace duet::frontend {
namespace {

using std::string_view;

/// Modules whose functions and classes only compute.
constexpr string_view kModules[] = {
    "math",
    "cmath",
    "operator",
    "_operator",
    "itertools",
    "functools",
    "_functools",
    "collections",
    "_collections",
    "collections.abc",
    "_collections_abc",
    "re",
    "_sre",
    "string",
    "_string",
    "types",
    "typing",
    "enum",
    "dataclasses",
    "abc",
    "_abc",
    "numbers",
    "fractions",
    "decimal",
    "_decimal",
    "statistics",
    "textwrap",
    "inspect",
    "bisect",
    "_bisect",
    "heapq",
    "_heapq",
    "copy",
    "copyreg",
    "numpy",
    "ml_dtypes",
    "mindspore",
};

/// Parts of them that do more.
constexpr string_view kNot[] = {
    "numpy.random",      "numpy.lib.npyio",         "mindspore.train",
    "mindspore.dataset", "mindspore.communication",
};

constexpr string_view kBuiltins[] = {
    "abs",          "all",         "any",
    "ascii",        "bin",         "bool",
    "bytearray",    "bytes",       "callable",
    "chr",          "classmethod", "complex",
    "dict",         "dir",         "divmod",
    "enumerate",    "filter",      "float",
    "format",       "frozenset",   "getattr",
    "hasattr",      "hash",        "hex",
    "id",           "int",         "isinstance",
    "issubclass",   "iter",        "len",
    "list",         "map",         "max",
    "memoryview",   "min",         "next",
    "object",       "oct",         "ord",
    "pow",          "property",    "range",
    "repr",         "reversed",    "round",
    "set",          "slice",       "sorted",
    "staticmethod", "str",         "sum",
    "super",        "tuple",       "type",
    "vars",         "zip",         "__build_class__",
    "__import__",
};

bool inside(string_view module, string_view package) {
  return module == package || (module.starts_with(package) && module.size() > package.size() &&
                               module[package.size()] == '.');
}

bool is_listed(string_view module) {
  auto matches = [&](string_view package) { return inside(module, package); };
  return std::any_of(std::begin(kModules), std::end(kModules), matches) &&
         std::none_of(std::begin(kNot), std::end(kNot), matches);
}

std::string text_attribute(PyObject* object, const char* name) {
  Object value = Object::steal(PyObject_GetAttrString(object, name));
  const char* text =
      value && PyUnicode_Check(value.get()) ? PyUnicode_AsUTF8(value.get()) : nullptr;
  PyErr_Clear();
  return text ? text : "";
}

/// Types built into Python whose methods only compute (or change their own, checked elsewhere).
bool is_builtin_type(PyTypeObject* type) {
  return (type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0 &&
         string_view(type->tp_name).find('.') == string_view::npos;
}

bool is_module_listed(PyObject* callee) { return is_listed(text_attribute(callee, "__module__")); }

std::string named(PyObject* callee) {
  std::string module = text_attribute(callee, "__module__");
  std::string name = text_attribute(callee, "__qualname__");
  if (name.empty()) name = Py_TYPE(callee)->tp_name;
  bool plain = module.empty() || module == "builtins";
  return "`" + (plain ? name : module + "." + name) + "` runs in Python";
}

/// A method that dataclasses, named tuples or enums have written.
bool is_generated(PyObject* function) {
  if (!function || !PyFunction_Check(function)) return false;
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function));
  string_view file = PyUnicode_AsUTF8(code->co_filename), name = PyUnicode_AsUTF8(code->co_name);
  return file.starts_with("<") && name.starts_with("__");
}

PyObject* type_member(PyTypeObject* type, const char* name) {
  Object key = checked(PyUnicode_InternFromString(name));
  return _PyType_Lookup(type, key.get());
}

bool type_now(PyTypeObject* type) {
  if (PyType_IsSubtype(type, reinterpret_cast<PyTypeObject*>(PyExc_BaseException))) return true;
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0 && is_builtin_type(type)) {
    string_view name = type->tp_name;
    return std::find(std::begin(kBuiltins), std::end(kBuiltins), name) != std::end(kBuiltins) ||
           name == "function" || name == "cell" || name == "method" || name == "module" ||
           name == "mappingproxy" || name == "NoneType";
  }
  // A class of the program without an __init__ of its own makes an empty object.
  auto* object = reinterpret_cast<PyObject*>(type);
  bool is_enum = string_view(Py_TYPE(object)->tp_name) == "EnumType";  // it finds a member
  return is_enum || is_module_listed(object) ||
         (type->tp_new == PyBaseObject_Type.tp_new && type->tp_init == PyBaseObject_Type.tp_init) ||
         (is_generated(type_member(type, "__init__")) &&
          type_member(type, "__dataclass_fields__")) ||
         PyType_IsSubtype(type, &PyTuple_Type) || PyType_IsSubtype(type, &PyLong_Type) ||
         PyType_IsSubtype(type, &PyUnicode_Type) || PyType_IsSubtype(type, &PyFloat_Type) ||
         PyType_IsSubtype(type, &PyDict_Type) || PyType_IsSubtype(type, &PyList_Type);
}

bool method_now(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  if (is_builtin_type(type)) return !PyModule_Check(self);
  return is_listed(text_attribute(reinterpret_cast<PyObject*>(type), "__module__"));
}

/// `list.append`, `lock.__enter__` of a class.
bool descriptor_now(PyObject* callee) {
  PyTypeObject* type = PyDescr_TYPE(callee);
  return is_builtin_type(type) ||
         is_listed(text_attribute(reinterpret_cast<PyObject*>(type), "__module__"));
}

bool builtin_now(PyObject* callee) {
  PyObject* self = PyCFunction_GET_SELF(callee);
  string_view name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
  if (self && PyType_Check(self)) return type_now(reinterpret_cast<PyTypeObject*>(self));
  if (self && !PyModule_Check(self)) return method_now(self);
  std::string module = text_attribute(callee, "__module__");
  // A static method names its class only here.
  std::string qualified = text_attribute(callee, "__qualname__");
  if (module.empty()) name = string_view(qualified).substr(0, qualified.find('.'));
  if (module.empty() || module == "builtins")
    return std::find(std::begin(kBuiltins), std::end(kBuiltins), name) != std::end(kBuiltins);
  return is_listed(module);
}

}  // namespace

std::string why_not_now(PyObject* callee) {
  bool now = false;
  if (PyType_Check(callee)) {
    now = type_now(reinterpret_cast<PyTypeObject*>(callee));
  } else if (PyCFunction_Check(callee)) {
    now = builtin_now(callee);
  } else if (PyFunction_Check(callee)) {
    std::string file =
        PyUnicode_AsUTF8(reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(callee))->co_filename);
    now = is_generated(callee) || (is_module_listed(callee) && is_foreign_file(file.c_str()));
  } else {
    string_view type = Py_TYPE(callee)->tp_name;
    bool descriptor = type == "method_descriptor" || type == "wrapper_descriptor" ||
                      type == "classmethod_descriptor";
    now = descriptor ? descriptor_now(callee)
                     : type == "method-wrapper" || is_builtin_type(Py_TYPE(callee)) ||
                           is_module_listed(callee);
  }
  return now ? std::string() : named(callee);
}

bool is_foreign_file(const char* file) {
  static constinit Imported os_file("os", "__file__");
  string_view library = PyUnicode_AsUTF8(os_file.get());
  library = library.substr(0, library.rfind('/') + 1);
  string_view path = file;
  if (path.starts_with("<")) return true;
  // Its scopes carry out the program's own generators.
  if (path.starts_with(library) && path.substr(library.size()) == "contextlib.py") return false;
  auto holds = [&](string_view part) { return path.find(part) != string_view::npos; };
  for (string_view package : {"/numpy/", "/scipy/", "/pandas/", "/PIL/", "/sklearn/", "/tqdm/",
                              "/torch/", "/matplotlib/", "/ml_dtypes/"})
    if (holds(package) && (holds("/site-packages/") || holds("/dist-packages/"))) return true;
  bool installed = holds("/site-packages/") || holds("/dist-packages/");
  return !library.empty() && path.starts_with(library) && !installed;
}

bool is_library_file(string_view file) {
  static constinit Imported package_file("mindspore", "__file__");
  string_view package = PyUnicode_AsUTF8(package_file.get());
  return file.starts_with(package.substr(0, package.rfind('/') + 1));
}

}  // namespace duet::frontend
