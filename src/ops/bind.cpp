// Arguments into the schema's kinds: a list of ints, a number where a float is wanted, defaults.
// What does not fit is said with what was expected and found.
#include <algorithm>

#include "ops/registry.h"

namespace duet {
namespace {

std::string_view expected(ParamKind kind) {
  switch (kind) {
    case ParamKind::kTensor:
      return "a Tensor";
    case ParamKind::kOperand:
      return "a Tensor or a number";
    case ParamKind::kTensors:
      return "a list or tuple of Tensors";
    case ParamKind::kInt:
      return "an int";
    case ParamKind::kFloat:
      return "a float";
    case ParamKind::kBool:
      return "a bool";
    case ParamKind::kString:
      return "a string";
    case ParamKind::kDType:
      return "a dtype";
    case ParamKind::kInts:
      return "an int or a tuple of ints";
    case ParamKind::kNumber:
      return "a number";
    case ParamKind::kAny:
      return "a value";
  }
  return "";
}

std::string expected(const Param& param) {
  if (param.choices.empty()) return std::string(expected(param.kind));
  std::string text;
  for (size_t i = 0; i < param.choices.size(); ++i) {
    if (i > 0) text += i + 1 < param.choices.size() ? ", " : " or ";
    text += expected(param.choices[i]);
  }
  return text;
}

bool tensor_like(const Value& value) { return value.is_tensor() || value.is_node(); }

bool all_tensors(const Value& value) {
  if (value.kind() == Value::Kind::kInts) return value.as_ints().empty();
  if (!value.is_list()) return false;
  for (const Value& item : value.as_list())
    if (!tensor_like(item)) return false;
  return true;
}

bool all_ints(const Value& value) {
  if (!value.is_list()) return false;
  for (const Value& item : value.as_list())
    if (item.kind() != Value::Kind::kInt && !item.is_node()) return false;
  return true;
}

/// A node may be a run-time number: its recorder knows, and refuses what is none.
bool fits(ParamKind wanted, Value& value) {
  using Kind = Value::Kind;
  Kind kind = value.kind();
  switch (wanted) {
    case ParamKind::kTensor:
      return tensor_like(value);
    case ParamKind::kOperand:
      return tensor_like(value) || value.is_number();
    case ParamKind::kTensors:
      if (!all_tensors(value)) return false;
      if (kind == Kind::kInts) value = Values{};
      return true;
    case ParamKind::kInt:
      return kind == Kind::kInt || kind == Kind::kBool || kind == Kind::kNode;
    case ParamKind::kFloat:
      return kind == Kind::kFloat || kind == Kind::kInt || kind == Kind::kBool ||
             kind == Kind::kNode;
    case ParamKind::kBool:
      return kind == Kind::kBool;
    case ParamKind::kString:
      return kind == Kind::kString;
    case ParamKind::kDType:
      return kind == Kind::kDType;
    case ParamKind::kInts: {
      if (kind == Kind::kInts) return true;  // the usual case, without a copy
      auto ints = ints_of(value);
      if (ints) value = std::move(*ints);
      return ints.has_value() || all_ints(value);
    }
    case ParamKind::kNumber:
      return value.is_number() || kind == Kind::kNode;
    case ParamKind::kAny:
      return true;
  }
  return false;
}

bool fits(const Param& param, Value& value) {
  if (param.choices.empty()) return fits(param.kind, value);
  return std::ranges::any_of(param.choices, [&](ParamKind kind) { return fits(kind, value); });
}

}  // namespace

Values bind(const Op& op, std::span<const Value> args) {
  const auto& params = entry(op).schema.params;
  const std::string function = entry(op).functions.empty() ? op.name : entry(op).functions.front();
  if (args.size() > params.size())
    throw type_error("{} takes {} arguments, {} were given", function, params.size(), args.size())
        .slug("argument-count");
  Values bound;
  for (size_t i = 0; i < params.size(); ++i) {
    const Param& param = params[i];
    if (i >= args.size()) {
      if (!param.default_value)
        throw type_error("{} needs its argument `{}`", function, param.name)
            .slug("argument-missing");
      bound.push_back(*param.default_value);
      continue;
    }
    Value value = args[i];
    bool none = value.is_none() &&
                (param.optional || (param.default_value && param.default_value->is_none()));
    if (!none && !fits(param, value)) {
      Error error = type_error("{} needs {} as `{}`", function, expected(param), param.name);
      error.label(static_cast<int>(i), "{}", describe(args[i])).slug("argument-type");
      error.set_op(op.name);
      throw error;
    }
    bound.push_back(std::move(value));
  }
  return bound;
}

Values gradient_slots(const Op& op, std::span<const Value> args) {
  const auto& params = entry(op).schema.params;
  Values slots;
  for (size_t i = 0; i < params.size(); ++i) {
    if (params[i].kind == ParamKind::kTensor || params[i].kind == ParamKind::kOperand)
      slots.push_back(args[i]);
    if (params[i].kind == ParamKind::kTensors && args[i].is_list())
      for (const Value& item : args[i].as_list()) slots.push_back(item);
  }
  return slots;
}

}  // namespace duet
