// Python as it is: each operation is CPython's own.
#include "frontend/evaluate/machine/world.h"

#include <string_view>

#include "frontend/evaluate/machine/machine.h"

namespace duet::frontend {

PyObject* python_method(PyTypeObject* type, const char* name) {
  PyObject* found = _PyType_Lookup(type, name_object(name).get());
  return found && PyFunction_Check(found) ? found : nullptr;
}

const FoundCode* World::enters(PyObject* function) {
  if (!PyFunction_Check(function)) return nullptr;
  PyObject* code = PyFunction_GET_CODE(function);
  auto entry = entered_.find(code);
  if (entry == entered_.end()) {
    std::string reason;
    std::optional<FoundCode> found = code_of(code, reason);
    entry = entered_.emplace(code, Entered{Object::borrow(code), std::move(found)}).first;
  }
  const std::optional<FoundCode>& found = entry->second.found;
  return found && !found->code->coroutine ? &*found : nullptr;
}

bool World::unwrap_call(Object&, Arguments&) { return false; }

Object World::call(PyObject* callee, const Arguments& arguments) {
  std::vector<PyObject*> values;
  values.reserve(arguments.values.size());
  for (const Object& value : arguments.values) values.push_back(value.get());
  return checked(
      PyObject_Vectorcall(callee, values.data(), arguments.positional(), arguments.keywords.get()));
}

Object World::instance(PyTypeObject* type, const Arguments& arguments) {
  if (!type->tp_new) return {};
  // object.__new__ refuses arguments that __init__ will take.
  size_t count = type->tp_new == PyBaseObject_Type.tp_new ? 0 : arguments.positional();
  Object positional = checked(PyTuple_New(static_cast<Py_ssize_t>(count)));
  for (size_t i = 0; i < count; ++i)
    PyTuple_SET_ITEM(positional.get(), i, Object(arguments.values[i]).leak());
  Object named;
  if (count == arguments.positional() && arguments.named() > 0 &&
      type->tp_new != PyBaseObject_Type.tp_new) {
    named = checked(PyDict_New());
    for (size_t k = 0; k < arguments.named(); ++k)
      checked(PyDict_SetItem(named.get(), PyTuple_GET_ITEM(arguments.keywords.get(), k),
                             arguments.values[count + k].get()));
  }
  return checked(type->tp_new(type, positional.get(), named.get()));
}

Object World::attribute(PyObject* object, PyObject* name) {
  return checked(PyObject_GetAttr(object, name));
}

void World::set_attribute(PyObject* object, PyObject* name, PyObject* value) {
  checked(PyObject_SetAttr(object, name, value));
}

Object World::item(PyObject* object, PyObject* key) {
  return checked(PyObject_GetItem(object, key));
}

void World::set_item(PyObject* object, PyObject* key, PyObject* value) {
  checked(value ? PyObject_SetItem(object, key, value) : PyObject_DelItem(object, key));
}

void World::append(PyObject* list, PyObject* item) { checked(PyList_Append(list, item)); }

Object World::negation(PyObject* x) { return Object::borrow(truth(x) ? Py_False : Py_True); }

Object World::unary(syntax::UnaryOp op, PyObject* x) {
  switch (op) {
    case syntax::UnaryOp::kPositive:
      return checked(PyNumber_Positive(x));
    case syntax::UnaryOp::kNegative:
      return checked(PyNumber_Negative(x));
    case syntax::UnaryOp::kInvert:
      return checked(PyNumber_Invert(x));
    case syntax::UnaryOp::kNot:
      return Object::borrow(truth(x) ? Py_False : Py_True);
  }
  DUET_BUG("an unknown operator");
}

Object World::binary(syntax::BinaryOp op, bool in_place, PyObject* x, PyObject* y) {
  using Function = PyObject* (*)(PyObject*, PyObject*);
  auto power = [](PyObject* a, PyObject* b) { return PyNumber_Power(a, b, Py_None); };
  auto power_in_place = [](PyObject* a, PyObject* b) {
    return PyNumber_InPlacePower(a, b, Py_None);
  };
  static const Function kPlain[] = {
      PyNumber_Add,        PyNumber_Subtract,    PyNumber_Multiply,  PyNumber_MatrixMultiply,
      PyNumber_TrueDivide, PyNumber_FloorDivide, PyNumber_Remainder, power,
      PyNumber_Lshift,     PyNumber_Rshift,      PyNumber_And,       PyNumber_Or,
      PyNumber_Xor};
  static const Function kInPlace[] = {PyNumber_InPlaceAdd,        PyNumber_InPlaceSubtract,
                                      PyNumber_InPlaceMultiply,   PyNumber_InPlaceMatrixMultiply,
                                      PyNumber_InPlaceTrueDivide, PyNumber_InPlaceFloorDivide,
                                      PyNumber_InPlaceRemainder,  power_in_place,
                                      PyNumber_InPlaceLshift,     PyNumber_InPlaceRshift,
                                      PyNumber_InPlaceAnd,        PyNumber_InPlaceOr,
                                      PyNumber_InPlaceXor};
  auto index = static_cast<size_t>(op);
  return checked((in_place ? kInPlace : kPlain)[index](x, y));
}

Object World::compare(syntax::CompareOp op, PyObject* x, PyObject* y) {
  using syntax::CompareOp;
  auto answer = [](bool value) { return Object::borrow(value ? Py_True : Py_False); };
  switch (op) {
    case CompareOp::kLess:
      return checked(PyObject_RichCompare(x, y, Py_LT));
    case CompareOp::kLessEqual:
      return checked(PyObject_RichCompare(x, y, Py_LE));
    case CompareOp::kEqual:
      return checked(PyObject_RichCompare(x, y, Py_EQ));
    case CompareOp::kNotEqual:
      return checked(PyObject_RichCompare(x, y, Py_NE));
    case CompareOp::kGreater:
      return checked(PyObject_RichCompare(x, y, Py_GT));
    case CompareOp::kGreaterEqual:
      return checked(PyObject_RichCompare(x, y, Py_GE));
    case CompareOp::kIs:
      return answer(x == y);
    case CompareOp::kIsNot:
      return answer(x != y);
    case CompareOp::kIn:
    case CompareOp::kNotIn: {
      int found = PySequence_Contains(y, x);
      checked(found);
      return answer((found == 1) == (op == CompareOp::kIn));
    }
  }
  DUET_BUG("an unknown comparison");
}

bool World::truth(PyObject* x) {
  int value = PyObject_IsTrue(x);
  checked(value);
  return value == 1;
}

Object World::iterator(PyObject* x) { return checked(PyObject_GetIter(x)); }

Object World::next(PyObject* iterator) {
  Object item = Object::steal(PyIter_Next(iterator));
  if (!item && PyErr_Occurred()) throw PythonError();
  return item;
}

Object World::format(PyObject* value, int conversion, PyObject* spec) {
  Object converted = Object::borrow(value);
  if (conversion == 's') converted = checked(PyObject_Str(value));
  if (conversion == 'r') converted = checked(PyObject_Repr(value));
  if (conversion == 'a') converted = checked(PyObject_ASCII(value));
  return checked(PyObject_Format(converted.get(), spec));
}

Object World::global(const Frame& frame, PyObject* name) {
  for (PyObject* dict : {frame.globals.get(), frame.builtins.get()}) {
    PyObject* found = PyDict_GetItemWithError(dict, name);
    if (found) return Object::borrow(found);
    if (PyErr_Occurred()) throw PythonError();
  }
  return {};
}

void World::set_global(const Frame& frame, PyObject* name, PyObject* value) {
  checked(value ? PyDict_SetItem(frame.globals.get(), name, value)
                : PyDict_DelItem(frame.globals.get(), name));
}

Object World::cell(PyObject* cell) { return Object::steal(PyCell_Get(cell)); }
void World::set_cell(PyObject* cell, PyObject* value) { checked(PyCell_Set(cell, value)); }

}  // namespace duet::frontend
