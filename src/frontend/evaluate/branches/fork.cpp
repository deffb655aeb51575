// Machine: branches on run-time conditions.
#include <algorithm>
#include <iterator>
#include <numeric>

#include "base/switches.h"
#include "frontend/evaluate/branches/counted.h"
#include "frontend/evaluate/branches/fork_graph.h"
#include "frontend/evaluate/branches/yields.h"

namespace duet::frontend {
namespace {

using Kind = Completion::Kind;

constexpr size_t kDeepestFork = 64;
/// What stands behind a fork whose sides go on apart is evaluated twice.
constexpr size_t kOutermost = 2;  // frames: real Python's, the function's
constexpr int kDeepestApart = 5, kMostApart = 96;

/// Another iterator that goes on from the same place: over the same list, which may still grow.
Object copy_of_iterator(PyObject* iterator) {
  if (is_counted(iterator)) return Object::borrow(iterator);  // its place is in the state
  static const char* const kKnown[] = {
      "list_iterator", "tuple_iterator", "range_iterator",      "dict_keyiterator",
      "str_iterator",  "iterator",       "dict_valueiterator",  "dict_itemiterator",
      "zip",           "enumerate",      "list_reverseiterator"};
  std::string_view type = Py_TYPE(iterator)->tp_name;
  if (std::find(std::begin(kKnown), std::end(kKnown), type) == std::end(kKnown))
    throw_untraceable("a loop over an iterator is left under a run-time condition",
                      "branch-leaves-loop");
  Object recipe = checked(PyObject_CallMethod(iterator, "__reduce__", nullptr));
  Py_ssize_t parts = PyTuple_GET_SIZE(recipe.get());
  PyObject* given = PyTuple_GET_ITEM(recipe.get(), 1);
  Object args = checked(PyTuple_New(PyTuple_GET_SIZE(given)));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(given); ++i) {
    PyObject* arg = PyTuple_GET_ITEM(given, i);
    PyTuple_SET_ITEM(args.get(), i,
                     PyIter_Check(arg) ? copy_of_iterator(arg).leak() : Py_NewRef(arg));
  }
  Object made = checked(PyObject_CallObject(PyTuple_GET_ITEM(recipe.get(), 0), args.get()));
  if (parts > 2 && PyTuple_GET_ITEM(recipe.get(), 2) != Py_None)
    checked(
        PyObject_CallMethod(made.get(), "__setstate__", "O", PyTuple_GET_ITEM(recipe.get(), 2)));
  return made;
}

}  // namespace

/// Iterators of the loops above `height` are advanced by whoever goes on: each side gets its own.
void own_iterators(FrameState& state, const FrameState& start, size_t height) {
  const size_t shared = std::min(state.activations.size(), start.activations.size());
  for (size_t i = height; i < shared; ++i)
    if (state.activations[i].kind == Activation::Kind::kForBody)
      state.activations[i].held = copy_of_iterator(start.activations[i].held.get());
}

Machine::Boundary* Machine::boundary() {
  if (boundaries_.empty() || boundaries_.back().depth != frames_.size()) return nullptr;
  return &boundaries_.back();
}

/// The end of the iteration of a run-time loop that the last frame is in.
Machine::Boundary* Machine::iteration() {
  for (auto side = boundaries_.rbegin(); side != boundaries_.rend(); ++side) {
    if (side->depth != frames_.size()) return nullptr;
    if (side->of_loop) return &*side;
  }
  return nullptr;
}

TracedWorld& Machine::traced() const {
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
  if (run_from(depth - 1, value) == Ended::kYielded) return {Kind::kYield, std::move(value)};
  return boundaries_.back().outcome;
}

