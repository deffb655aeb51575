// The exponential function and what is made of it.
//
// x = n ln 2 + r with |r| <= ln 2 / 2; e^r is a polynomial and 2^n is put together from bits. n is
// rounded by adding 1.5 * 2^23 (2^52): then it stands in the low bits of the sum. The polynomials
// are minimax fits of (e^r - 1 - r) / r^2.
#include "ops/scalar/functions.h"
#include "ops/scalar/functions_detail.h"

namespace duet::scalar {
namespace {

using detail::from_bits;
using detail::is_double;
using detail::narrowed;
using detail::polynomial;
using detail::to_bits;
using detail::widened;

constexpr double kLn2 = 0x1.62e42fefa39efp-1, kLn2Low = 0x1.abc9e3b39803fp-56;
constexpr double kLn2Single = 0x1.62e43p-1, kLn2SingleLow = -0x1.05c61p-29;

/// x = n ln 2 + r. `word` holds n in its low bits.
struct Reduced {
  S word, r;
};

double magic(S x) { return is_double(x) ? 0x1.8p52 : 0x1.8p23; }

Reduced reduce(S x) {
  bool wide = is_double(x);
  S sum = fma(x, constant(x, 0x1.71547652b82fep0), constant(x, magic(x)));
  S n = sum - magic(x);
  S r = fma(n, constant(x, wide ? -kLn2 : -kLn2Single), x);
  r = fma(n, constant(x, wide ? -kLn2Low : -kLn2SingleLow), r);
  return {to_bits(sum), r};
}

/// e^r - 1 for |r| <= ln 2 / 2.
S small_expm1(S r) {
  S q = is_double(r)
            ? polynomial(r, {0x1.0000000000004p-1, 0x1.555555555555bp-3, 0x1.55555555528fap-5,
                             0x1.111111110ead8p-7, 0x1.6c16c17d95a8ep-10, 0x1.a01a01b49a8c4p-13,
                             0x1.a019aaa214d9ap-16, 0x1.71ddec8f06f6cp-19, 0x1.289f232984ef6p-22,
                             0x1.af72fa7604c8fp-26})
            : polynomial(r, {0.5, 0x1.5554b4p-3, 0x1.55548ep-5, 0x1.1224c2p-7, 0x1.6d9428p-10});
  return fma(r * r, q, r);
}

/// 2^n as a float, for n in the exponent's range. `n` may carry anything above its low bits.
S power_of_two(S n, S like) {
  int bias = is_double(like) ? 1023 : 127, width = is_double(like) ? 52 : 23;
  return from_bits((n + bias) << constant(n, width), like);
}

/// y * 2^n in two steps, so that subnormal results and those near the limit come out right.
S scale(S y, S n) {
  S half = n >> constant(n, 1);
  return y * power_of_two(half, y) * power_of_two(n - half, y);
}

S exponent_of(const Reduced& reduced, S x) {
  return reduced.word - bits(reduced.word, is_double(x) ? 0x4338000000000000ULL : 0x4b400000ULL);
}

/// e^x * 2^offset.
S exp_scaled(S x, int offset) {
  bool wide = is_double(x);
  S held = max(min(x, constant(x, wide ? 711 : 90)), constant(x, wide ? -746 : -104));
  Reduced reduced = reduce(held);
  S n = exponent_of(reduced, x);
  return scale(small_expm1(reduced.r) + 1, offset == 0 ? n : n + offset);
}

/// (e^x - 1) / 4: with two places to spare, nothing overflows on the way.
S quarter_expm1(S x) {
  bool wide = is_double(x);
  S held = max(min(x, constant(x, wide ? 710.6 : 89.5)), constant(x, wide ? -45 : -25));
  Reduced reduced = reduce(held);
  S quarter = power_of_two(reduced.word + -2, x);
  return fma(small_expm1(reduced.r), quarter, quarter - 0.25);
}

/// Below this size e^x - 1 is x.
S tiny(S x) { return abs(x) < constant(x, is_double(x) ? 0x1p-60 : 0x1p-30); }

S complex_exp(S x) {
  S size = exp(x.real());
  S cosine = cos(x.imag()), sine = sin(x.imag());
  return complex(size * cosine, select(x.imag() == 0, x.imag(), size * sine));
}

/// e^a cos b - 1 = (e^a - 1) cos b - 2 sin^2(b / 2), which loses nothing near 0.
S complex_expm1(S x) {
  S small = expm1(x.real()), half = sin(x.imag() * 0.5), sine = sin(x.imag());
  S real = small * cos(x.imag()) - half * half * 2;
  return complex(real, select(x.imag() == 0, x.imag(), (small + 1) * sine));
}

/// sinh(x), cosh(x) of the real part and sin, cos of the imaginary part make the complex ones.
struct Parts {
  S sinh, cosh, sin, cos;
};
Parts parts(S x) { return {sinh(x.real()), cosh(x.real()), sin(x.imag()), cos(x.imag())}; }

/// x P(x^2) / Q(x^2), fitted to a relative error of 2^-26 where tanh is not yet 1.
S tanh_single(S x) {
  S held = max(min(x, constant(x, 9.02)), constant(x, -9.02)), z = held * held;
  S p = polynomial(
      z, {1, 0x1.20c094p-3, 0x1.220f98p-8, 0x1.629fbcp-15, 0x1.dd83c8p-24, 0x1.433a5cp-35});
  S q = polynomial(z,
                   {1, 0x1.e5b5ap-2, 0x1.de6ebp-6, 0x1.069592p-11, 0x1.5d7e0ep-19, 0x1.95a05ap-29});
  S result = held * p / q;
  return max(min(result, constant(x, 1)), constant(x, -1));
}

}  // namespace

S exp(S x) {
  if (is_complex(x.dtype())) return complex_exp(x);
  return narrowed(exp_scaled(widened(x), 0), x);
}

S detail::exp2_of_sum(S t, S low) {
  double limit = is_double(t) ? 1100 : 160;
  S held = max(min(t, constant(t, limit)), constant(t, -limit));
  S sum = held + magic(t);
  Reduced reduced{to_bits(sum), (held - (sum - magic(t))) + low};
  return scale(small_expm1(reduced.r * kLn2) + 1, exponent_of(reduced, t));
}

S exp2(S x) {
  if (is_complex(x.dtype())) return complex_exp(x * kLn2);
  S wide = widened(x);
  return narrowed(detail::exp2_of_sum(wide, constant(wide, 0)), x);
}

S expm1(S x) {
  if (is_complex(x.dtype())) return complex_expm1(x);
  S wide = widened(x);
  return narrowed(select(tiny(wide), wide, quarter_expm1(wide) * 4), x);
}

S sinh(S x) {
  if (is_complex(x.dtype())) {
    Parts p = parts(x);
    return complex(p.sinh * p.cos, p.cosh * p.sin);
  }
  S wide = widened(x), size = abs(wide);
  S half = quarter_expm1(size) * 2;
  S held = min(half, constant(half, 0x1p100));
  S result = half + held / (held * 2 + 1);
  return narrowed(copy_sign(select(tiny(wide), size, result), wide), x);
}

S cosh(S x) {
  if (is_complex(x.dtype())) {
    Parts p = parts(x);
    return complex(p.cosh * p.cos, p.sinh * p.sin);
  }
  S half = exp_scaled(abs(widened(x)), -1);
  return narrowed(half + constant(half, 0.25) / half, x);
}

S tanh(S x) {
  if (is_complex(x.dtype())) {
    // Halves of the double angle: nothing overflows but sinh and cosh, whose quotient is 1 there.
    S a = x.real() * 2, b = x.imag() * 2;
    S below = cosh(a) + cos(b);
    S real = select(is_inf(below), copy_sign(constant(a, 1), a), sinh(a) / below);
    return complex(real, sin(b) / below);
  }
  S wide = widened(x);
  if (!is_double(wide)) return narrowed(tanh_single(wide), x);
  S size = min(abs(wide), constant(wide, 22));
  S half = quarter_expm1(size * 2) * 2;
  return copy_sign(select(tiny(wide), size, half / (half + 1)), wide);
}

S sigmoid(S x) {
  if (is_complex(x.dtype())) return 1 / (1 + exp(-x));
  S wide = widened(x), small = exp_scaled(-abs(wide), 0);
  S above = select(wide < 0, small, constant(wide, 1));
  return narrowed(above / (small + 1), x);
}

}  // namespace duet::scalar
