// What the families of products share.
#pragma once

#include "ops/infer.h"
#include "ops/ops.h"

namespace duet {

/// Refuses operands of two dtypes and of dtypes that have no sums. Arguments `a` and `b` of the
/// call.
DUET_API void check_factors(Call& call, int a, int b);
/// Refuses an argument that has not this rank.
DUET_API void check_rank(Call& call, int argument, int rank);

/// Transposed `x` times `y`, summed over all axes but the last of both; where extents are unknown
/// leading axes are left for the caller of a gradient rule to sum.
DUET_API V product_of_rows(V x, V y);

}  // namespace duet
