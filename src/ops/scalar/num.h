// The instruction set on numbers: `Num<T>` is one value of a type, its functions are the
// instructions. Nothing here may depend on what C++ leaves undefined.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace duet {

/// float16 and bfloat16 as stored.
struct Half {
  uint16_t bits;
};
struct BFloat {
  uint16_t bits;
};

template <class T>
struct Num {
  T value;
  static constexpr bool kFloat = std::is_floating_point_v<T>;
  static constexpr bool kBool = std::is_same_v<T, bool>;
  static constexpr bool kInt = std::is_integral_v<T> && !kBool;
  // NOLINTBEGIN(modernize-type-traits): only the chosen alternative may be looked into
  using Wide =
      typename std::conditional_t<kInt, std::make_unsigned<std::conditional_t<kInt, T, int>>,
                                  std::type_identity<T>>::type;
  // NOLINTEND(modernize-type-traits)

  friend Num add(Num a, Num b) { return {static_cast<T>(wide(a) + wide(b))}; }
  friend Num sub(Num a, Num b) { return {static_cast<T>(wide(a) - wide(b))}; }
  friend Num mul(Num a, Num b) {
    if constexpr (kInt)
      return {static_cast<T>(static_cast<uint64_t>(wide(a)) * static_cast<uint64_t>(wide(b)))};
    else
      return {static_cast<T>(a.value * b.value)};
  }
  friend Num div(Num a, Num b) {
    if constexpr (kInt) {
      if (b.value == 0) return {0};
      if constexpr (std::is_signed_v<T>)
        if (b.value == -1) return neg(a);
    }
    return {static_cast<T>(a.value / b.value)};
  }
  friend Num rem(Num a, Num b) {
    if constexpr (kFloat) {
      return {std::fmod(a.value, b.value)};
    } else {
      if (b.value == 0) return {0};
      if constexpr (std::is_signed_v<T>)
        if (b.value == -1) return {0};
      return {static_cast<T>(a.value % b.value)};
    }
  }
  friend Num neg(Num a) {
    if constexpr (kFloat)
      return {-a.value};
    else
      return {static_cast<T>(Wide{0} - wide(a))};
  }
  friend Num abs(Num a) {
    if constexpr (kFloat)
      return {std::fabs(a.value)};
    else
      return a.value < T{0} ? neg(a) : a;
  }
  friend Num min(Num a, Num b) { return b.value < a.value || is_nan(b) ? b : a; }
  friend Num max(Num a, Num b) { return b.value > a.value || is_nan(b) ? b : a; }
  friend Num fma(Num a, Num b, Num c) {
    if constexpr (kFloat)
      return {std::fma(a.value, b.value, c.value)};
    else
      return add(mul(a, b), c);
  }
  friend Num sqrt(Num a) { return {static_cast<T>(std::sqrt(a.value))}; }
  friend Num floor(Num a) { return {static_cast<T>(std::floor(a.value))}; }
  friend Num ceil(Num a) { return {static_cast<T>(std::ceil(a.value))}; }
  friend Num trunc(Num a) { return {static_cast<T>(std::trunc(a.value))}; }
  friend Num round(Num a) { return {static_cast<T>(std::nearbyint(a.value))}; }
  friend Num and_(Num a, Num b) { return {static_cast<T>(a.value & b.value)}; }
  friend Num or_(Num a, Num b) { return {static_cast<T>(a.value | b.value)}; }
  friend Num xor_(Num a, Num b) { return {static_cast<T>(a.value ^ b.value)}; }
  friend Num not_(Num a) {
    if constexpr (kBool)
      return {!a.value};
    else
      return {static_cast<T>(~a.value)};
  }
  /// A negative count is one past the width.
  friend Num shl(Num a, Num b) {
    return past_width(b) ? Num{0} : Num{static_cast<T>(wide(a) << b.value)};
  }
  friend Num shr(Num a, Num b) {
    if (past_width(b)) return {static_cast<T>(a.value < T{0} ? T(-1) : T(0))};
    return {static_cast<T>(a.value >> b.value)};
  }
  friend Num<bool> eq(Num a, Num b) { return {a.value == b.value}; }
  friend Num<bool> ne(Num a, Num b) { return {a.value != b.value}; }
  friend Num<bool> lt(Num a, Num b) { return {a.value < b.value}; }
  friend Num<bool> le(Num a, Num b) { return {a.value <= b.value}; }

