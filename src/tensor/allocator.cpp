// Size classes: powers of two in four steps each. Small classes (up to 64 KiB) have a free list per
// thread, so that an eager operation takes no lock; larger ones share one list under a lock,
// bounded by a cap.
#include "tensor/allocator.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "base/error.h"

namespace duet {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kSmallLimit = size_t{64} << 10;
constexpr size_t kHuge = size_t{2} << 20;
constexpr size_t kCacheCap = size_t{1} << 30;
constexpr size_t kSmallPerClass = 64;
constexpr int kClasses = 192;

/// Classes 0..: 64, 128, 192, 256, then four steps per power of two.
int class_of(size_t bytes) {
  size_t units = std::max<size_t>((bytes + kAlignment - 1) / kAlignment, 1);
  if (units <= 4) return static_cast<int>(units) - 1;
  int log = static_cast<int>(std::bit_width(units - 1)) - 1;  // 2^log < units <= 2^(log+1)
  size_t quarter = size_t{1} << (log - 2);
  size_t step = (units - (size_t{1} << log) + quarter - 1) / quarter;
  return 3 + (log - 2) * 4 + static_cast<int>(step);
}

size_t class_bytes(int index) {
  if (index < 4) return (index + 1) * kAlignment;
  int log = (index - 4) / 4 + 2, step = (index - 4) % 4 + 1;
  return ((size_t{1} << log) + step * (size_t{1} << (log - 2))) * kAlignment;
}

std::atomic<size_t> in_use{0};
std::atomic<size_t> peak{0};

struct Shared {
  std::mutex mutex;
  std::array<std::vector<void*>, kClasses> free;
  size_t cached = 0;
};

// Never destroyed: threads and exit handlers may free after main.
Shared& shared() {
  static auto* const instance = new Shared;
  return *instance;
}

struct ThreadCache {
  struct List {
    void* items[kSmallPerClass];
    size_t size = 0;
  };
  std::array<List, 48> lists;
  bool alive = true;
  ~ThreadCache() {
    alive = false;
    for (List& list : lists)
      while (list.size > 0) std::free(list.items[--list.size]);
  }
};
thread_local ThreadCache thread_cache;

/// What DUET_REPORT_LEAKS=1 asks for: the tests of the interpreter's end read it.
void report_leaks() {
  if (size_t left = in_use.load(); left > 0)
    fmt::print(stderr, "duet: {} bytes of tensors are in use at the end\n", left);
}

bool report_at_exit() {
  const char* wish = std::getenv("DUET_REPORT_LEAKS");
  return wish && *wish == '1' && std::atexit(report_leaks) == 0;
}

void* system_allocate(size_t bytes) {
  static const bool reported [[maybe_unused]] = report_at_exit();
  size_t alignment = bytes >= kHuge ? kHuge : kAlignment;
  void* data = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (data && bytes >= kHuge) madvise(data, bytes, MADV_HUGEPAGE);
  return data;
}

void count_use(size_t bytes) {
  size_t now = in_use.fetch_add(bytes, std::memory_order_relaxed) + bytes;
  size_t seen = peak.load(std::memory_order_relaxed);
  while (now > seen && !peak.compare_exchange_weak(seen, now, std::memory_order_relaxed)) {
  }
}

void* allocate_large(int index, size_t bytes) {
  {
    std::lock_guard lock(shared().mutex);
    auto& list = shared().free[index];
    if (!list.empty()) {
      void* data = list.back();
      list.pop_back();
      shared().cached -= bytes;
      return data;
    }
  }
  void* data = system_allocate(bytes);
  if (!data) {
    release_cached_memory();
    data = system_allocate(bytes);
  }
  return data;
}

}  // namespace

void* allocate(size_t bytes) {
  if (bytes > size_t{1} << 46)
    throw Error(ErrorKind::kMemory,
                fmt::format("a tensor of {} bytes does not fit into memory", bytes))
        .slug("out-of-memory");
  int index = class_of(bytes);
  size_t size = class_bytes(index);
  void* data = nullptr;
  if (size <= kSmallLimit && thread_cache.alive) {
    auto& list = thread_cache.lists[index];
    data = list.size > 0 ? list.items[--list.size] : system_allocate(size);
  } else {
    data = allocate_large(index, size);
  }
  if (!data)
    throw Error(ErrorKind::kMemory, fmt::format("the system has no {} bytes of memory left", size))
        .slug("out-of-memory");
  count_use(size);
  return data;
}

void deallocate(void* data, size_t bytes) {
  int index = class_of(bytes);
  size_t size = class_bytes(index);
  in_use.fetch_sub(size, std::memory_order_relaxed);
  if (size <= kSmallLimit) {
    if (thread_cache.alive) {
      auto& list = thread_cache.lists[index];
      if (list.size < kSmallPerClass) {
        list.items[list.size++] = data;
        return;
      }
    }
    std::free(data);
    return;
  }
  {
    std::lock_guard lock(shared().mutex);
    if (shared().cached + size <= kCacheCap) {
      shared().free[index].push_back(data);
      shared().cached += size;
      return;
    }
  }
  std::free(data);
}

MemoryStats memory_stats() {
  std::lock_guard lock(shared().mutex);
  return {in_use.load(), peak.load(), shared().cached};
}

void reset_peak_memory() { peak.store(in_use.load()); }

void release_cached_memory() {
  std::lock_guard lock(shared().mutex);
  for (auto& list : shared().free) {
    for (void* data : list) std::free(data);
    list.clear();
  }
  shared().cached = 0;
}

}  // namespace duet
