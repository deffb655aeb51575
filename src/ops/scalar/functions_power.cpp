// Powers. Floats: 2^(y log2 |x|), where the logarithm of float64 is kept as a sum of two numbers
// and float32 is computed in float64; then the cases of IEEE 754.
#include "ops/scalar/functions.h"
#include "ops/scalar/functions_detail.h"

namespace duet::scalar {
namespace {

using detail::is_double;
using detail::narrowed;
using detail::polynomial;
using detail::Split;
using detail::widened;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLog2e = 0x1.71547652b82fep0, kLog2eLow = 0x1.777d0ffda0d24p-56;

/// A value as the sum of two, the second below the rounding error of the first.
struct Pair {
  S high, low;
};

Pair product(Pair a, Pair b) {
  S high = a.high * b.high;
  S low = fma(a.high, b.high, -high) + fma(a.high, b.low, a.low * b.high);
  return {high, low};
}
/// `a` is the larger, or 0.
Pair sum(S a, Pair b) {
  S high = a + b.high;
  return {high, ((a - high) + b.high) + b.low};
}

/// log(1 + r) = s (2 + z (2/3 + z P(z))) with s = r / (2 + r), z = s^2.
Pair log_pair(S r) {
  S divisor = r + 2, lost = r - (divisor - 2);
  S quotient = r / divisor;
  Pair s{quotient, fma(-quotient, lost, fma(-quotient, divisor, r)) / divisor};
  Pair z = product(s, s);
  S p = polynomial(z.high, {0x1.9999999999998p-2, 0x1.2492492492b8ep-2, 0x1.c71c71c5f6d67p-3,
                            0x1.745d180191f7bp-3, 0x1.3b136e13ae5b0p-3, 0x1.111f319fb6089p-3,
                            0x1.de6aa9fa99a93p-4, 0x1.e97088e143e68p-4});
  S third = constant(r, 0x1.5555555555555p-1);
  Pair inner = sum(third, {z.high * p, constant(r, 0x1.5555555555555p-55)});
  return product(s, sum(constant(r, 2), product(z, inner)));
}

/// log2 of positive finite x.
Pair log2_pair(S x) {
  Split split = detail::split(x);
  Pair scale{constant(x, kLog2e), constant(x, kLog2eLow)};
  return sum(split.e, product(log_pair(split.r), scale));
}

/// The same to 2^-37, enough for a float32 result.
S log2_rough(S x) {
  Split split = detail::split(x);
  S s = split.r / (split.r + 2), z = s * s;
  S p = polynomial(z, {2, 0x1.555555004cbcbp-1, 0x1.999a77411aa82p-2, 0x1.243970aeb911ap-2,
                       0x1.e2e562e6d80efp-3});
  return fma(s * p, constant(x, kLog2e), split.e);
}

/// At 0 and infinity the logarithm is set by hand.
S with_limits(S x, S logarithm) {
  S inside = select(x == constant(x, kInfinity), x, logarithm);
  return select(x == 0, constant(x, -kInfinity), inside);
}

S power_of_size(S size, S y, bool rough) {
  if (rough) {
    S t = y * with_limits(size, log2_rough(size));
    return detail::exp2_of_sum(t, constant(t, 0));
  }
  Pair logarithm = log2_pair(size);
  S high = with_limits(size, logarithm.high), t = y * high;
  S low = fma(y, high, -t) + y * logarithm.low;
  return detail::exp2_of_sum(t, select(abs(t) < 1100, low, constant(t, 0)));
}

S power_of_float(S x, S y) {
  bool single = !is_double(x);
  S size = abs(x);
  S power = single
                ? cast(power_of_size(cast(size, DType::kFloat64), cast(y, DType::kFloat64), true),
                       DType::kFloat32)
                : power_of_size(size, y, false);
  S whole = y == trunc(y), half = y * 0.5, odd = whole & (half != trunc(half));
  power = select(size == 1, constant(x, 1), power);
  power = select(is_nan(x) | is_nan(y), x + y, power);
  power = select(sign_bit(x) & odd, -power, power);
  S no_number = (x < 0) & ~whole & (size < constant(x, kInfinity));
  power = select(no_number, constant(x, std::numeric_limits<double>::quiet_NaN()), power);
  return select((y == 0) | (x == 1), constant(x, 1), power);
}

/// By squaring. Bits of the exponent past the 32nd are left to the parity of the last: the result
/// has wrapped to nothing meaningful long before, except for 0, 1 and -1.
S power_of_integer(S x, S y) {
  int digits = static_cast<int>(size_of(x.dtype())) * 8 - (is_signed_int(x.dtype()) ? 1 : 0);
  S result = constant(x, 1), square = x;
  for (int digit = 0; digit < std::min(digits, 32); ++digit) {
    S used = ((y >> constant(y, digit)) & 1) != 0;
    result = select(used, result * square, result);
    square = square * square;
  }
  if (is_unsigned_int(x.dtype())) return result;
  S odd = (y & 1) != 0;
  S of_minus_one = select(odd, constant(x, -1), constant(x, 1));
  S inverse = select(x == 1, x, select(x == -1, of_minus_one, constant(x, 0)));
  return select(y < 0, inverse, result);
}

}  // namespace

S pow(S x, S y) {
  meet(x, y);
  if (is_complex(x.dtype())) {
    S power = exp(y * log(x)), at_zero = x == 0;
    S flat = select(y == 0, constant(x, 1), constant(x, 0));
    return select(at_zero | (y == 0), flat, power);
  }
  if (is_bool(x.dtype())) return x | ~y;
  if (!is_float(x.dtype())) return power_of_integer(x, y);
  return narrowed(power_of_float(widened(x), widened(y)), x);
}

S hypot(S x, S y) {
  meet(x, y);
  S a = abs(widened(x)), b = abs(widened(y)), infinity = constant(a, kInfinity);
  S large = max(a, b), small = min(a, b);
  S ratio = select(large == 0, large, small / large);
  S result = large * sqrt(fma(ratio, ratio, constant(ratio, 1)));
  return narrowed(select((a == infinity) | (b == infinity), infinity, result), x);
}

}  // namespace duet::scalar
