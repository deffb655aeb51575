// Functions made of the instruction set: what the bodies of operators call. Each is recorded, not
// computed, so it is written once for all dtypes; halves are computed in float32. There are no
// branches: every piece is computed and one is selected.
//
// The number after a function is its error bound in units in the last place over the whole range,
// subnormals included; tests/ops/scalar_functions_test.cpp holds it to that.
#pragma once

#include "ops/scalar/scalar.h"

namespace duet::scalar {

// functions.cpp: signs, rounding division, roots
/// bool as int8, so that it can be calculated with; everything else unchanged.
DUET_API S integer(S x);
DUET_API S is_inf(S x);
DUET_API S is_finite(S x);
/// Whether the sign is set, of -0.0 too.
DUET_API S sign_bit(S x);
/// The magnitude of `x` with the sign of `y` (floats).
DUET_API S copy_sign(S x, S y);
/// -1, 0, 1; NaN stays NaN; complex: x / |x|.
DUET_API S sign(S x);
/// Python's `//` and `%`.
DUET_API S floor_div(S x, S y);
DUET_API S floor_mod(S x, S y);
/// The square root, of complex numbers too. Real numbers are rounded exactly.
DUET_API S square_root(S x);

// functions_exp.cpp
DUET_API S exp(S x);      // 2; complex
DUET_API S exp2(S x);     // 2; complex
DUET_API S expm1(S x);    // 3; complex
DUET_API S sinh(S x);     // 4; complex
DUET_API S cosh(S x);     // 3; complex
DUET_API S tanh(S x);     // 5; complex
DUET_API S sigmoid(S x);  // 4

// functions_log.cpp
DUET_API S log(S x);    // 2; complex
DUET_API S log1p(S x);  // 3
DUET_API S log2(S x);   // 3
DUET_API S log10(S x);  // 3
DUET_API S asinh(S x);  // 4; complex
DUET_API S acosh(S x);  // 4; complex
DUET_API S atanh(S x);  // 4; complex

// functions_trig.cpp
DUET_API S sin(S x);  // 2; complex
DUET_API S cos(S x);  // 2; complex
DUET_API S tan(S x);  // 4; complex

// functions_inverse.cpp
DUET_API S asin(S x);        // 4; complex
DUET_API S acos(S x);        // 4; complex
DUET_API S atan(S x);        // 3; complex
DUET_API S atan2(S y, S x);  // 4

// functions_power.cpp
/// x to the power y; integers by repeated squaring (a negative power is 1 / x, towards zero).
DUET_API S pow(S x, S y);    // 2; complex
DUET_API S hypot(S x, S y);  // 2

// functions_error.cpp: the error function and its kin
DUET_API S erf(S x);     // 5
DUET_API S erfc(S x);    // 8
DUET_API S erfinv(S x);  // 8

// functions_gamma.cpp; absolute where the function has a root
DUET_API S lgamma(S x);
DUET_API S digamma(S x);
DUET_API S trigamma(S x);

}  // namespace duet::scalar
