// Reading schemas. A mistake in one is ours and stops the program at start.
#include "ops/schema.h"

#include <charconv>

namespace duet {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

ParamKind parse_kind(std::string_view text) {
  constexpr std::pair<std::string_view, ParamKind> kKinds[] = {
      {"Tensor", ParamKind::kTensor},    {"Operand", ParamKind::kOperand},
      {"Tensor[]", ParamKind::kTensors}, {"int", ParamKind::kInt},
      {"float", ParamKind::kFloat},      {"bool", ParamKind::kBool},
      {"str", ParamKind::kString},       {"dtype", ParamKind::kDType},
      {"int[]", ParamKind::kInts},       {"number", ParamKind::kNumber},
      {"any", ParamKind::kAny}};
  for (auto [name, kind] : kKinds)
    if (name == text) return kind;
  DUET_BUG("`{}` is no type of a schema", text);
}

std::vector<ParamKind> parse_choices(std::string_view text) {
  std::vector<ParamKind> choices;
  for (size_t bar = 0; bar != std::string_view::npos;) {
    bar = text.find('|');
    choices.push_back(parse_kind(trim(text.substr(0, bar))));
    if (bar != std::string_view::npos) text.remove_prefix(bar + 1);
  }
  return choices;
}

Ints parse_ints(std::string_view text) {
  Ints result;
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    size_t comma = std::min(text.find(','), text.size());
    std::string_view item = trim(text.substr(0, comma));
    int64_t number = 0;
    std::from_chars(item.data(), item.data() + item.size(), number);
    if (!item.empty()) result.push_back(number);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return result;
}

Value parse_default(std::string_view text, ParamKind kind) {
  if (text == "None") return {};
  if (text == "True") return true;
  if (text == "False") return false;
  if (text.front() == '\'') return std::string(text.substr(1, text.size() - 2));
  if (text.front() == '(') return parse_ints(text);
  if (kind == ParamKind::kDType) {
    for (int i = 0; i < kDTypeCount; ++i)
      if (name(static_cast<DType>(i)) == text) return static_cast<DType>(i);
    DUET_BUG("`{}` is no dtype", text);
  }
  if (kind == ParamKind::kInts) return Ints{std::stoll(std::string(text))};
  if (kind == ParamKind::kFloat || text.find_first_of(".ei") != std::string_view::npos)
    return std::stod(std::string(text));
  return static_cast<int64_t>(std::stoll(std::string(text)));
}

Param parse_param(std::string_view text) {
  size_t colon = text.find(':');
  if (colon == std::string_view::npos) DUET_BUG("a parameter of a schema has no type: `{}`", text);
  Param param{std::string(trim(text.substr(0, colon))), ParamKind::kAny};
  std::string_view rest = text.substr(colon + 1), value;
  if (size_t equals = rest.find('='); equals != std::string_view::npos) {
    value = trim(rest.substr(equals + 1));
    rest = rest.substr(0, equals);
  }
  rest = trim(rest);
  if (rest.ends_with('?')) {
    param.optional = true;
    rest.remove_suffix(1);
  }
  if (rest.find('|') == std::string_view::npos)
    param.kind = parse_kind(rest);
  else
    param.choices = parse_choices(rest);
  if (!value.empty()) param.default_value = parse_default(value, param.kind);
  return param;
}

}  // namespace

Schema parse_schema(std::string_view text) {
  Schema schema;
  bool keyword_only = false, construction = false;
  int depth = 0;
  size_t start = 0;
  auto end_param = [&](size_t end) {
    std::string_view item = trim(text.substr(start, end - start));
    start = end + 1;
    if (item.empty()) return;
    if (item == "*") {
      keyword_only = true;
      return;
    }
    Param param = parse_param(item);
    param.keyword_only = keyword_only;
    param.construction = construction;
    schema.params.push_back(std::move(param));
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (depth > 0 || (text[i] != ',' && text[i] != ';')) continue;
    end_param(i);
    if (text[i] == ';') construction = true;
  }
  end_param(text.size());
  return schema;
}

std::string signature(const Schema& schema) {
  std::string text;
  bool star = false;
  for (const Param& param : schema.params) {
    if (!text.empty()) text += ", ";
    if (param.keyword_only && !star) {
      text += "*, ";
      star = true;
    }
    text += param.name;
    if (param.default_value) text += "=" + describe(*param.default_value);
  }
  return text;
}

}  // namespace duet
