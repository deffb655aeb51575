// Keeps `fork` out while tables of kernels change: a child must not inherit a lock whose holder it
// does not have, or half a compile.
#pragma once

#include <shared_mutex>

namespace duet {

/// While this lives no other thread forks. Does not nest.
std::shared_lock<std::shared_mutex> keep_from_forking();

}  // namespace duet