 private:
  static Wide wide(Num a) { return static_cast<Wide>(a.value); }
  static bool is_nan(Num a) {
    if constexpr (kFloat)
      return a.value != a.value;  // NOLINT(misc-redundant-expression): true for NaN
    else
      return false;
  }
  static bool past_width(Num b) {
    if constexpr (std::is_signed_v<T>)
      if (b.value < 0) return true;
    return static_cast<uint64_t>(b.value) >= sizeof(T) * 8;
  }
};

/// IEEE binary16 and bfloat16, rounding half to even; NaN stays NaN (quiet).
inline BFloat to_bfloat(float x) {
  auto bits = std::bit_cast<uint32_t>(x);
  if (x != x) return {static_cast<uint16_t>((bits >> 16) | 0x40)};
  return {static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16)};
}
inline float to_float(BFloat x) {
  return std::bit_cast<float>(static_cast<uint32_t>(x.bits) << 16);
}

inline Half to_half(float x) {
  auto bits = std::bit_cast<uint32_t>(x);
  uint32_t sign = (bits >> 16) & 0x8000, magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000)
    return {static_cast<uint16_t>(sign | 0x7e00 | ((magnitude >> 13) & 0x3ff))};
  if (magnitude >= 0x477ff000) return {static_cast<uint16_t>(sign | 0x7c00)};
  if (magnitude < 0x38800000) {  // subnormal: adding 0.5 puts the rounded bits at the bottom
    float shifted = std::bit_cast<float>(magnitude) + 0.5F;
    return {static_cast<uint16_t>(sign | (std::bit_cast<uint32_t>(shifted) - 0x3f000000))};
  }
  uint32_t rounded = magnitude - 0x38000000 + 0xfff + ((magnitude >> 13) & 1);
  return {static_cast<uint16_t>(sign | (rounded >> 13))};
}
inline float to_float(Half x) {
  uint32_t sign = static_cast<uint32_t>(x.bits & 0x8000) << 16, exponent = (x.bits >> 10) & 31,
           mantissa = x.bits & 0x3ff;
  if (exponent == 31)
    return std::bit_cast<float>(sign | 0x7f800000 | (mantissa << 13) | (mantissa ? 0x400000 : 0));
  if (exponent == 0) {
    float value = static_cast<float>(mantissa) * 0x1p-24F;
    return sign ? -value : value;
  }
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

/// Conversion between numbers of any two types.
template <class To, class From>
To convert(From x) {
  if constexpr (std::is_same_v<From, Half> || std::is_same_v<From, BFloat>)
    return convert<To>(to_float(x));
  else if constexpr (std::is_same_v<To, Half>)
    return to_half(convert<float>(x));
  else if constexpr (std::is_same_v<To, BFloat>)
    return to_bfloat(convert<float>(x));
  else if constexpr (std::is_same_v<To, bool>)
    return x != From{0};
  else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    if (x != x) return 0;  // NOLINT(misc-redundant-expression): NaN
    // The limit itself may round up when it becomes a float; compare against the power of two above
    // it.
    constexpr From kAbove = static_cast<From>((std::numeric_limits<To>::max() >> 1) + 1) * From{2};
    if (x >= kAbove) return std::numeric_limits<To>::max();
    if (x <= static_cast<From>(std::numeric_limits<To>::min()))
      return std::numeric_limits<To>::min();
    return static_cast<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

}  // namespace duet
