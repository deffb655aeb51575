// Conversions, cheapest cases first.
#include "python/operators/convert.h"

#include "frontend/evaluate/traced/number.h"
#include "python/tensor/dtype.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"

namespace duet::python {
namespace {

int64_t to_int(PyObject* object) {
  int overflow = 0;
  int64_t value = PyLong_AsLongLongAndOverflow(object, &overflow);
  if (overflow)
    throw Error(ErrorKind::kOverflow, "a number in an operator needs to fit into 64 bits")
        .slug("int-too-large");
  if (value == -1 && PyErr_Occurred()) throw PythonError();
  return value;
}

bool to_number(PyObject* object, Value& value) {
  if (PyFloat_CheckExact(object)) {
    value = PyFloat_AS_DOUBLE(object);
  } else if (PyLong_CheckExact(object)) {
    value = to_int(object);
  } else if (PyBool_Check(object)) {
    value = object == Py_True;
  } else if (PyLong_Check(object)) {
    value = to_int(object);
  } else if (PyFloat_Check(object)) {
    value = PyFloat_AS_DOUBLE(object);
  } else if (PyComplex_Check(object)) {
    value = std::complex<double>(PyComplex_RealAsDouble(object), PyComplex_ImagAsDouble(object));
  } else if (is_numpy_scalar(object)) {
    Object item = checked(PyObject_CallMethodNoArgs(object, intern("item")));
    return !is_numpy_scalar(item.get()) && to_number(item.get(), value);
  } else if (frontend::is_run_time_number(object)) {
    value = Value::node(frontend::node_of_number(object));
  } else {
    return false;
  }
  return true;
}

/// A number that nobody knows while compiling.
bool is_open_number(PyObject* object) {
  return frontend::is_run_time_number(object) && !frontend::present_value(object);
}

bool is_list(PyObject* object) { return PyList_Check(object) || PyTuple_Check(object); }

Value to_list(PyObject* object) {
  Values items;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(object); ++i)
    items.push_back(to_value(PySequence_Fast_GET_ITEM(object, i)));
  return items;
}

bool holds_open_number(PyObject* object) {
  if (!is_list(object)) return is_open_number(object);
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(object); ++i)
    if (is_open_number(PySequence_Fast_GET_ITEM(object, i))) return true;
  return false;
}

/// Ints of which some are known only at run time.
Value to_open_ints(PyObject* object) {
  if (!is_list(object)) return Values{to_value(object)};
  Values items;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(object); ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(object, i);
    bool open = is_open_number(item) || !PyIndex_Check(item);
    items.push_back(open ? to_value(item) : to_int(checked(PyNumber_Index(item)).get()));
  }
  return items;
}

/// A Tensor where the schema wants a plain number: its only element.
bool element_argument(PyObject* object, Value& value) {
  if (!is_tensor(object) || as_object(object)->rep->count != 1) return false;
  value = element_of(unwrap(object));
  return true;
}

Value to_tensors(PyObject* object) {
  if (!is_list(object)) {
    Object items = Object::steal(PySequence_List(object));
    if (!items) {
      PyErr_Clear();
      return to_value(object);
    }
    return to_list(items.get());
  }
  return to_list(object);
}

}  // namespace

bool to_operand(PyObject* object, Value& value) {
  if (is_tensor(object)) {
    value = unwrap(object);
    return true;
  }
  return to_number(object, value);
}

bool to_ints(PyObject* object, Ints& ints) {
  if (is_list(object)) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(object); ++i) {
      PyObject* item = PySequence_Fast_GET_ITEM(object, i);
      if (PyLong_Check(item)) {
        ints.push_back(to_int(item));
        continue;
      }
      if (PyFloat_Check(item) || !PyIndex_Check(item)) return false;
      ints.push_back(to_int(checked(PyNumber_Index(item)).get()));
    }
    return true;
  }
  if (PyLong_Check(object)) {
    ints.push_back(to_int(object));
    return true;
  }
  bool tensor = is_tensor(object);
  if (!tensor && !is_ndarray(object) && !is_numpy_scalar(object)) return false;
  if (tensor && !is_int(as_object(object)->rep->dtype)) return false;
  Object items = checked(PyObject_CallMethodNoArgs(object, intern("tolist")));
  return !is_tensor(items.get()) && to_ints(items.get(), ints);
}

