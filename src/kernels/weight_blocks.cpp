// Which weights may lie in blocks, and where they do.
#include "kernels/weight_blocks.h"

#include "kernels/dnnl_convolution.h"

namespace duet::kernels {

std::optional<Blocks> weight_blocks(DType dtype, std::span<const int64_t> shape, int64_t groups) {
  constexpr int64_t kSide = 16;
  static const bool fits = dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core;
  if (!fits || dtype != DType::kFloat32 || shape.size() != 4 || groups != 1) return {};
  Blocks blocks{shape[0], shape[1], shape[2] * shape[3]};
  if (blocks.out % kSide != 0 || blocks.in % kSide != 0 || blocks.bytes() == 0) return {};
  return blocks;
}

void* in_blocks(const Tensor& weight, int64_t groups) {
  auto blocks = weight_blocks(weight.dtype(), weight.shape(), groups);
  bool whole = weight.contiguous() && weight.layout().offset == 0;
  return whole && blocks ? weight.storage()->buffer()->in_blocks(*blocks) : nullptr;
}

WeightMemory memory_of(const Tensor& weight, const dnnl::memory::desc& plain) {
  // With groups there is one axis more.
  int64_t groups = plain.get_ndims() == weight.rank() ? 1 : 0;
  if (void* data = in_blocks(weight, groups))
    return {{plain.get_dims(), plain.get_data_type(), dnnl::memory::format_tag::OIhw16i16o}, data};
  return {plain, weight.data()};
}

}  // namespace duet::kernels
