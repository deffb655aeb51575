// How the results of library kernels lie, before they have run.
#pragma once

#include "ops/op.h"

namespace duet {

/// The layout of a result of this type. Of the Tensors among `args` only type and layout count.
/// Most kernels write row-major; those that compute images keep channels where they find them.
Layout kernel_layout(const Op& op, std::span<const Value> args, const TensorType& result);

}  // namespace duet
