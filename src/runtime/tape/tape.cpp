// Recording: numbers for values, entries for operators.
#include "runtime/tape/tape.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "kernels/copy.h"
#include "ops/ops.h"
#include "ops/registry.h"
#include "runtime/eager/compute.h"
#include "runtime/strides.h"

namespace duet {
namespace {

/// This very Tensor, as it is now, is that value of the tape.
void name_as(const Tensor& tensor, TapeVar var) {
  tensor.rep()->var = var;
  tensor.rep()->var_version = tensor.storage()->version();
}

/// Elements that lie in the same order: sums of either are the same bits.
Tensor copy_in_order(const Tensor& tensor) {
  Layout dense = dense_in_order(tensor.shape(), memory_order(tensor.layout()));
  Tensor copy(tensor.dtype(), dense,
              Storage::make(Buffer::make(tensor.count() * size_of(tensor.dtype()))));
  kernels::copy_into(copy, tensor);
  return copy;
}

/// The same value whose Buffer later writes leave alone.
Tensor hold(const Tensor& tensor) {
  const Storage& storage = *tensor.storage();
  // Others may write memory that is lent out without asking us.
  Tensor source = storage.lent() ? copy_in_order(tensor) : tensor;
  Tensor held(source.dtype(), source.layout(), Storage::make(source.storage()->buffer()));
  name_as(held, tensor.rep()->var);
  return held;
}

Tensor type_only(const Tensor& tensor) { return {tensor.dtype(), tensor.layout(), Ref<Storage>()}; }

/// Values with each Tensor replaced by keep(tensor, its number among the Tensors).
template <class F>
Value replace_tensors(const Value& value, int& index, F keep) {
  if (value.is_tensor()) return keep(value.as_tensor(), index++);
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(replace_tensors(item, index, keep));
  return items;
}

template <class F>
Values replace_all(std::span<const Value> values, int& index, F keep) {
  Values replaced;
  for (const Value& value : values) replaced.push_back(replace_tensors(value, index, keep));
  return replaced;
}

/// Rules that the user gave, by operator.
struct UserRules {
  std::shared_mutex mutex;
  std::atomic<bool> any = false;
  std::unordered_map<const Op*, UserRule> rules;
};
UserRules& user_rules() {
  static auto* const rules = new UserRules;
  return *rules;
}

UserRule user_rule(const Op& op) {
  UserRules& all = user_rules();
  if (!all.any.load(std::memory_order_relaxed)) return {};
  std::shared_lock lock(all.mutex);
  auto found = all.rules.find(&op);
  return found == all.rules.end() ? UserRule() : found->second;
}

bool differentiable(const Values& results, size_t k) {
  return results[k].is_tensor() &&
         autodiff::comes_back(k, results[k].tensor_rep()->dtype, results[0].tensor_rep()->dtype);
}

autodiff::Mask differentiable(const Values& results) {
  autodiff::Mask mask;
  for (size_t k = 0; k < results.size(); ++k)
    if (differentiable(results, k)) mask.add(k);
  return mask;
}

}  // namespace

UserRule Tape::overridden(const Op& op) { return user_rule(op); }

bool Tape::any_overridden() { return user_rules().any.load(std::memory_order_relaxed); }

void Tape::override_gradient(const Op& op, UserRule rule) {
  std::unique_lock lock(user_rules().mutex);
  if (rule)
    user_rules().rules[&op] = std::move(rule);
  else
    user_rules().rules.erase(&op);
  user_rules().any = !user_rules().rules.empty();
}

Tape& Tape::current() {
  thread_local Tape tape;
  return tape;
}

size_t Tape::begin() {
  ++depth_;
  return entries_.size();
}

void Tape::end() {
  if (--depth_ > 0) return;
  entries_.clear();
  wholes_.clear();
  leaves_.clear();
  ++generation_;
  next_ = 1;
  gave_away_ = false;
}

void Tape::mark(const Tensor& tensor, uint32_t index) { name_as(tensor, {generation_, index}); }

TapeVar Tape::var(const Tensor& tensor) {
  const TensorRep& rep = *tensor.rep();
  if (depth_ == 0 || !rep.storage) return {};
  if (rep.var.generation == generation_ && rep.var_version == rep.storage->version())
    return rep.var;
  if (!wholes_.contains(rep.storage->version())) return {};
  look_up(tensor);
  return rep.var;
}

bool Tape::tracks_any(std::span<const Value> args) {
  return std::any_of(args.begin(), args.end(), [&](const Value& arg) {
    if (arg.is_tensor()) {
      const TensorRep& rep = *arg.tensor_rep();
      if (rep.var.generation == generation_ && rep.var_version == rep.storage->version())
        return true;
      return !wholes_.empty() && wholes_.contains(rep.storage->version());
    }
    return arg.is_list() && tracks_any(arg.as_list());
  });
}

Tensor Tape::leaf(const Tensor& tensor) {
  Entry entry;
  entry.inputs = {var(tensor).index};
  entry.first_output = next_;
  entry.outputs = 1;
  Tensor named = tensor.detached();
  leaves_.insert_or_assign(named.rep(), std::pair(named, next_));
  mark(named, next_++);
  entries_.push_back(std::move(entry));
  return named;
}

Tape::Entry Tape::start_entry(const Op& op, std::span<const Value> args) {
  Entry entry;
  entry.op = &op;
  std::vector<Tensor> tensors;
  flatten_tensors(args, tensors);
  for (size_t i = 0; i < tensors.size(); ++i) {
    uint32_t index = var(tensors[i]).index;
    entry.inputs.push_back(index);
    if (index != 0) entry.wanted.add(i);
  }
  return entry;
}

void Tape::finish_entry(Entry entry, const Values& results) {
  entry.first_output = next_;
  entry.outputs = static_cast<uint32_t>(results.size());
  for (size_t k = 0; k < results.size(); ++k, ++next_)
    if (differentiable(results, k)) mark(results[k].as_tensor(), next_);
  entries_.push_back(std::move(entry));
}

Values Tape::record(const Op& op, std::span<const Value> args) {
  Entry entry = start_entry(op, args);
  bool writes = op.updates.argument[0] >= 0;
  UserRule user = user_rule(op);
  bool keep_all = depth_ > 1 || keep_all_ > 0 || writes || user;
  int index = 0;
  // What is overwritten must be held before.
  if (writes) entry.args = replace_all(args, index, [](const Tensor& t, int) { return hold(t); });
  SmallVector<uint64_t, 6> before;  // versions of what is written
  for (size_t k = 0; writes && k < std::size(op.updates.argument) && op.updates.argument[k] >= 0;
       ++k)
    before.push_back(args[op.updates.argument[k]].tensor_rep()->storage->version());
  if (op.body.is(BodyKind::kView)) note_view(args[0].as_tensor());
  Values results = compute(op, args);
  if (entry.wanted.empty() || differentiable(results).empty()) return results;
  if (op.body.is(BodyKind::kView) && !user && name_as_whole(results[0].as_tensor())) return results;
  if (!keep_all) {
    entry.plan = grad_plan(op, args, results, differentiable(results), entry.wanted);
    auto keep = [&](const Tensor& t, int i) {
      return entry.plan->reads(i) ? hold(t) : type_only(t);
    };
    entry.args = replace_all(args, index, keep);
    entry.outs = replace_all(results, index, keep);
  } else {
    auto keep = [&](const Tensor& t, int) { return hold(t); };
    if (!writes) entry.args = replace_all(args, index, keep);
    entry.outs = replace_all(results, index, keep);
  }
  if (user) entry.user = user(entry.args, entry.outs);
  finish_entry(std::move(entry), results);
  Entry& last = entries_.back();
  if (keep_all)
    for (size_t k = 0; k < results.size(); ++k)
      if (results[k].is_tensor()) name_as(last.outs[k].as_tensor(), results[k].tensor_rep()->var);
  for (size_t k = 0; k < before.size(); ++k) {
    Tensor target = args[op.updates.argument[k]].as_tensor(), result = results[k].as_tensor();
    mark(target, var(result).index);
    note_write(target, before[k], result);
  }
  return results;
}

std::vector<Tensor> Tape::record_user(std::span<const Tensor> inputs,
                                      std::span<const Tensor> results, UserBackward backward) {
  std::vector<Tensor> named;
  if (depth_ == 0) {
    // Nobody will ask for a gradient, and nobody would empty the tape.
    for (const Tensor& result : results) named.push_back(result.detached());
    return named;
  }
  Entry entry;
  entry.user = std::move(backward);
  for (const Tensor& input : inputs) entry.inputs.push_back(var(input).index);
  Values values;
  for (const Tensor& result : results) values.push_back(result.detached());
  for (const Value& value : values) {
    Tensor t = value.as_tensor();
    entry.outs.push_back(type_only(t));
  }
  finish_entry(std::move(entry), values);
  for (const Value& value : values) named.push_back(value.as_tensor());
  return named;
}

std::vector<Tensor> Tape::record_call(std::span<const Tensor> inputs, std::vector<bool> sums,
                                      std::span<const Tensor> outputs, std::span<const int> tracked,
                                      UserBackward backward) {
  Entry entry;
  entry.sums = std::move(sums);
  entry.user = std::move(backward);
  entry.takes_none = true;
  for (const Tensor& input : inputs) entry.inputs.push_back(var(input).index);
  entry.first_output = next_;
  entry.outputs = static_cast<uint32_t>(outputs.size());
  next_ += entry.outputs;
  std::vector<Tensor> named;
  for (const Tensor& output : outputs) named.push_back(output.detached());
  for (int k : tracked) mark(named[k], entry.first_output + static_cast<uint32_t>(k));
  entries_.push_back(std::move(entry));
  return named;
}

void Tape::written(const Tensor& state, uint64_t before, const Tensor& value) {
  mark(state, var(value).index);
  note_write(state, before, value);
}

Tensor Tape::held(const Tensor& tensor) { return hold(tensor); }

namespace {

bool is_whole(const Tensor& t) {
  return t.contiguous() && t.layout().offset == 0 &&
         static_cast<size_t>(t.count()) * size_of(t.dtype()) == t.storage()->bytes();
}

Values placement(const Tensor& view) {
  return {Value(view.shape()), Value(view.strides()), Value(view.layout().offset)};
}

}  // namespace

void Tape::note_view(const Tensor& input) {
  TapeVar known = var(input);
  if (known.index != 0 && is_whole(input))
    wholes_.try_emplace(input.storage()->version(), Whole{known.index, input.shape()});
}

/// A view of all of a memory as it is, is that value itself, as in a graph: sums of cotangents
/// associate.
bool Tape::name_as_whole(const Tensor& view) {
  auto known = wholes_.find(view.storage()->version());
  if (known == wholes_.end() || known->second.index == 0) return false;
  if (!is_whole(view) || !std::ranges::equal(view.shape(), known->second.shape)) return false;
  mark(view, known->second.index);
  return true;
}

void Tape::note_write(const Tensor& target, uint64_t before, const Tensor& result) {
  uint64_t after = target.storage()->version();
  if (is_whole(target)) {
    wholes_[after] = {var(target).index, target.shape()};
    return;
  }
  auto size = static_cast<int64_t>(target.storage()->bytes() / size_of(target.dtype()));
  auto known = wholes_.find(before);
  Whole whole = known == wholes_.end() ? Whole{0, {size}} : known->second;
  Tensor memory(target.dtype(), contiguous(whole.shape), target.storage());
  if (whole.index != 0) mark(memory, whole.index);
  Values args{Value(memory), Value(result)};
  for (Value& value : placement(target)) args.push_back(std::move(value));
  Values updated = record(ops::as_strided_put, args);
  wholes_[after] = {var(updated[0].as_tensor()).index, whole.shape};
}

void Tape::look_up(const Tensor& tensor) {
  Whole whole = wholes_.at(tensor.storage()->version());
  Tensor memory(tensor.dtype(), contiguous(whole.shape), tensor.storage());
  mark(memory, whole.index);
  Values args{Value(memory)};
  for (Value& value : placement(tensor)) args.push_back(std::move(value));
  Values view = record(ops::as_strided, args);
  mark(tensor, view[0].tensor_rep()->var.index);
}

}  // namespace duet
