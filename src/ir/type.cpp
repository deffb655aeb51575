// Types of MindIR: making, comparing, writing.
#include "ir/type.h"

#include <algorithm>

#include "base/format.h"

namespace duet::ir {
namespace {

constexpr std::string_view kDTypeNames[kDTypeCount] = {"bool", "i8",  "i16", "i32", "i64",
                                                       "u8",   "u16", "u32", "u64", "f16",
                                                       "bf16", "f32", "f64", "c64", "c128"};
constexpr std::string_view kNumberNames[] = {"bool", "int", "float", "complex"};

std::string shape_text(const Shape& shape) {
  std::string text;
  for (size_t i = 0; i < shape.size(); ++i) {
    text += i == 0 ? ", " : "x";
    text += shape[i].known() ? fmt::format("{}", shape[i].value()) : "?";
  }
  return text;
}

std::string tensor_text(const Type& type) {
  if (!type.dtype_known()) return "Tensor[*]";
  if (!type.rank_known()) return fmt::format("Tensor[{}, *]", to_text(*type.known_dtype()));
  const TensorType& tensor = type.as_tensor();
  return fmt::format("Tensor[{}{}]", to_text(tensor.dtype), shape_text(tensor.shape));
}

std::string parts_text(std::string_view name, const Type& type, std::string_view separator) {
  std::string text = fmt::format("{}[", name);
  for (size_t i = 0; i < type.items().size(); ++i) {
    if (i) text += separator;
    if (type.kind() == TypeKind::kDict) text += quoted(type.keys()[i]) + ": ";
    text += to_text(type.items()[i]);
  }
  return text + "]";
}

}  // namespace

Type Type::tensor(TensorType type) {
  Type result;
  result.kind_ = TypeKind::kTensor;
  result.parts_ = std::make_shared<Parts>(Parts{std::move(type), {}, {}});
  return result;
}

Type Type::tensor_of_any_rank(std::optional<DType> dtype) {
  Type result = tensor({dtype.value_or(DType::kFloat32), {}});
  result.rank_known_ = false;
  result.dtype_known_ = dtype.has_value();
  return result;
}

Type Type::scalar(NumberKind kind) {
  Type result;
  result.kind_ = TypeKind::kScalar;
  result.number_ = kind;
  return result;
}

Type Type::composed(TypeKind kind, std::vector<Type> items, std::vector<std::string> keys) {
  Type result;
  result.kind_ = kind;
  result.parts_ = std::make_shared<Parts>(Parts{{}, std::move(items), std::move(keys)});
  return result;
}

Type Type::tuple(std::vector<Type> items) {
  return composed(TypeKind::kTuple, std::move(items), {});
}
Type Type::seq(Type item) { return composed(TypeKind::kSeq, {std::move(item)}, {}); }
Type Type::dict(std::vector<std::string> keys, std::vector<Type> items) {
  DUET_CHECK(keys.size() == items.size());
  return composed(TypeKind::kDict, std::move(items), std::move(keys));
}
Type Type::variant(std::vector<Type> alternatives) {
  return composed(TypeKind::kVariant, std::move(alternatives), {});
}
Type Type::stack(Type item) { return composed(TypeKind::kStack, {std::move(item)}, {}); }

Type Type::string() {
  Type result;
  result.kind_ = TypeKind::kString;
  return result;
}
Type Type::any() {
  Type result;
  result.kind_ = TypeKind::kAny;
  return result;
}

const TensorType& Type::as_tensor() const {
  DUET_CHECK(is_tensor() && rank_known_ && dtype_known_);
  return parts_->tensor;
}
std::optional<DType> Type::known_dtype() const {
  DUET_CHECK(is_tensor());
  return dtype_known_ ? std::optional(parts_->tensor.dtype) : std::nullopt;
}
NumberKind Type::as_scalar() const {
  DUET_CHECK(is_scalar());
  return number_;
}
const std::vector<Type>& Type::items() const {
  static const std::vector<Type> none;
  return parts_ ? parts_->items : none;
}
const std::vector<std::string>& Type::keys() const {
  static const std::vector<std::string> none;
  return parts_ ? parts_->keys : none;
}

bool operator==(const Type& a, const Type& b) {
  if (a.kind_ != b.kind_) return false;
  switch (a.kind_) {
    case TypeKind::kScalar:
      return a.number_ == b.number_;
    case TypeKind::kString:
    case TypeKind::kAny:
    case TypeKind::kNone:
      return true;
    case TypeKind::kTensor:
      return a.rank_known_ == b.rank_known_ && a.dtype_known_ == b.dtype_known_ &&
             (a.parts_ == b.parts_ || a.parts_->tensor == b.parts_->tensor);
    case TypeKind::kTuple:
    case TypeKind::kSeq:
    case TypeKind::kDict:
    case TypeKind::kVariant:
    case TypeKind::kStack:
      return a.parts_ == b.parts_ || (a.items() == b.items() && a.keys() == b.keys());
  }
  return false;
}

std::string_view to_text(DType dtype) { return kDTypeNames[static_cast<int>(dtype)]; }
std::string_view to_text(NumberKind kind) { return kNumberNames[static_cast<int>(kind)]; }

std::optional<DType> dtype_from_text(std::string_view text) {
  for (int i = 0; i < kDTypeCount; ++i)
    if (kDTypeNames[i] == text) return static_cast<DType>(i);
  return std::nullopt;
}

std::optional<NumberKind> number_kind_from_text(std::string_view text) {
  for (int i = 0; i < 4; ++i)
    if (kNumberNames[i] == text) return static_cast<NumberKind>(i);
  return std::nullopt;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      result += {'\\', c};
    else if (c == '\n')
      result += "\\n";
    else if (byte < 0x20)
      result += fmt::format("\\x{:02x}", byte);
    else
      result += c;
  }
  return result + '"';
}

std::string to_text(const Type& type) {
  switch (type.kind()) {
    case TypeKind::kTensor:
      return tensor_text(type);
    case TypeKind::kScalar:
      return fmt::format("Scalar[{}]", to_text(type.as_scalar()));
    case TypeKind::kTuple:
      return parts_text("Tuple", type, ", ");
    case TypeKind::kSeq:
      return parts_text("Seq", type, ", ");
    case TypeKind::kDict:
      return parts_text("Dict", type, ", ");
    case TypeKind::kVariant:
      return parts_text("Variant", type, " | ");
    case TypeKind::kStack:
      return parts_text("Stack", type, ", ");
    case TypeKind::kString:
      return "Str";
    case TypeKind::kAny:
      return "Any";
    case TypeKind::kNone:
      return "None";
  }
  return "";
}

}  // namespace duet::ir
