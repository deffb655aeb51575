// The samples of an operator's record as arguments: `f32[2,3] (0,2) True None 'floor' f64`.
//   dtype[extents]  a tensor         [f32[2],f32[2]]  a list of tensors
//   (1,-1)  ints    1  0.5  inf      True  False      None     'text'     f32 or float32  a dtype
#pragma once

#include <charconv>
#include <functional>
#include <string_view>

#include "ops/registry.h"
#include "ops/type.h"

namespace duet::testing {

/// What a tensor of a sample becomes.
using MakeTensor = std::function<Value(const TensorType&)>;

namespace samples {

inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> items;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    bool end = i == text.size();
    if (!end && (text[i] == '[' || text[i] == '(')) ++depth;
    if (!end && (text[i] == ']' || text[i] == ')')) --depth;
    if (!end && (depth > 0 || text[i] != separator)) continue;
    if (i > start) items.push_back(text.substr(start, i - start));
    start = i + 1;
  }
  return items;
}

inline std::optional<DType> dtype(std::string_view text) {
  constexpr std::string_view kShort[] = {"bool", "i8",  "i16",  "i32", "i64", "u8",  "u16", "u32",
                                         "u64",  "f16", "bf16", "f32", "f64", "c64", "c128"};
  for (int i = 0; i < kDTypeCount; ++i)
    if (text == kShort[i] || text == name(static_cast<DType>(i))) return static_cast<DType>(i);
  return std::nullopt;
}

inline Ints ints(std::string_view text) {
  Ints result;
  for (std::string_view item : split(text.substr(1, text.size() - 2), ',')) {
    int64_t number = 0;
    std::from_chars(item.data(), item.data() + item.size(), number);
    result.push_back(number);
  }
  return result;
}

inline Value parse(std::string_view text, const MakeTensor& tensor) {
  if (text == "None") return {};
  if (text == "True" || text == "False") return text == "True";
  if (text.front() == '\'') return std::string(text.substr(1, text.size() - 2));
  if (text.front() == '(') return ints(text);
  if (text.front() == '[') {
    Values items;
    for (std::string_view item : split(text.substr(1, text.size() - 2), ','))
      items.push_back(parse(item, tensor));
    return items;
  }
  if (auto type = dtype(text)) return *type;
  if (size_t bracket = text.find('['); bracket != std::string_view::npos) {
    TensorType type{dtype(text.substr(0, bracket)).value(), to_shape(ints(text.substr(bracket)))};
    return tensor(type);
  }
  if (text.find_first_of(".einf") != std::string_view::npos) return std::stod(std::string(text));
  return static_cast<int64_t>(std::stoll(std::string(text)));
}

}  // namespace samples

/// The arguments of one sample; missing ones are filled in by `bind`.
inline Values parse_sample(std::string_view text, const MakeTensor& tensor) {
  Values args;
  for (std::string_view item : samples::split(text, ' '))
    args.push_back(samples::parse(item, tensor));
  return args;
}

}  // namespace duet::testing
