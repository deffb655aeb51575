// One block after the other: its 256 places of a window fit into the first cache.
#include "tensor/blocks.h"

namespace duet {
namespace {

constexpr int64_t kSide = 16;

/// Calls `f(plain, blocked)` for each element: where it lies in either order.
template <class F>
inline void each_element(const Blocks& b, F f) {
  int64_t row = b.in * b.places;
  int64_t blocked = 0;
  for (int64_t o = 0; o < b.out; o += kSide)
    for (int64_t i = 0; i < b.in; i += kSide)
      for (int64_t p = 0; p < b.places; ++p)
        for (int64_t di = 0; di < kSide; ++di) {
          int64_t plain = o * row + (i + di) * b.places + p;
          for (int64_t k = 0; k < kSide; ++k, ++blocked, plain += row) f(plain, blocked);
        }
}

}  // namespace

void to_blocks(const Blocks& blocks, const float* plain, float* blocked) {
  each_element(blocks, [=](int64_t p, int64_t b) { blocked[b] = plain[p]; });
}

void from_blocks(const Blocks& blocks, const float* blocked, float* plain) {
  each_element(blocks, [=](int64_t p, int64_t b) { plain[p] = blocked[b]; });
}

}  // namespace duet
