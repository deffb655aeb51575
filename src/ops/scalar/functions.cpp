// Signs, rounding division, roots.
#include "ops/scalar/functions.h"

#include "base/error.h"
#include "ops/scalar/functions_detail.h"

namespace duet::scalar {

S integer(S x) { return is_bool(x.dtype()) ? cast(x, DType::kInt8) : x; }

S is_inf(S x) {
  if (is_complex(x.dtype())) return is_inf(x.real()) | is_inf(x.imag());
  if (!is_float(x.dtype())) return x != x;
  return abs(x) == constant(x, std::numeric_limits<double>::infinity());
}

S is_finite(S x) {
  if (is_complex(x.dtype())) return is_finite(x.real()) & is_finite(x.imag());
  if (!is_float(x.dtype())) return x == x;
  return abs(x) < constant(x, std::numeric_limits<double>::infinity());
}

S sign_bit(S x) {
  if (is_float(x.dtype())) return detail::to_bits(x) < 0;
  return is_bool(x.dtype()) ? x != x : x < 0;
}

S copy_sign(S x, S y) {
  S magnitude = detail::to_bits(abs(x)), sign = detail::to_bits(y) & detail::sign_mask(y);
  return detail::from_bits(magnitude | sign, x);
}

S sign(S x) {
  if (is_bool(x.dtype())) return x;
  if (is_complex(x.dtype())) {
    S size = abs(x), divisor = select(size == 0, constant(size, 1), size);
    return complex(x.real() / divisor, x.imag() / divisor);
  }
  S minus = is_unsigned_int(x.dtype()) ? constant(x, 0) : constant(x, -1);
  S result = select(x > 0, constant(x, 1), select(x < 0, minus, constant(x, 0)));
  return is_float(x.dtype()) ? select(is_nan(x), x, result) : result;
}

S floor_mod(S x, S y) {
  DType dtype = x.dtype();
  if (is_bool(dtype)) return x & ~x;
  S rest = x % y;
  if (is_unsigned_int(dtype)) return rest;
  S wrong = (rest != 0) & ((rest < 0) != (y < 0));
  S moved = select(wrong, rest + y, rest);
  return is_float(dtype) ? select(rest == 0, copy_sign(rest, y), moved) : moved;
}

S floor_div(S x, S y) {
  DType dtype = x.dtype();
  if (is_bool(dtype)) return x & y;
  if (is_unsigned_int(dtype)) return x / y;
  S rest = x % y;
  S wrong = (rest != 0) & ((rest < 0) != (y < 0));
  if (is_int(dtype)) return select(wrong, x / y - 1, x / y);
  // The exact quotient less the exact rest is near an integer: rounding the plain quotient down
  // would be off by one where it rounds up to an integer.
  S whole = (x - rest) / y;
  S result = round(select(wrong, whole - 1, whole));
  S quotient = x / y;
  S signed_zero = copy_sign(constant(x, 0), quotient);
  return select(y == 0, quotient, select(result == 0, signed_zero, result));
}

S square_root(S x) {
  if (!is_complex(x.dtype())) return sqrt(x);
  // The root with the larger part first: no cancellation.
  S a = x.real(), b = x.imag(), size = abs(x);
  S large = sqrt((size + abs(a)) * 0.5);
  S small = b / (large * 2);
  S zero_in = size == 0;
  S real = select(a >= 0, large, abs(small));
  S imaginary = select(a >= 0, small, copy_sign(large, b));
  return complex(select(zero_in, constant(a, 0), real), select(zero_in, b, imaginary));
}

}  // namespace duet::scalar
