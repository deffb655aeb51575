// Numbers by their shortest exact text; what has no such text by its bits.
#include "ir/constant_text.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/format.h"
#include "ir/type.h"
#include "ops/scalar/visit.h"

namespace duet::ir {
namespace {

constexpr int64_t kInWords = 16;  // elements up to which a Tensor is written number by number

template <class T>
std::string real_text(T number) {
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

template <class T>
bool parse_number(std::string_view text, T& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// One element, or nothing where only bits say it all.
template <class T>
std::optional<std::string> element_text(T element) {
  if constexpr (std::is_same_v<T, bool>)
    return element ? "true" : "false";
  else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>)
    return element_text(to_float(element));
  else if constexpr (std::is_floating_point_v<T>)
    return std::isnan(element) ? std::nullopt : std::optional(real_text(element));
  else
    return fmt::format("{}", element);
}

template <class T>
bool parse_element(std::string_view text, T& element) {
  if constexpr (std::is_same_v<T, bool>) {
    element = text == "true";
    return element || text == "false";
  } else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>) {
    float wide = 0;
    bool fits = parse_element(text, wide);
    element = convert<T>(wide);
    return fits;
  } else {
    return parse_number(text, element);
  }
}

/// The elements as stored, in row-major order.
std::string bytes_of(const Tensor& tensor) {
  size_t size = size_of(tensor.dtype());
  std::string bytes;
  bytes.reserve(static_cast<size_t>(tensor.count()) * size);
  const Layout& layout = tensor.layout();
  const char* data = static_cast<const char*>(tensor.storage()->data());
  Ints at(static_cast<size_t>(layout.rank()), 0);
  for (int64_t k = 0; k < tensor.count(); ++k) {
    int64_t place = layout.offset;
    for (size_t axis = 0; axis < at.size(); ++axis) place += at[axis] * layout.strides[axis];
    bytes.append(data + place * static_cast<int64_t>(size), size);
    for (size_t axis = at.size(); axis-- > 0;) {
      if (++at[axis] < layout.shape[axis]) break;
      at[axis] = 0;
    }
  }
  return bytes;
}

std::optional<std::string> in_words(DType part, const std::string& bytes) {
  return visit(part, [&]<class T>(std::type_identity<T>) -> std::optional<std::string> {
    std::string text;
    for (size_t at = 0; at < bytes.size(); at += sizeof(T)) {
      T element;
      std::memcpy(&element, bytes.data() + at, sizeof(T));
      auto word = element_text(element);
      if (!word) return std::nullopt;
      text += (at ? ", " : "") + *word;
    }
    return text;
  });
}

std::string in_bytes(const std::string& bytes) {
  std::string text = "0x";
  for (char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

bool fill_bytes(const Tensor& tensor, std::string_view hex) {
  size_t size = static_cast<size_t>(tensor.count()) * size_of(tensor.dtype());
  if (hex.size() != 2 * size) return false;
  for (size_t i = 0; i < size; ++i) {
    auto [end, error] = std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2,
                                        tensor.data_as<unsigned char>()[i], 16);
    if (error != std::errc() || end != hex.data() + 2 * i + 2) return false;
  }
  return true;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() <= ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() <= ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string float_text(double number) {
  constexpr auto kQuiet = std::bit_cast<uint64_t>(std::numeric_limits<double>::quiet_NaN());
  auto bits = std::bit_cast<uint64_t>(number);
  if (std::isnan(number)) return bits == kQuiet ? "nan" : fmt::format("0x{:016x}", bits);
  return real_text(number);
}

std::optional<double> float_from_text(std::string_view text) {
  if (text.starts_with("0x")) {
    uint64_t bits = 0;
    text.remove_prefix(2);
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits, 16);
    bool whole = error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(std::bit_cast<double>(bits)) : std::nullopt;
  }
  double number = 0;
  return parse_number(text, number) ? std::optional(number) : std::nullopt;
}

std::string tensor_text(const Tensor& tensor, int64_t elements) {
  std::string text = fmt::format("{}[{}]{{", to_text(tensor.dtype()),
                                 fmt::join(tensor.shape().begin(), tensor.shape().end(), "x"));
  if (elements >= 0 && tensor.count() > elements) return text + "...}";
  std::string bytes = bytes_of(tensor);
  std::optional<std::string> words;
  if (tensor.count() <= kInWords) words = in_words(real_part(tensor.dtype()), bytes);
  return text + (words ? *words : in_bytes(bytes)) + "}";
}

bool fill_from_text(const Tensor& tensor, std::string_view text) {
  text = trimmed(text);
  if (text.starts_with("0x")) return fill_bytes(tensor, text.substr(2));
  return visit(real_part(tensor.dtype()), [&]<class T>(std::type_identity<T>) {
    size_t count = static_cast<size_t>(tensor.count()) * size_of(tensor.dtype()) / sizeof(T);
    T* data = tensor.data_as<T>();
    size_t k = 0;
    for (; !text.empty(); ++k) {
      size_t comma = std::min(text.find(','), text.size());
      if (k == count || !parse_element(trimmed(text.substr(0, comma)), data[k])) return false;
      text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return k == count;
  });
}

}  // namespace duet::ir
