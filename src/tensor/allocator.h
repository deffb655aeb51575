// Memory for element data: 64-byte aligned, freed blocks kept up to a cap and reused, blocks of 2
// MiB and more aligned to 2 MiB and backed by huge pages where the system gives them.
#pragma once

#include <cstddef>

#include "base/export.h"

namespace duet {

/// Never null; throws Error(kMemory) when the system refuses.
DUET_API void* allocate(size_t bytes);
DUET_API void deallocate(void* data, size_t bytes);

struct MemoryStats {
  size_t in_use = 0;
  size_t peak = 0;
  size_t cached = 0;
};
DUET_API MemoryStats memory_stats();
DUET_API void reset_peak_memory();
/// Gives cached blocks back to the system.
DUET_API void release_cached_memory();

}  // namespace duet
