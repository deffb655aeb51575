// Start reading at `Talk::run`.
#include "runtime/program/talk.h"

#include <algorithm>

#include "ir/placed_error.h"
#include "runtime/program/number.h"

namespace duet {
namespace {

using ir::Node;
using ir::NodeKind;

/// What loops count and compare with, on two numbers of one kind.
enum class Quick : uint8_t { kNone, kAdd, kSub, kMul, kLess, kLessEqual, kGreater, kGreaterEqual };

Quick quick_of(const Node& node) {
  static constexpr std::pair<std::string_view, Quick> kNames[] = {
      {"add", Quick::kAdd},        {"sub", Quick::kSub},      {"mul", Quick::kMul},
      {"lt", Quick::kLess},        {"le", Quick::kLessEqual}, {"gt", Quick::kGreater},
      {"ge", Quick::kGreaterEqual}};
  constexpr size_t kOperands = 2;
  for (auto [name, quick] : kNames)
    if (name == node.name && node.args.size() == kOperands) return quick;
  return Quick::kNone;
}

template <class T>
bool is_ordered(Quick quick, T x, T y) {
  if (quick == Quick::kLess) return x < y;
  if (quick == Quick::kLessEqual) return x <= y;
  return quick == Quick::kGreater ? x > y : x >= y;
}

Value quick_floats(Quick quick, double x, double y) {
  if (quick == Quick::kAdd) return x + y;
  if (quick == Quick::kSub) return x - y;
  if (quick == Quick::kMul) return x * y;
  return is_ordered(quick, x, y);
}

/// Nothing: the result does not fit.
Value quick_ints(Quick quick, int64_t x, int64_t y) {
  int64_t r = 0;
  if (quick == Quick::kAdd) return __builtin_add_overflow(x, y, &r) ? Value() : Value(r);
  if (quick == Quick::kSub) return __builtin_sub_overflow(x, y, &r) ? Value() : Value(r);
  if (quick == Quick::kMul) return __builtin_mul_overflow(x, y, &r) ? Value() : Value(r);
  return is_ordered(quick, x, y);
}

/// Nothing: it has to be done the usual way. (An int and a float are compared exactly.)
Value computed_quickly(Quick quick, const Value& x, const Value& y) {
  auto is = [&](Value::Kind a, Value::Kind b) { return x.kind() == a && y.kind() == b; };
  constexpr auto kInt = Value::Kind::kInt, kFloat = Value::Kind::kFloat;
  if (quick == Quick::kNone) return {};
  if (is(kInt, kInt)) return quick_ints(quick, x.as_int(), y.as_int());
  bool mixed = quick < Quick::kLess && (is(kInt, kFloat) || is(kFloat, kInt));
  if (mixed || is(kFloat, kFloat)) return quick_floats(quick, x.as_float(), y.as_float());
  return {};
}

/// One node, made ready.
struct Part {
  const Node* node;
  Quick quick = Quick::kNone;
  NumberFunction number = nullptr;  // of kScalar
  HostCallArguments last = {};      // of kHostCall
  std::vector<int64_t> dead;        // slots to be emptied behind it
};

bool contains(const std::vector<int64_t>& values, int64_t value) {
  return std::ranges::count(values, value) > 0;
}

int occurrences(const Node& node, int64_t value) {
  int count = 0;
  for (const Value& arg : node.args)
    ir::each_node(arg, [&](int64_t each) { count += each == value ? 1 : 0; });
  return count;
}

HostCallArguments last_readings(const Node& node, const StateUse& states,
                                const std::vector<int64_t>& last_uses) {
  constexpr size_t kBits = 64;
  HostCallArguments found;
  for (size_t i = 0; i < std::min(node.args.size(), kBits); ++i) {
    if (!node.args[i].is_node()) continue;
    int64_t value = node.args[i].as_node();
    if (!contains(last_uses, value) || occurrences(node, value) > 1) continue;
    found.last |= uint64_t{1} << i;
    if (!states.visited.empty() && states.visited[value]) found.own |= uint64_t{1} << i;
  }
  return found;
}

class Talk final : public ProgramStep {
 public:
  Talk(const TalkRequest& request, std::vector<std::unique_ptr<ProgramStep>> slow)
      : slow_(std::move(slow)) {
    for (size_t i = 0; i < request.nodes.size(); ++i) {
      const Node& node = *request.nodes[i];
      Part part{&node, Quick::kNone, nullptr, {}, {}};
      if (node.kind == NodeKind::kScalar) {
        part.number = number_function(node.name);
        part.quick = quick_of(node);
      }
      if (node.kind == NodeKind::kHostCall)
        part.last = last_readings(node, *request.states, request.last_uses[i]);
      // Numbers and objects need no letting go.
      for (int64_t value : request.last_uses[i])
        if (request.states->plain.empty() || !request.states->plain[value])
          part.dead.push_back(value);
      parts_.push_back(std::move(part));
    }
  }

