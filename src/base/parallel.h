// The one way to use several threads: a region of the OpenMP pool that oneDNN uses too. Pieces of
// work are claimed, so uneven cores balance; which piece is which follows from the caller's shapes
// alone, so results do not depend on threads.
//
// Regions never nest: inside a region (ours or a library's) the pieces run one after the other. A
// process made by `fork` has lost its parent's pool, so its regions are opened from a thread of its
// own.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

#include "base/export.h"

namespace duet {

/// The number of threads a region uses; fixed by the first region (OMP_NUM_THREADS or the cores),
/// or set in tests.
DUET_API int thread_count();
DUET_API void set_thread_count(int count);

/// Whether work of this length (one thread's nanoseconds) is worth a region, here and now.
DUET_API bool worth_a_region(double nanoseconds);

/// Calls `body(context, i)` for each i below `count`, from several threads. The first exception is
/// rethrown.
DUET_API void run_region(int64_t count, void (*body)(void* context, int64_t i), void* context);

/// Runs `body` where regions may be opened: here, or after a fork in the child's own thread. For
/// library calls that open regions themselves.
DUET_API void run_where_regions_open(void (*body)(void* context), void* context);

/// Calls `body(i)` for each i below `count`; `nanoseconds` is the whole work's estimate.
template <class F>
void parallel_for(int64_t count, double nanoseconds, F&& body) {
  if (count < 2 || !worth_a_region(nanoseconds)) {
    for (int64_t i = 0; i < count; ++i) body(i);
    return;
  }
  using Body = std::remove_reference_t<F>;
  run_region(
      count, [](void* context, int64_t i) { (*static_cast<Body*>(context))(i); },
      const_cast<void*>(static_cast<const void*>(std::addressof(body))));
}

}  // namespace duet
