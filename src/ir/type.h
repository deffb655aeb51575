// Types of MindIR values: what is known about a value before it exists.
//
// Text (docs/mindir.md): `Tensor[f32, 8x?]`, `Tensor[f32, *]` (rank unknown), `Tensor[*]` (nothing
// known), `Scalar[int|float|bool|complex]`, `Tuple[...]`, `Seq[T]`, `Dict["key": T, ...]`,
// `Variant[A | B]`, `Stack[T]`, `Any`, `None`, `Str`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ops/type.h"

namespace duet::ir {

enum class TypeKind : uint8_t {
  kTensor,
  kScalar,
  kTuple,
  kSeq,  // equal elements, length known at run time
  kDict,
  kVariant,  // one of a few types: a tag and slots
  kStack,    // what loops, branches and recursion leave for their gradient
  kString,
  kAny,  // a Python object
  kNone,
};

class DUET_API Type {
 public:
  Type() = default;  // None
  static Type tensor(TensorType type);
  /// Rank unknown; and where `dtype` is nothing, that too.
  static Type tensor_of_any_rank(std::optional<DType> dtype);
  static Type scalar(NumberKind kind);
  static Type tuple(std::vector<Type> items);
  static Type seq(Type item);
  static Type dict(std::vector<std::string> keys, std::vector<Type> items);
  static Type variant(std::vector<Type> alternatives);
  static Type stack(Type item);
  static Type string();
  static Type any();
  static Type none() { return {}; }

  TypeKind kind() const { return kind_; }
  bool is_tensor() const { return kind_ == TypeKind::kTensor; }
  bool is_scalar() const { return kind_ == TypeKind::kScalar; }
  bool rank_known() const { return rank_known_; }
  bool dtype_known() const { return dtype_known_; }
  /// Only of a tensor whose dtype and rank are known.
  const TensorType& as_tensor() const;
  /// Of a tensor of any rank.
  std::optional<DType> known_dtype() const;
  NumberKind as_scalar() const;
  const std::vector<Type>& items() const;
  const std::vector<std::string>& keys() const;
  friend DUET_API bool operator==(const Type& a, const Type& b);

 private:
  static Type composed(TypeKind kind, std::vector<Type> items, std::vector<std::string> keys);
  struct Parts {
    TensorType tensor;
    std::vector<Type> items;
    std::vector<std::string> keys;
  };
  TypeKind kind_ = TypeKind::kNone;
  NumberKind number_ = NumberKind::kInt;
  bool rank_known_ = true, dtype_known_ = true;
  std::shared_ptr<const Parts> parts_;  // shared, never changed
};

/// As the text form writes it.
DUET_API std::string to_text(const Type& type);
/// `f32`, `bf16`; `int`, `float`; and back.
DUET_API std::string_view to_text(DType dtype);
DUET_API std::string_view to_text(NumberKind kind);
DUET_API std::optional<DType> dtype_from_text(std::string_view text);
DUET_API std::optional<NumberKind> number_kind_from_text(std::string_view text);
/// A string literal of the text form.
DUET_API std::string quoted(std::string_view text);

}  // namespace duet::ir
