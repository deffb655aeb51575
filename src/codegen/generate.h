// From a kernel's spec to code: the pack on disk first, then the generator's library. Internal.
#pragma once

#include <optional>

#include "base/export.h"
#include "codegen/generator.h"
#include "codegen/kernel.h"

namespace duet {

/// The widest vectors of this CPU (DUET_VECTORS=256 keeps to the narrower ones).
DUET_API DuetVectors machine_vectors();

/// Code for `spec` in executable memory; null where none can be had. Not memoised.
DUET_API KernelEntry generate_code(const KernelSpec& spec, DuetVectors vectors);
/// The same for the bytes of any spec (codegen/kernel.h, codegen/control.h).
DUET_API const void* generate_code(const std::string& bytes, DuetVectors vectors);

/// What happened so far, for tests and measurements.
struct GeneratorCounts {
  int64_t from_cache = 0;
  int64_t compiled = 0;
};
DUET_API GeneratorCounts generator_counts();

}  // namespace duet
