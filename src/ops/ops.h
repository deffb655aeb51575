// The list of all operators, by family. A record stands in `ops/families/<family>.cpp`; its name
// stands here. Everything else (Python function, stub, page, tests) is derived.
#pragma once

#include "ops/op.h"

// clang-format off
#define FOR_EACH_ARITHMETIC_OP(X) \
  X(add) X(sub) X(mul) X(div) X(neg)

#define FOR_EACH_CAST_OP(X) \
  X(cast)

#define FOR_EACH_REDUCTION_OP(X) \
  X(reduce_sum)

#define FOR_EACH_SHAPE_OP(X) \
  X(reshape) X(expand_dims) X(broadcast_to) X(broadcast_like) X(reshape_like) X(sum_to_like)

#define FOR_EACH_STATE_OP(X) \
  X(assign)

#define FOR_EACH_OP(X) \
  FOR_EACH_ARITHMETIC_OP(X) \
  FOR_EACH_CAST_OP(X) \
  FOR_EACH_REDUCTION_OP(X) \
  FOR_EACH_SHAPE_OP(X) \
  FOR_EACH_STATE_OP(X)
// clang-format on

namespace duet::ops {

#define DUET_DECLARE_OP(name) extern const Op name;
FOR_EACH_OP(DUET_DECLARE_OP)
#undef DUET_DECLARE_OP

}  // namespace duet::ops
