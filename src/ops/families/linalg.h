// Sums of products over named axes: what einsum, tensor_dot, inner and dot have in common.
#pragma once

#include "ops/infer.h"
#include "ops/ops.h"

namespace duet {

/// A tensor with a label for each of its axes.
struct Labeled {
  V v;
  Ints labels;
};

/// Axes in another order; nothing is done if they have it.
DUET_API V permuted(V v, const Ints& perm);
/// Sums over the labels that are not in `kept`.
DUET_API Labeled summed(Labeled x, const Ints& kept);
/// The product of two tensors, summed over the labels that are not in `kept`: one matrix product.
DUET_API Labeled contracted(Labeled a, Labeled b, const Ints& kept);
/// Orders the axes as `labels`; labels that are missing become axes of extent 1.
DUET_API V ordered(Labeled x, const Ints& labels);

}  // namespace duet
