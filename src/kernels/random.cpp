// Philox, eight counters at a time: eight lanes of one vector. A block of 32 words is the four
// words of eight counters, the first words of all eight first.
#include "kernels/random.h"

#include <algorithm>
#include <cstring>

#include "base/parallel.h"

namespace duet::kernels {
namespace {

constexpr int kLanes = 8, kBlock = 4 * kLanes;
using Lanes = uint32_t __attribute__((vector_size(4 * kLanes)));
using Wide = uint64_t __attribute__((vector_size(8 * kLanes)));

struct Product {
  Lanes high, low;
};

Product multiply(Lanes a, uint32_t b) {
  Wide product = __builtin_convertvector(a, Wide) * uint64_t{b};
  return {__builtin_convertvector(product >> 32, Lanes), __builtin_convertvector(product, Lanes)};
}

void philox(uint64_t key, uint64_t counter, uint32_t* out) {
  Lanes low, high, zero{};
  for (int i = 0; i < kLanes; ++i) {
    low[i] = static_cast<uint32_t>(counter + i);
    high[i] = static_cast<uint32_t>((counter + i) >> 32);
  }
  Lanes c0 = low, c1 = high, c2 = zero, c3 = zero;
  auto k0 = static_cast<uint32_t>(key), k1 = static_cast<uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    Product a = multiply(c0, 0xD2511F53), b = multiply(c2, 0xCD9E8D57);
    c0 = b.high ^ c1 ^ k0;
    c1 = b.low;
    c2 = a.high ^ c3 ^ k1;
    c3 = a.low;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  const Lanes words[4] = {c0, c1, c2, c3};
  std::memcpy(out, words, sizeof words);
}

}  // namespace

uint64_t counters_for(int64_t count) {
  return static_cast<uint64_t>((count + kBlock - 1) / kBlock) * kLanes;
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
        philox(key, at, words + block * kBlock);
        continue;
      }
      uint32_t last[kBlock];
      philox(key, at, last);
      std::copy(last, last + (count - block * kBlock), words + block * kBlock);
    }
  });
}

}  // namespace duet::kernels