  void run(ProgramFrame& frame) const override {
    for (size_t i = 0; i < parts_.size(); ++i) {
      const Part& part = parts_[i];
      switch (part.node->kind) {
        case NodeKind::kHostCall:
          visit(part, frame);
          break;
        case NodeKind::kScalar:
          compute(part, frame);
          break;
        default:
          if (!holds(part, frame)) slow_[i]->run(frame);
      }
      for (int64_t value : part.dead) frame.slots[value] = Value();
    }
  }

  std::string describe() const override {
    std::string text = "talk";
    for (const Part& part : parts_)
      text += fmt::format("\n  %{} {}", part.node->first, part.node->name);
    return text;
  }

 private:
  static const Value& read(const Value& arg, const ProgramFrame& frame) {
    return arg.is_node() ? frame.slots[arg.as_node()] : arg;
  }

  static void visit(const Part& part, ProgramFrame& frame) {
    const Node& node = *part.node;
    SmallVector<Value*, 6> args;
    SmallVector<Value, 1> made;
    if (std::ranges::any_of(node.args, &Value::is_list)) {
      made.resize(node.args.size());
      for (size_t i = 0; i < node.args.size(); ++i) {
        made[i] = filled_in(node.args[i], frame);
        args.push_back(&made[i]);
      }
    } else {
      for (const Value& arg : node.args)
        args.push_back(arg.is_node() ? &frame.slots[arg.as_node()] : const_cast<Value*>(&arg));
    }
    SmallVector<Value*, 4> results;
    for (size_t k = 0; k < node.types.size(); ++k)
      results.push_back(&frame.slots[node.first + static_cast<int64_t>(k)]);
    HostCallArguments given = part.last;
    given.args = args;
    given.results = results;
    try {
      host_of(frame, node).visit(node, given);
    } catch (const ir::PlacedError&) {
      throw;  // of a graph below
    } catch (const Error& error) {
      Values values;
      for (const Value* arg : args) values.push_back(*arg);
      throw ir::PlacedError(error, node, std::move(values));
    }
  }

  static void compute(const Part& part, ProgramFrame& frame) {
    const auto& operands = part.node->args;
    if (part.quick != Quick::kNone) {
      Value result =
          computed_quickly(part.quick, read(operands[0], frame), read(operands[1], frame));
      if (!result.is_none()) {
        frame.slots[part.node->first] = std::move(result);
        return;
      }
    }
    Values args;
    for (const Value& arg : operands) args.push_back(read(arg, frame));
    try {
      frame.slots[part.node->first] = part.number(args);
    } catch (const Error& error) {
      throw ir::PlacedError(error, *part.node, std::move(args));
    }
  }

  static bool holds(const Part& part, const ProgramFrame& frame) {
    const Value& condition = read(part.node->args[0], frame);
    return condition.kind() == Value::Kind::kBool ? condition.as_bool() : is_true(condition);
  }

  std::vector<Part> parts_;
  std::vector<std::unique_ptr<ProgramStep>> slow_;
};

}  // namespace

void HostHook::visit(const Node& node, const HostCallArguments& given) {
  Values args;
  for (const Value* arg : given.args) args.push_back(*arg);
  Values made = call(node, args);
  for (size_t k = 0; k < given.results.size(); ++k) *given.results[k] = std::move(made[k]);
}

bool fits_talk(const Node& node) {
  if (node.kind == NodeKind::kHostCall) return true;
  if (node.kind == NodeKind::kCheck) return !node.op;
  return node.kind == NodeKind::kScalar && std::ranges::none_of(node.args, &Value::is_list);
}

std::unique_ptr<ProgramStep> make_talk(TalkRequest request,
                                       std::vector<std::unique_ptr<ProgramStep>> slow) {
  return std::make_unique<Talk>(request, std::move(slow));
}

}  // namespace duet
