// Attributes, items, operators, truth and iteration of objects known at run time only: visits of
// the functions that Python has for them.
#include <algorithm>

#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/visits/any.h"
#include "frontend/evaluate/visits/visiting_attempt.h"

namespace duet::frontend {
namespace {

/// From the module `operator`.
PyObject* operator_function(const char* name) {
  static PyObject* const module = checked(PyImport_ImportModule("operator")).leak();
  static PyObject* const dict = PyModule_GetDict(module);
  PyObject* found = PyDict_GetItemString(dict, name);
  if (!found) DUET_BUG("operator.{} is not there", name);
  return found;
}

PyObject* builtin_function(const char* name) {
  return PyDict_GetItemString(PyEval_GetBuiltins(), name);
}

Arguments all(std::initializer_list<PyObject*> values) {
  Arguments arguments;
  for (PyObject* value : values) arguments.values.push_back(Object::borrow(value));
  return arguments;
}

constexpr const char* kBinary[] = {"add",      "sub", "mul", "matmul", "truediv",
                                   "floordiv", "mod", "pow", "lshift", "rshift",
                                   "and_",     "or_", "xor"};
constexpr const char* kInPlace[] = {"iadd",      "isub", "imul", "imatmul", "itruediv",
                                    "ifloordiv", "imod", "ipow", "ilshift", "irshift",
                                    "iand",      "ior",  "ixor"};

const char* compare_name(syntax::CompareOp op) {
  using syntax::CompareOp;
  switch (op) {
    case CompareOp::kLess:
      return "lt";
    case CompareOp::kLessEqual:
      return "le";
    case CompareOp::kEqual:
      return "eq";
    case CompareOp::kNotEqual:
      return "ne";
    case CompareOp::kGreater:
      return "gt";
    case CompareOp::kGreaterEqual:
      return "ge";
    case CompareOp::kIs:
      return "is_";
    case CompareOp::kIsNot:
      return "is_not";
    case CompareOp::kIn:
    case CompareOp::kNotIn:
      return "contains";
  }
  DUET_BUG("an unknown comparison");
}

}  // namespace

Object host_function(const char* name) {
  static PyObject* const module = checked(PyImport_ImportModule("mindspore.common._host")).leak();
  PyObject* found = PyDict_GetItemString(PyModule_GetDict(module), name);
  if (!found) DUET_BUG("_host.{} is not there", name);
  return Object::borrow(found);
}

/// Whether the exception that is set says that Python can do it at run time; then it is cleared.
bool VisitingWorld::is_for_python(Why& why) const {
  bool ours = PyErr_ExceptionMatches(untraceable());
  if (!ours && (!settings_.may_leave || !PyErr_ExceptionMatches(PyExc_TypeError))) return false;
  Object exception = take_exception();
  if (ours) {
    Object args = checked(PyObject_GetAttrString(exception.get(), "args"));
    why.reason = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args.get(), 0));
    why.slug = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args.get(), 1));
    if (is_visitable(why.slug)) return true;
  } else {
    // A placeholder lacks a slot that the number has.
    Object text = checked(PyObject_Str(exception.get()));
    const char* words = PyUnicode_AsUTF8(text.get());
    why = {"Python computes with a number that is known at run time", "number-needed"};
    if (words && std::string_view(words).find("mindspore.run_time_number") != std::string::npos)
      return true;
  }
  try {
    throw_exception(std::move(exception));
  } catch (const PythonError&) {
    return false;  // it is set again
  }
}

/// Another name of an array's memory.
static bool is_part_of_array(PyObject* name) {
  static constexpr std::string_view kParts[] = {"T", "flat", "real", "imag", "base", "data", "mT"};
  return PyUnicode_Check(name) &&
         std::ranges::find(kParts, std::string_view(PyUnicode_AsUTF8(name))) != std::end(kParts);
}

Object VisitingWorld::attribute(PyObject* object, PyObject* name) {
  const Why why{"an attribute of an object of Python's", "run-time-object"};
  if (PyObject* any = late(object))
    return visit(builtin_function("getattr"), all({any, name}), Gives::kAny, why);
  if (is_array(object) && !is_born(object)) {
    auto visited = [&](const Why& reason) {
      return visit(builtin_function("getattr"), all({object, name}), Gives::kAny, reason);
    };
    if (is_part_of_array(name)) return visited(why);
    return attempt([&] { return TracedWorld::attribute(object, name); }, visited);
  }
  return TracedWorld::attribute(object, name);
}

void VisitingWorld::set_attribute(PyObject* object, PyObject* name, PyObject* value) {
  PyObject* any = late(object);
  if (!any) return TracedWorld::set_attribute(object, name, value);
  const Why why{"an attribute of an object of Python's is set", "run-time-object"};
  if (value)
    visit(builtin_function("setattr"), all({any, name, value}), Gives::kNothing, why);
  else
    visit(builtin_function("delattr"), all({any, name}), Gives::kNothing, why);
}

