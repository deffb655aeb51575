// Weights of a convolution in blocks of 16 by 16 channels, the order that the library's kernels
// read: (out / 16, in / 16, places, 16 in, 16 out) where the plain one is (out, in, places).
// Float32; both take the same number of bytes.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/export.h"

namespace duet {

struct Blocks {
  int64_t out = 0, in = 0;  // multiples of 16
  int64_t places = 0;       // of the window
  size_t bytes() const { return static_cast<size_t>(out * in * places) * sizeof(float); }
  friend bool operator==(const Blocks&, const Blocks&) = default;
};

/// By the calling thread alone: whoever asks for plain elements may do so inside a parallel region.
DUET_API void to_blocks(const Blocks& blocks, const float* plain, float* blocked);
DUET_API void from_blocks(const Blocks& blocks, const float* blocked, float* plain);

}  // namespace duet
