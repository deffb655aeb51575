// Reading arguments: the exact cases here, everything else through `bind`, which also says what
// does not fit.
#include "python/operators/arguments.h"

#include <algorithm>

#include "frontend/evaluate/traced/number.h"
#include "python/operators/convert.h"

namespace duet::python {
namespace {

/// Names that MindSpore's APIs use for the same thing; each row is one meaning.
constexpr const char* kSynonyms[][9] = {
    {"input", "x", "input_x", "tensor", "a", "mat", "x1", "dividend", nullptr},
    {"other", "y", "input_y", "b", "x2", "like", "exponent", "divisor", nullptr},
    {"other", "value", nullptr},
    {"tensors", "inputs", nullptr},
    {"axis", "dim", "axes", "dims", "dim0", nullptr},
    {"axis0", "dim0", nullptr},
    {"axis1", "dim1", nullptr},
    {"axis2", "dim2", nullptr},
    {"dim1", "axis1", nullptr},
    {"keep_dims", "keepdim", "keepdims", nullptr},
    {"shape", "size", nullptr},
    {"dtype", "dst_type", nullptr},
};

bool same_meaning(std::string_view a, std::string_view b) {
  for (const auto& row : kSynonyms) {
    bool has_a = false, has_b = false;
    for (const char* const* name = row; *name; ++name) {
      has_a |= a == *name;
      has_b |= b == *name;
    }
    if (has_a && has_b) return true;
  }
  return false;
}

std::string_view text_of(PyObject* name) {
  const char* text = PyUnicode_AsUTF8(name);
  if (!text) throw PythonError();
  return text;
}

Error argument_error(const OpEntry& entry, std::string text) {
  Error error(ErrorKind::kType, std::move(text));
  error.set_op(entry.op->name);
  return error;
}

std::string_view function_name(const OpEntry& entry) {
  return entry.functions.empty() ? std::string_view(entry.op->name) : entry.functions.front();
}

size_t parameter_named(const OpEntry& entry, PyObject* names, PyObject* keyword,
                       const Arguments& given) {
  size_t count = entry.schema.params.size();
  for (size_t i = 0; i < count; ++i)
    if (PyTuple_GET_ITEM(names, i) == keyword) return i;
  std::string_view text = text_of(keyword);
  for (size_t i = 0; i < count; ++i)
    if (entry.schema.params[i].name == text) return i;
  for (size_t i = 0; i < count; ++i)
    if (!given.objects[i] && same_meaning(entry.schema.params[i].name, text)) return i;
  throw argument_error(entry, fmt::format("{} has no argument `{}`, it takes ({})",
                                          function_name(entry), text, signature(entry.schema)))
      .slug("argument-unknown");
}

/// Whether `value` is what the operator wants, with nothing left to convert or refuse.
bool settled(const Param& param, const Value& value) {
  using Kind = Value::Kind;
  switch (param.kind) {
    case ParamKind::kTensor:
      return value.is_tensor();
    case ParamKind::kOperand:
      return value.is_tensor() || value.is_number();
    case ParamKind::kInt:
      return value.kind() == Kind::kInt || value.kind() == Kind::kBool;
    case ParamKind::kFloat:
      return value.kind() == Kind::kFloat || value.kind() == Kind::kInt;
    case ParamKind::kBool:
      return value.kind() == Kind::kBool;
    case ParamKind::kString:
      return value.kind() == Kind::kString;
    case ParamKind::kDType:
      return value.kind() == Kind::kDType;
    case ParamKind::kInts:
      return value.kind() == Kind::kInts;
    case ParamKind::kNumber:
      return value.is_number();
    case ParamKind::kTensors:
      return false;
    case ParamKind::kAny:
      return param.choices.empty();
  }
  return false;
}

bool all_ints(PyObject* const* args, size_t count) {
  return std::all_of(args, args + count, [](PyObject* arg) {
    return PyLong_Check(arg) || frontend::is_run_time_number(arg);
  });
}

Object tuple_of(PyObject* const* items, size_t count) {
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(count)));
  for (size_t i = 0; i < count; ++i)
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), Py_NewRef(items[i]));
  return tuple;
}

/// `x.reshape(2, 3)`: sizes written one by one, where a single argument would hold them all.
bool take_spread_ints(const OpEntry& entry, size_t at, PyObject* const* args, size_t count,
                      Arguments& result) {
  const auto& params = entry.schema.params;
  if (params[at].kind != ParamKind::kInts || count - at < 2) return false;
  bool fills_rest = at + 1 == params.size() || count > params.size();
  if (!fills_rest || !all_ints(args + at, count - at)) return false;
  Ints ints;
  for (size_t i = at; i < count; ++i) {
    if (!PyLong_Check(args[i])) {
      result.values[at] = to_argument(params[at], tuple_of(args + at, count - at).get());
      result.objects[at] = args[at];
      return true;
    }
    ints.push_back(PyLong_AsLongLong(args[i]));
    if (ints.back() == -1 && PyErr_Occurred()) throw PythonError();
  }
  result.values[at] = std::move(ints);
  result.objects[at] = args[at];
  return true;
}

}  // namespace

void read_arguments(const OpEntry& entry, PyObject* names, PyObject* const* args, size_t count,
                    PyObject* keywords, Arguments& result) {
  const auto& params = entry.schema.params;
  result.values.resize(params.size());
  result.objects.resize(params.size(), nullptr);
  bool all_settled = true;
  auto take = [&](size_t i, PyObject* object) {
    result.objects[i] = object;
    result.values[i] = to_argument(params[i], object);
    all_settled = all_settled && settled(params[i], result.values[i]);
  };
  for (size_t i = 0; i < count; ++i) {
    if (i >= params.size() || params[i].keyword_only)
      throw argument_error(entry, fmt::format("{} takes ({}), {} arguments were given",
                                              function_name(entry), signature(entry.schema), count))
          .slug("argument-count");
    if (take_spread_ints(entry, i, args, count, result)) break;
    take(i, args[i]);
  }
  size_t named = keywords ? PyTuple_GET_SIZE(keywords) : 0;
  for (size_t k = 0; k < named; ++k) {
    PyObject* keyword = PyTuple_GET_ITEM(keywords, k);
    size_t i = parameter_named(entry, names, keyword, result);
    if (result.objects[i])
      throw argument_error(entry, fmt::format("{} is given its argument `{}` twice",
                                              function_name(entry), params[i].name))
          .slug("argument-twice");
    take(i, args[count + k]);
  }
  for (size_t i = 0; i < params.size(); ++i) {
    if (result.objects[i]) continue;
    if (!params[i].default_value)
      throw argument_error(
          entry, fmt::format("{} needs its argument `{}`", function_name(entry), params[i].name))
          .slug("argument-missing");
    result.values[i] = *params[i].default_value;
  }
  if (all_settled) return;
  Values bound = bind(*entry.op, result.values);
  std::move(bound.begin(), bound.end(), result.values.begin());
}

}  // namespace duet::python
