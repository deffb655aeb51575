#include "python/jit/source.h"

#include "frontend/evaluate/source/ast_reader.h"
#include "frontend/evaluate/source/source.h"
#include "frontend/syntax/check.h"

namespace duet::python {
namespace {

PyObject* text_object(const std::string& text) {
  return PyUnicode_DecodeUTF8(text.data(), Py_ssize_t(text.size()), "surrogatepass");
}

PyObject* code_object(PyObject* function) {
  PyObject* code = PyFunction_Check(function) ? PyFunction_GET_CODE(function) : function;
  if (PyCode_Check(code)) return code;
  PyErr_SetString(PyExc_TypeError, "a function or a code object is needed");
  throw PythonError();
}

PyObject* lower_text(PyObject*, PyObject* source) {
  return guarded([&] {
    if (!PyUnicode_Check(source)) throw type_error("the source must be a str");
    std::string text = frontend::read_text(source);
    syntax::CodeRef code = frontend::lower_source(text, "<text>");
    syntax::check(*code);
    return text_object(syntax::to_text(*code));
  });
}

PyObject* code_text(PyObject*, PyObject* function) {
  return guarded([&] {
    std::string reason;
    auto found = frontend::code_of(code_object(function), reason);
    if (!found) throw value_error("{}", reason);
    return text_object(syntax::to_text(*found->code));
  });
}

PyObject* source_problem(PyObject*, PyObject* function) {
  return guarded([&] {
    std::string reason;
    auto found = frontend::code_of(code_object(function), reason);
    if (!found) return text_object(reason);
    syntax::check(*found->code);
    return Object::borrow(Py_None).leak();
  });
}

PyObject* child_codes(PyObject*, PyObject* function) {
  return guarded([&] {
    std::string reason;
    PyObject* parent = code_object(function);
    auto found = frontend::code_of(parent, reason);
    if (!found) throw value_error("{}", reason);
    Object list = checked(PyList_New(0));
    for (size_t i = 0; i < found->code->children.size(); ++i) {
      Object child = frontend::child_code_object(parent, static_cast<int>(i));
      checked(PyList_Append(list.get(), child ? child.get() : Py_None));
    }
    return list.leak();
  });
}

PyMethodDef kFunctions[] = {
    {"lower_text", lower_text, METH_O, "The core language of a module's source, as text."},
    {"code_text", code_text, METH_O, "The core language of a function, as text."},
    {"source_problem", source_problem, METH_O, "Why a function's source is not used, or None."},
    {"child_codes", child_codes, METH_O, "The code objects of the functions within a function."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_source_functions(PyObject* module) { checked(PyModule_AddFunctions(module, kFunctions)); }

}  // namespace duet::python
