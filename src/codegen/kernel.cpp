// From a spec to something that runs, once per process and spec.
#include "codegen/kernel.h"

#include <memory>
#include <mutex>
#include <unordered_map>

#include "codegen/fork_gate.h"
#include "codegen/generate.h"

namespace duet {
namespace {

struct Entry {
  std::once_flag once;
  Kernel kernel;
};
struct Kernels {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<Entry>> by_spec;
};

Kernels& kernels() {
  static auto* all = new Kernels;  // NOLINT: lives as long as the process
  return *all;
}

}  // namespace

const Kernel& kernel(const KernelSpec& spec) {
  auto no_fork = keep_from_forking();
  Kernels& all = kernels();
  std::string key = spec.encode();
  Entry* entry = nullptr;
  {
    std::lock_guard lock(all.mutex);
    std::unique_ptr<Entry>& slot = all.by_spec[key];
    if (!slot) slot = std::make_unique<Entry>();
    entry = slot.get();
  }
  // One compile per key at a time; others of the same key wait for it, other keys do not.
  std::call_once(entry->once, [&] {
    KernelEntry code = generate_code(spec, machine_vectors());
    entry->kernel = {code ? code : interpret_kernel, spec};
  });
  return entry->kernel;
}

}  // namespace duet
