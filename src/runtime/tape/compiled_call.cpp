// One call forward, one call back.
#include "runtime/tape/compiled_call.h"

#include <algorithm>

#include "ir/print.h"
#include "passes/pipeline.h"
#include "runtime/graph/interpret_graph.h"
#include "runtime/tape/tape.h"

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
  bool serves(std::span<const Value> cotangents) const {
    for (int output : split.cotangent_of)
      if (cotangents[output].is_none()) return false;
    for (size_t k = 0; k < request.present.size(); ++k)
      if (!request.present[k] && !cotangents[k].is_none()) return false;
    return true;
  }
};

/// What the tape hands to a backward: cotangents of the outputs, then, for each wanted input, what
/// its gradient begins with.
struct CompiledCall::Arrived {
  std::span<const Value> cotangents, sums;

  std::vector<bool> present() const {
    std::vector<bool> present;
    for (const Value& cotangent : cotangents) present.push_back(!cotangent.is_none());
    return present;
  }
  std::vector<int> begun(const std::vector<int>& wanted) const {
    std::vector<int> begun;
    for (size_t k = 0; k < wanted.size(); ++k)
      if (!sums[k].is_none()) begun.push_back(wanted[k]);
    return begun;
  }
  void add_to(Values& args, const std::vector<int>& cotangent_of, const std::vector<int>& begun_of,
              const std::vector<int>& wanted) const {
    for (int output : cotangent_of) args.push_back(cotangents[output]);
    for (int input : begun_of)
      args.push_back(sums[std::ranges::find(wanted, input) - wanted.begin()]);
  }
  /// By wanted input. A sum to which nothing is added stays what it is.
  Values gradients(const Values& found, const std::vector<int>& gradient_of,
                   const std::vector<int>& wanted) const {
    Values gradients(sums.begin(), sums.end());
    for (size_t k = 0; k < found.size(); ++k)
      gradients[std::ranges::find(wanted, gradient_of[k]) - wanted.begin()] = found[k];
    return gradients;
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

CompiledCall::WaysRef CompiledCall::ways(const std::vector<int>& wanted, Learned& learned) {
  std::lock_guard lock(mutex_);
  auto [known, is_new] = learned_.try_emplace(wanted);
  WaysRef found = ways({wanted, known->second.present});
  if (is_new) {
    known->second.tracked = found->split.cotangent_of;
    for (int input : wanted) known->second.sums.push_back(autodiff::sums_gradient(*graph_, input));
  }
  learned = known->second;
  return found;
}

CompiledCall::WaysRef CompiledCall::with_sums(const WaysRef& plain, const std::vector<int>& begun) {
  if (begun.empty()) return plain;
  std::lock_guard lock(mutex_);
  auto [found, is_new] = begun_.try_emplace({plain->request, begun});
  if (is_new) {
    autodiff::SplitRequest request = plain->request;
    request.begun = begun;
    WaysRef made = ways(request);
    // The same forward: what it has kept is what this backward takes.
    if (ir::print(*made->split.forward) == ir::print(*plain->split.forward)) found->second = made;
  }
  return found->second;
}

Values CompiledCall::record(std::span<const Value> inputs, const std::vector<int>& wanted,
                            HostHook* host) {
  Tape& tape = Tape::current();
  Learned learned;
  Entry entry{ways(wanted, learned), {}, {}};
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
  auto backward = [self = shared_from_this(), entry, count = tensors.size()](const Values& all) {
    std::span<const Value> arrived(all);
    return self->go_back(entry, {arrived.first(count), arrived.subspan(count)});
  };
  std::vector<Tensor> named =
      tape.record_call(sources, learned.sums, tensors, learned.tracked, backward);
  Values results;
  size_t next = 0;
  for (size_t k = 0; k < own; ++k) results.push_back(with_tensors(found[k], named, next));
  for (size_t c = 0; c < split.committed.size(); ++c)
    tape.written(inputs[split.committed[c]].as_tensor(), before[c], named[next + c]);
  return results;
}

/// Gradients in the order of the wanted inputs.
Values CompiledCall::go_back(const Entry& entry, const Arrived& arrived) {
  if (Tape::current().recording()) return go_back_one_way(entry, arrived, true);
  const auto& wanted = entry.ways->request.wanted;
  if (!entry.ways->serves(arrived.cotangents)) {
    // Next time forward keeps what this backward needs.
    std::unique_lock lock(mutex_);
    learned_[wanted].present = arrived.present();
    lock.unlock();
    return go_back_one_way(entry, arrived, false);
  }
  WaysRef ways = with_sums(entry.ways, arrived.begun(wanted));
  if (!ways) return go_back_one_way(entry, arrived, false);
  const autodiff::Split& split = ways->split;
  Values args = entry.residuals;
  arrived.add_to(args, split.cotangent_of, split.begun_of, wanted);
  Values found = ways->backward.of(*split.backward).run(args, nullptr);
  return arrived.gradients(found, split.gradient_of, wanted);
}

Values CompiledCall::go_back_one_way(const Entry& entry, const Arrived& arrived, bool recorded) {
  const auto& wanted = entry.ways->request.wanted;
  autodiff::SplitRequest request{wanted, arrived.present(), arrived.begun(wanted)};
  std::unique_lock lock(mutex_);
  OneWay& one = one_ways_[{request, recorded}];
  if (!one.call) {
    one.gradient = autodiff::gradient_graph(*graph_, request, recorded);
    one.call = std::make_shared<CompiledCall>(one.gradient.graph);
  }
  lock.unlock();
  Values args = entry.inputs;
  arrived.add_to(args, one.gradient.cotangent_of, one.gradient.begun_of, wanted);
  Values found = one.call->run(args, nullptr);
  return arrived.gradients(found, one.gradient.gradient_of, wanted);
}

}  // namespace duet
