// Calls, operators, truth and iteration in the traced world.
#include <algorithm>

#include "frontend/evaluate/branches/counted.h"
#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/jit_object.h"
#include "frontend/evaluate/machine/imported.h"
#include "frontend/evaluate/traced/extents.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/number_calls.h"
#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/pure.h"
#include "frontend/evaluate/traced/shown.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/traced/traced_world.h"
#include "frontend/evaluate/traced/untraceable.h"
#include "frontend/evaluate/visits/handed.h"

namespace duet::frontend {
namespace {

PyObject* builtin(const char* name) { return PyDict_GetItemString(PyEval_GetBuiltins(), name); }

/// (name, reflected name) of each BinaryOp.
constexpr const char* kBinaryNames[][2] = {
    {"add", "radd"},         {"sub", "rsub"},           {"mul", "rmul"}, {"matmul", "rmatmul"},
    {"truediv", "rtruediv"}, {"floordiv", "rfloordiv"}, {"mod", "rmod"}, {"pow", "rpow"},
    {"lshift", "rlshift"},   {"rshift", "rrshift"},     {"and", "rand"}, {"or", "ror"},
    {"xor", "rxor"}};
constexpr const char* kCompareNames[][2] = {{"lt", "gt"}, {"le", "ge"}, {"eq", "eq"},
                                            {"ne", "ne"}, {"gt", "lt"}, {"ge", "le"}};

std::string dunder(const char* name) { return std::string("__") + name + "__"; }

/// As deep as any program nests: a list may hold itself.
constexpr int kDeepest = 100;

bool holds_tensor(PyObject* object, int depth = 0) {
  if (is_tensor(object)) return true;
  if (depth == kDeepest || (!PyList_Check(object) && !PyTuple_Check(object))) return false;
  Object items = checked(PySequence_Fast(object, ""));
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.get()); ++i)
    if (holds_tensor(PySequence_Fast_GET_ITEM(items.get(), i), depth + 1)) return true;
  return false;
}

/// A built-in function as a program (mindspore/common/_models.py), if an argument may hold what is
/// known only at run time; else null.
PyObject* model_of(PyObject* callee, const Arguments& arguments) {
  if (!PyCFunction_Check(callee)) return nullptr;
  bool late = std::any_of(arguments.values.begin(), arguments.values.end(), [](const Object& each) {
    return holds_tensor(each.get()) || is_generator(each.get());
  });
  if (!late) return nullptr;
  static constinit Imported models("mindspore.common._models", "MODELS");
  PyObject* model = PyDict_GetItemWithError(models.get(), callee);
  if (!model && PyErr_Occurred()) PyErr_Clear();  // not hashable: a method of a list
  return model;
}

}  // namespace

const FoundCode* TracedWorld::enters(PyObject* function) {
  if (!PyFunction_Check(function)) return nullptr;
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function));
  if (is_foreign_file(PyUnicode_AsUTF8(code->co_filename))) return nullptr;
  const FoundCode* found = World::enters(function);
  if (!found) {
    std::string reason;
    code_of(PyFunction_GET_CODE(function), reason);
    throw_untraceable(reason.empty() ? "a coroutine is carried out by Python" : reason,
                      "source-unknown");
  }
  if (births_.contains(function)) return found;
  guard(Guard::Kind::kFunction, function, PyFunction_GET_DEFAULTS(function),
        PyFunction_GET_CODE(function));
  if (PyObject* defaults = PyFunction_GET_KW_DEFAULTS(function)) guard_content(defaults);
  return found;
}

