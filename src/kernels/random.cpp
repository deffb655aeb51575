// Philox. A block of 32 words is the four words of eight counters, the first words of all eight
// first, so that a vector unit may compute eight of them together. (GCC 12 takes wide vector types
// of 64-bit products apart; plain numbers take 2 ms for a million words, those took 68.)
#include "kernels/random.h"

#include <algorithm>

#include "base/parallel.h"

namespace duet::kernels {
namespace {

constexpr int kLanes = 8, kBlock = 4 * kLanes;

/// The four words of one counter, kLanes apart.
void philox(uint64_t key, uint64_t counter, uint32_t* out) {
  auto c0 = static_cast<uint32_t>(counter), c1 = static_cast<uint32_t>(counter >> 32);
  uint32_t c2 = 0, c3 = 0;
  auto k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    uint64_t a = uint64_t{0xD2511F53} * c0, b = uint64_t{0xCD9E8D57} * c2;
    c0 = static_cast<uint32_t>(b >> 32) ^ c1 ^ k0;
    c1 = static_cast<uint32_t>(b);
    c2 = static_cast<uint32_t>(a >> 32) ^ c3 ^ k1;
    c3 = static_cast<uint32_t>(a);
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  out[0] = c0;
  out[kLanes] = c1;
  out[2 * kLanes] = c2;
  out[3 * kLanes] = c3;
}

/// The words of kLanes counters.
void philox_block(uint64_t key, uint64_t counter, uint32_t* out) {
  for (int lane = 0; lane < kLanes; ++lane) philox(key, counter + lane, out + lane);
}

}  // namespace

uint64_t counters_for(int64_t count) {
  return static_cast<uint64_t>((count + kBlock - 1) / kBlock) * kLanes;
}

void random_words(uint64_t key, uint64_t counter, uint32_t* words) {
  uint32_t lanes[3 * kLanes + 1];
  philox(key, counter, lanes);
  for (int i = 0; i < 4; ++i) words[i] = lanes[i * kLanes];
}

void random_bits(const Tensor& out, uint64_t key, uint64_t counter) {
  constexpr int64_t kChunk = 1024;  // blocks
  int64_t count = out.count(), blocks = (count + kBlock - 1) / kBlock;
  auto* words = out.data_as<uint32_t>();
  parallel_for((blocks + kChunk - 1) / kChunk, static_cast<double>(count), [&](int64_t chunk) {
    int64_t end = std::min(blocks, (chunk + 1) * kChunk);
    for (int64_t block = chunk * kChunk; block < end; ++block) {
      uint64_t at = counter + static_cast<uint64_t>(block) * kLanes;
      if ((block + 1) * kBlock <= count) {
        philox_block(key, at, words + block * kBlock);
        continue;
      }
      uint32_t last[kBlock];
      philox_block(key, at, last);
      std::copy(last, last + (count - block * kBlock), words + block * kBlock);
    }
  });
}

}  // namespace duet::kernels
