// The gradient of one operator's call at run time: by its rule's plan, as the tape would take it;
// by a tape of its own where it has no rule, or is itself such a gradient.
#include "ops/deferred.h"
#include "ops/ops.h"
#include "ops/registry.h"
#include "runtime/eager/engine.h"
#include "runtime/tape/tape.h"

namespace duet {
namespace {

/// Another tape is this thread's in this scope.
class OwnTape {
 public:
  OwnTape() { std::swap(Tape::current(), tape_); }
  ~OwnTape() { std::swap(Tape::current(), tape_); }
  OwnTape(const OwnTape&) = delete;
  OwnTape& operator=(const OwnTape&) = delete;

 private:
  Tape tape_;
};

/// One that adds nothing to what it is added to.
Tensor nothing_like(const Tensor& tensor) {
  const uint64_t zero[2] = {};
  return Tensor::filled(tensor.dtype(), tensor.shape(), zero);
}

/// Every Tensor a leaf of the tape.
Value as_leaf(Tape& tape, const Value& value) {
  if (value.is_tensor()) return tape.leaf(value.as_tensor());
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(as_leaf(tape, item));
  return items;
}

std::vector<Tensor> wanted_tensors(const Op& op, const Values& args, uint64_t wanted) {
  std::vector<Tensor> tensors;
  Values slots = gradient_slots(op, args);
  for (size_t i = 0; i < slots.size(); ++i)
    if (is_wanted(wanted, i) && slots[i].is_tensor()) tensors.push_back(slots[i].as_tensor());
  return tensors;
}

Values by_rule(const Op& op, std::span<const Value> args, std::span<const Value> outs,
               std::span<const Value> cotangents, uint64_t wanted) {
  autodiff::Mask present, asked;
  std::vector<Tensor> inputs;
  flatten_tensors(args, inputs);
  flatten_tensors(outs, inputs);
  for (size_t k = 0; k < cotangents.size(); ++k) {
    if (cotangents[k].is_none()) continue;
    present.add(k);
    inputs.push_back(cotangents[k].as_tensor());
  }
  size_t tensors = 0;
  Values slots = gradient_slots(op, args), results;
  for (size_t i = 0; i < slots.size(); ++i) {
    if (!slots[i].is_tensor()) continue;
    if (is_wanted(wanted, i)) asked.add(tensors);
    ++tensors;
  }
  Values gradients = grad_plan(op, args, outs, present, asked)->run(inputs);
  tensors = 0;
  for (size_t i = 0; i < slots.size(); ++i) {
    if (!slots[i].is_tensor()) continue;
    const Value& gradient = gradients[tensors++];
    if (is_wanted(wanted, i))
      results.push_back(gradient.is_tensor() ? gradient : nothing_like(slots[i].as_tensor()));
  }
  return results;
}

Values by_tape(const Op& op, std::span<const Value> args, std::span<const Value> cotangents,
               uint64_t wanted);

/// The operator on the present tape. A gradient at run time is taken on it too, so that an outer
/// one sees what it is made of.
Values recorded(const Op& op, std::span<const Value> args) {
  if (&op != &ops::operator_gradient) return eager().apply(op, args);
  Deferred inner(args);
  return by_tape(*inner.op, inner.args, inner.cotangents, inner.wanted);
}

Values by_tape(const Op& op, std::span<const Value> args, std::span<const Value> cotangents,
               uint64_t wanted) {
  Tape& tape = Tape::current();
  const size_t position = tape.begin();
  Values leaves;
  for (const Value& arg : args) leaves.push_back(as_leaf(tape, arg));
  Values results = recorded(op, leaves);
  std::vector<Tensor> outputs, seeds, asked = wanted_tensors(op, leaves, wanted);
  for (size_t k = 0; k < cotangents.size(); ++k) {
    if (cotangents[k].is_none()) continue;
    outputs.push_back(results[k].as_tensor());
    seeds.push_back(cotangents[k].as_tensor());
  }
  std::vector<Tensor> gradients = tape.gradients(position, outputs, seeds, asked);
  tape.end();
  Values found;
  for (size_t i = 0; i < asked.size(); ++i)
    found.push_back(gradients[i] ? gradients[i] : nothing_like(asked[i]));
  return found;
}

}  // namespace

Values Engine::gradients(const Op& op, std::span<const Value> args, std::span<const Value> outs,
                         std::span<const Value> cotangents, uint64_t wanted) {
  if (op.grad.run && &op != &ops::operator_gradient)
    return by_rule(op, args, outs, cotangents, wanted);
  OwnTape tape;
  return by_tape(op, args, cotangents, wanted);
}

}  // namespace duet
