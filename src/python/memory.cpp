// memory_stats, reset_peak_memory and release_cached_memory as Python functions.
#include "python/memory.h"

#include "tensor/allocator.h"

namespace duet::python {

void add_memory_functions(nanobind::module_& module) {
  module.def(
      "memory_stats",
      [] {
        const MemoryStats stats = duet::memory_stats();
        return nanobind::make_tuple(stats.in_use, stats.peak, stats.cached);
      },
      "Bytes of element data in use now, in use at most, and kept for the next Tensors.");
  module.def("reset_peak_memory", &duet::reset_peak_memory,
             "Count the most bytes in use from here on.");
  module.def("release_cached_memory", &duet::release_cached_memory,
             "Give back what is kept for the next Tensors.");
}

}  // namespace duet::python