bool TracedWorld::unwrap_call(Object& callee, Arguments& arguments) {
  if (arguments.named() > 0 && deviates(Deviation::kPrimitiveKeywords) &&
      is_primitive(callee.get())) {
    raises_documented_ = true;
    throw_error(PyExc_TypeError,
                "Only supported positional parameter type for python primitive, but got keyword "
                "parameter type.");
  }
  std::string_view type = Py_TYPE(callee.get())->tp_name;
  if (type == "functools.partial") {
    Object function = checked(PyObject_GetAttrString(callee.get(), "func"));
    Object given = checked(PyObject_GetAttrString(callee.get(), "args"));
    Object named = checked(PyObject_GetAttrString(callee.get(), "keywords"));
    std::vector<Object> values;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(given.get()); ++i)
      values.push_back(Object::borrow(PyTuple_GET_ITEM(given.get(), i)));
    arguments.values.insert(arguments.values.begin(), values.begin(), values.end());
    Object names = checked(PyList_New(0));
    for (size_t k = 0; k < arguments.named(); ++k)
      checked(PyList_Append(names.get(), PyTuple_GET_ITEM(arguments.keywords.get(), k)));
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(named.get(), &at, &key, &value)) {
      if (PySequence_Contains(names.get(), key) == 1) continue;
      checked(PyList_Append(names.get(), key));
      arguments.values.push_back(Object::borrow(value));
    }
    arguments.keywords = checked(PyList_AsTuple(names.get()));
    callee = std::move(function);
    return true;
  }
  if (PyObject* inner = inner_function(callee.get())) {
    callee = Object::borrow(inner);
    return true;
  }
  if (PyObject* model = growth_model(callee.get(), arguments)) {
    callee = Object::borrow(model);
    return true;
  }
  if (PyObject* model = model_of(callee.get(), arguments)) {
    callee = Object::borrow(model);
    return true;
  }
  // Cell.__call__ is a compiled function.
  PyObject* method = _PyType_Lookup(Py_TYPE(callee.get()), name_object("__call__").get());
  if (PyObject* inner = method ? inner_function(method) : nullptr) {
    guard_type(Py_TYPE(callee.get()));
    arguments.values.insert(arguments.values.begin(), callee);
    callee = Object::borrow(inner);
    return true;
  }
  return false;
}

Object TracedWorld::special(PyObject* method, std::vector<Object> values) {
  return machine_->call(method, {std::move(values), {}});
}

namespace {

/// Whether the text of a value is known while compiling.
bool is_known_text(PyObject* value) { return !holds_tensor(value) && !is_run_time_number(value); }

}  // namespace

/// What is known prints while compiling, held back until that has succeeded; the rest, and all of
/// it under a run-time condition, at each call.
Object TracedWorld::print(const Arguments& arguments) {
  for (size_t k = 0; k < arguments.named(); ++k)
    if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(arguments.keywords.get(), k), "flush"))
      throw_untraceable("`print` with `sep`, `end` or `file` runs in Python", "unknown-callable");
  bool known = !prints_late_ && branches_ == 0 && deviates(Deviation::kConstantPrint);
  for (size_t i = 0; i < arguments.positional(); ++i) {
    PyObject* value = arguments.values[i].get();
    check(value);
    if (is_container(value)) guard_content(value);
    known = known && is_known_text(value);
  }
  if (!known) {
    record_print(arguments);
    return Object::borrow(Py_None);
  }
  departs(Deviation::kConstantPrint);
  Object parts = checked(PyList_New(0));
  Shown shown(*this, arguments.values);
  for (size_t i = 0; i < arguments.positional(); ++i)
    checked(
        PyList_Append(parts.get(), checked(PyObject_Str(view(arguments.values[i].get()))).get()));
  Object blank = checked(PyUnicode_FromString(" ")), end = checked(PyUnicode_FromString("\n"));
  Object line = checked(PyUnicode_Join(blank.get(), parts.get()));
  prints_.push_back(checked(PyUnicode_Concat(line.get(), end.get())));
  return Object::borrow(Py_None);
}

