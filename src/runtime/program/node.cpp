// A step for any node: arguments are taken from the slots, the eager engine's functions compute,
// what nobody reads any more is let go. Whatever is not fused, or not known until run time, runs
// this way.
#include <algorithm>

#include "ir/placed_error.h"
#include "ops/ops.h"
#include "ops/trace.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/program/commits.h"
#include "runtime/program/depth.h"
#include "runtime/program/number.h"
#include "runtime/program/step.h"
#include "runtime/program/talk.h"

namespace duet {
namespace {

using ir::Node;
using ir::NodeKind;

/// The words of a message, put together as Python's str does.
std::string message_of(std::span<const Value> parts) {
  std::string text;
  for (const Value& part : parts)
    text += part.kind() == Value::Kind::kString ? std::string(part.as_string()) : describe(part);
  return text;
}

std::optional<ErrorKind> error_kind(std::string_view name) {
  static constexpr std::pair<std::string_view, ErrorKind> kKinds[] = {
      {"ValueError", ErrorKind::kValue},
      {"TypeError", ErrorKind::kType},
      {"IndexError", ErrorKind::kIndex},
      {"KeyError", ErrorKind::kKey},
      {"RuntimeError", ErrorKind::kRuntime},
      {"AttributeError", ErrorKind::kAttribute},
      {"MemoryError", ErrorKind::kMemory},
      {"OverflowError", ErrorKind::kOverflow},
      {"ZeroDivisionError", ErrorKind::kZeroDivision},
      {"FileNotFoundError", ErrorKind::kFileNotFound},
      {"OSError", ErrorKind::kOs},
  };
  for (auto [known, kind] : kKinds)
    if (known == name) return kind;
  return std::nullopt;
}

/// Exceptions of the user's own classes are raised by the host, which knows them.
void raise(ProgramFrame& frame, const Node& node, std::span<const Value> args, size_t first) {
  if (auto kind = error_kind(node.name)) throw Error(*kind, message_of(args.subspan(first)));
  host_of(frame, node).call(node, args);
  DUET_BUG("the host came back from raising {}", node.name);
}

bool is_whole(const Tensor& t) {
  return t.contiguous() && t.layout().offset == 0 &&
         static_cast<size_t>(t.count()) * size_of(t.dtype()) == t.storage()->bytes();
}

/// Values of this call that look at memory about to be written keep what they see.
void keep_apart(ProgramFrame& frame, const Storage& written) {
  for (Value& slot : frame.slots)
    if (slot.is_tensor() && slot.tensor_rep()->storage->buffer() == written.buffer())
      slot = copy_of(slot.as_tensor());
}

}  // namespace

void commit_state(ProgramFrame& frame, const Tensor& state, const Value& value) {
  ++commits_done();
  Storage& target = *state.storage();
  if (value.is_tensor()) {
    Tensor fresh = value.as_tensor();
    bool fits = fresh.dtype() == state.dtype() && fresh.shape() == state.shape();
    if (fits && fresh.storage()->buffer() == target.buffer() && fresh.layout() == state.layout())
      return;
    bool own = !fresh.storage()->lent() && !fresh.storage()->buffer()->foreign();
    if (fits && own && !target.lent() && is_whole(fresh) && is_whole(state)) {
      target.replace(fresh.storage()->buffer());
      target.written();
      return;
    }
  }
  if (target.lent()) keep_apart(frame, target);
  Values args{Value(state), value};
  compute(ops::assign, args);
}

namespace {

/// What the operator demands of these very arguments.
void check_demands(const Op& op, std::span<const Value> args) {
  Call call(op, eager(), args);
  if (op.checks.run) op.checks.run(call);
  infer(op, args, eager());
}

/// The position of a part in a Tuple, Seq or Dict.
size_t part_index(const Value& index, const Values& parts) {
  int64_t i = index.as_int();
  if (i < 0) i += static_cast<int64_t>(parts.size());
  DUET_CHECK(i >= 0 && i < static_cast<int64_t>(parts.size()));
  return static_cast<size_t>(i);
}

/// A graph of a loop: its frame is made once.
class Rounds {
 public:
  Rounds(const GraphProgram& program, HostHook* host)
      : program_(program), framed_(dynamic_cast<const FramedProgram*>(&program)), host_(host) {
    if (framed_) frame_.emplace(framed_->make_frame(host));
  }
  Values& look(const Values& state) {
    if (framed_)
      framed_->run_in(*frame_, state, results_);
    else
      results_ = program_.run(state, host_);
    return results_;
  }
  /// Values that are no states are used up.
  Values& next(Values& state) {
    if (framed_)
      framed_->run_on(*frame_, {state.data(), state.size()}, results_);
    else
      results_ = program_.run(state, host_);
    return results_;
  }

