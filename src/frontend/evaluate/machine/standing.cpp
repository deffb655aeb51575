// A list through the stack of C++.
#include "frontend/evaluate/machine/standing.h"

#include "frontend/evaluate/machine/machine.h"

namespace duet::frontend {
namespace {

thread_local const Standing* innermost = nullptr;

}  // namespace

Standing::Standing(const Machine* machine, const ir::PlaceRef* place)
    : machine_(machine), place_(place), before_(std::exchange(innermost, this)) {
  above_ = Object::steal(reinterpret_cast<PyObject*>(PyThreadState_GetFrame(PyThreadState_Get())));
}

Standing::~Standing() { innermost = before_; }

std::vector<Standing::At> Standing::all() {
  std::vector<At> found;
  const Machine* last = nullptr;
  for (const Standing* at = innermost; at; at = at->before_) {
    // A machine's place knows all of its frames.
    if (at->machine_ && at->machine_ == last) continue;
    if (at->machine_) last = at->machine_;
    ir::PlaceRef place = at->machine_ ? at->machine_->place() : *at->place_;
    if (place) found.push_back({at->above_, std::move(place)});
  }
  return found;
}

}  // namespace duet::frontend
