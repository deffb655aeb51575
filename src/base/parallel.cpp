// Regions of the OpenMP pool, and the thread that opens them in a forked child.
#include "base/parallel.h"

#include <omp.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

namespace duet {
namespace {

// Opening a region costs 0.6 us; below this the second thread does not pay.
constexpr double kWorthNanoseconds = 4000;

std::atomic<int> threads{0};
std::atomic<bool> forked{false};

/// What is left of a thread's share.
struct alignas(64) Share {
  std::atomic<int64_t> next{0};
  int64_t end = 0;
};

/// Thread t takes the t-th part of the pieces, as libraries do: what it made in the region before
/// is still in its cache. Then it helps the others.
struct Region {
  int64_t count;
  void (*body)(void*, int64_t);
  void* context;
  std::atomic<bool> failed{false};
  std::exception_ptr error{};
  // Orders the threads' work after the caller's and before what follows. libgomp does so too, but
  // the thread sanitizer does not see into it.
  std::atomic<int> joined{0};

  std::array<Share, 16> shares{};
  int parts = 1;

  void divide(int threads) {
    parts = std::min<int>(threads, static_cast<int>(shares.size()));
    for (int p = 0; p < parts; ++p) {
      shares[p].next.store(count * p / parts, std::memory_order_relaxed);
      shares[p].end = count * (p + 1) / parts;
    }
  }
  void work(int thread) {
    for (int p = 0; p < parts; ++p) work(shares[(thread + p) % parts]);
  }
  void work(Share& share) {
    for (int64_t i; (i = share.next.fetch_add(1, std::memory_order_relaxed)) < share.end;) {
      if (failed.load(std::memory_order_relaxed)) return;
      try {
        body(context, i);
      } catch (...) {
        if (!failed.exchange(true)) error = std::current_exception();
      }
    }
  }
};

/// The thread of a forked child that may open regions. It lives as long as the process.
class Opener {
 public:
  Opener() {
    std::thread([this] { serve(); }).detach();
  }
  void run(void (*body)(void*), void* context) {
    std::lock_guard one_at_a_time(callers_);
    std::unique_lock lock(mutex_);
    body_ = body;
    context_ = context;
    error_ = nullptr;
    changed_.notify_all();
    changed_.wait(lock, [this] { return body_ == nullptr; });
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void serve() {
    serving() = true;
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return body_ != nullptr; });
      try {
        body_(context_);
      } catch (...) {
        error_ = std::current_exception();
      }
      body_ = nullptr;
      changed_.notify_all();
    }
  }

 public:
  static bool& serving() {
    thread_local bool here = false;
    return here;
  }

 private:
  std::mutex callers_, mutex_;
  std::condition_variable changed_;
  void (*body_)(void*) = nullptr;
  void* context_ = nullptr;
  std::exception_ptr error_;
};

std::atomic<Opener*> opener{nullptr};
std::mutex* opener_mutex =
    new std::mutex;  // NOLINT: replaced in a child, where the old one may be held

void after_fork_in_child() {
  forked = true;
  // The parent's opener, if the parent was a child itself, has no thread here.
  opener = nullptr;
  opener_mutex = new std::mutex;  // NOLINT
}

const int registered = pthread_atfork(nullptr, nullptr, after_fork_in_child);

Opener& child_opener() {
  std::lock_guard lock(*opener_mutex);
  if (!opener) opener = new Opener;  // NOLINT: lives as long as its thread, which is the process
  return *opener;
}

void open_region(void* context) {
  auto& region = *static_cast<Region*>(context);
  int count = static_cast<int>(std::min<int64_t>(thread_count(), region.count));
  region.divide(count);
  region.joined.store(0, std::memory_order_release);
#pragma omp parallel num_threads(count)
  {
    (void)region.joined.load(std::memory_order_acquire);
    region.work(omp_get_thread_num());
    region.joined.fetch_add(1, std::memory_order_release);
  }
  (void)region.joined.load(std::memory_order_acquire);
}

}  // namespace

int thread_count() {
  int count = threads.load(std::memory_order_relaxed);
  if (count == 0) {
    count = std::max(1, omp_get_max_threads());
    threads = count;
  }
  return count;
}

void set_thread_count(int count) { threads = std::max(1, count); }

bool worth_a_region(double nanoseconds) {
  return nanoseconds > kWorthNanoseconds && thread_count() > 1 && !omp_in_parallel();
}

void run_where_regions_open(void (*body)(void*), void* context) {
  if (!forked.load(std::memory_order_relaxed) || Opener::serving()) return body(context);
  child_opener().run(body, context);
}

void run_region(int64_t count, void (*body)(void*, int64_t), void* context) {
  Region region{count, body, context};
  run_where_regions_open(open_region, &region);
  if (region.error) std::rethrow_exception(region.error);
}

}  // namespace duet
