// Regions: each piece once, whoever takes it; the first exception comes out.
#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace duet {
namespace {

constexpr double kWorthIt = 1e9;

TEST(Parallel, EachPieceRunsOnceWithAnyNumberOfThreads) {
  const int before = thread_count();
  for (int threads : {1, 2, 3, 20}) {
    set_thread_count(threads);
    for (int64_t count : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> times(count);
      parallel_for(count, kWorthIt, [&](int64_t i) { ++times[i]; });
      for (int64_t i = 0; i < count; ++i) EXPECT_EQ(times[i], 1) << i;
    }
  }
  set_thread_count(before);
}

TEST(Parallel, AnExceptionLeavesTheRegion) {
  const int before = thread_count();
  set_thread_count(2);
  auto refuse = [](int64_t i) {
    if (i == 5) throw std::runtime_error("five");
  };
  EXPECT_THROW(parallel_for(100, kWorthIt, refuse), std::runtime_error);
  set_thread_count(before);
}

}  // namespace
}  // namespace duet
