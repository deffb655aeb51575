// Weights in the layout that a planned call wants, kept while their storage does not change: a
// network that is used twice does not reorder them again.
#pragma once

#include "kernels/dnnl_primitive.h"

namespace duet::kernels {

/// `weight` (row-major) as `wanted`. The result is valid while the returned Buffer lives.
struct PackedWeight {
  Ref<Buffer> buffer;  // none: the weight's own memory serves
  const void* data;
};
PackedWeight pack_weight(const Tensor& weight, const dnnl::memory::desc& plain,
                         const dnnl::memory::desc& wanted);

/// Moves data between two descriptions of the same elements.
void reorder(const dnnl::memory::desc& from_desc, const void* from,
             const dnnl::memory::desc& to_desc, void* to);

}  // namespace duet::kernels
