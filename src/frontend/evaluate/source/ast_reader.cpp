#include "frontend/evaluate/source/ast_reader.h"

#include <unordered_map>

namespace duet::frontend {
namespace {

using syntax::Constant;
using syntax::Field;
using syntax::Tree;
using syntax::TreeRef;

/// What a class of the ast module looks like.
struct Shape {
  std::string kind;
  bool has_place = false;
  std::vector<std::pair<Object, std::string>> fields;
};

class Reader {
 public:
  TreeRef read(PyObject* node) {
    const Shape& shape = shape_of(Py_TYPE(node));
    auto tree = std::make_unique<Tree>();
    tree->kind = shape.kind;
    if (shape.has_place) tree->span = span(node);
    tree->fields.reserve(shape.fields.size());
    bool literal = shape.kind == "Constant" || shape.kind == "MatchSingleton";
    for (const auto& [name, text] : shape.fields) {
      Object value = checked(PyObject_GetAttr(node, name.get()));
      Field& field = tree->fields.emplace_back(Field{text, {}});
      if (literal)
        field.value = read_constant(value.get());
      else
        fill(field, value.get());
    }
    return tree;
  }

 private:
  void fill(Field& field, PyObject* value) {
    if (value == Py_None) return;
    if (PyList_Check(value))
      fill_list(field, value);
    else if (PyUnicode_Check(value) || PyLong_Check(value))
      field.value = read_constant(value);
    else
      field.value = read(value);
  }

  void fill_list(Field& field, PyObject* list) {
    Py_ssize_t size = PyList_GET_SIZE(list);
    if (size > 0 && PyUnicode_Check(PyList_GET_ITEM(list, 0))) {
      std::vector<std::string> names;
      names.reserve(static_cast<size_t>(size));
      for (Py_ssize_t i = 0; i < size; ++i) names.push_back(read_text(PyList_GET_ITEM(list, i)));
      field.value = Constant(std::move(names));
      return;
    }
    std::vector<TreeRef> items;
    items.reserve(static_cast<size_t>(size));
    for (Py_ssize_t i = 0; i < size; ++i) {
      PyObject* item = PyList_GET_ITEM(list, i);
      items.push_back(item == Py_None ? nullptr : read(item));
    }
    field.value = std::move(items);
  }

  syntax::Span span(PyObject* node) {
    return {number(node, line_.get()), number(node, column_.get()), number(node, end_line_.get()),
            number(node, end_column_.get())};
  }

  static int number(PyObject* node, PyObject* name) {
    Object value = checked(PyObject_GetAttr(node, name));
    if (value.get() == Py_None) return 0;
    long number = PyLong_AsLong(value.get());
    if (number == -1 && PyErr_Occurred()) throw PythonError();
    return static_cast<int>(number);
  }

  const Shape& shape_of(PyTypeObject* type) {
    auto [found, fresh] = shapes_.try_emplace(type);
    if (fresh) found->second = read_shape(type);
    return found->second;
  }

  static Shape read_shape(PyTypeObject* type) {
    Shape shape;
    auto* object = reinterpret_cast<PyObject*>(type);
    shape.kind = read_text(checked(PyObject_GetAttrString(object, "__name__")).get());
    Object places = checked(PyObject_GetAttrString(object, "_attributes"));
    shape.has_place = PyObject_Size(places.get()) > 0;
    Object names = checked(PyObject_GetAttrString(object, "_fields"));
    for (Py_ssize_t i = 0; i < PyTuple_Size(names.get()); ++i) {
      PyObject* name = PyTuple_GET_ITEM(names.get(), i);
      std::string text = read_text(name);
      if (text == "ctx" || text == "type_comment" || text == "type_ignores" || text == "kind")
        continue;
      shape.fields.emplace_back(Object::borrow(name), std::move(text));
    }
    return shape;
  }

  static Object interned(const char* text) { return checked(PyUnicode_InternFromString(text)); }

  std::unordered_map<PyTypeObject*, Shape> shapes_;
  Object line_ = interned("lineno"), column_ = interned("col_offset");
  Object end_line_ = interned("end_lineno"), end_column_ = interned("end_col_offset");
};

Constant read_integer(PyObject* value) {
  int overflow = 0;
  long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
  if (!overflow) return static_cast<int64_t>(number);
  PyObject* digits = PyObject_Str(value);
  if (!digits) {
    // Python limits how many decimal digits it writes.
    PyErr_Clear();
    digits = PyNumber_ToBase(value, 16);
  }
  return syntax::BigInt{read_text(checked(digits).get())};
}

}  // namespace

std::string read_text(PyObject* text) {
  Py_ssize_t size = 0;
  if (const char* data = PyUnicode_AsUTF8AndSize(text, &size)) return {data, size_t(size)};
  PyErr_Clear();
  Object bytes = checked(PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass"));
  return {PyBytes_AS_STRING(bytes.get()), size_t(PyBytes_GET_SIZE(bytes.get()))};
}

Constant read_constant(PyObject* value) {
  if (value == Py_None) return syntax::NoneLiteral();
  if (value == Py_Ellipsis) return syntax::EllipsisLiteral();
  if (PyBool_Check(value)) return value == Py_True;
  if (PyLong_Check(value)) return read_integer(value);
  if (PyFloat_Check(value)) return PyFloat_AS_DOUBLE(value);
  if (PyComplex_Check(value))
    return std::complex<double>(PyComplex_RealAsDouble(value), PyComplex_ImagAsDouble(value));
  if (PyUnicode_Check(value)) return read_text(value);
  if (PyBytes_Check(value))
    return syntax::Bytes{{PyBytes_AS_STRING(value), size_t(PyBytes_GET_SIZE(value))}};
  PyErr_Format(PyExc_TypeError, "an ast literal is a %s", Py_TYPE(value)->tp_name);
  throw PythonError();
}

TreeRef read_tree(PyObject* node) { return Reader().read(node); }

}  // namespace duet::frontend