void TracedWorld::record_print(const Arguments& arguments) {
  ir::Node node;
  node.kind = ir::NodeKind::kPrint;
  if (deviates(Deviation::kRunTimePrint)) node.name = "described";
  for (size_t i = 0; i < arguments.positional(); ++i) {
    PyObject* value = arguments.values[i].get();
    // A Parameter tells of itself, not of its elements.
    PyObject* own_text =
        node.name.empty() && is_tensor(value) ? python_method(Py_TYPE(value), "__str__") : nullptr;
    if (is_tensor(value) && !own_text) {
      node.args.push_back(tracer_.value_of(unwrap(noted(arguments.values[i]).get())));
    } else if (is_run_time_number(value)) {
      node.args.push_back(Value::node(node_of_number(value)));
    } else if (!own_text && holds_tensor(value)) {
      throw_untraceable("`print` of a container of Tensors runs in Python", "unknown-callable");
    } else {
      Shown shown(*this, value);
      Object text = own_text ? special(own_text, {Object::borrow(value)})
                             : checked(PyObject_Str(view(value)));
      const char* words = PyUnicode_AsUTF8(text.get());
      if (!words) throw PythonError();
      node.args.push_back(Value(std::string(words)));
    }
  }
  tracer_.append(std::move(node));
}

/// The table of documented deviations, where it is about calls.
std::optional<Object> TracedWorld::documented_result(PyObject* callee, const Arguments& arguments) {
  if (callee == reinterpret_cast<PyObject*>(&PyType_Type) && arguments.values.size() == 1 &&
      holds_tensor(arguments.values[0].get()) && deviates(Deviation::kStrictObjects))
    throw_untraceable("`type` of a value known at run time runs in Python", "unknown-callable");
  if (!PyCFunction_Check(callee)) return std::nullopt;
  PyObject* self = PyCFunction_GET_SELF(callee);
  if (!self) return std::nullopt;
  std::string_view method = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
  if (PyDict_CheckExact(self) && arguments.values.empty() && deviates(Deviation::kDictViews)) {
    auto found = documented_call(self, method);
    if (found) departs(Deviation::kDictViews);
    if (found && PyList_Check(found->get())) born(found->get());
    return found;
  }
  bool extends = PyList_CheckExact(self) && method == "extend" && arguments.values.size() == 1;
  if (extends && is_tensor(arguments.values[0].get()) &&
      unwrap(arguments.values[0].get()).rank() == 1 && deviates(Deviation::kExtendByTensor)) {
    departs(Deviation::kExtendByTensor);
    Object elements = elements_for_extend(noted(arguments.values[0]).get());
    return checked(PyObject_CallOneArg(callee, elements.get()));
  }
  return std::nullopt;
}

