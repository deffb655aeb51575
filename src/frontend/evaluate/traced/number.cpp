// The Python type of run-time numbers: slots that record, slots that demand.
#include "frontend/evaluate/traced/number.h"

#include <algorithm>
#include <array>

#include "frontend/evaluate/traced/traced_world.h"
#include "ir/result_types.h"
#include "runtime/graph/tracer.h"

namespace duet::frontend {
namespace {

struct NumberObject {
  PyObject_HEAD int64_t node;
  PyObject* present;  // or null
  std::vector<int>* leaves;
  NumberKind kind;
};

PyTypeObject* number_type = nullptr;

NumberObject* as_number(PyObject* object) { return reinterpret_cast<NumberObject*>(object); }

bool fits_64_bits(PyObject* number) {
  if (!PyLong_Check(number)) return true;
  int overflow = 0;
  PyLong_AsLongLongAndOverflow(number, &overflow);
  return overflow == 0;
}

/// A run-time number, or a plain one that a graph can hold.
bool is_operand(PyObject* object) {
  if (is_run_time_number(object)) return true;
  bool plain = PyFloat_CheckExact(object) || PyLong_CheckExact(object) || PyBool_Check(object);
  return plain && fits_64_bits(object);
}

/// A number that no graph holds: Python computes with it, and with the value beside it.
bool is_beyond(PyObject* object) {
  return PyComplex_CheckExact(object) || (PyLong_CheckExact(object) && !fits_64_bits(object));
}

PyObject* present_of(PyObject* object) {
  return is_run_time_number(object) ? as_number(object)->present : object;
}

void add_leaves(std::vector<int>& leaves, PyObject* object) {
  if (!is_run_time_number(object)) return;
  for (int leaf : *as_number(object)->leaves)
    if (std::find(leaves.begin(), leaves.end(), leaf) == leaves.end()) leaves.push_back(leaf);
}

/// An exception must not pass through slots of C.
template <class F>
PyObject* slot_result(F body) {
  try {
    return body();
  } catch (const PythonError&) {
    return nullptr;
  }
}

using Binary = PyObject* (*)(PyObject*, PyObject*);

int64_t append(const char* name, std::initializer_list<PyObject*> operands, NumberKind kind) {
  ir::Node node;
  node.kind = ir::NodeKind::kScalar;
  node.name = name;
  for (PyObject* operand : operands) node.args.push_back(number_value(operand));
  node.types.push_back(ir::Type::scalar(kind));
  return tracer()->append(std::move(node));
}

/// The result as a node, or, where its type depends on values, of the settled operands.
PyObject* recorded(const char* name, std::initializer_list<PyObject*> operands, Object present,
                   bool by_value) {
  bool number = PyFloat_CheckExact(present.get()) || PyLong_Check(present.get());
  if (by_value || !number || !fits_64_bits(present.get())) {
    for (PyObject* operand : operands) settled(operand);
    return present.leak();
  }
  std::vector<int> leaves;
  for (PyObject* operand : operands) add_leaves(leaves, operand);
  int64_t node = append(name, operands, number_kind(present.get()));
  return make_number(node, std::move(present), std::move(leaves)).leak();
}

/// What Python makes of two kinds of numbers.
NumberKind result_kind(std::string_view name, NumberKind x, NumberKind y) {
  if (name == "truediv") return NumberKind::kFloat;
  if (x == NumberKind::kFloat || y == NumberKind::kFloat) return NumberKind::kFloat;
  bool bits = name == "and" || name == "or" || name == "xor";
  bool bools = x == NumberKind::kBool && y == NumberKind::kBool;
  return bits && bools ? NumberKind::kBool : NumberKind::kInt;
}

PyObject* binary(const char* name, Binary native, PyObject* x, PyObject* y, bool by_value = false) {
  if (is_beyond(x) || is_beyond(y))
    return slot_result([&] { return native(settled(x).get(), settled(y).get()); });
  if (!is_operand(x) || !is_operand(y) || !tracer()) Py_RETURN_NOTIMPLEMENTED;
  return slot_result([&]() -> PyObject* {
    if (!present_of(x) || !present_of(y)) {
      if (by_value) settled(x), settled(y);
      NumberKind kind = result_kind(name, number_kind(x), number_kind(y));
      return make_run_time_number(append(name, {x, y}, kind), kind).leak();
    }
    Object present = Object::steal(native(present_of(x), present_of(y)));
    if (!present) {
      // It fails for these values.
      Object exception = take_exception();
      settled(x);
      settled(y);
      throw_exception(std::move(exception));
    }
    return recorded(name, {x, y}, std::move(present), by_value);
  });
}

bool both_ints(PyObject* x, PyObject* y) {
  return number_kind(x) != NumberKind::kFloat && number_kind(y) != NumberKind::kFloat;
}

PyObject* unary(const char* name, PyObject* (*native)(PyObject*), PyObject* x) {
  return slot_result([&]() -> PyObject* {
    if (present_of(x)) return recorded(name, {x}, checked(native(present_of(x))), false);
    NumberKind kind = number_kind(x) == NumberKind::kBool ? NumberKind::kInt : number_kind(x);
    return make_run_time_number(append(name, {x}, kind), kind).leak();
  });
}
PyObject* negative(PyObject* x) { return unary("neg", PyNumber_Negative, x); }
PyObject* positive(PyObject* x) { return unary("pos", PyNumber_Positive, x); }
PyObject* absolute(PyObject* x) { return unary("abs", PyNumber_Absolute, x); }

PyObject* add(PyObject* x, PyObject* y) { return binary("add", PyNumber_Add, x, y); }
PyObject* subtract(PyObject* x, PyObject* y) { return binary("sub", PyNumber_Subtract, x, y); }
PyObject* multiply(PyObject* x, PyObject* y) { return binary("mul", PyNumber_Multiply, x, y); }
PyObject* divide(PyObject* x, PyObject* y) { return binary("truediv", PyNumber_TrueDivide, x, y); }
PyObject* floor_divide(PyObject* x, PyObject* y) {
  return binary("floordiv", PyNumber_FloorDivide, x, y);
}
PyObject* remainder(PyObject* x, PyObject* y) { return binary("mod", PyNumber_Remainder, x, y); }
/// An int to a small power: a product, as far beyond 64 bits as products go. Null: another power.
PyObject* product_of(PyObject* x, int64_t exponent) {
  constexpr int64_t kMost = 64;
  if (exponent < 1 || exponent > kMost) return nullptr;
  return slot_result([&] {
    Object result = checked(positive(x)), square = result;
    for (--exponent; exponent > 0; exponent >>= 1) {
      if (exponent & 1) result = checked(PyNumber_Multiply(result.get(), square.get()));
      if (exponent > 1) square = checked(PyNumber_Multiply(square.get(), square.get()));
    }
    return result.leak();
  });
}
PyObject* power(PyObject* x, PyObject* y, PyObject* modulus) {
  if (modulus != Py_None) Py_RETURN_NOTIMPLEMENTED;
  if (is_beyond(x) || is_beyond(y))
    return slot_result([&] { return PyNumber_Power(settled(x).get(), settled(y).get(), Py_None); });
  if (!is_operand(x) || !is_operand(y)) Py_RETURN_NOTIMPLEMENTED;
  // An int to a negative power is a float, a negative number to a fraction is complex.
  PyObject* exponent = present_of(y);
  if (both_ints(x, y) && is_run_time_number(x) && !present_of(x) && PyLong_Check(y))
    if (PyObject* product = product_of(x, PyLong_AsLongLong(y))) return product;
  bool by_value =
      both_ints(x, y) || !is_run_time_number(x) || is_run_time_number(y) ||
      (exponent && PyFloat_Check(exponent) &&
       PyFloat_AS_DOUBLE(exponent) != static_cast<int64_t>(PyFloat_AS_DOUBLE(exponent)));
  return binary(
      "pow", [](PyObject* a, PyObject* b) { return PyNumber_Power(a, b, Py_None); }, x, y,
      by_value);
}
PyObject* bit_and(PyObject* x, PyObject* y) { return binary("and", PyNumber_And, x, y); }
PyObject* bit_or(PyObject* x, PyObject* y) { return binary("or", PyNumber_Or, x, y); }
PyObject* bit_xor(PyObject* x, PyObject* y) { return binary("xor", PyNumber_Xor, x, y); }
PyObject* shift_left(PyObject* x, PyObject* y) { return binary("lshift", PyNumber_Lshift, x, y); }
PyObject* shift_right(PyObject* x, PyObject* y) { return binary("rshift", PyNumber_Rshift, x, y); }

PyObject* compare(PyObject* x, PyObject* y, int operation) {
  if (is_beyond(y))
    return slot_result([&] { return PyObject_RichCompare(settled(x).get(), y, operation); });
  if (!is_operand(x) || !is_operand(y)) Py_RETURN_NOTIMPLEMENTED;
  return slot_result([&] {
    if (!present_of(x) || !present_of(y)) {
      static const char* const kNames[] = {"lt", "le", "eq", "ne", "gt", "ge"};
      int64_t node = append(kNames[operation], {x, y}, NumberKind::kBool);
      return make_run_time_number(node, NumberKind::kBool).leak();
    }
    Object a = settled(x), b = settled(y);
    return PyObject_RichCompare(a.get(), b.get(), operation);
  });
}

template <PyObject* (*native)(PyObject*)>
PyObject* demanded(PyObject* self) {
  return slot_result([&] { return native(settled(self).get()); });
}

int truth(PyObject* self) {
  try {
    return PyObject_IsTrue(settled(self).get());
  } catch (const PythonError&) {
    return -1;
  }
}

Py_hash_t hash(PyObject* self) {
  try {
    return PyObject_Hash(settled(self).get());
  } catch (const PythonError&) {
    return -1;
  }
}

/// Methods and attributes are those of the value.
PyObject* attribute(PyObject* self, PyObject* name) {
  return slot_result([&] { return PyObject_GetAttr(settled(self).get(), name); });
}

/// What functions of Python look up on the type: the value's own method.
template <const char* name>
PyObject* method(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  return slot_result([&]() -> PyObject* {
    Object found = checked(PyObject_GetAttrString(settled(self).get(), name));
    return PyObject_Vectorcall(found.get(), args, static_cast<size_t>(count), nullptr);
  });
}

constexpr char kFormat[] = "__format__", kRound[] = "__round__", kTrunc[] = "__trunc__",
               kFloor[] = "__floor__", kCeil[] = "__ceil__";

template <const char* name>
PyMethodDef method_entry() {
  return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(method<name>)),
          METH_FASTCALL, "The method of the present value."};
}

