// How many writes to the outside this thread's programs have done: a call that has done none can
// begin anew.
#pragma once

#include <cstdint>

namespace duet {

inline uint64_t& commits_done() {
  static thread_local uint64_t count = 0;
  return count;
}

}  // namespace duet
