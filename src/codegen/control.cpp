// From a spec to a routine that runs, once per process and spec.
#include "codegen/control.h"

#include <memory>
#include <mutex>
#include <unordered_map>

#include "codegen/fork_gate.h"
#include "codegen/generate.h"

namespace duet {
namespace {

struct Entry {
  std::once_flag once;
  ControlRoutine routine;
};
struct Routines {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<Entry>> by_spec;
};

Routines& routines() {
  static auto* all = new Routines;  // NOLINT: lives as long as the process
  return *all;
}

}  // namespace

const ControlRoutine& control_routine(ControlSpec spec) {
  auto no_fork = keep_from_forking();
  std::string bytes = spec.encode();
  Entry* entry = nullptr;
  {
    Routines& all = routines();
    std::lock_guard lock(all.mutex);
    std::unique_ptr<Entry>& slot = all.by_spec[bytes];
    if (!slot) slot = std::make_unique<Entry>();
    entry = slot.get();
  }
  std::call_once(entry->once, [&] {
    const void* code = generate_code(bytes, machine_vectors());
    entry->routine = {
        code ? reinterpret_cast<ControlEntry>(const_cast<void*>(code)) : interpret_control,
        std::move(spec)};
  });
  return entry->routine;
}

}  // namespace duet
