// Logarithms, and the inverse hyperbolic functions made of them.
//
// x = m 2^e with m between sqrt(1/2) and sqrt(2); log(m) is a polynomial in r = m - 1 (float32) or
// in s = r / (2 + r) (float64), kept as r plus a small rest, so that the multiple of ln 2 can be
// added to the rest first.
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

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLn2 = 0x1.62e42fefa39efp-1, kLn2Low = 0x1.abc9e3b39803fp-56;
constexpr double kLn2Single = 0x1.62e43p-1, kLn2SingleLow = -0x1.05c61p-29;

/// log(x) = e ln 2 + r + rest, for positive finite x.
struct Parts {
  S e, r, rest;
};

S rest_of_log(S r) {
  S square = r * r, half = square * 0.5;
  if (!is_double(r)) {
    S p = polynomial(r, {0x1.55554ap-2, -0x1.00020ep-2, 0x1.99a58ap-3, -0x1.547cd6p-3,
                         0x1.2270c6p-3, -0x1.0cbcbcp-3, 0x1.07b728p-3, -0x1.42663ap-4});
    return fma(square * r, p, -half);
  }
  S s = r / (r + 2), z = s * s;
  S p = polynomial(
      z, {0x1.555555555558cp-1, 0x1.99999999817eap-2, 0x1.24924940ca979p-2, 0x1.c71c52cec8aa8p-3,
          0x1.74661cbf9d15ap-3, 0x1.39a4ac3fba431p-3, 0x1.2eebd3ee80aefp-3});
  return fma(s, fma(z, p, half), -half);
}

Parts parts_of(S x) {
  detail::Split split = detail::split(x);
  return {split.e, split.r, rest_of_log(split.r)};
}

S times_ln2(const Parts& parts, S rest) {
  bool wide = is_double(parts.r);
  S low = fma(parts.e, constant(parts.e, wide ? kLn2Low : kLn2SingleLow), rest);
  return fma(parts.e, constant(parts.e, wide ? kLn2 : kLn2Single), parts.r + low);
}

/// The result where x > `root`, else -inf at the root and NaN below; infinity stays.
S guarded(S x, double root, S result) {
  S inside = select(x == constant(x, kInfinity), x, result);
  S outside = select(x == root, constant(x, -kInfinity), constant(x, kNan));
  return select(x > root, inside, outside);
}

S log_real(S x) {
  Parts parts = parts_of(x);
  return guarded(x, 0, times_ln2(parts, parts.rest));
}

S log1p_real(S x) {
  // What rounding 1 + x lost is given back, divided by 1 + x.
  S sum = x + 1;
  Parts parts = parts_of(sum);
  S lost = (x - (sum - 1)) / sum;
  S result = guarded(x, -1, times_ln2(parts, parts.rest + lost));
  return select(abs(x) < constant(x, is_double(x) ? 0x1p-60 : 0x1p-30), x, result);
}

/// log(x) / log(base); `scale` is 1 / log(base), the high and low part of log(2) / log(base)
/// follow.
S log_of_base(S x, double scale, double high, double low) {
  Parts parts = parts_of(x);
  S rest = fma(parts.r + parts.rest, constant(x, scale), parts.e * low);
  return guarded(x, 0, fma(parts.e, constant(x, high), rest));
}

/// log(1 + t), where t was divided by x/`size` because x is too large to be squared.
S log1p_large(S size, S t) {
  S large = size > constant(size, is_double(size) ? 0x1p60 : 0x1p30);
  S result = log1p_real(select(large, size, t));
  return result + select(large, constant(size, kLn2), constant(size, 0));
}

S complex_log(S x) { return complex(log(abs(x)), atan2(x.imag(), x.real())); }

}  // namespace

namespace detail {

Split split(S x) {
  bool wide = is_double(x);
  int width = wide ? 52 : 23;
  S subnormal = x < constant(x, wide ? 0x1p-1022 : 0x1p-126);
  S normal = select(subnormal, x * (wide ? 0x1p54 : 0x1p25), x);
  S word = to_bits(normal);
  S root_half = bits(word, wide ? 0x3fe6a09e667f3bcdULL : 0x3f3504f3ULL);
  S e = (word - root_half) >> constant(word, width);
  S m = from_bits(word - (e << constant(word, width)), x);
  S shift = select(subnormal, constant(word, wide ? -54 : -25), constant(word, 0));
  return {cast(e + shift, x.dtype()), m - 1};
}

}  // namespace detail

S log(S x) {
  if (is_complex(x.dtype())) return complex_log(x);
  return narrowed(log_real(widened(x)), x);
}

S log1p(S x) {
  if (is_complex(x.dtype())) return complex_log(x + 1);
  return narrowed(log1p_real(widened(x)), x);
}

S log2(S x) {
  if (is_complex(x.dtype())) return complex_log(x) * 0x1.71547652b82fep0;
  return narrowed(log_of_base(widened(x), 0x1.71547652b82fep0, 1, 0), x);
}

S log10(S x) {
  if (is_complex(x.dtype())) return complex_log(x) * 0x1.bcb7b1526e50ep-2;
  bool wide = is_double(x);
  double high = wide ? 0x1.34413509f79ffp-2 : 0x1.344136p-2;
  double low = wide ? -0x1.9dc1da994fd21p-59 : -0x1.ec10c0p-27;
  return narrowed(log_of_base(widened(x), 0x1.bcb7b1526e50ep-2, high, low), x);
}

S asinh(S x) {
  if (is_complex(x.dtype())) return log(x + square_root(x * x + 1));
  S wide = widened(x), size = abs(wide), square = size * size;
  S result = log1p_large(size, size + square / (sqrt(square + 1) + 1));
  return narrowed(copy_sign(result, wide), x);
}

S acosh(S x) {
  if (is_complex(x.dtype())) return log(x + square_root(x + 1) * square_root(x - 1));
  S wide = widened(x), above = wide - 1;
  S result = log1p_large(wide, above + sqrt(above * (above + 2)));
  return narrowed(select(wide < 1, constant(wide, kNan), result), x);
}

S atanh(S x) {
  if (is_complex(x.dtype())) return (log(x + 1) - log(1 - x)) * 0.5;
  S wide = widened(x), size = abs(wide);
  S result = log1p_real(size * 2 / (1 - size)) * 0.5;
  return narrowed(copy_sign(result, wide), x);
}

}  // namespace duet::scalar
