// Functions made of the instruction set: what the bodies of operators call. Each is recorded, not
// computed, so it is written once for all dtypes; halves are computed in float32.
//
// Bounds, in units in the last place over the whole range including subnormals, are stated with
// each function and checked by tests/ops/scalar_functions_test.py.
#pragma once

#include "ops/scalar/scalar.h"

namespace duet::scalar {

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
/// The square root, of complex numbers too. Exact rounding for real numbers.
DUET_API S square_root(S x);

}  // namespace duet::scalar
