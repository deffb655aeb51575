// Compute, and note what a gradient may need.
#include "runtime/eager/engine.h"

#include "ops/op.h"
#include "runtime/eager/compute.h"
#include "runtime/tape/tape.h"

namespace duet {

Values Engine::apply(const Op& op, std::span<const Value> args) {
  Tape& tape = Tape::current();
  if (!tape.recording() || op.constant || !tape.tracks_any(args)) return compute(op, args);
  if (op.grad.run) return tape.record(op, args);
  // A decomposition without a rule of its own is differentiated part by part.
  Call call(op, *this, args);
  if (op.infer.run) op.infer.run(call);
  return op.body.decompose(call);
}

TensorType Engine::type(const Value& value) const { return type_of(value.as_tensor()); }

Engine& eager() {
  static Engine engine;
  return engine;
}

}  // namespace duet