Object VisitingWorld::item(PyObject* object, PyObject* key) {
  auto visited = [&](const Why& why) {
    PyObject* any = late(object);
    return visit(operator_function("getitem"), all({any ? any : object, key}), Gives::kAny, why);
  };
  if (late(object) || holds_late(key) || is_foreign(object))
    return visited({"an item of an object of Python's", "run-time-object"});
  return attempt([&] { return TracedWorld::item(object, key); }, visited);
}

void VisitingWorld::set_item(PyObject* object, PyObject* key, PyObject* value) {
  PyObject* any = late(object);
  if (!any && !holds_late(key) && !is_foreign(object)) {
    bool plain = PyList_Check(object) || PyDict_Check(object);
    if (plain || !holds_late(value)) return TracedWorld::set_item(object, key, value);
  }
  const Why why{"an item of an object of Python's is set", "run-time-object"};
  PyObject* target = any ? any : object;
  if (value)
    visit(operator_function("setitem"), all({target, key, value}), Gives::kNothing, why);
  else
    visit(operator_function("delitem"), all({target, key}), Gives::kNothing, why);
}

Object VisitingWorld::unary(syntax::UnaryOp op, PyObject* x) {
  static const char* const kNames[] = {"pos", "neg", "invert"};
  PyObject* any = late(x);
  if (!any || op == syntax::UnaryOp::kNot) return TracedWorld::unary(op, x);
  return visit(operator_function(kNames[static_cast<int>(op)]),
               all({widened(Object::borrow(any)).get()}), Gives::kAny,
               {"an operator on an object of Python's", "run-time-object"});
}

namespace {

/// Whether a number that only the run knows is divided, maybe by zero.
bool may_divide_by_zero(syntax::BinaryOp op, PyObject* x, PyObject* y) {
  using syntax::BinaryOp;
  bool divides = op == BinaryOp::kDiv || op == BinaryOp::kFloorDiv || op == BinaryOp::kMod ||
                 op == BinaryOp::kPow;
  auto number = [](PyObject* o) {
    return is_run_time_number(o) || PyLong_Check(o) || PyFloat_Check(o) || PyComplex_Check(o);
  };
  if (!divides || !number(x) || !number(y)) return false;
  if (is_run_time_number(y)) return true;
  if (!is_run_time_number(x)) return false;
  if (op == BinaryOp::kPow)
    return !PyLong_Check(y) ||
           PyObject_RichCompareBool(y, Object::steal(PyLong_FromLong(0)).get(), Py_LT) == 1;
  return PyObject_Not(y) == 1;
}

}  // namespace

Object VisitingWorld::binary(syntax::BinaryOp op, bool in_place, PyObject* x, PyObject* y) {
  auto visited = [&](const Why& why) {
    auto index = static_cast<size_t>(op);
    PyObject* function = operator_function((in_place ? kInPlace : kBinary)[index]);
    auto operand = [&](PyObject* o) {
      PyObject* any = late(o);
      return widened(Object::borrow(any ? any : o));
    };
    Object left = operand(x), right = operand(y);
    return visit(function, all({left.get(), right.get()}), Gives::kAny, why);
  };
  bool sequences = (PyList_CheckExact(x) && PyList_CheckExact(y)) ||
                   (PyTuple_CheckExact(x) && PyTuple_CheckExact(y));
  bool any = late(x) || late(y) || (!sequences && (holds_late(x) || holds_late(y)));
  if (any || is_foreign(x) || is_foreign(y))
    return visited({"an operator on an object of Python's", "run-time-object"});
  // A node of the graph that fails is nobody's to catch.
  if (may_divide_by_zero(op, x, y) && machine_->is_guarded())
    return visited({"a division that may fail, inside a `try` or `with`", "division-in-try"});
  return attempt([&] { return TracedWorld::binary(op, in_place, x, y); }, visited);
}

Object VisitingWorld::compare(syntax::CompareOp op, PyObject* x, PyObject* y) {
  using syntax::CompareOp;
  auto visited = [&](const Why& why) {
    bool contains = op == CompareOp::kIn || op == CompareOp::kNotIn;
    bool same = op == CompareOp::kIs || op == CompareOp::kIsNot;
    PyObject *a = late(x) ? late(x) : x, *b = late(y) ? late(y) : y;
    Object found = visit(operator_function(compare_name(op)), contains ? all({b, a}) : all({a, b}),
                         contains || same ? Gives::kBool : Gives::kAny, why);
    return op == CompareOp::kNotIn ? TracedWorld::negation(found.get()) : found;
  };
  const Why why{"a comparison of an object of Python's", "run-time-object"};
  if (late(x) || late(y)) {
    // A birth that Python has is still itself.
    bool same = op == CompareOp::kIs || op == CompareOp::kIsNot;
    if (same && late(x) == late(y))
      return Object::borrow(op == CompareOp::kIs ? Py_True : Py_False);
    return visited(why);
  }
  const bool identity = op == CompareOp::kIs || op == CompareOp::kIsNot;
  if (!identity && (is_foreign(x) || is_foreign(y))) return visited(why);
  if (!identity && (holds_late(x) || holds_late(y))) return visited(why);
  return attempt([&] { return TracedWorld::compare(op, x, y); }, visited);
}

