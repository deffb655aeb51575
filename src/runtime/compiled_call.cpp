// One call forward, one call back.
#include "runtime/compiled_call.h"

#include <algorithm>

#include "passes/pipeline.h"
#include "runtime/interpret_graph.h"
#include "runtime/tape.h"

namespace duet {
namespace {

std::shared_ptr<const GraphProgram> program_of(const ir::Graph& graph) {
  ir::Graph copy = graph;
  passes::run(copy, {.evaluate = evaluate_node});
  return GraphProgram::build(copy);
}

/// A program that is made when it is first run.
class LazyProgram {
 public:
  const GraphProgram& of(const ir::Graph& graph) {
    std::lock_guard lock(mutex_);
    if (!program_) program_ = program_of(graph);
    return *program_;
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<const GraphProgram> program_;
};

/// The same values with each Tensor taken from `tensors`, in order.
Value with_tensors(const Value& value, const std::vector<Tensor>& tensors, size_t& next) {
  if (value.is_tensor()) return tensors[next++];
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(with_tensors(item, tensors, next));
  return items;
}

Value held(const Value& value) {
  if (value.is_tensor()) return Tape::held(value.as_tensor());
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(held(item));
  return items;
}

std::vector<bool> present_among(const Values& cotangents) {
  std::vector<bool> present;
  for (const Value& cotangent : cotangents) present.push_back(!cotangent.is_none());
  return present;
}

/// Inputs that are Tensors which the tape knows.
std::vector<int> tracked_among(std::span<const Value> inputs) {
  Tape& tape = Tape::current();
  std::vector<int> tracked;
  for (size_t i = 0; tape.recording() && i < inputs.size(); ++i)
    if (inputs[i].is_tensor() && tape.tracks(inputs[i].as_tensor()))
      tracked.push_back(static_cast<int>(i));
  return tracked;
}

}  // namespace

struct CompiledCall::Ways {
  autodiff::SplitRequest request;
  autodiff::Split split;
  LazyProgram forward, backward;

  /// Whether these are the cotangents that `backward` takes.
  bool serves(const Values& cotangents) const {
    for (int output : split.cotangent_of)
      if (cotangents[output].is_none()) return false;
    for (size_t k = 0; k < request.present.size(); ++k)
      if (!request.present[k] && !cotangents[k].is_none()) return false;
    return true;
  }
};

/// What one call leaves for its backward.
struct CompiledCall::Entry {
  WaysRef ways;
  Values inputs;     // held
  Values residuals;  // held
};

Values CompiledCall::run(std::span<const Value> inputs, HostHook* host) {
  std::vector<int> wanted = tracked_among(inputs);
  return wanted.empty() ? plain().run(inputs, host) : record(inputs, wanted, host);
}

const GraphProgram& CompiledCall::plain() {
  std::lock_guard lock(mutex_);
  if (!plain_) plain_ = program_of(*graph_);
  return *plain_;
}

CompiledCall::WaysRef CompiledCall::ways(const autodiff::SplitRequest& request) {
  WaysRef& ways = ways_[request];
  if (!ways) {
    ways = std::make_shared<Ways>();
    ways->request = request;
    ways->split = autodiff::split(*graph_, request);
  }
  return ways;
}

CompiledCall::WaysRef CompiledCall::ways(const std::vector<int>& wanted,
                                         std::vector<int>& tracked) {
  std::lock_guard lock(mutex_);
  auto [known, is_new] = learned_.try_emplace(wanted);
  WaysRef found = ways({wanted, known->second.present});
  if (is_new) known->second.tracked = found->split.cotangent_of;
  tracked = known->second.tracked;
  return found;
}

Values CompiledCall::record(std::span<const Value> inputs, const std::vector<int>& wanted,
                            HostHook* host) {
  Tape& tape = Tape::current();
  std::vector<int> tracked;
  Entry entry{ways(wanted, tracked), {}, {}};
  const autodiff::Split& split = entry.ways->split;
  for (const Value& input : inputs) entry.inputs.push_back(held(input));
  std::vector<uint64_t> before;
  for (int state : split.committed)
    before.push_back(inputs[state].tensor_rep()->storage->version());
  Values found;
  {
    NoRecording quiet;
    found = entry.ways->forward.of(*split.forward).run(inputs, host);
  }
  const size_t own = split.results, outputs = own + split.committed.size();
  for (size_t r = outputs; r < found.size(); ++r) entry.residuals.push_back(held(found[r]));
  found.resize(outputs);
  std::vector<Tensor> tensors, sources;
  flatten_tensors(found, tensors);
  // The entry's inputs as the tape knew them in front of the call.
  for (int i : wanted) sources.push_back(entry.inputs[i].as_tensor());
  auto backward = [self = shared_from_this(), entry](const Values& cotangents) {
    return self->go_back(entry, cotangents);
  };
  std::vector<Tensor> named = tape.record_call(sources, tensors, tracked, backward);
  Values results;
  size_t next = 0;
  for (size_t k = 0; k < own; ++k) results.push_back(with_tensors(found[k], named, next));
  for (size_t c = 0; c < split.committed.size(); ++c)
    tape.written(inputs[split.committed[c]].as_tensor(), before[c], named[next + c]);
  return results;
}

/// Gradients in the order of the wanted inputs.
Values CompiledCall::go_back(const Entry& entry, const Values& cotangents) {
  const autodiff::Split& split = entry.ways->split;
  if (Tape::current().recording()) return go_back_one_way(entry, cotangents, true);
  if (!entry.ways->serves(cotangents)) {
    // Next time forward keeps what this backward needs.
    std::unique_lock lock(mutex_);
    learned_[entry.ways->request.wanted].present = present_among(cotangents);
    lock.unlock();
    return go_back_one_way(entry, cotangents, false);
  }
  Values args = entry.residuals, gradients(entry.ways->request.wanted.size());
  for (int output : split.cotangent_of) args.push_back(cotangents[output]);
  Values found = entry.ways->backward.of(*split.backward).run(args, nullptr);
  const auto& wanted = entry.ways->request.wanted;
  for (size_t k = 0; k < found.size(); ++k)
    gradients[std::ranges::find(wanted, split.gradient_of[k]) - wanted.begin()] = found[k];
  return gradients;
}

Values CompiledCall::go_back_one_way(const Entry& entry, const Values& cotangents, bool recorded) {
  autodiff::SplitRequest request{entry.ways->request.wanted, present_among(cotangents)};
  std::unique_lock lock(mutex_);
  OneWay& one = one_ways_[{request, recorded}];
  if (!one.call) {
    one.gradient = autodiff::gradient_graph(*graph_, request, recorded);
    one.call = std::make_shared<CompiledCall>(one.gradient.graph);
  }
  lock.unlock();
  Values args = entry.inputs, gradients(request.wanted.size());
  for (int output : one.gradient.cotangent_of) args.push_back(cotangents[output]);
  Values found = one.call->run(args, nullptr);
  for (size_t k = 0; k < found.size(); ++k)
    gradients[std::ranges::find(request.wanted, one.gradient.gradient_of[k]) -
              request.wanted.begin()] = found[k];
  return gradients;
}

}  // namespace duet
