// Memory in blocks: plain elements are made when asked for, once, and keep their place.
#include "tensor/blocks.h"

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <thread>
#include <vector>

#include "tensor/storage.h"

namespace duet {
namespace {

constexpr Blocks kShape{32, 48, 3};

std::vector<float> counting() {
  std::vector<float> values(kShape.bytes() / sizeof(float));
  std::iota(values.begin(), values.end(), 0.0F);
  return values;
}

/// A Buffer that holds the numbers from 0, in blocks.
Ref<Buffer> counting_in_blocks() {
  Ref<Buffer> buffer = Buffer::make_in_blocks(kShape);
  to_blocks(kShape, counting().data(), static_cast<float*>(buffer->in_blocks(kShape)));
  return buffer;
}

bool is_counting(const void* plain) {
  return std::memcmp(plain, counting().data(), kShape.bytes()) == 0;
}

TEST(Blocks, AnElementLiesWhereItIsSaidToLie) {
  std::vector<float> plain = counting(), blocked(plain.size()), back(plain.size());
  to_blocks(kShape, plain.data(), blocked.data());
  for (int64_t o = 0; o < kShape.out; o += 5)
    for (int64_t i = 0; i < kShape.in; i += 7)
      for (int64_t p = 0; p < kShape.places; ++p) {
        int64_t block = (o / 16 * (kShape.in / 16) + i / 16) * kShape.places + p;
        EXPECT_EQ(blocked[(block * 16 + i % 16) * 16 + o % 16],
                  plain[(o * kShape.in + i) * kShape.places + p]);
      }
  from_blocks(kShape, blocked.data(), back.data());
  EXPECT_EQ(back, plain);
}

TEST(Blocks, WhoAsksForDataGetsPlainElements) {
  Ref<Buffer> buffer = counting_in_blocks();
  EXPECT_EQ(buffer->bytes(), kShape.bytes());
  EXPECT_TRUE(is_counting(buffer->data()));
  EXPECT_EQ(buffer->in_blocks(kShape), nullptr);  // they may be written from now on
  EXPECT_EQ(buffer->in_blocks({48, 32, 3}), nullptr);
}

TEST(Blocks, PlainElementsAreMadeAnewAtTheirPlace) {
  Ref<Buffer> buffer = counting_in_blocks();
  void* plain = buffer->data();
  static_cast<float*>(buffer->room_in_blocks(kShape))[0] = -1;
  EXPECT_EQ(*static_cast<float*>(buffer->data()), 0);
  buffer->written_in_blocks(false);
  EXPECT_NE(buffer->in_blocks(kShape), nullptr);
  EXPECT_EQ(buffer->data(), plain);
  EXPECT_EQ(*static_cast<float*>(plain), -1);
  static_cast<float*>(buffer->room_in_blocks(kShape))[0] = -2;
  buffer->written_in_blocks(true);
  EXPECT_EQ(*static_cast<float*>(plain), -2);
}

TEST(Blocks, ThreadsThatReadAtOnceSeeTheSame) {
  for (int round = 0; round < 20; ++round) {
    Ref<Storage> storage = Storage::make(counting_in_blocks());
    std::vector<const void*> seen(4);
    std::vector<std::thread> threads;
    for (const void*& each : seen)
      threads.emplace_back([&] {
        if (is_counting(storage->data())) each = storage->data();
      });
    for (std::thread& thread : threads) thread.join();
    for (const void* each : seen) EXPECT_EQ(each, storage->data());
  }
}

TEST(Blocks, APrivateCopyIsPlain) {
  Ref<Storage> storage = Storage::make(counting_in_blocks());
  Ref<Buffer> held = storage->buffer();
  storage->make_private();
  static_cast<float*>(storage->data())[0] = -1;
  EXPECT_TRUE(is_counting(held->data()));
}

TEST(Storage, MemoryIsLentAsLongAsSomebodyHoldsIt) {
  Ref<Storage> storage = Storage::make(Buffer::make(64));
  Ref<Buffer> held = storage->buffer();
  storage->lend();
  storage->take_back();
  EXPECT_TRUE(storage->lent());
  held = {};
  storage->take_back();
  EXPECT_FALSE(storage->lent());
}

}  // namespace
}  // namespace duet