// --- truth
// ----------------------------------------------------------------------------------------

std::optional<bool> VisitingWorld::decide(PyObject* x) {
  if (late(x) || is_foreign(x)) return std::nullopt;
  return TracedWorld::decide(x);
}

bool VisitingWorld::truth(PyObject* x) {
  if (late(x) || is_foreign(x))
    throw_untraceable("an object that is known at run time only decides something here",
                      "truth-needed");
  return TracedWorld::truth(x);
}

Object VisitingWorld::condition(PyObject* x) {
  PyObject* any = late(x);
  if (!any && !is_foreign(x)) return TracedWorld::condition(x);
  Why why = any ? Why{"the truth of an object of Python's", "run-time-object"}
                : Why{"the truth of a mutable object from outside", "outside-object"};
  return visit(operator_function("truth"), all({any ? any : x}), Gives::kBool, why);
}

Value VisitingWorld::truth_value(PyObject* x) {
  if (!late(x) && !is_foreign(x)) return TracedWorld::truth_value(x);
  return Value::node(node_of_number(condition(x).get()));
}

Object VisitingWorld::negation(PyObject* x) {
  return TracedWorld::negation(late(x) || is_foreign(x) ? condition(x).get() : x);
}

// --- iteration
// ------------------------------------------------------------------------------------

Object VisitingWorld::iterator(PyObject* x) {
  auto visited = [&](const Why& why) {
    PyObject* any = late(x);
    return visit(host_function("Items").get(), all({any ? any : x}), Gives::kAny, why);
  };
  if (holds_unknown(x)) return visited({"a loop over an object of Python's", "run-time-object"});
  return attempt([&] { return TracedWorld::iterator(x); }, visited);
}

Object VisitingWorld::next(PyObject* iterator) {
  if (late(iterator))
    throw_untraceable("how many items there are is known at run time only", "length-needed");
  return TracedWorld::next(iterator);
}

Object VisitingWorld::late_next(PyObject* iterator) {
  return visit(host_function("advance").get(), all({late(iterator)}), Gives::kBool,
               {"a loop over an object of Python's", "run-time-object"});
}

Object VisitingWorld::late_item(PyObject* iterator) {
  return visit(host_function("present").get(), all({late(iterator)}), Gives::kAny,
               {"a loop over an object of Python's", "run-time-object"});
}

std::vector<Object> VisitingWorld::late_parts(PyObject* object, int before, int after) {
  Object first = checked(PyLong_FromLong(before)), last = checked(PyLong_FromLong(after));
  size_t parts = static_cast<size_t>(before) + (after < 0 ? 0 : static_cast<size_t>(after) + 1);
  PyObject* any = late(object);
  return visit_parts(host_function("unpacked").get(),
                     all({any ? any : object, first.get(), last.get()}), parts);
}

void VisitingWorld::late_insert(PyObject* target, PyObject* key, PyObject* item) {
  const Why why{"an object of Python's gets an item", "run-time-object"};
  Arguments given = all({late(target)});
  if (key) given.values.push_back(Object::borrow(key));
  given.values.push_back(Object::borrow(item));
  Object callee = key ? Object::borrow(operator_function("setitem"))
                      : checked(PyObject_GetAttrString(reinterpret_cast<PyObject*>(Py_TYPE(target)),
                                                       PyList_Check(target) ? "append" : "add"));
  visit(callee.get(), std::move(given), Gives::kNothing, why);
}

std::vector<Object> VisitingWorld::late_enter(PyObject* manager) {
  return visit_parts(host_function("entered").get(), all({late(manager)}), 2);
}

Object VisitingWorld::format(PyObject* value, int conversion, PyObject* spec) {
  auto visited = [&](const Why& why) {
    PyObject* any = late(value);
    std::string letter(conversion > 0 ? 1 : 0, static_cast<char>(conversion));
    Object name = checked(PyUnicode_FromString(letter.c_str()));
    Object empty = checked(PyUnicode_FromString(""));
    return visit(host_function("formatted").get(),
                 all({any ? any : value, name.get(), spec ? spec : empty.get()}), Gives::kAny, why);
  };
  if (holds_late(value) || holds_unknown(value) || (spec && late(spec)))
    return visited({"the text of an object of Python's", "run-time-object"});
  return attempt([&] { return TracedWorld::format(value, conversion, spec); }, visited);
}

}  // namespace duet::frontend