/// Built-ins that read or write what this world keeps.
std::optional<Object> TracedWorld::known_call(PyObject* callee, const Arguments& arguments) {
  size_t count = arguments.values.size();
  auto at = [&](size_t i) { return arguments.values[i].get(); };
  if (callee == builtin("print")) return print(arguments);
  if (callee == builtin("range") && !arguments.keywords) {
    if (auto range = counted_range(*this, arguments.values)) return range;
  }
  if (auto found = documented_result(callee, arguments)) return found;
  if (callee == builtin("getattr") && (count == 2 || count == 3)) {
    try {
      return attribute(at(0), at(1));
    } catch (const PythonError&) {
      if (count == 2 || !PyErr_ExceptionMatches(PyExc_AttributeError)) throw;
      PyErr_Clear();
      return arguments.values[2];
    }
  }
  if (callee == builtin("hasattr") && count == 2) {
    try {
      attribute(at(0), at(1));
      return Object::borrow(Py_True);
    } catch (const PythonError&) {
      if (!PyErr_ExceptionMatches(PyExc_AttributeError)) throw;
      PyErr_Clear();
      return Object::borrow(Py_False);
    }
  }
  if (callee == builtin("setattr") && count == 3) {
    set_attribute(at(0), at(1), at(2));
    return Object::borrow(Py_None);
  }
  if (callee == builtin("delattr") && count == 2) {
    set_attribute(at(0), at(1), nullptr);
    return Object::borrow(Py_None);
  }
  if (callee == builtin("vars") && count == 1)
    return attribute(at(0), name_object("__dict__").get());
  if (callee == builtin("iter") && count == 1) return iterator(at(0));
  bool to_number = callee == reinterpret_cast<PyObject*>(&PyLong_Type) ||
                   callee == reinterpret_cast<PyObject*>(&PyFloat_Type) ||
                   callee == reinterpret_cast<PyObject*>(&PyBool_Type);
  if (to_number && count == 1 && is_tensor(at(0)) && !decide(at(0))) return element(at(0), callee);
  if (count == 1 && is_run_time_number(at(0)))
    if (auto number = number_call(callee, at(0))) return number;
  if (PyCFunction_Check(callee) && count == 0 && PyCFunction_GET_SELF(callee) &&
      is_tensor(PyCFunction_GET_SELF(callee)) &&
      std::string_view(reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name) == "item" &&
      !decide(PyCFunction_GET_SELF(callee)))
    return element(PyCFunction_GET_SELF(callee), nullptr);
  if (callee == builtin("len") && count == 1 && is_tensor(at(0)) && unwrap(at(0)).count() < 0)
    return traced_extent(unwrap(noted(arguments.values[0]).get()), 0);
  if (callee == builtin("len") && count == 1)
    if (PyObject* method = python_method(Py_TYPE(at(0)), "__len__"))
      return special(method, {arguments.values[0]});
  bool to_text = callee == reinterpret_cast<PyObject*>(&PyUnicode_Type);
  if ((to_text || callee == builtin("repr")) && count == 1 && is_tensor(at(0)))
    if (PyObject* method = python_method(Py_TYPE(at(0)), to_text ? "__str__" : "__repr__"))
      return special(method, {arguments.values[0]});
  if (callee == builtin("next") && count >= 1)
    if (PyObject* method = python_method(Py_TYPE(at(0)), "__next__"); method && count == 1)
      return special(method, {arguments.values[0]});
  static PyObject* const object_set =
      PyObject_GetAttrString(reinterpret_cast<PyObject*>(&PyBaseObject_Type), "__setattr__");
  static PyObject* const object_delete =
      PyObject_GetAttrString(reinterpret_cast<PyObject*>(&PyBaseObject_Type), "__delattr__");
  if (callee == object_set && count == 3) return generic_set(at(0), at(1), at(2));
  if (callee == object_delete && count == 2) return generic_set(at(0), at(1), nullptr);
  if (std::string_view(Py_TYPE(callee)->tp_name) == "method-wrapper" && count >= 1) {
    // super().__setattr__(name, value)
    Object name = checked(PyObject_GetAttrString(callee, "__name__"));
    Object self = checked(PyObject_GetAttrString(callee, "__self__"));
    if (count == 2 && PyUnicode_CompareWithASCIIString(name.get(), "__setattr__") == 0)
      return generic_set(self.get(), at(0), at(1));
    if (count == 1 && PyUnicode_CompareWithASCIIString(name.get(), "__getattribute__") == 0)
      return attribute(self.get(), at(0));
  }
  return std::nullopt;
}

/// An iterator that others hold too, and that advances.
/// `own`: references of whoever is about to advance it.
void TracedWorld::check_iterator(PyObject* object, Py_ssize_t own) {
  if (!PyIter_Check(object) || Py_REFCNT(object) <= own + 1) return;
  if (branches_ > 0)
    throw_untraceable("an iterator is advanced under a run-time condition", "branch-iterator");
  if (!births_.contains(object) && !is_generator(object))
    throw_untraceable("an iterator from outside the function is advanced", "outside-iterator");
}

namespace {

/// The present value of a run-time number, or any of its type.
Object number_of_its_type(PyObject* number) {
  if (PyObject* present = present_value(number)) return Object::borrow(present);
  switch (number_kind(number)) {
    case NumberKind::kBool:
      return Object::borrow(Py_False);
    case NumberKind::kInt:
      return checked(PyLong_FromLong(0));
    default:
      return checked(PyFloat_FromDouble(0));
  }
}

}  // namespace

