// Compute, then record.
#include "runtime/engine.h"

#include "ops/op.h"
#include "runtime/compute.h"

namespace duet {

Values Engine::apply(const Op& op, std::span<const Value> args) { return compute(op, args); }

TensorType Engine::type(const Value& value) const { return type_of(value.as_tensor()); }

Engine& eager() {
  static Engine engine;
  return engine;
}

}  // namespace duet
