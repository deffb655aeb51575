// Counter-based random bits: Philox 4x32 with ten rounds (Salmon et al., "Parallel random numbers:
// as easy as 1, 2, 3", 2011). The same key and counter give the same bits, whoever computes them.
// And the distributions that are drawn by trying until a number is accepted, which is no formula:
// each element tries with counters of its own.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// Counters that `count` words use up.
DUET_API uint64_t counters_for(int64_t count);
/// The four words of one counter.
DUET_API void random_words(uint64_t key, uint64_t counter, uint32_t* words);
/// Fills `out` (row-major uint32) with the bits of `key` from `counter` on. Word i depends on key,
/// counter and i alone.
DUET_API void random_bits(const Tensor& out, uint64_t key, uint64_t counter);

/// Counters that each element of the following two has for itself.
constexpr uint64_t kCountersPerDraw = 32;
/// Numbers of the gamma distribution whose shapes `shapes` holds, scale 1 (float32 or float64,
/// row-major).
DUET_API void draw_gamma(const Tensor& out, const Tensor& shapes, uint64_t key, uint64_t counter);
/// Counts of the Poisson distribution whose means `means` holds, in the same dtype.
DUET_API void draw_poisson(const Tensor& out, const Tensor& means, uint64_t key, uint64_t counter);

}  // namespace duet::kernels