Machine::Side Machine::side(Frame& frame, const State& from, const std::function<void()>& start,
                            size_t height, bool of_loop) {
  TracedWorld& world = traced();
  world.restore(from.world);
  restore_frame(frame, from.frame);
  size_t position = world.tracer().position(), users = world.tracer().user_gradients();
  Side side;
  bool truths = std::exchange(truths_, false);
  struct Around {
    TracedWorld& world;
    explicit Around(TracedWorld& world) : world(world) { world.begin_side(); }
    ~Around() { world.end_side(); }
    Around(const Around&) = delete;
    Around& operator=(const Around&) = delete;
  } around{world};
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
  if (side.outcome.kind == Kind::kYield) frame.push(std::exchange(side.outcome.value, {}));
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
/// the iteration of a run-time loop ends, or else the frame. False: one of them does not get there.
bool Machine::finish_both(Frame& frame, const State& start, Side& a, Side& b) {
  auto stays = [](const Side& side) {
    return side.outcome.kind == Kind::kNormal || side.outcome.kind == Kind::kContinue ||
           side.outcome.kind == Kind::kBreak;
  };
  Boundary* around = iteration();
  if (around && stays(a) && stays(b)) {
    size_t height = around->height;
    for (Side* one : {&a, &b}) own_iterators(one->state.frame, start.frame, height);
    if (!finish_or_reason(frame, a, height, true)) return false;
    if (!finish_or_reason(frame, b, height, true)) return false;
    for (Side* one : {&a, &b})
      if (one->outcome.kind == Kind::kContinue) one->outcome.kind = Kind::kNormal;
    if (stays(a) && stays(b)) return true;
  }
  for (Side* one : {&a, &b}) own_iterators(one->state.frame, start.frame, 0);
  return finish_or_reason(frame, a, 0, false) && finish_or_reason(frame, b, 0, false);
}

bool Machine::goes_apart(const syntax::Step* step) const {
  return apart_.contains(step) && apart_depth_ < kDeepestApart && apart_count_ < kMostApart;
}

void Machine::finish_apart(Frame& frame, const State& start, Side& a, Side& b) {
  struct Open {
    int& depth;
    explicit Open(int& open) : depth(open) { ++depth; }
    ~Open() { --depth; }
  } open{apart_depth_};
  ++apart_count_;
  finish_both(frame, start, a, b);
}

/// The innermost loop of the frame is left under a run-time condition.
void Machine::note_break(const Frame& frame, Kind how) {
  for (auto a = frame.activations.rbegin(); a != frame.activations.rend(); ++a) {
    if (a->kind == Activation::Kind::kForBody) return;
    if (a->kind == Activation::Kind::kWhileBody) return note_round(*a, how);
  }
}

/// A loop over a known condition that is left under a run-time one would unroll for ever. Few
/// rounds that end by return are branches in each other; a loop could not have that return.
void Machine::note_round(const Activation& activation, Kind how) {
  constexpr int kMostRounds = 3, kMostReturns = 12;
  bool returns = how == Kind::kReturn;
  if (returns && !traced().may_leave()) return;
  if (++rounds_[activation.owner] > (returns ? kMostReturns : kMostRounds))
    throw_start_again(activation.owner);
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

void Machine::expose(const Frame& frame) {
  if (auto found = exposing_.find(frame.step); found != exposing_.end())
    traced().expose(found->second);
}

const syntax::Step* Machine::exposing_step(PyObject* object) const {
  auto is_it = [&](const Content& content) { return content.object.get() == object; };
  for (const Fork& fork : forks_) {
    if (!fork.step || std::ranges::none_of(fork.before->contents, is_it)) continue;
    auto known = exposing_.find(fork.step);
    bool again = known != exposing_.end() && known->second.contains(Py_TYPE(object));
    // Inside of another one it would be made in each round.
    return again || &fork != &forks_.front() ? nullptr : fork.step;
  }
  return nullptr;
}

void Machine::expose_before_forks(PyObject* object) {
  auto is_it = [&](const Content& content) { return content.object.get() == object; };
  if (const syntax::Step* step = exposing_step(object)) throw_start_again(step, Py_TYPE(object));
  for (const Fork& fork : forks_)
    if (std::ranges::any_of(fork.before->contents, is_it))
      throw_untraceable("an object that Python gets is changed under a run-time condition",
                        "exposed-in-branch");
}

void Machine::fork(Frame& frame, const Value& condition, const std::function<void()>& first,
                   const std::function<void()>& second) {
  TracedWorld& world = traced();
  size_t height = frame.activations.size();
  truths_ = height > 0 && leaves_condition(frame);
  expose(frame);
  State start{world.save(), save_frame(frame)};
  InFork open(*this, frame.step, start.world);
  bool truths = truths_;
  const syntax::Step* step = frame.step;
  const bool item = step->form == syntax::Form::kItem;
  const bool apart = (item && marked_.contains(step)) || goes_apart(step);
  const bool loop = step->form == syntax::Form::kWhile || step->form == syntax::Form::kFor;
  if (!item && !loop && step->form != syntax::Form::kIf && step->form != syntax::Form::kBoolean)
    step = nullptr;
  const bool may_be_left = step && !item && !loop;
  auto looked = [&](const std::function<void()>& start) {
    return [&world, &start] {
      start();
      world.look_behind();
    };
  };
  Side a;
  if (may_be_left && marked_.contains(step))
    a.left = Reason{"its value has nothing in common with the other branch's", "no-common-type",
                    place()};
  else if (switched(Switch::kLeave) && world.may_leave() && may_be_left)
    a.left = Reason{"a side is left to Python for a test", "no-common-type", place()};
  else
    a = side_or_reason(frame, start, looked(first), height);
  truths_ = truths;
  Side b = side_or_reason(frame, start, looked(second), height);
  truths_ = false;
  leave_by_return(a, b);
  leave_by_return(b, a);
  const bool ended = a.outcome.kind == Kind::kReturn && b.outcome.kind == Kind::kReturn;
  // One that is at the end of the iteration has left loops that the other is still in.
  const bool alike = a.outcome.kind == b.outcome.kind &&
                     (ended || a.outcome.kind == Kind::kYield ||
                      a.state.frame.activations.size() == b.state.frame.activations.size());
  const bool yield = a.outcome.kind == Kind::kYield || b.outcome.kind == Kind::kYield;
  const bool inside = alike && yield;
  if (!a.left && !b.left && yield) {
    if (!alike) finish_yield(frame, start, a, b);
  } else if (!a.left && !b.left && (!alike || (apart && !ended))) {
    for (const Side* one : {&a, &b})
      if (one->outcome.kind == Kind::kBreak || one->outcome.kind == Kind::kReturn)
        note_break(frame, one->outcome.kind);
    if (apart)
      finish_apart(frame, start, a, b);
    else
      finish_both(frame, start, a, b);
  }
  std::shared_ptr<const Split> split;
  if (a.outcome.kind == Kind::kYield && b.outcome.kind == Kind::kYield)
    split = std::make_shared<Split>(
        Split{condition, inside ? start.frame.activations : std::vector<Activation>(),
              a.state.frame.activations, b.state.frame.activations});
  if (unknown_as_yet(a) || unknown_as_yet(b)) {
    if (a.left && b.left) give_up(unknown_as_yet(a) ? *a.left : *b.left);
    return go_on_with(frame, a.left ? b : a);
  }
  if (a.left && (b.left || item)) give_up(*a.left);
  if (b.left && item) give_up(*b.left);
  if (a.left) {
    leave_side(frame, start, condition, true, first, a);
    return go_on_with(frame, b);
  }
  if (b.left) {
    leave_side(frame, start, condition, false, second, b);
    return go_on_with(frame, a);
  }
  join_sides(frame, condition, a, b, step, std::move(split));
}

void Machine::join_sides(Frame& frame, const Value& condition, Side& a, Side& b,
                         const syntax::Step* step, std::shared_ptr<const Split> split) {
  TracedWorld& world = traced();
  const bool yields = a.outcome.kind == Kind::kYield, both = b.outcome.kind == Kind::kYield;
  if (yields != both) refuse_yields();
  if (yields && (boundary() || a.state.frame.stack.size() != b.state.frame.stack.size()))
    refuse_yields();
  // Whether the loop is left is one more value to join.
  bool may_break = a.outcome.kind != b.outcome.kind || a.outcome.value || b.outcome.value;
  may_break = may_break && a.outcome.kind != Kind::kReturn && !yields;
  if (may_break)
    for (Side* one : {&a, &b}) {
      Object broken = one->outcome.value;
      if (!broken) broken = Object::borrow(one->outcome.kind == Kind::kBreak ? Py_True : Py_False);
      one->state.frame.stack.push_back(std::move(broken));
    }
  Join join(world, world.tracer());
  if (!loops_.empty() && !lengths_.contains(loops_.back())) join.grow(loops_.back(), false);
  world.set_joining(step);
  // What the whole function returns may be one thing or another: nobody here uses it.
  const bool leaves = a.outcome.kind == Kind::kReturn && frames_.size() == kOutermost;
  State joined = join.states(a.state, b.state, leaves);
  if (leaves) {
    PyObject *first = a.state.frame.stack.back().get(), *second = b.state.frame.stack.back().get();
    if (!join.either(joined, first, second)) world.check(joined.frame.stack.back().get());
  }
  world.set_joining(nullptr);
  world.restore(joined.world);
  restore_frame(frame, joined.frame);
  if (step) frame.step = step;  // the sides have gone on to steps of theirs
  append_if(condition, join, a, b);
  frame.split = std::move(split);
  Completion outcome{a.outcome.kind, {}};
  if (may_break) outcome = {Kind::kBreak, frame.pop()};
  go_on_behind(frame, outcome);
}

/// Both sides, or the only one, have ended in this way. What is returned is on the stack; a break
/// with a value is one that happens if the value is true.
void Machine::go_on_behind(Frame& frame, const Completion& outcome) {
  if (outcome.kind == Kind::kBreak && outcome.value) {
    boundary()->outcome = outcome;
    boundary()->ended = true;
    return;
  }
  Boundary* side = boundary();
  switch (outcome.kind) {
    case Kind::kNormal:
      // At the end of the iteration already: so is the side that this stands in.
      if (side && frame.activations.size() < side->height) {
        side->outcome = {Kind::kContinue, {}};
        side->ended = true;
      }
      return;
    case Kind::kReturn:
      return end_block(frame, {Kind::kReturn, frame.pop()});
    case Kind::kYield:
      if (!side) {
        yielded_ = frame.pop();
        return;
      }
      side->outcome = {Kind::kYield, frame.pop()};
      side->ended = true;
      return;
    default:
      return end_block(frame, {outcome.kind, {}});
  }
}

void Machine::append_if(const Value& condition, Join& join, Side& a, Side& b) {
  ir::Graph& graph = traced().tracer().graph();
  std::ranges::move(join.of_first, std::back_inserter(a.nodes));
  std::ranges::move(join.of_second, std::back_inserter(b.nodes));
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

}  // namespace duet::frontend