PyMethodDef methods[] = {method_entry<kFormat>(), method_entry<kRound>(), method_entry<kTrunc>(),
                         method_entry<kFloor>(),  method_entry<kCeil>(),  {}};

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  Py_CLEAR(as_number(self)->present);
  delete as_number(self)->leaves;
  type->tp_free(self);
  Py_DECREF(type);
}

PyTypeObject* make_type() {
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {
      slot(Py_tp_dealloc, dealloc),
      slot(Py_tp_getattro, attribute),
      {Py_tp_methods, methods},
      slot(Py_tp_repr, demanded<PyObject_Repr>),
      slot(Py_tp_str, demanded<PyObject_Str>),
      slot(Py_tp_hash, hash),
      slot(Py_tp_richcompare, compare),
      slot(Py_nb_add, add),
      slot(Py_nb_subtract, subtract),
      slot(Py_nb_multiply, multiply),
      slot(Py_nb_true_divide, divide),
      slot(Py_nb_floor_divide, floor_divide),
      slot(Py_nb_remainder, remainder),
      slot(Py_nb_power, power),
      slot(Py_nb_and, bit_and),
      slot(Py_nb_or, bit_or),
      slot(Py_nb_xor, bit_xor),
      slot(Py_nb_lshift, shift_left),
      slot(Py_nb_rshift, shift_right),
      slot(Py_nb_negative, negative),
      slot(Py_nb_positive, positive),
      slot(Py_nb_absolute, absolute),
      slot(Py_nb_invert, demanded<PyNumber_Invert>),
      slot(Py_nb_bool, truth),
      slot(Py_nb_int, demanded<PyNumber_Long>),
      slot(Py_nb_float, demanded<PyNumber_Float>),
      slot(Py_nb_index, demanded<PyNumber_Index>),
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore.run_time_number", sizeof(NumberObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  return reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

}  // namespace

Object make_number(int64_t node, Object present, std::vector<int> leaves) {
  if (!number_type) number_type = make_type();
  Object self = checked(number_type->tp_alloc(number_type, 0));
  NumberObject* number = as_number(self.get());
  number->kind = number_kind(present.get());
  number->node = node;
  number->present = present.leak();
  number->leaves = new std::vector<int>(std::move(leaves));
  return self;
}

Object make_run_time_number(int64_t node, NumberKind kind) {
  if (!number_type) number_type = make_type();
  Object self = checked(number_type->tp_alloc(number_type, 0));
  as_number(self.get())->node = node;
  as_number(self.get())->kind = kind;
  as_number(self.get())->leaves = new std::vector<int>();
  return self;
}

NumberKind number_kind(PyObject* object) {
  if (is_run_time_number(object)) return as_number(object)->kind;
  if (PyBool_Check(object)) return NumberKind::kBool;
  return PyLong_Check(object) ? NumberKind::kInt : NumberKind::kFloat;
}

Value number_value(PyObject* object) {
  if (is_run_time_number(object)) return Value::node(as_number(object)->node);
  if (PyBool_Check(object)) return object == Py_True;
  if (PyLong_Check(object)) return static_cast<int64_t>(PyLong_AsLongLong(object));
  return PyFloat_AS_DOUBLE(object);
}
void set_node_of_number(PyObject* object, int64_t node) { as_number(object)->node = node; }

Object number_of(const char* operation, PyObject* native, PyObject* number, bool converts) {
  NumberKind kind = *ir::number_result(operation, std::array{number_kind(number)});
  if (converts && kind == number_kind(number)) return Object::borrow(number);
  PyObject* known = present_of(number);
  if (!known) return make_run_time_number(append(operation, {number}, kind), kind);
  Object present = Object::steal(PyObject_CallOneArg(native, known));
  if (!present) {
    // It fails for this value.
    Object exception = take_exception();
    settled(number);
    throw_exception(std::move(exception));
  }
  return Object::steal(recorded(operation, {number}, std::move(present), false));
}

bool is_run_time_number(PyObject* object) { return number_type && Py_TYPE(object) == number_type; }
int64_t node_of_number(PyObject* object) { return as_number(object)->node; }
PyObject* present_value(PyObject* object) { return present_of(object); }

Object settled(PyObject* object) {
  if (!is_run_time_number(object)) return Object::borrow(object);
  if (!as_number(object)->present)
    throw_untraceable("a number that is known at run time decides something here", "number-needed");
  TracedWorld* world = TracedWorld::active();
  if (!world)
    throw_error(PyExc_RuntimeError, "a number of a graph is used after the graph was made");
  for (int leaf : *as_number(object)->leaves) world->demand(leaf);
  return Object::borrow(as_number(object)->present);
}

}  // namespace duet::frontend
