// Machine: branches and loops on run-time conditions.
#include "frontend/evaluate/fork.h"

#include <algorithm>
#include <numeric>

#include "frontend/evaluate/number.h"
#include "frontend/evaluate/tensor.h"

namespace duet::frontend {
namespace {

using Kind = Completion::Kind;

constexpr int kMostWidenings = 12;
constexpr size_t kDeepestFork = 64;

}  // namespace

/// Nodes as a graph of their own: values from outside become inputs, in the order of `captured`.
class Extraction {
 public:
  explicit Extraction(ir::Graph& from, std::string name) : from_(from) {
    graph_ = std::make_shared<ir::Graph>();
    graph_->name = std::move(name);
  }

  /// Makes `value` (a number in the outer graph) the next input.
  void input(int64_t value) {
    numbers_[value] =
        graph_->add_input(fmt::format("v{}", graph_->inputs.size()), from_.type(value));
  }
  void take(std::vector<ir::Node> nodes) {
    for (ir::Node& node : nodes) {
      for (Value& arg : node.args) arg = renumbered(arg);
      int64_t old = node.first;
      auto count = static_cast<int64_t>(node.types.size());
      int64_t first = graph_->append(std::move(node));
      for (int64_t k = 0; k < count; ++k) numbers_[old + k] = first + k;
    }
  }
  /// The only element of a Tensor of the condition's graph, as a number of the outer one's.
  Value item(const Value& value) {
    TensorType type = from_.type(value.as_node()).as_tensor();
    NumberKind kind = is_bool(type.dtype)  ? NumberKind::kBool
                      : is_int(type.dtype) ? NumberKind::kInt
                                           : NumberKind::kFloat;
    ir::Node node;
    node.kind = ir::NodeKind::kItem;
    node.args = {value};
    node.types.push_back(ir::Type::scalar(kind));
    node.first = from_.new_values(node.types);
    Value result = Value::node(node.first);
    std::vector<ir::Node> one;
    one.push_back(std::move(node));
    take(std::move(one));
    return result;
  }
  void result(const Value& value) { graph_->results.push_back(renumbered(value)); }
  ir::GraphRef finish() { return graph_; }

 private:
  Value renumbered(const Value& value) {
    return ir::map_nodes(value, [&](int64_t number) { return Value::node(numbers_.at(number)); });
  }

  ir::Graph& from_;
  ir::GraphRef graph_;
  std::unordered_map<int64_t, int64_t> numbers_;
};

namespace {

/// What nodes and results read that they do not make, in order.
class Captures {
 public:
  void nodes(const std::vector<ir::Node>& nodes) {
    for (const ir::Node& node : nodes) {
      for (const Value& arg : node.args) value(arg);
      for (size_t k = 0; k < node.types.size(); ++k)
        made_.insert(node.first + static_cast<int64_t>(k));
    }
  }
  void value(const Value& value) {
    ir::each_node(value, [&](int64_t number) {
      if (!made_.contains(number) && seen_.insert(number).second) order.push_back(number);
    });
  }
  /// Another graph begins: what the last one made is not there.
  void next() { made_.clear(); }
  void exclude(int64_t value) { seen_.insert(value); }

  std::vector<int64_t> order;

