// Weights of convolutions that lie in blocks (tensor/blocks.h), as the library sees them.
#pragma once

#include "kernels/dnnl_primitive.h"

namespace duet::kernels {

/// The elements of a weight in blocks; null where plain ones count.
void* in_blocks(const Tensor& weight, int64_t groups);

/// A weight as it lies: in blocks if those count, else plain. `plain` describes the latter.
struct WeightMemory {
  dnnl::memory::desc desc;
  void* data;
};
WeightMemory memory_of(const Tensor& weight, const dnnl::memory::desc& plain);

}  // namespace duet::kernels
