// Helpers of the scalar functions: floats as bit patterns, polynomials.
#pragma once

#include <initializer_list>
#include <limits>

#include "ops/scalar/scalar.h"

namespace duet::scalar::detail {

/// The value without its claim to be a half: halves are computed in float32.
inline S widened(S x) { return is_half(x.dtype()) ? S(x.emitter(), DType::kFloat32, x.id()) : x; }
/// The result of a float32 computation under the dtype of `like`.
inline S narrowed(S result, S like) {
  return is_half(like.dtype()) ? S(result.emitter(), like.dtype(), result.id()) : result;
}

inline bool is_double(S x) { return x.dtype() == DType::kFloat64; }
inline DType bits_dtype(S x) { return is_double(x) ? DType::kInt64 : DType::kInt32; }

/// The bits of a float as a signed integer.
inline S to_bits(S x) { return bitcast(widened(x), bits_dtype(x)); }
inline S from_bits(S bits, S like) {
  return narrowed(bitcast(bits, computing(like.dtype())), like);
}
inline S sign_mask(S like) {
  S word = to_bits(like);
  return scalar::bits(word, is_double(like) ? 0x8000000000000000ULL : 0x80000000ULL);
}

/// c[0] + c[1] x + ... by Horner's rule with fma.
inline S polynomial(S x, std::initializer_list<double> coefficients) {
  auto at = coefficients.end();
  S sum = constant(x, *--at);
  while (at != coefficients.begin()) sum = fma(sum, x, constant(x, *--at));
  return sum;
}

/// x = m 2^e with m from sqrt(1/2) to sqrt(2), for positive finite x; r = m - 1 is exact.
struct Split {
  S e, r;
};
DUET_API Split split(S x);
/// 2^(t + low), `low` being a small correction of `t`.
DUET_API S exp2_of_sum(S t, S low);

/// size = quadrant pi / 2 + r, r in float64; the quadrant counts modulo 4.
struct Angle {
  S quadrant, r;
};
/// For float32 from 0 on, and float64 of 2^51 and more; exact for each of them.
DUET_API Angle reduce_single(S size);
DUET_API Angle reduce_large_double(S size);

/// sin(pi part), for part from 0 to 1/2.
DUET_API S sine_of_part(S part);

}  // namespace duet::scalar::detail