 private:
  const GraphProgram& program_;
  const FramedProgram* framed_;
  HostHook* host_;
  std::optional<ProgramFrame> frame_;
  Values results_;
};

class NodeStep final : public ProgramStep {
 public:
  NodeStep(const Node& node, const StateUse& states, std::vector<int64_t> last_uses,
           SubPrograms& programs)
      : node_(node), states_(states), last_uses_(std::move(last_uses)), programs_(programs) {}

  void run(ProgramFrame& frame) const override {
    if (node_.kind == NodeKind::kCheck && !node_.op && goes_on(frame)) return;
    Values results = results_of(frame);
    for (size_t k = 0; k < node_.types.size(); ++k)
      frame.slots[node_.first + static_cast<int64_t>(k)] = std::move(results[k]);
    for (int64_t value : last_uses_) frame.slots[value] = Value();
  }

  std::string describe() const override {
    std::string name = node_.kind == NodeKind::kApply ? node_.op->name : node_.name;
    std::string text =
        fmt::format("%{} = node {} {}", node_.first, static_cast<int>(node_.kind), name);
    for (const Value& arg : node_.args)
      ir::each_node(arg, [&](int64_t v) { text += fmt::format(" %{}", v); });
    return text;
  }

 private:
  /// A check that holds: mostly nothing is to be said.
  bool goes_on(ProgramFrame& frame) const {
    const Value& condition = node_.args[0];
    if (!is_true(condition.is_node() ? frame.slots[condition.as_node()] : condition)) return false;
    for (int64_t value : last_uses_) frame.slots[value] = Value();
    return true;
  }

  Values results_of(ProgramFrame& frame) const {
    Values args;
    for (const Value& arg : node_.args)
      args.push_back(node_.op ? operator_argument(arg, frame) : filled_in(arg, frame));
    try {
      return computed(frame, args);
    } catch (const ir::PlacedError&) {
      throw;  // of a graph below
    } catch (const Error& error) {
      throw ir::PlacedError(error, node_, std::move(args));
    }
  }

  Values computed(ProgramFrame& frame, Values& args) const {
    switch (node_.kind) {
      case NodeKind::kApply:
        return apply(frame, args);
      case NodeKind::kScalar:
        return {compute_number(node_.name, args)};
      case NodeKind::kLeaf:
        return {args[0]};
      case NodeKind::kToTensor:
        return {Value(to_tensor(args[0], args[1].as_dtype()))};
      case NodeKind::kItem:
        return {item_of(args[0].as_tensor())};
      case NodeKind::kIf:
        return programs_.of(node_.graphs[is_true(args[0]) ? 0 : 1])
            .run(inputs_of(frame, 0, args, 1), frame.host);
      case NodeKind::kWhile:
        return loop(frame, args);
      case NodeKind::kCall: {
        Deeper deeper(std::max<int64_t>(node_.host, 0));
        return programs_.of(node_.graphs[0]).run(inputs_of(frame, 0, args, 0), frame.host);
      }
      case NodeKind::kMake:
        return {Value(args)};
      case NodeKind::kGet:
        return {args[0].as_list()[part_index(args[1], args[0].as_list())]};
      case NodeKind::kPush:
        return {Value(Values{args[1], args[0]})};
      case NodeKind::kPop:
        if (args[0].as_list().empty()) throw Error(ErrorKind::kRuntime, "a gradient is not there");
        return {args[0].as_list()[1], args[0].as_list()[0]};
      case NodeKind::kCheck:
        if (node_.op)
          check_demands(*node_.op, args);
        else if (!is_true(args[0]))
          raise(frame, node_, args, 1);
        return {};
      case NodeKind::kRaise:
        raise(frame, node_, args, 0);
        return {};
      case NodeKind::kCommit:
        commit_state(frame, state(frame, node_.args[0]), args[1]);
        return {};
      case NodeKind::kPrint:
        return host_of(frame, node_).call(node_, args);
      case NodeKind::kHostCall:
        break;  // program_talk.cpp
    }
    DUET_BUG("a node of no kind");
  }

