// Running a segment's code: addresses are looked up, kernels called, results handed out.
#include "runtime/program/code.h"

#include <algorithm>

#include "ir/placed_error.h"
#include "ops/ops.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/program/commits.h"
#include "runtime/program/operations.h"

namespace duet {

Tensor LaidOutCode::tensor(Run& run, int value) const {
  const LoweredValue& v = lowered_.values[value];
  const Root& root = lowered_.roots[v.root];
  auto seen_in = [&](const Tensor& whole) {
    if (root.value == value) return whole;
    Layout layout = v.type.layout();
    layout.offset += whole.layout().offset;
    return whole.view(std::move(layout));
  };
  if (root.kind == Root::Kind::kInput)
    return seen_in(run.frame.slots[inputs_[root.index]].as_tensor());
  if (root.kind == Root::Kind::kTensor) return seen_in(lowered_.tensors[root.index]);
  if (own_[v.root] >= 0) return seen_in(run.own[own_[v.root]]);
  Layout layout = v.type.layout();
  layout.offset += homes_[v.root].offset / static_cast<int64_t>(size_of(v.type.dtype()));
  return {v.type.dtype(), std::move(layout), run.arena};
}

Value LaidOutCode::filled(Run& run, const Value& value) const {
  if (value.is_node()) return tensor(run, static_cast<int>(value.as_node()));
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(filled(run, item));
  return items;
}

void LaidOutCode::allocate(Run& run, int root) const {
  Tensor& own = run.own[own_[root]];
  if (own) return;  // in a state's memory
  const Tensor& type = lowered_.values[lowered_.roots[root].value].type;
  own =
      Tensor(type.dtype(), type.layout(), Storage::make(Buffer::make(lowered_.roots[root].bytes)));
  run.bases[homes_[root].base] = own.data_as<char>();
}

/// States that nobody else holds are computed in their own memory.
void LaidOutCode::donate(Run& run) const {
  for (const CommitTo& commit : commits_) {
    if (commit.donated < 0) continue;
    const TensorRep& state = *run.frame.inputs[commit.state].tensor_rep();
    const Storage& storage = *state.storage;
    // One holder is the storage, one is this call.
    if (storage.lent() || storage.buffer()->foreign() || storage.buffer()->count() != 2 ||
        state.layout.offset != 0 || !state.contiguous)
      continue;
    const Tensor& type = lowered_.values[lowered_.roots[commit.donated].value].type;
    Tensor& own = run.own[own_[commit.donated]];
    own = Tensor(type.dtype(), type.layout(), state.storage);
    run.bases[homes_[commit.donated].base] = own.data_as<char>();
  }
}

void LaidOutCode::run_group(Run& run, const Operation& o) const {
  auto address = [&](size_t k) { return run.bases[o.places[k].base] + o.places[k].offset; };
  if (o.kernel) {
    SmallVector<void*, 16> pointers;
    for (size_t k = 0; k < o.places.size(); ++k) pointers.push_back(address(k));
    (*o.kernel)(pointers.data(), o.elements);
    return;
  }
  SmallVector<Strided, 16> views;
  const int64_t* strides = o.strides.data();
  for (size_t k = 0; k < o.places.size(); ++k, strides += o.space.size())
    views.push_back({address(k), strides});
  std::span<const Strided> all(views.data(), views.size());
  duet::run(*o.group, o.space, o.row_axes, all.first(o.operands), all.subspan(o.operands));
}

void LaidOutCode::run_op(Run& run, const OpWork& work) const {
  const Op& op = *work.op;
  // What is kept of an operand by storage and version must not survive in the arena.
  if (run.arena) run.arena->written();
  Values args;
  for (const Value& arg : work.args) args.push_back(filled(run, arg));
  SmallVector<Tensor, 3> outputs;
  for (size_t k = 0; k < work.results.size(); ++k) {
    outputs.push_back(tensor(run, work.results[k]));
    int target = k < std::size(op.updates.argument) ? op.updates.argument[k] : -1;
    if (target < 0) continue;
    Values copy{Value(outputs[k]), args[target]};
    compute_scalar(ops::assign, copy);
    args[target] = outputs[k];
  }
  Call call(op, eager(), args);
  KernelCall kernel_call{call, {outputs.data(), outputs.size()}};
  try {
    if (!work.only_check)
      op.body.kernel(kernel_call);
    else if (op.checks.run)
      op.checks.run(call);
  } catch (const Error& error) {
    throw ir::PlacedError(error, *work.node, work.node->op == &op ? args : work.of_node);
  }
  for (size_t k = 0; k < outputs.size(); ++k) {
    // A kernel may give memory of its own, or another layout than expected.
    Tensor expected = tensor(run, work.results[k]);
    if (outputs[k].data() == expected.data() && outputs[k].strides() == expected.strides())
      continue;
    Values copy{Value(expected), Value(outputs[k])};
    compute_scalar(ops::assign, copy);
  }
}

void LaidOutCode::run(ProgramFrame& frame) const {
  Run run{frame, {}, {}, {}};
  run.bases.resize(kFirstBase + inputs_.size() + owned_);
  run.own.resize(owned_);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const TensorRep& rep = *frame.slots[inputs_[i]].tensor_rep();
    run.bases[kFirstBase + i] = static_cast<char*>(rep.storage->data()) +
                                rep.layout.offset * static_cast<int64_t>(size_of(rep.dtype));
  }
  if (arena_bytes_ > 0) {
    run.arena = Storage::make(Buffer::make(arena_bytes_));
    run.bases[kArena] = static_cast<char*>(run.arena->data());
  }
  if (!commits_.empty()) donate(run);
  for (const Operation& operation : operations_) {
    for (int root : operation.allocate) allocate(run, root);
    if (operation.op)
      run_op(run, *operation.op);
    else
      run_group(run, operation);
  }
  for (int root : unwritten_) allocate(run, root);
  for (auto [graph_value, value] : outputs_) frame.slots[graph_value] = tensor(run, value);
  for (const CommitTo& commit : commits_) {
    Tensor value = tensor(run, commit.value), state = frame.inputs[commit.state].as_tensor();
    if (value.storage() == state.storage()) {
      ++commits_done();
      state.storage()->written();
    } else {
      commit_state(frame, state, value);
    }
  }
  for (int64_t value : dead_) frame.slots[value] = Value();
}

std::string LaidOutCode::describe() const {
  std::string text;
  for (const Operation& o : operations_) {
    if (o.op)
      text += fmt::format("  {} {}\n", o.op->only_check ? "check" : "call", o.op->op->name);
    else
      text += fmt::format("  kernel over ({}), rows {:b}, {} stages, {} operands, {} results{}\n",
                          fmt::join(o.space, ", "), o.row_axes, group_of(*o.group).stages.size(),
                          o.operands, o.places.size() - o.operands, o.kernel ? ", inline" : "");
  }
  return text + fmt::format("  arena {} bytes", arena_bytes_);
}

}  // namespace duet
