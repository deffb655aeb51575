// Operators of the language on Tensors: each is one operator of the registry.
#include "frontend/evaluate/traced/extents.h"
#include "ops/registry.h"
#include "python/operators/call.h"
#include "python/operators/convert.h"
#include "python/tensor/element.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

/// The operator behind a slot, looked up once.
template <size_t N>
struct Name {
  char text[N];
  constexpr Name(const char (&name)[N]) { std::copy_n(name, N, text); }  // NOLINT
};
template <Name kName>
const OpEntry& op_of() {
  static const OpEntry* const found = find_op(kName.text);
  if (!found) DUET_BUG("no operator is called {}", kName.text);
  return *found;
}

/// The operator on these operands, its other arguments as the schema has them.
PyObject* call_slot(const OpEntry& entry, std::span<const Value> operands) {
  const auto& params = entry.schema.params;
  if (params.size() == operands.size()) return call_op(*entry.op, operands);
  Values args(operands.begin(), operands.end());
  for (size_t i = args.size(); i < params.size(); ++i)
    args.push_back(params[i].default_value.value());
  return call_op(*entry.op, args);
}

bool slot_operand(PyObject* object, Value& value) {
  if (to_operand(object, value)) return true;
  if (PyList_Check(object) || PyTuple_Check(object))
    value = tensor_of_list(object, std::nullopt);
  else if (is_ndarray(object))
    value = copy_of_ndarray(object);
  else
    return false;
  return true;
}

template <Name kName>
PyObject* binary_slot(PyObject* a, PyObject* b) {
  Value args[2];
  try {
    if (!slot_operand(a, args[0]) || !slot_operand(b, args[1])) Py_RETURN_NOTIMPLEMENTED;
    return call_slot(op_of<kName>(), args);
  } catch (...) {
    set_call_exception({a, b});
    return nullptr;
  }
}

template <Name kName>
PyObject* unary_slot(PyObject* a) {
  try {
    Value args[1] = {unwrap(a)};
    return call_slot(op_of<kName>(), args);
  } catch (...) {
    set_call_exception({a});
    return nullptr;
  }
}

PyObject* power(PyObject* a, PyObject* b, PyObject* modulus) {
  if (modulus != Py_None) Py_RETURN_NOTIMPLEMENTED;
  return binary_slot<"pow">(a, b);
}

PyObject* positive(PyObject* a) { return Py_NewRef(a); }

// `~`: of bools and of numbers alike "is it zero?", as MindSpore has it.
PyObject* invert(PyObject* a) { return unary_slot<"logical_not">(a); }

Tensor only_element(PyObject* self, const char* what) {
  Tensor tensor = unwrap(self);
  if (tensor.count() < 0) frontend::refuse_unknown_length(what);
  if (tensor.count() != 1)
    throw value_error("{} needs a Tensor with one element", what)
        .label(-1, "{}", describe(Value(tensor)))
        .slug("one-element");
  return tensor;
}

int truth(PyObject* self) {
  try {
    Value element = element_of(only_element(self, "a truth value"));
    return element.as_complex() != 0.0;
  } catch (...) {
    set_call_exception({self});
    return -1;
  }
}

PyObject* element(PyObject* self, const char* what) {
  Tensor tensor = with_elements(only_element(self, what), what);
  return load_element(tensor.dtype(), tensor.data());
}

PyObject* to_int(PyObject* self) {
  try {
    Object number = checked(element(self, "int()"));
    return PyNumber_Long(number.get());
  } catch (...) {
    set_call_exception({self});
    return nullptr;
  }
}

PyObject* to_float(PyObject* self) {
  try {
    Object number = checked(element(self, "float()"));
    return PyNumber_Float(number.get());
  } catch (...) {
    set_call_exception({self});
    return nullptr;
  }
}

PyObject* to_index(PyObject* self) {
  try {
    Tensor tensor = with_elements(only_element(self, "an index"), "an index");
    if (!is_int(tensor.dtype()) && !is_bool(tensor.dtype()))
      throw value_error("an index needs a Tensor of integers")
          .label(-1, "{}", describe(Value(tensor)))
          .slug("index-dtype");
    return PyNumber_Long(checked(load_element(tensor.dtype(), tensor.data())).get());
  } catch (...) {
    set_call_exception({self});
    return nullptr;
  }
}

const OpEntry& comparison(int operation) {
  switch (operation) {
    case Py_LT:
      return op_of<"less">();
    case Py_LE:
      return op_of<"less_equal">();
    case Py_EQ:
      return op_of<"equal">();
    case Py_NE:
      return op_of<"not_equal">();
    case Py_GT:
      return op_of<"greater">();
    default:
      return op_of<"greater_equal">();
  }
}

}  // namespace

// A value that is no number equals no Tensor; an order with one is an error.
PyObject* tensor_compare(PyObject* a, PyObject* b, int operation) {
  Value args[2];
  try {
    bool fits = to_operand(a, args[0]) && to_operand(b, args[1]);
    if (!fits) Py_RETURN_NOTIMPLEMENTED;
    return call_slot(comparison(operation), args);
  } catch (...) {
    set_call_exception({a, b});
    return nullptr;
  }
}

PyNumberMethods tensor_number = {
    .nb_add = binary_slot<"add">,
    .nb_subtract = binary_slot<"sub">,
    .nb_multiply = binary_slot<"mul">,
    .nb_remainder = binary_slot<"floor_mod">,
    .nb_divmod = nullptr,
    .nb_power = power,
    .nb_negative = unary_slot<"neg">,
    .nb_positive = positive,
    .nb_absolute = unary_slot<"abs">,
    .nb_bool = truth,
    .nb_invert = invert,
    .nb_lshift = binary_slot<"bitwise_left_shift">,
    .nb_rshift = binary_slot<"bitwise_right_shift">,
    .nb_and = binary_slot<"bitwise_and">,
    .nb_xor = binary_slot<"bitwise_xor">,
    .nb_or = binary_slot<"bitwise_or">,
    .nb_int = to_int,
    .nb_reserved = nullptr,
    .nb_float = to_float,
    .nb_inplace_add = nullptr,
    .nb_inplace_subtract = nullptr,
    .nb_inplace_multiply = nullptr,
    .nb_inplace_remainder = nullptr,
    .nb_inplace_power = nullptr,
    .nb_inplace_lshift = nullptr,
    .nb_inplace_rshift = nullptr,
    .nb_inplace_and = nullptr,
    .nb_inplace_xor = nullptr,
    .nb_inplace_or = nullptr,
    .nb_floor_divide = binary_slot<"floor_divide">,
    .nb_true_divide = binary_slot<"true_divide">,
    .nb_inplace_floor_divide = nullptr,
    .nb_inplace_true_divide = nullptr,
    .nb_index = to_index,
    .nb_matrix_multiply = binary_slot<"matmul">,
    .nb_inplace_matrix_multiply = nullptr,
};

}  // namespace duet::python
