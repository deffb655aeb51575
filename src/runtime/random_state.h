// The state of the process's random numbers: uint64[2], a seed and how many counters are used. The
// public functions hand it to the random operators, which store the new state into it.
#pragma once

#include "tensor/tensor.h"

namespace duet {

/// One Tensor for the whole process; seeded by the system until `set_seed`.
DUET_API Tensor default_random_state();
/// Starts the sequence of `seed` from its beginning.
DUET_API void set_seed(int64_t seed);
/// A state of its own, at the beginning of the sequence of `seed`.
DUET_API Tensor make_random_state(int64_t seed);

}  // namespace duet