Object TracedWorld::call(PyObject* callee, const Arguments& arguments) {
  if (auto known = known_call(callee, arguments)) return *known;
  std::string reason = why_not_now(callee);
  if (!reason.empty()) throw_untraceable(reason, "unknown-callable");
  std::optional<Arguments> handed = handed_arguments(callee, arguments);
  Arguments seen = handed ? std::move(*handed) : arguments;
  // Of a module or a dataclass, or of builtins that call those.
  const bool reads_all =
      PyFunction_Check(callee) || callee == builtin("repr") || callee == builtin("str");
  bool by_type = callee == builtin("isinstance") || callee == builtin("type");
  for (Object& value : seen.values) {
    if (by_type && is_run_time_number(value.get())) value = number_of_its_type(value.get());
    PyObject* object = value.get();
    if (is_array(object) && !births_.contains(object)) refuse_array();
    if (reads_all) guard_instance(object);
    if (is_tensor(object)) noted(value);
    if (is_container(object) || PyTuple_Check(object)) {
      guard_content(object);
      if (!births_.contains(object)) value = Object::borrow(view(object));
    }
    check_iterator(object, 2);
  }
  if (PyCFunction_Check(callee)) {
    PyObject* self = PyCFunction_GET_SELF(callee);
    if (self && is_array(self) && !births_.contains(self)) refuse_array();
  }
  std::vector<Object> read;
  if (reads_deep(callee)) read = arguments.values;
  if (Object own = reads_own_items(callee)) read.push_back(std::move(own));
  Shown shown(*this, read);
  Object result = World::call(callee, seen);
  if (is_array(result.get()) && Py_REFCNT(result.get()) == 1) born(result.get());
  if (is_tensor(result.get())) noted(result);
  return fresh(std::move(result));
}

Object TracedWorld::instance(PyTypeObject* type, const Arguments& arguments) {
  guard_type(type);
  bool marked = _PyType_Lookup(type, name_object("__ms_class__").get()) ||
                _PyType_Lookup(type, name_object("construct").get());
  bool holds = std::any_of(arguments.values.begin(), arguments.values.end(),
                           [](const Object& value) { return holds_tensor(value.get()); });
  if (holds && !marked && deviates(Deviation::kStrictObjects))
    throw_untraceable(std::string("`") + type->tp_name + "` is a class of Python's",
                      "unknown-callable");
  Object made = World::instance(type, arguments);
  if (made) born(made.get());
  return made;
}

// --- operators
// ------------------------------------------------------------------------------------

/// The operator where a special method in Python takes part; nothing where both are CPython's own.
std::optional<Object> TracedWorld::special_binary(const char* name, const char* reflected,
                                                  PyObject* x, PyObject* y) {
  PyTypeObject *left = Py_TYPE(x), *right = Py_TYPE(y);
  Object own = Object::borrow(_PyType_Lookup(left, name_object(dunder(name)).get()));
  Object other = Object::borrow(_PyType_Lookup(right, name_object(dunder(reflected)).get()));
  bool in_python = (own && PyFunction_Check(own.get())) ||
                   (left != right && other && PyFunction_Check(other.get()));
  if (!in_python) return std::nullopt;
  auto attempt = [&](const Object& method, PyObject* a, PyObject* b) -> Object {
    Object value = machine_->call(method.get(), {{Object::borrow(a), Object::borrow(b)}, {}});
    return value.get() == Py_NotImplemented ? Object() : value;
  };
  bool other_first = left != right && PyType_IsSubtype(right, left) && other &&
                     other.get() != _PyType_Lookup(left, name_object(dunder(reflected)).get());
  if (other_first)
    if (Object value = attempt(other, y, x)) return value;
  if (own)
    if (Object value = attempt(own, x, y)) return value;
  if (!other_first && left != right && other)
    if (Object value = attempt(other, y, x)) return value;
  return std::nullopt;
}

Object TracedWorld::unary(syntax::UnaryOp op, PyObject* x) {
  const char* names[] = {"__pos__", "__neg__", "__invert__"};
  if (op != syntax::UnaryOp::kNot)
    if (PyObject* method = python_method(Py_TYPE(x), names[static_cast<int>(op)]))
      return special(method, {Object::borrow(x)});
  guard_array(x);
  return fresh(World::unary(op, x));
}