  /// In-place operators make new values here: what they write is a copy, unless nobody else reads
  /// it.
  Values apply(ProgramFrame& frame, Values& args) const {
    for (int8_t target : node_.op->updates.argument) {
      if (target < 0) break;
      Value& arg = args[target];
      const Value& source = node_.args[target];
      bool dies = source.is_node() && std::ranges::count(last_uses_, source.as_node()) > 0;
      if (dies) frame.slots[source.as_node()] = Value();
      const Storage& storage = *arg.tensor_rep()->storage;
      bool own = dies && arg.tensor_rep()->unique() && storage.unique() && !storage.lent() &&
                 storage.buffer()->unique() && !overlaps_itself(arg.tensor_rep()->layout);
      if (!own) arg = copy_of(arg.as_tensor());
    }
    return compute(*node_.op, args);
  }

  Values loop(ProgramFrame& frame, Values& args) const {
    Values state = inputs_of(frame, 1, args, 0);
    Rounds condition(programs_.of(node_.graphs[0]), frame.host);
    Rounds body(programs_.of(node_.graphs[1]), frame.host);
    size_t kept = frame.host ? frame.host->kept() : 0;
    while (is_true(condition.look(state)[0])) {
      if (frame.host) {
        frame.host->poll();
        frame.host->keep(kept, state);
      }
      Values& next = body.next(state);
      // Storages of the outside world stay what they are; what they hold is the body's to commit.
      for (size_t k = 0; k < next.size(); ++k)
        if (!node_.graphs[1]->inputs[k].state) state[k] = std::move(next[k]);
    }
    return state;
  }

  Tensor state(const ProgramFrame& frame, const Value& node) const {
    int input = node.is_node() ? states_.input_of[node.as_node()] : -1;
    if (input < 0) DUET_BUG("a Commit writes what is no state");
    return frame.inputs[input].as_tensor();
  }

  /// What a graph below gets: a state as the storage itself, all else as values.
  Values inputs_of(const ProgramFrame& frame, size_t graph, const Values& args,
                   size_t first) const {
    Values inputs;
    const auto& wanted = node_.graphs[graph]->inputs;
    for (size_t k = first; k < args.size(); ++k) {
      const Value& source = node_.args[k];
      bool is_state = k - first < wanted.size() && wanted[k - first].state && source.is_node() &&
                      states_.input_of[source.as_node()] >= 0;
      inputs.push_back(is_state ? frame.inputs[states_.input_of[source.as_node()]] : args[k]);
    }
    return inputs;
  }

  const Node& node_;
  const StateUse& states_;
  std::vector<int64_t> last_uses_;
  SubPrograms& programs_;
};

}  // namespace

HostHook& host_of(const ProgramFrame& frame, const Node& node) {
  if (!frame.host) DUET_BUG("a program that visits Python ({}) runs without a host", node.name);
  return *frame.host;
}

Value filled_in(const Value& value, const ProgramFrame& frame) {
  if (value.is_node()) return frame.slots[value.as_node()];
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(filled_in(item, frame));
  return items;
}

Value operator_argument(const Value& value, const ProgramFrame& frame) {
  if (!value.is_list()) return filled_in(value, frame);
  Values items;
  for (const Value& item : value.as_list()) items.push_back(operator_argument(item, frame));
  Value list(std::move(items));
  if (auto ints = ints_of(list); ints && !ints->empty()) return *ints;
  return list;
}

std::unique_ptr<ProgramStep> make_node_step(const Node& node, const StateUse& states,
                                            std::vector<int64_t> last_uses, SubPrograms& programs) {
  bool slow = node.kind == NodeKind::kCheck || !fits_talk(node);
  if (slow) return std::make_unique<NodeStep>(node, states, std::move(last_uses), programs);
  return make_talk({{&node}, {std::move(last_uses)}, &states}, {});
}

}  // namespace duet
