// Reading samples, and tests of the reader.
#include "ops/samples.h"

#include <gtest/gtest.h>

#include <charconv>

namespace duet::testing {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
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

std::optional<DType> dtype(std::string_view text) {
  constexpr std::string_view kShort[] = {"bool", "i8",  "i16",  "i32", "i64", "u8",  "u16", "u32",
                                         "u64",  "f16", "bf16", "f32", "f64", "c64", "c128"};
  for (int i = 0; i < kDTypeCount; ++i)
    if (text == kShort[i] || text == name(static_cast<DType>(i))) return static_cast<DType>(i);
  return std::nullopt;
}

Ints ints(std::string_view text) {
  Ints result;
  for (std::string_view item : split(text.substr(1, text.size() - 2), ',')) {
    int64_t number = 0;
    std::from_chars(item.data(), item.data() + item.size(), number);
    result.push_back(number);
  }
  return result;
}

Value parse(std::string_view text, const MakeTensor& tensor) {
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

}  // namespace

Values parse_sample(std::string_view text, const MakeTensor& tensor) {
  Values args;
  for (std::string_view item : split(text, ' ')) args.push_back(parse(item, tensor));
  return args;
}

TEST(Samples, AreReadItemByItem) {
  std::vector<TensorType> tensors;
  Values args = parse_sample("f32[2,3] (0,2) -1 0.5 True None 'floor' f64 [i32[2],i32[]]",
                             [&](const TensorType& type) {
                               tensors.push_back(type);
                               return Value();
                             });
  ASSERT_EQ(args.size(), 9U);
  EXPECT_EQ(tensors.size(), 3U);
  EXPECT_EQ(tensors[0], tensor(DType::kFloat32, {2, 3}));
  EXPECT_EQ(args[1].as_ints(), (Ints{0, 2}));
  EXPECT_EQ(args[2].as_int(), -1);
  EXPECT_EQ(args[3].as_float(), 0.5);
  EXPECT_EQ(args[7].as_dtype(), DType::kFloat64);
  EXPECT_EQ(args[8].as_list().size(), 2U);
}

}  // namespace duet::testing
