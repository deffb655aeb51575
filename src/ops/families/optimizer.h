// What the records of optimisers share: they write their state in place, in the parameter's shape.
#pragma once

#include "ops/families/rules.h"

namespace duet::ops {

/// The types of the updated arguments; everything else needs to fit into the first.
Types updated_types(Call& call);

inline constexpr InferRule kUpdated{updated_types};
inline constexpr const char* kNoUpdateOracle =
    "it writes its arguments; tests/nn compares steps with the formula";

/// State keeps its dtype, whatever the step was computed in.
inline S to(S x, S like) { return scalar::cast(x, like.dtype()); }

}  // namespace duet::ops
