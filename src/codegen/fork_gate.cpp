// Whoever changes a table is a reader of the gate, `fork` is its writer.
#include "codegen/fork_gate.h"

#include <pthread.h>

namespace duet {
namespace {

struct Gate {
  Gate() {
    pthread_atfork([] { gate().mutex->lock(); }, [] { gate().mutex->unlock(); },
                   // The lock knows its writer by a thread number that the child does not have.
                   [] { gate().mutex = new std::shared_mutex; });  // NOLINT
  }
  static Gate& gate() {
    static auto* one = new Gate;  // NOLINT: lives as long as the process
    return *one;
  }
  std::shared_mutex* mutex = new std::shared_mutex;  // NOLINT: replaced in a child
};

}  // namespace

std::shared_lock<std::shared_mutex> keep_from_forking() {
  return std::shared_lock(*Gate::gate().mutex);
}

}  // namespace duet