Value to_value(PyObject* object) {
  Value value;
  if (object == Py_None) return value;
  if (to_operand(object, value)) return value;
  if (PyUnicode_Check(object)) {
    Py_ssize_t size = 0;
    const char* text = PyUnicode_AsUTF8AndSize(object, &size);
    if (!text) throw PythonError();
    return std::string(text, size);
  }
  if (is_list(object)) return to_list(object);
  if (is_ndarray(object)) return copy_of_ndarray(object);
  if (auto dtype = dtype_of(object)) return *dtype;
  throw type_error(
      "an operator takes Tensors, numbers, dtypes, strings, None and lists of these, "
      "found {}",
      Py_TYPE(object)->tp_name)
      .slug("argument-type");
}

Value to_argument(const Param& param, PyObject* object) {
  Value value;
  switch (param.kind) {
    case ParamKind::kTensor:
      if (is_tensor(object)) return unwrap(object);
      if (is_ndarray(object)) return copy_of_ndarray(object);
      return to_value(object);
    case ParamKind::kOperand:
      if (to_operand(object, value)) return value;
      if (is_list(object)) return tensor_of_list(object, std::nullopt);
      return to_value(object);
    case ParamKind::kTensors:
      return object == Py_None ? value : to_tensors(object);
    case ParamKind::kInt:
      if (is_open_number(object)) return to_value(object);
      [[fallthrough]];
    case ParamKind::kBool:
      if (frontend::is_run_time_number(object))
        return to_argument(param, frontend::settled(object).get());
      [[fallthrough]];
    case ParamKind::kFloat:
    case ParamKind::kNumber:
      if (to_number(object, value) || element_argument(object, value)) return value;
      return to_value(object);
    case ParamKind::kDType: {
      if (object == Py_None) return value;
      auto dtype = dtype_of(object);
      return dtype ? Value(*dtype) : to_value(object);
    }
    case ParamKind::kInts: {
      if (holds_open_number(object)) [[unlikely]]
        return to_open_ints(object);
      Ints ints;
      if (object != Py_None && to_ints(object, ints)) return ints;
      return to_value(object);
    }
    case ParamKind::kString:
    case ParamKind::kAny:
      return to_value(object);
  }
  return value;
}

PyObject* to_tuple(std::span<const int64_t> ints) {
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(ints.size())));
  for (size_t i = 0; i < ints.size(); ++i)
    PyTuple_SET_ITEM(tuple.get(), i, checked(PyLong_FromLongLong(ints[i])).leak());
  return tuple.leak();
}

PyObject* to_python(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kTensor:
      return wrap(value.as_tensor());
    case Value::Kind::kNone:
      Py_RETURN_NONE;
    case Value::Kind::kBool:
      return PyBool_FromLong(value.as_bool());
    case Value::Kind::kInt:
      return PyLong_FromLongLong(value.as_int());
    case Value::Kind::kFloat:
      return PyFloat_FromDouble(value.as_float());
    case Value::Kind::kComplex:
      return PyComplex_FromDoubles(value.as_complex().real(), value.as_complex().imag());
    case Value::Kind::kDType:
      return dtype_object(value.as_dtype());
    case Value::Kind::kString:
      return PyUnicode_FromStringAndSize(value.as_string().data(),
                                         static_cast<Py_ssize_t>(value.as_string().size()));
    case Value::Kind::kInts:
      return to_tuple(value.as_ints());
    case Value::Kind::kList: {
      const Values& items = value.as_list();
      Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(items.size())));
      for (size_t i = 0; i < items.size(); ++i)
        PyTuple_SET_ITEM(tuple.get(), i, checked(to_python(items[i])).leak());
      return tuple.leak();
    }
    case Value::Kind::kNode:
      DUET_BUG("a node of a graph reaches Python");
  }
  return nullptr;
}

PyObject* to_python(const Values& results) {
  if (results.size() == 1) return to_python(results[0]);
  if (results.empty()) Py_RETURN_NONE;
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(results.size())));
  for (size_t i = 0; i < results.size(); ++i)
    PyTuple_SET_ITEM(tuple.get(), i, checked(to_python(results[i])).leak());
  return tuple.leak();
}

}  // namespace duet::python
