// Machine: loops on run-time conditions.
#include <algorithm>
#include <iterator>

#include "frontend/evaluate/branches/counted.h"
#include "frontend/evaluate/branches/fork_graph.h"
#include "frontend/evaluate/branches/yields.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/visits/any.h"

namespace duet::frontend {
namespace {

using Kind = Completion::Kind;

constexpr int kMostWidenings = 12;

}  // namespace

Machine::Pass Machine::loop_pass(Frame& frame, const State& from) {
  TracedWorld& world = traced();
  const syntax::Step* owner = from.frame.activations.back().owner;
  size_t height = from.frame.activations.size();
  Pass pass;
  bool items = owner->form == syntax::Form::kFor;
  Object iterator = from.frame.activations.back().held;
  Side test = side(
      frame, from,
      [&] {
        frame.activations.pop_back();
        if (items)
          frame.push(whether_another(iterator.get()));
        else
          begin(frame, Activation::Kind::kBranch, owner->a, owner);
      },
      height - 1);
  if (test.outcome.kind != Kind::kNormal)
    throw_untraceable("the condition of a loop leaves it", "loop-condition");
  size_t position = world.tracer().position();
  PyObject* condition = test.state.frame.stack.back().get();
  world.begin_side();
  if (auto known = world.decide(condition))
    pass.condition = Value(*known);
  else
    pass.condition = world.truth_value(condition);
  world.end_side();
  pass.unseen = world.unseen();
  for (ir::Node& node : world.tracer().take(position)) test.nodes.push_back(std::move(node));
  pass.test = std::move(test.nodes);
  Side body = side(
      frame, from,
      [&] {
        frame.activations.pop_back();
        if (items) frame.push(item_of(iterator.get()));
        begin(frame, Activation::Kind::kBranch, items ? owner->a : owner->b, owner);
        if (items) frame.activations.back().held = iterator;  // for a call that leaves here
        world.look_behind();
      },
      height - 1, true);
  if (body.outcome.kind == Kind::kYield) refuse_yields();
  if (body.outcome.kind == Kind::kReturn)
    throw_untraceable("a loop on a run-time condition is left by return", "loop-left");
  if (body.outcome.kind == Kind::kBreak)
    pass.broken = body.outcome.value ? body.outcome.value : Object::borrow(Py_True);
  pass.body = std::move(body.nodes);
  pass.after = std::move(body.state);
  pass.after.frame.activations = from.frame.activations;
  return pass;
}

/// What an iteration makes of the state has nothing in common with what was there before it (a
/// name that only the loop binds): the first round stands by itself, before the loop.
bool Machine::peels(const Activation& activation) const {
  return !activation.peeled && goes_apart(activation.owner);
}

void Machine::peel(Frame& frame, const Value& condition) {
  const syntax::Step* owner = frame.activations.back().owner;
  const bool items = owner->form == syntax::Form::kFor;
  Object iterator = frame.activations.back().held;
  frame.activations.pop_back();
  frame.step = owner;
  auto round = [&] {
    begin(frame, items ? Activation::Kind::kForBody : Activation::Kind::kWhileBody,
          items ? owner->a : owner->b, owner);
    frame.activations.back().peeled = true;
    frame.activations.back().held = iterator;
    if (items) frame.push(item_of(iterator.get()));
  };
  const int otherwise = items ? owner->b : owner->c;
  fork(frame, condition, round, [&] {
    if (otherwise >= 0) begin(frame, Activation::Kind::kBranch, otherwise, owner);
  });
}

/// Whether the iterator of a loop that goes on when the graph runs has another item.
Object Machine::whether_another(PyObject* iterator) {
  return is_counted(iterator) ? counted_next(iterator) : traced().late_next(iterator);
}

Object Machine::item_of(PyObject* iterator) {
  return is_counted(iterator) ? counted_item(traced(), iterator) : traced().late_item(iterator);
}

/// The next round of a loop over what only the run knows.
void Machine::count_on(Frame& frame) {
  const Activation& activation = frame.activations.back();
  if (!peels(activation)) return run_time_loop(frame);
  Object condition = whether_another(activation.held.get());
  if (auto known = traced().decide(condition.get())) return run_time_loop(frame);
  peel(frame, traced_truth(condition.get()));
}

/// The condition of the present `while` is known at run time only. A loop that the graph can not
/// have is Python's to carry out, if it is entered at all.
void Machine::loop_on(Frame& frame, const Object& condition) {
  if (peels(frame.activations.back())) return peel(frame, traced_truth(condition.get()));
  if (!traced().may_leave()) return run_time_loop(frame);
  expose(frame);
  State start{traced().save(), save_frame(frame)};
  Side gone, other;
  gone.left = attempt([&] { run_time_loop(frame); });
  if (!gone.left) return;
  if (unknown_as_yet(gone)) give_up(*gone.left);
  int body = start.frame.activations.back().owner->b;
  int otherwise = start.frame.activations.back().owner->c;
  leave_side(
      frame, start, traced_truth(condition.get()), true,
      [&] { restart(frame, frame.activations.back(), Activation::Kind::kWhileBody, body); }, gone);
  traced().restore(start.world);
  restore_frame(frame, start.frame);
  after_loop(frame, otherwise);
}

/// The same from where the condition has just been found to be known at run time only.
void Machine::run_time_loop(Frame& frame) {
  expose(frame);
  State start{traced().save(), save_frame(frame)};
  InFork open(*this, frame.step, start.world);
  const InLoop in_loop(*this, frame.activations.back().owner);
  run_time_loop(frame, start);
}

namespace {

/// In front of the loop there are no places yet: what stood there before stands for them.
void put_in_front(Tracer& tracer, std::vector<ir::Node> nodes,
                  const std::unordered_map<int64_t, Value>& initial) {
  for (ir::Node& node : nodes)
    for (Value& arg : node.args)
      arg = ir::with_nodes(arg, [&](int64_t value) {
        auto found = initial.find(value);
        return found == initial.end() ? Value::node(value) : found->second;
      });
  tracer.put(std::move(nodes));
}

}  // namespace

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
  std::vector<Object> numbers;  // and objects, that have stood for places
  const syntax::Step* owner = from.frame.activations.back().owner;
  int otherwise = owner->form == syntax::Form::kFor ? owner->b : owner->c;
  for (int round = 0;; ++round) {
    if (round == kMostWidenings)
      throw_untraceable("the state of a loop does not settle", "loop-state");
    Pass pass = loop_pass(frame, state);
    Join join(world, tracer);
    if (world.late(from.frame.activations.back().held.get())) join.in_python();
    if (!lengths_.contains(owner)) join.grow(owner, true);
    world.set_joining(state.frame.activations.back().peeled ? nullptr : owner);
    State joined = join.states(state, pass.after);
    world.set_joining(nullptr);
    std::ranges::move(join.of_second, std::back_inserter(pass.body));
    auto is_place = [&](const Value& value) {
      return value.is_node() && initial.contains(value.as_node());
    };
    // Two things that have shared a place and go different ways need one each.
    auto has_own_place = [&](const Joint& joint) {
      auto goes_elsewhere = [&](const Joint& other) {
        return same_value(other.first, joint.first) && !same_value(other.second, joint.second);
      };
      return is_place(joint.first) &&
             std::none_of(join.joints().begin(), join.joints().end(), goes_elsewhere);
    };
    bool settled =
        !join.parted() && std::all_of(join.joints().begin(), join.joints().end(), has_own_place);
    if (settled) {
      world.restore(state.world);
      restore_frame(frame, state.frame);
      Object broken;
      int64_t first = append_while(pass, join, places, initial, broken);
      // What stood for a place during an iteration is now the loop's result.
      std::unordered_map<int64_t, int64_t> after;
      for (size_t k = 0; k < places.size(); ++k) after[places[k]] = first + static_cast<int64_t>(k);
      tracer.replace(after);
      for (const Object& number : numbers) {
        bool any = is_any(number.get());
        auto found = after.find(any ? node_of_any(number.get()) : node_of_number(number.get()));
        if (found == after.end()) continue;
        (any ? set_node_of_any : set_node_of_number)(number.get(), found->second);
      }
      if (pass.unseen) world.set_unseen();
      return leave_loop(frame, broken, otherwise);
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
      if (joint.any) numbers.push_back(joint.any);
    }
    put_in_front(tracer, std::move(join.of_first), initial);
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
