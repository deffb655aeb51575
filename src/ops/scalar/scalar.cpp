// From formulas to instructions: literals take their partner's type, complex arithmetic becomes
// real arithmetic.
#include "ops/scalar/scalar.h"

#include <cstring>

#include "base/error.h"
#include "ops/scalar/visit.h"

namespace duet {
namespace {

/// Instructions know real numbers only. A body that says nothing about complex ones refuses them,
/// where `.infer` has not done so already (of_reals).
void check_real(S a) {
  if (!a.is_literal() && is_complex(a.dtype()))
    throw type_error("this operator needs real numbers")
        .note("an operand is {}", name(a.dtype()))
        .slug("needs-reals");
}

S emit(Instr op, DType type, S a) {
  check_real(a);
  return {a.emitter(), type, a.emitter()->emit(op, computing(type), a.id())};
}
S emit(Instr op, DType type, S a, S b) {
  check_real(a);
  check_real(b);
  return {a.emitter(), type, a.emitter()->emit(op, computing(type), a.id(), b.id())};
}

/// The instructions that bool has.
bool is_logic(Instr op) {
  return op == Instr::kAnd || op == Instr::kOr || op == Instr::kXor || op == Instr::kMin ||
         op == Instr::kMax;
}

S arithmetic(Instr op, S a, S b) {
  scalar::meet(a, b);
  if (is_bool(a.dtype()) && !is_logic(op))
    throw type_error("this operator needs numbers")
        .note("an operand is bool")
        .slug("needs-numbers");
  return emit(op, a.dtype(), a, b);
}

S comparison(Instr op, S a, S b) {
  scalar::meet(a, b);
  return emit(op, DType::kBool, a, b);
}

/// Both operands complex, after meeting; false for real ones.
bool meet_complex(S& a, S& b) {
  scalar::meet(a, b);
  return is_complex(a.dtype());
}

S complex_quotient(S a, S b) {
  S norm = b.real() * b.real() + b.imag() * b.imag();
  S real = (a.real() * b.real() + a.imag() * b.imag()) / norm;
  S imaginary = (a.imag() * b.real() - a.real() * b.imag()) / norm;
  return scalar::complex(real, imaginary);
}

}  // namespace

S operator+(S a, S b) {
  if (!meet_complex(a, b)) return arithmetic(Instr::kAdd, a, b);
  S real = a.real() + b.real(), imaginary = a.imag() + b.imag();
  return scalar::complex(real, imaginary);
}
S operator-(S a, S b) {
  if (!meet_complex(a, b)) return arithmetic(Instr::kSub, a, b);
  S real = a.real() - b.real(), imaginary = a.imag() - b.imag();
  return scalar::complex(real, imaginary);
}
S operator*(S a, S b) {
  if (!meet_complex(a, b)) return arithmetic(Instr::kMul, a, b);
  S real = a.real() * b.real() - a.imag() * b.imag(),
    imaginary = a.real() * b.imag() + a.imag() * b.real();
  return scalar::complex(real, imaginary);
}
S operator/(S a, S b) {
  if (!meet_complex(a, b)) return arithmetic(Instr::kDiv, a, b);
  return complex_quotient(a, b);
}
S operator%(S a, S b) { return arithmetic(Instr::kRem, a, b); }
S operator-(S a) {
  if (!is_complex(a.dtype())) return emit(Instr::kNeg, a.dtype(), a);
  S real = -a.real(), imaginary = -a.imag();
  return scalar::complex(real, imaginary);
}
S operator&(S a, S b) { return arithmetic(Instr::kAnd, a, b); }
S operator|(S a, S b) { return arithmetic(Instr::kOr, a, b); }
S operator^(S a, S b) { return arithmetic(Instr::kXor, a, b); }
S operator~(S a) { return emit(Instr::kNot, a.dtype(), a); }
S operator<<(S a, S b) { return arithmetic(Instr::kShl, a, b); }
S operator>>(S a, S b) { return arithmetic(Instr::kShr, a, b); }
S operator==(S a, S b) {
  if (!meet_complex(a, b)) return comparison(Instr::kEq, a, b);
  S real = a.real() == b.real(), imaginary = a.imag() == b.imag();
  return real & imaginary;
}
S operator!=(S a, S b) { return ~(a == b); }
S operator<(S a, S b) { return comparison(Instr::kLt, a, b); }
S operator<=(S a, S b) { return comparison(Instr::kLe, a, b); }
S operator>(S a, S b) { return comparison(Instr::kLt, b, a); }
S operator>=(S a, S b) { return comparison(Instr::kLe, b, a); }

namespace scalar {
namespace {

uint64_t literal_bits(DType type, double value) {
  return visit(type, [&]<class T>(std::type_identity<T>) {
    T number = convert<T>(value);
    uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof(T));
    return bits;
  });
}

}  // namespace

S constant(S like, double value) {
  DType part = real_part(like.dtype());
  DType type = computing(part);
  S real(like.emitter(), part, like.emitter()->constant(type, literal_bits(type, value)));
  return is_complex(like.dtype()) ? complex(real, constant(real, 0)) : real;
}

S bits(S like, uint64_t bits) {
  return {like.emitter(), like.dtype(), like.emitter()->constant(computing(like.dtype()), bits)};
}

S complex(S real, S imaginary) {
  meet(real, imaginary);
  DType type = real.dtype() == DType::kFloat64 ? DType::kComplex128 : DType::kComplex64;
  return {real.emitter(), type, real.id(), imaginary.id()};
}

void meet(S& a, S& b) {
  if (a.is_literal() && b.is_literal()) DUET_BUG("a scalar body computes with two literals");
  if (a.is_literal()) a = constant(b, a.literal());
  if (b.is_literal()) b = constant(a, b.literal());
  if (a.dtype() == b.dtype()) return;
  DType type = promote(a.dtype(), b.dtype());
  a = cast(a, type);
  b = cast(b, type);
}

S cast(S x, DType to) {
  if (x.is_literal()) DUET_BUG("a scalar body casts a literal");
  if (x.dtype() == to) return x;
  if (is_complex(to)) {
    S real = cast(is_complex(x.dtype()) ? x.real() : x, real_part(to));
    S imaginary = is_complex(x.dtype()) ? cast(x.imag(), real_part(to)) : constant(real, 0);
    return complex(real, imaginary);
  }
  if (is_complex(x.dtype())) {
    if (is_bool(to)) return x != constant(x, 0);
    return cast(x.real(), to);
  }
  if (is_half(to)) return round_to(x, to);
  return {x.emitter(), to, x.emitter()->emit(Instr::kConvert, to, x.id())};
}

S round_to(S x, DType half) {
  Emitter::Id stored = x.emitter()->emit(Instr::kConvert, half, x.id());
  return {x.emitter(), half, x.emitter()->emit(Instr::kConvert, DType::kFloat32, stored)};
}

S bitcast(S x, DType to) { return emit(Instr::kBitcast, to, x); }

S select(S condition, S a, S b) {
  meet(a, b);
  S test = is_bool(condition.dtype()) ? condition : cast(condition, DType::kBool);
  auto pick = [&](S x, S y) {
    return S(test.emitter(), x.dtype(),
             test.emitter()->emit(Instr::kSelect, computing(x.dtype()), test.id(), x.id(), y.id()));
  };
  if (!is_complex(a.dtype())) return pick(a, b);
  S real = pick(a.real(), b.real()), imaginary = pick(a.imag(), b.imag());
  return complex(real, imaginary);
}

S abs(S x) {
  if (is_unsigned_int(x.dtype()) || is_bool(x.dtype())) return x;
  if (!is_complex(x.dtype())) return emit(Instr::kAbs, x.dtype(), x);
  // Scaled by the larger part, so that squares do not overflow.
  S a = abs(x.real()), b = abs(x.imag());
  S large = max(a, b), small = min(a, b);
  S ratio = small / select(large == 0, constant(large, 1), large);
  return select(is_nan(large) | (large + large == large), a + b,
                large * sqrt(fma(ratio, ratio, constant(ratio, 1))));
}
S min(S a, S b) { return arithmetic(Instr::kMin, a, b); }
S max(S a, S b) { return arithmetic(Instr::kMax, a, b); }
S fma(S a, S b, S c) {
  meet(a, b);
  meet(a, c);
  meet(b, c);
  check_real(a);
  return {a.emitter(), a.dtype(),
          a.emitter()->emit(Instr::kFma, computing(a.dtype()), a.id(), b.id(), c.id())};
}
S sqrt(S x) { return emit(Instr::kSqrt, x.dtype(), x); }

namespace {
S rounded(Instr op, S x) { return is_float(x.dtype()) ? emit(op, x.dtype(), x) : x; }
}  // namespace

S floor(S x) { return rounded(Instr::kFloor, x); }
S ceil(S x) { return rounded(Instr::kCeil, x); }
S trunc(S x) { return rounded(Instr::kTrunc, x); }
S round(S x) { return rounded(Instr::kRound, x); }
S is_nan(S x) {
  if (is_complex(x.dtype())) return is_nan(x.real()) | is_nan(x.imag());
  return x != x;
}

}  // namespace scalar
}  // namespace duet