 private:
  std::unordered_set<int64_t> made_, seen_;
};

FrameState save_frame(const Frame& frame) {
  return {frame.variables, frame.stack, frame.activations};
}

void restore_frame(Frame& frame, const FrameState& state) {
  frame.variables = state.variables;
  frame.stack = state.stack;
  frame.activations = state.activations;
}

/// Iterators of the loops around are advanced by whoever goes on: each side gets its own.
void share_iterators(FrameState& state) {
  for (Activation& activation : state.activations) {
    if (activation.kind != Activation::Kind::kForBody) continue;
    static const char* const kKnown[] = {
        "list_iterator", "tuple_iterator",   "range_iterator",      "zip",
        "enumerate",     "dict_keyiterator", "dict_itemiterator",   "dict_valueiterator",
        "str_iterator",  "iterator",         "list_reverseiterator"};
    std::string_view type = Py_TYPE(activation.held.get())->tp_name;
    if (std::find(std::begin(kKnown), std::end(kKnown), type) == std::end(kKnown))
      throw_untraceable("a loop over an iterator is left under a run-time condition",
                        "branch-leaves-loop");
    activation.held = checked(PySequence_List(activation.held.get()));
  }
}

void own_iterators(Frame& frame) {
  for (Activation& activation : frame.activations)
    if (activation.kind == Activation::Kind::kForBody && PyList_Check(activation.held.get()))
      activation.held = checked(PyObject_GetIter(activation.held.get()));
}

}  // namespace

/// One side of a branch.
struct Machine::Side {
  Completion outcome;
  State state;
  std::vector<ir::Node> nodes;
};

Machine::Boundary* Machine::boundary() {
  if (boundaries_.empty() || boundaries_.back().depth != frames_.size()) return nullptr;
  return &boundaries_.back();
}

TracedWorld& Machine::traced() {
  auto* world = dynamic_cast<TracedWorld*>(&world_);
  if (!world) DUET_BUG("a branch on a run-time condition outside of a graph");
  return *world;
}

Value Machine::traced_truth(PyObject* condition) { return traced().truth_value(condition); }

/// Carries out `start`, and the top frame from there until its blocks are those below `height`
/// again, or something leaves them.
Completion Machine::run_side(size_t height, bool of_loop, const std::function<void()>& start) {
  if (boundaries_.size() > kDeepestFork)
    throw_untraceable("run-time conditions stand in each other too deeply", "branch-depth");
  size_t depth = frames_.size();
  boundaries_.push_back({depth, height, of_loop, {}, false});
  traced().set_branches(boundaries_.size());
  struct Pop {
    Machine& machine;
    ~Pop() {
      machine.boundaries_.pop_back();
      machine.traced().set_branches(machine.boundaries_.size());
    }
  } pop{*this};
  start();
  Object value;
  run_from(depth - 1, value);
  return boundaries_.back().outcome;
}

Machine::Side Machine::side(Frame& frame, const State& from, const std::function<void()>& start,
                            size_t height, bool of_loop) {
  TracedWorld& world = traced();
  world.restore(from.world);
  restore_frame(frame, from.frame);
  own_iterators(frame);
  size_t position = world.tracer().position(), users = world.tracer().user_gradients();
  Side side;
  bool truths = std::exchange(truths_, false);
  side.outcome = run_side(height, of_loop, start);
  if (truths && side.outcome.kind == Kind::kNormal)
    frame.stack.back() = world.condition(frame.stack.back().get());
  if (world.tracer().user_gradients() != users)
    throw_untraceable("a gradient of the user's own stands under a run-time condition",
                      "branch-bprop");
  // What is returned is one more value to join.
  if (side.outcome.kind == Kind::kReturn) {
    frame.stack.clear();
    frame.push(side.outcome.value);
  }
  side.state = {world.save(), save_frame(frame)};
  side.nodes = world.tracer().take(position);
  return side;
}

/// Goes on from where a side has ended, to the end of the frame or of the iteration.
void Machine::finish_side(Frame& frame, Side& side, size_t height, bool of_loop) {
  Completion outcome = side.outcome;
  std::vector<ir::Node> before = std::move(side.nodes);
  size_t position = traced().tracer().position();
  Side rest = this->side(
      frame, side.state,
      [&] {
        traced().tracer().put(std::move(before));
        if (outcome.kind != Kind::kNormal) end_block(frame, outcome);
      },
      height, of_loop);
  DUET_CHECK(traced().tracer().position() == position);
  side = std::move(rest);
}

/// Two sides that have ended in different ways go on, each by itself, until they end alike: where
/// the iteration of a run-time loop ends, or else the frame.
void Machine::finish_both(Frame& frame, const State& start, Side& a, Side& b) {
  auto stays = [](const Side& side) {
    return side.outcome.kind == Kind::kNormal || side.outcome.kind == Kind::kContinue ||
           side.outcome.kind == Kind::kBreak;
  };
  Boundary* around = boundary();
  if (around && around->of_loop && stays(a) && stays(b)) {
    size_t height = around->height;
    finish_side(frame, a, height, true);
    finish_side(frame, b, height, true);
    if (stays(a) && stays(b)) return;
  }
  FrameState shared = start.frame;
  share_iterators(shared);
  for (Side* one : {&a, &b})
    for (size_t i = 0; i < one->state.frame.activations.size(); ++i)
      if (one->state.frame.activations[i].kind == Activation::Kind::kForBody)
        one->state.frame.activations[i].held = shared.activations[i].held;
  finish_side(frame, a, 0, false);
  finish_side(frame, b, 0, false);
}

/// The innermost loop of the frame is left under a run-time condition.
void Machine::note_break(const Frame& frame) {
  for (auto a = frame.activations.rbegin(); a != frame.activations.rend(); ++a) {
    if (a->kind == Activation::Kind::kForBody) return;
    if (a->kind == Activation::Kind::kWhileBody) return note_round(*a);
  }
}

/// A loop over a known condition that is left under a run-time one would unroll for ever.
void Machine::note_round(const Activation& activation) {
  constexpr int kMostRounds = 3;
  if (++rounds_[activation.owner] > kMostRounds) throw Restart{activation.owner};
}

/// What the step being carried out leaves on the stack is a condition and nothing else: of
/// `a and b` only the truth counts.
bool Machine::leaves_condition(const Frame& frame) const {
  const Activation& activation = frame.activations.back();
  if (activation.position < activation.block->size())
    return (*activation.block)[activation.position].form == syntax::Form::kIf;
  const syntax::Step* owner = activation.owner;
  return owner && owner->form == syntax::Form::kWhile &&
         activation.block == &frame.code->blocks[owner->a];
}

void Machine::fork(Frame& frame, const Value& condition, const std::function<void()>& first,
                   const std::function<void()>& second) {
  TracedWorld& world = traced();
  if (frame.generator)
    throw_untraceable("a generator branches on a run-time condition", "branch-generator");
  size_t height = frame.activations.size();
  truths_ = leaves_condition(frame);
  State start{world.save(), save_frame(frame)};
  bool truths = truths_;
  Side a = side(frame, start, first, height);
  truths_ = truths;
  Side b = side(frame, start, second, height);
  truths_ = false;
  if (a.outcome.kind != b.outcome.kind) {
    for (const Side* one : {&a, &b})
      if (one->outcome.kind == Kind::kBreak) note_break(frame);
    finish_both(frame, start, a, b);
  }
  // Whether the loop is left is one more value to join.
  bool may_break = a.outcome.kind != b.outcome.kind || a.outcome.value || b.outcome.value;
  may_break = may_break && a.outcome.kind != Kind::kReturn;
  if (may_break)
    for (Side* one : {&a, &b}) {
      Object broken = one->outcome.value;
      if (!broken) broken = Object::borrow(one->outcome.kind == Kind::kBreak ? Py_True : Py_False);
      one->state.frame.stack.push_back(std::move(broken));
    }
  Join join(world, world.tracer());
  State joined = join.states(a.state, b.state);
  world.restore(joined.world);
  restore_frame(frame, joined.frame);
  own_iterators(frame);
  append_if(condition, join, a, b);
  if (may_break) {
    Object broken = frame.pop();
    boundary()->outcome = {Kind::kBreak, std::move(broken)};
    boundary()->ended = true;
    return;
  }
  switch (a.outcome.kind) {
    case Kind::kNormal:
      return;
    case Kind::kReturn:
      end_block(frame, {Kind::kReturn, frame.pop()});
      return;
    default:
      end_block(frame, {a.outcome.kind, {}});
  }
}

void Machine::append_if(const Value& condition, Join& join, Side& a, Side& b) {
  ir::Graph& graph = traced().tracer().graph();
  Captures captures;
  captures.nodes(a.nodes);
  for (const Joint& joint : join.joints()) captures.value(joint.first);
  captures.next();
  captures.nodes(b.nodes);
  for (const Joint& joint : join.joints()) captures.value(joint.second);
  ir::Node node;
  node.kind = ir::NodeKind::kIf;
  node.args.push_back(condition);
  for (int64_t value : captures.order) node.args.push_back(Value::node(value));
  for (Side* one : {&a, &b}) {
    Extraction branch(graph, one == &a ? "then" : "else");
    for (int64_t value : captures.order) branch.input(value);
    branch.take(std::move(one->nodes));
    for (const Joint& joint : join.joints()) branch.result(one == &a ? joint.first : joint.second);
    node.graphs.push_back(branch.finish());
  }
  for (const Joint& joint : join.joints()) node.types.push_back(joint.type);
  std::vector<int64_t> results(join.joints().size());
  int64_t first = traced().tracer().append(std::move(node));
  std::iota(results.begin(), results.end(), first);
  join.bind(results);
}

// --- loops
// ----------------------------------------------------------------------------------------

/// One pass through condition and body, from a state.
struct Machine::Pass {
  Value condition;
  std::vector<ir::Node> test, body;
  State after;
  Object broken;  // whether the iteration has left the loop; null: never
};

/// Both sides of a two-way step.
void Machine::fork_blocks(Frame& frame, const Value& condition, const syntax::Step& step, int yes,
                          int no) {
  auto start = [&](int block) {
    return [this, &frame, &step, block] {
      if (block >= 0) begin(frame, Activation::Kind::kBranch, block, &step);
    };
  };
  fork(frame, condition, start(yes), start(no));
}

/// `and`, `or`: one side keeps the left operand, the other drops it and goes on.
void Machine::fork_boolean(Frame& frame, const Value& condition, const syntax::Step& step) {
  auto keep = [] {};
  auto go_on = [this, &frame, &step] {
    frame.pop();
    begin(frame, Activation::Kind::kBranch, step.a, &step);
  };
  if (step.b == 0)
    fork(frame, condition, go_on, keep);
  else
    fork(frame, condition, keep, go_on);
}

Machine::Pass Machine::loop_pass(Frame& frame, const State& from) {
  TracedWorld& world = traced();
  const syntax::Step* owner = from.frame.activations.back().owner;
  size_t height = from.frame.activations.size();
  Pass pass;
  Side test = side(
      frame, from,
      [&] {
        frame.activations.pop_back();
        begin(frame, Activation::Kind::kBranch, owner->a, owner);
      },
      height - 1);
  if (test.outcome.kind != Kind::kNormal)
    throw_untraceable("the condition of a loop leaves it", "loop-condition");
  PyObject* condition = test.state.frame.stack.back().get();
  if (auto known = world.decide(condition))
    pass.condition = Value(*known);
  else
    pass.condition = world.truth_value(condition);
  pass.test = std::move(test.nodes);
  Side body = side(
      frame, from,
      [&] {
        frame.activations.pop_back();
        begin(frame, Activation::Kind::kBranch, owner->b, owner);
      },
      height - 1, true);
  if (body.outcome.kind == Kind::kReturn)
    throw_untraceable("a loop on a run-time condition is left by return", "loop-left");
  if (body.outcome.kind == Kind::kBreak)
    pass.broken = body.outcome.value ? body.outcome.value : Object::borrow(Py_True);
  pass.body = std::move(body.nodes);
  pass.after = std::move(body.state);
  pass.after.frame.activations = from.frame.activations;
  return pass;
}

/// The same from where the condition has just been found to be known at run time only.
void Machine::run_time_loop(Frame& frame) {
  if (frame.generator)
    throw_untraceable("a generator loops on a run-time condition", "branch-generator");
  run_time_loop(frame, {traced().save(), save_frame(frame)});
}

/// The present activation is a `while` whose condition is known at run time only; `from` is the
/// state in front of the condition.
void Machine::run_time_loop(Frame& frame, State from) {
  TracedWorld& world = traced();
  Tracer& tracer = world.tracer();
  ir::Graph& graph = tracer.graph();
  from.frame.activations.back().kind = Activation::Kind::kCondition;
  from.frame.activations.back().position = 0;
  State state = from;
  // Places of the state, by the number of the value that stands in them during an iteration; and
  // what stood there before the loop.
  std::vector<int64_t> places;
  std::unordered_map<int64_t, Value> initial;
  std::vector<Object> numbers;  // that have stood for places
  int otherwise = from.frame.activations.back().owner->c;
  for (int round = 0;; ++round) {
    if (round == kMostWidenings)
      throw_untraceable("the state of a loop does not settle", "loop-state");
    Pass pass = loop_pass(frame, state);
    Join join(world, tracer);
    State joined = join.states(state, pass.after);
    auto is_place = [&](const Value& value) {
      return value.is_node() && initial.contains(value.as_node());
    };
    bool settled = std::all_of(join.joints().begin(), join.joints().end(),
                               [&](const Joint& joint) { return is_place(joint.first); });
    if (settled) {
      world.restore(state.world);
      restore_frame(frame, state.frame);
      Object broken;
      int64_t first = append_while(pass, join, places, initial, broken);
      // What stood for a place during an iteration is now the loop's result.
      std::unordered_map<int64_t, int64_t> after;
      for (size_t k = 0; k < places.size(); ++k) after[places[k]] = first + static_cast<int64_t>(k);
      tracer.replace(after);
      for (const Object& number : numbers)
        if (auto found = after.find(node_of_number(number.get())); found != after.end())
          set_node_of_number(number.get(), found->second);
      leave_loop(frame, broken, otherwise);
      return;
    }
    // Every place that changes becomes a value of the loop.
    std::vector<int64_t> new_places;
    std::unordered_map<int64_t, Value> new_initial;
    for (Joint& joint : join.joints()) {
      ir::Type type = joint.type;
      int64_t value = graph.new_values({&type, 1});
      new_places.push_back(value);
      new_initial[value] = is_place(joint.first) ? initial.at(joint.first.as_node()) : joint.first;
      if (joint.number) numbers.push_back(joint.number);
    }
    world.restore(joined.world);
    join.bind(new_places);
    // Places that no longer change keep their own value.
    for (int64_t place : places) {
      bool again = std::any_of(join.joints().begin(), join.joints().end(), [&](const Joint& joint) {
        return joint.first.is_node() && joint.first.as_node() == place;
      });
      if (!again) {
        new_places.push_back(place);
        new_initial[place] = initial.at(place);
      }
    }
    places = std::move(new_places);
    initial = std::move(new_initial);
    state.world = world.save();
    state.frame = joined.frame;
  }
}

/// The loop goes on while it was not broken and the condition holds: one more value of the state.
void Machine::add_broken(Pass& pass, ir::Node& node, Extraction& test, Extraction& body,
                         Values& results) {
  Tracer& tracer = traced().tracer();
  ir::Type flag = ir::Type::scalar(NumberKind::kBool);
  int64_t value = tracer.graph().new_values({&flag, 1});
  node.args.push_back(Value(false));
  node.types.push_back(flag);
  test.input(value);
  body.input(value);
  results.push_back(is_run_time_number(pass.broken.get())
                        ? Value::node(node_of_number(pass.broken.get()))
                        : Value(pass.broken.get() == Py_True));
  test.take(std::move(pass.test));
  auto scalar = [&](const char* name, Values args) {
    ir::Node made;
    made.kind = ir::NodeKind::kScalar;
    made.name = name;
    made.args = std::move(args);
    made.types.push_back(flag);
    made.first = tracer.graph().new_values({&flag, 1});
    int64_t result = made.first;
    std::vector<ir::Node> one;
    one.push_back(std::move(made));
    test.take(std::move(one));
    return Value::node(result);
  };
  bool tensor =
      pass.condition.is_node() && tracer.graph().type(pass.condition.as_node()).is_tensor();
  Value holds = tensor ? test.item(pass.condition) : pass.condition;
  Value going = scalar("not", {Value::node(value)});
  if (holds.is_node() || !holds.as_bool())
    going = scalar("and", {going, holds.is_node() ? scalar("bool", {holds}) : holds});
  test.result(going);
}

/// Behind a run-time loop: its else block runs unless it was broken.
void Machine::leave_loop(Frame& frame, const Object& broken, int otherwise) {
  if (!broken || otherwise < 0) {
    after_loop(frame, otherwise);
    return;
  }
  const syntax::Step* owner = frame.activations.back().owner;
  frame.activations.pop_back();
  fork(
      frame, traced_truth(broken.get()), [] {},
      [&] { begin(frame, Activation::Kind::kBranch, otherwise, owner); });
}

int64_t Machine::append_while(Pass& pass, Join& join, const std::vector<int64_t>& places,
                              const std::unordered_map<int64_t, Value>& initial, Object& broken) {
  Tracer& tracer = traced().tracer();
  ir::Graph& graph = tracer.graph();
  std::unordered_map<int64_t, Value> next;
  for (const Joint& joint : join.joints()) next[joint.first.as_node()] = joint.second;
  Captures captures;
  for (int64_t place : places) captures.exclude(place);
  captures.nodes(pass.test);
  captures.value(pass.condition);
  captures.next();
  captures.nodes(pass.body);
  for (int64_t place : places)
    if (next.contains(place)) captures.value(next.at(place));
  if (pass.broken && is_run_time_number(pass.broken.get()))
    captures.value(Value::node(node_of_number(pass.broken.get())));
  ir::Node node;
  node.kind = ir::NodeKind::kWhile;
  Extraction test(graph, "condition"), body(graph, "body");
  auto state_value = [&](int64_t value, const Value& before, const Value& after) {
    node.args.push_back(before);
    node.types.push_back(graph.type(value));
    test.input(value);
    body.input(value);
    return after;
  };
  Values results;
  for (int64_t place : places)
    results.push_back(state_value(place, initial.at(place),
                                  next.contains(place) ? next.at(place) : Value::node(place)));
  for (int64_t value : captures.order)
    results.push_back(state_value(value, Value::node(value), Value::node(value)));
  if (!pass.broken) {
    test.take(std::move(pass.test));
    test.result(pass.condition);
  } else {
    add_broken(pass, node, test, body, results);
  }
  body.take(std::move(pass.body));
  for (const Value& result : results) body.result(result);
  node.graphs = {test.finish(), body.finish()};
  auto last = static_cast<int64_t>(node.types.size()) - 1;
  int64_t first = tracer.append(std::move(node));
  if (pass.broken) broken = make_run_time_number(first + last, NumberKind::kBool);
  return first;
}

}  // namespace duet::frontend