Object TracedWorld::binary(syntax::BinaryOp op, bool in_place, PyObject* x, PyObject* y) {
  const auto& names = kBinaryNames[static_cast<int>(op)];
  if (in_place) {
    std::string name = std::string("i") + names[0];
    if (PyObject* method = python_method(Py_TYPE(x), dunder(name.c_str()).c_str())) {
      Object value = special(method, {Object::borrow(x), Object::borrow(y)});
      if (value.get() != Py_NotImplemented) return value;
    }
  }
  if (auto value = special_binary(names[0], names[1], x, y)) return *value;
  if (in_place && is_array(x) && !births_.contains(x)) refuse_array();
  for (PyObject* operand : {x, y}) {
    if (is_container(operand)) guard_content(operand);
    guard_array(operand);
  }
  if (in_place && is_container(x)) {
    Shown shown(*this, y);
    Object changed = World::binary(op, true, writable(x), view(y));
    // The name goes on to mean the outside object itself.
    return changed.get() == view(x) ? Object::borrow(x) : changed;
  }
  Shown shown(*this, x, y);
  return fresh(World::binary(op, in_place, view(x), view(y)));
}

Object TracedWorld::compare(syntax::CompareOp op, PyObject* x, PyObject* y) {
  using syntax::CompareOp;
  if (op == CompareOp::kIs || op == CompareOp::kIsNot) {
    if (x != y && is_entangled(x) && is_entangled(y)) refuse_entangled(x);
    // A shadow is the object itself to the program.
    auto same = [&](PyObject* o) {
      Shadow* shadow = find_shadow(o);
      return shadow ? shadow->original.get() : o;
    };
    return World::compare(op, same(x), same(y));
  }
  if (op == CompareOp::kIn || op == CompareOp::kNotIn) {
    if (PyObject* method = python_method(Py_TYPE(y), "__contains__")) {
      bool found = truth(special(method, {Object::borrow(y), Object::borrow(x)}).get());
      return Object::borrow(found == (op == CompareOp::kIn) ? Py_True : Py_False);
    }
    if (auto found = run_time_membership(x, y))
      return op == CompareOp::kIn ? *found : TracedWorld::negation(found->get());
  } else {
    const auto& names = kCompareNames[static_cast<int>(op)];
    if (auto value = special_binary(names[0], names[1], x, y)) return *value;
  }
  for (PyObject* operand : {x, y}) {
    if (is_container(operand)) guard_content(operand);
    guard_array(operand);
  }
  Shown shown(*this, x, y);
  return World::compare(op, view(x), view(y));
}

bool TracedWorld::truth(PyObject* x) {
  if (PyObject* method = python_method(Py_TYPE(x), "__bool__"))
    return World::truth(special(method, {Object::borrow(x)}).get());
  if (PyObject* method = python_method(Py_TYPE(x), "__len__"))
    if (!Py_TYPE(x)->tp_as_number || !Py_TYPE(x)->tp_as_number->nb_bool)
      return World::truth(special(method, {Object::borrow(x)}).get());
  if (is_container(x)) guard_content(x);
  guard_array(x);
  return World::truth(view(x));
}

Object TracedWorld::iterator(PyObject* x) {
  if (PyObject* method = python_method(Py_TYPE(x), "__iter__"))
    return special(method, {Object::borrow(x)});
  if (auto counted = counted_iterator(*this, x)) return *counted;
  if (is_container(x)) guard_content(x);
  check_iterator(x, 1);
  Object made = World::iterator(view(x));
  if (PyIter_Check(made.get())) born(made.get());
  return made;
}

Object TracedWorld::next(PyObject* iterator) {
  if (PyObject* method = python_method(Py_TYPE(iterator), "__next__")) {
    try {
      return special(method, {Object::borrow(iterator)});
    } catch (const PythonError&) {
      if (!PyErr_ExceptionMatches(PyExc_StopIteration)) throw;
      PyErr_Clear();
      return {};
    }
  }
  bool calls = Py_TYPE(iterator) == &PyMap_Type || Py_TYPE(iterator) == &PyFilter_Type;
  Shown shown(*this, calls ? iterator : Py_None);
  return noted(World::next(iterator));
}

Object TracedWorld::format(PyObject* value, int conversion, PyObject* spec) {
  if (holds_tensor(value))
    throw_untraceable("the text of a Tensor is known at run time", "elements-needed");
  guard_instance(value);
  Shown shown(*this, value);
  return World::format(view(value), conversion, spec);
}

}  // namespace duet::frontend
