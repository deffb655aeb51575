// What operators take and give: a Tensor, a Python-like number, an attribute (dtype, text, sizes),
// a list of these, or, while a graph is recorded, a node. Small and cheap to copy.
#pragma once

#include <complex>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/small_vector.h"
#include "tensor/tensor.h"

namespace duet {

class Value;
using Values = SmallVector<Value, 3>;

class DUET_API Value {
 public:
  enum class Kind : uint8_t {
    kNone,
    kBool,
    kInt,
    kFloat,
    kComplex,
    kDType,
    kString,
    kInts,
    kTensor,
    kNode,
    kList
  };

  Value() = default;
  Value(bool b) : kind_(Kind::kBool) { word_.integer = b; }
  Value(int i) : Value(static_cast<int64_t>(i)) {}
  Value(int64_t i) : kind_(Kind::kInt) { word_.integer = i; }
  Value(double f) : kind_(Kind::kFloat) { word_.real = f; }
  Value(DType t) : kind_(Kind::kDType) { word_.integer = static_cast<int64_t>(t); }
  Value(std::complex<double> z);
  Value(std::string text);
  Value(const char* text) : Value(std::string(text)) {}
  Value(Ints ints);
  Value(Values list);
  Value(Tensor tensor) : kind_(Kind::kTensor) { word_.tensor = tensor.leak(); }
  /// A value that will be known when the recorded graph runs; `node` is its recorder's own name for
  /// it.
  static Value node(int64_t node);

  Value(const Value& other) : kind_(other.kind_), word_(other.word_) { retain(); }
  Value(Value&& other) noexcept
      : kind_(std::exchange(other.kind_, Kind::kNone)), word_(other.word_) {}
  Value& operator=(Value other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(word_, other.word_);
    return *this;
  }
  ~Value() {
    if (kind_ == Kind::kTensor)
      word_.tensor->release();
    else if (owns_box())
      release_box();
  }

  Kind kind() const { return kind_; }
  bool is_none() const { return kind_ == Kind::kNone; }
  bool is_tensor() const { return kind_ == Kind::kTensor; }
  bool is_node() const { return kind_ == Kind::kNode; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_number() const { return kind_ >= Kind::kBool && kind_ <= Kind::kComplex; }

  bool as_bool() const;
  int64_t as_int() const;
  /// Any real number.
  double as_float() const;
  std::complex<double> as_complex() const;
  DType as_dtype() const;
  std::string_view as_string() const;
  const Ints& as_ints() const;
  const Values& as_list() const;
  int64_t as_node() const;
  Tensor as_tensor() const;
  /// No count is taken; valid while this Value lives.
  TensorRep* tensor_rep() const { return word_.tensor; }
  NumberKind number_kind() const;

  friend DUET_API bool operator==(const Value& a, const Value& b);

 private:
  struct Box;
  bool owns_box() const {
    return kind_ == Kind::kComplex || kind_ == Kind::kString || kind_ == Kind::kInts ||
           kind_ == Kind::kList;
  }
  void retain() const;
  void release_box();
  void expect(Kind kind) const;

  Kind kind_ = Kind::kNone;
  union {
    int64_t integer;
    double real;
    TensorRep* tensor;
    Box* box;
  } word_{};
};

/// The ints of an int, of `int[]` or of a list of ints; nothing for other values.
DUET_API std::optional<Ints> ints_of(const Value& value);

/// In Python's words, for messages: `float32 (8, 32)`, `3`, `'same'`.
DUET_API std::string describe(const Value& value);

}  // namespace duet
