// Counter-based random bits: Philox 4x32 with ten rounds (Salmon et al., "Parallel random numbers:
// as easy as 1, 2, 3", 2011). The same key and counter give the same bits, whoever computes them.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// Counters that `count` words use up.
DUET_API uint64_t counters_for(int64_t count);
/// Fills `out` (row-major uint32) with the bits of `key` from `counter` on. Word i depends on key,
/// counter and i alone.
DUET_API void random_bits(const Tensor& out, uint64_t key, uint64_t counter);

}  // namespace duet::kernels
