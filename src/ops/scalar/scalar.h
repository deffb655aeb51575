// What a scalar body is written in: `S` is one value being computed. `x * y + 0.5` on S values
// emits instructions through an `Emitter`; a literal takes the type of its partner. Operands of
// different dtypes meet before the body sees them.
//
// float16 and bfloat16 are computed in float32: such an S says what it is rounded to at the
// operator's edge. Complex values are pairs of instructions; + - * / == and the functions that say
// so work on them.
#pragma once

#include <span>
#include <vector>

#include "base/small_vector.h"
#include "ops/scalar/emitter.h"

namespace duet {

/// A parameter of a body that is not computed with, but decides what is recorded: `[](auto x,
/// Attr<bool> exact)`.
template <class T>
struct Attr {
  T value;
  operator T() const { return value; }
};

class Value;

class DUET_API S {
 public:
  using Id = Emitter::Id;
  S(double literal) : literal_(literal) {}
  S(int literal) : literal_(literal) {}
  S(Emitter* emitter, DType type, Id real, Id imaginary = 0)
      : emitter_(emitter), type_(type), real_(real), imaginary_(imaginary) {}
  /// An attribute on its way to an `Attr` parameter.
  explicit S(const Value* attribute) : attribute_(attribute) {}

  template <class T>
  operator Attr<T>() const {
    return {attribute<T>()};
  }

  bool is_literal() const { return emitter_ == nullptr; }
  double literal() const { return literal_; }
  Emitter* emitter() const { return emitter_; }
  DType dtype() const { return type_; }
  Id id() const { return real_; }
  S real() const { return {emitter_, real_part(type_), real_}; }
  S imag() const { return {emitter_, real_part(type_), imaginary_}; }

 private:
  template <class T>
  T attribute() const;

  Emitter* emitter_ = nullptr;
  double literal_ = 0;
  const Value* attribute_ = nullptr;
  DType type_ = DType::kFloat64;
  Id real_ = 0, imaginary_ = 0;
};

DUET_API S operator+(S a, S b);
DUET_API S operator-(S a, S b);
DUET_API S operator*(S a, S b);
DUET_API S operator/(S a, S b);
DUET_API S operator%(S a, S b);
DUET_API S operator-(S a);
/// Integers and bool.
DUET_API S operator&(S a, S b);
DUET_API S operator|(S a, S b);
DUET_API S operator^(S a, S b);
DUET_API S operator~(S a);
DUET_API S operator<<(S a, S b);
DUET_API S operator>>(S a, S b);
DUET_API S operator==(S a, S b);
DUET_API S operator!=(S a, S b);
DUET_API S operator<(S a, S b);
DUET_API S operator<=(S a, S b);
DUET_API S operator>(S a, S b);
DUET_API S operator>=(S a, S b);

/// The type that values of this dtype are computed in.
constexpr DType computing(DType t) { return is_half(t) ? DType::kFloat32 : t; }

/// The instructions that are no operators, and formulas made of them. Bodies call them as
/// `scalar::exp(x)`.
namespace scalar {

DUET_API S constant(S like, double value);
/// A constant of the type of `like` with exactly these bits.
DUET_API S bits(S like, uint64_t bits);
DUET_API S complex(S real, S imaginary);
/// To another dtype. Complex to real drops the imaginary part.
DUET_API S cast(S x, DType to);
/// Rounds to a half dtype now, inside a body.
DUET_API S round_to(S x, DType half);
DUET_API S bitcast(S x, DType to);
DUET_API S select(S condition, S a, S b);
DUET_API S abs(S x);
DUET_API S min(S a, S b);
DUET_API S max(S a, S b);
DUET_API S fma(S a, S b, S c);
DUET_API S sqrt(S x);
DUET_API S floor(S x);
DUET_API S ceil(S x);
DUET_API S trunc(S x);
/// Half to even.
DUET_API S round(S x);
DUET_API S is_nan(S x);
/// Both in one dtype: the promoted one.
DUET_API void meet(S& a, S& b);

}  // namespace scalar
}  // namespace duet
