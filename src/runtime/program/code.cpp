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
  if (const auto& blocks = blocks_[v.root]) {
    char* memory = run.bases[homes_[v.root].base] + homes_[v.root].offset;
    return {v.type.dtype(), v.type.layout(),
            Storage::make(Buffer::adopt_in_blocks(*blocks, memory))};
  }
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
  const auto& blocks = blocks_[root];
  Ref<Buffer> memory =
      blocks ? Buffer::make_in_blocks(*blocks) : Buffer::make(lowered_.roots[root].bytes);
  run.bases[homes_[root].base] =
      static_cast<char*>(blocks ? memory->in_blocks(*blocks) : memory->data());
  own = Tensor(type.dtype(), type.layout(), Storage::make(std::move(memory)));
}

/// Memory in blocks that `state` and this call's `held` share, with the state's elements. What lies
/// plain is brought there once; nobody else holds it.
void* LaidOutCode::room_in_blocks(const Blocks& blocks, Storage& state, Storage& held) {
  Buffer& old = *state.buffer();
  if (void* memory = old.in_blocks(blocks)) return memory;
  bool has_room = old.room_in_blocks(blocks) != nullptr;
  Ref<Buffer> made = has_room ? state.buffer() : Buffer::make_in_blocks(blocks);
  void* memory = made->room_in_blocks(blocks);
  to_blocks(blocks, static_cast<const float*>(state.data()), static_cast<float*>(memory));
  made->written_in_blocks(false);
  if (!has_room) {
    held.replace(made);
    state.replace(std::move(made));
  }
  return memory;
}

/// States that nobody else holds are computed in their own memory.
void LaidOutCode::donate(Run& run) const {
  for (const CommitTo& commit : commits_) {
    if (commit.donated < 0) continue;
    const TensorRep& state = *run.frame.inputs[commit.state].tensor_rep();
    Storage& storage = *state.storage;
    // One holder is the storage, one is this call.
    if (storage.lent() || storage.buffer()->foreign() || storage.buffer()->count() != 2 ||
        state.layout.offset != 0 || !state.contiguous)
      continue;
    const auto& blocks = blocks_[commit.donated];
    if (blocks && storage.bytes() != blocks->bytes()) continue;
    Storage& held = *run.frame.slots[commit.old].tensor_rep()->storage;
    void* memory = blocks ? room_in_blocks(*blocks, storage, held) : storage.data();
    const Tensor& type = lowered_.values[lowered_.roots[commit.donated].value].type;
    run.own[own_[commit.donated]] = Tensor(type.dtype(), type.layout(), state.storage);
    run.bases[homes_[commit.donated].base] = static_cast<char*>(memory);
  }
}

/// An input that is wanted in blocks is brought there where it does not come so.
char* LaidOutCode::input_in_blocks(Run& run, const Tensor& input, const Blocks& blocks) const {
  if (input.layout().offset == 0)
    if (void* memory = input.storage()->buffer()->in_blocks(blocks))
      return static_cast<char*>(memory);
  Ref<Buffer> made = Buffer::make_in_blocks(blocks);
  void* memory = made->in_blocks(blocks);
  to_blocks(blocks, input.data_as<const float>(), static_cast<float*>(memory));
  run.blocked.push_back(std::move(made));
  return static_cast<char*>(memory);
}

/// What only operators read may lie as it likes.
void LaidOutCode::find_inputs(Run& run) const {
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Tensor& input = run.frame.slots[inputs_[i]].as_tensor();
    if (const auto& blocks = blocks_[i])
      run.bases[kFirstBase + i] = input_in_blocks(run, input, *blocks);
    else if (addressed_[i])
      run.bases[kFirstBase + i] = input.data_as<char>();
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
    if (blocks_[lowered_.values[work.results[k]].root]) continue;
    // A kernel may give memory of its own, or another layout than expected.
    Tensor expected = tensor(run, work.results[k]);
    if (outputs[k].data() == expected.data() && outputs[k].strides() == expected.strides())
      continue;
    Values copy{Value(expected), Value(outputs[k])};
    compute_scalar(ops::assign, copy);
  }
}

void LaidOutCode::commit(Run& run, const CommitTo& commit) const {
  int root = lowered_.values[commit.value].root;
  Tensor value = blocks_[root] ? run.own[own_[root]] : tensor(run, commit.value);
  Tensor state = run.frame.inputs[commit.state].as_tensor();
  if (value.storage() != state.storage()) return commit_state(run.frame, state, value);
  ++commits_done();
  Storage& storage = *state.storage();
  if (blocks_[root]) storage.buffer()->written_in_blocks(storage.lent());
  storage.written();
}

void LaidOutCode::run(ProgramFrame& frame) const {
  Run run{frame, {}, {}, {}, {}};
  run.bases.resize(kFirstBase + inputs_.size() + owned_);
  run.own.resize(owned_);
  if (arena_bytes_ > 0) {
    run.arena = Storage::make(Buffer::make(arena_bytes_));
    run.bases[kArena] = static_cast<char*>(run.arena->data());
  }
  if (!commits_.empty()) donate(run);
  find_inputs(run);
  for (const Operation& operation : operations_) {
    for (int root : operation.allocate) allocate(run, root);
    if (operation.op)
      run_op(run, *operation.op);
    else
      run_group(run, operation);
  }
  for (int root : unwritten_) allocate(run, root);
  for (auto [graph_value, value] : outputs_) frame.slots[graph_value] = tensor(run, value);
  for (const CommitTo& to : commits_) commit(run, to);
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
  for (const CommitTo& to : commits_)
    if (const auto& blocks = blocks_[lowered_.values[to.value].root])
      text += fmt::format("  state {} in blocks of ({}, {}, {})\n", to.state, blocks->out,
                          blocks->in, blocks->places);
  return text + fmt::format("  arena {} bytes", arena_bytes_);
}

}  // namespace duet
