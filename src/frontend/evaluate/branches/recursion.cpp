// Machine: summaries of functions that call themselves.
#include "frontend/evaluate/branches/recursion.h"

#include <algorithm>
#include <iterator>

#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/traced/untraceable.h"
#include "ir/recursive.h"
#include "ir/result_types.h"

namespace duet::frontend {
namespace {

constexpr int kMostRounds = 8;
/// Calls in each other that differ in known numbers only, until these are taken for run-time ones.
constexpr int kPatience = 8;

[[noreturn]] void refuse(const std::string& what) {
  throw_untraceable("a function calls itself under a run-time condition, and " + what, "recursion");
}

/// What the function was given, by parameter.
std::vector<Object> parameters_of(const Frame& frame) {
  std::vector<Object> values;
  for (int i = 0; i < frame.code->parameter_count(); ++i) {
    const Object& value = frame.variables[static_cast<size_t>(i)];
    bool cell = frame.code->variables[static_cast<size_t>(i)].scope == syntax::Scope::kCell;
    values.push_back(cell ? Object::steal(PyCell_Get(value.get())) : value);
  }
  return values;
}

std::optional<std::vector<Abstract>> abstract_all(Abstraction& abstraction,
                                                  const std::vector<Object>& values) {
  std::vector<Abstract> all;
  for (const Object& value : values) {
    std::optional<Abstract> one = abstraction.of(value.get());
    if (!one) return std::nullopt;
    all.push_back(std::move(*one));
  }
  return all;
}

bool same_items(PyObject* a, PyObject* b) {
  if (a == b) return true;
  if (PyTuple_Check(a) && PyTuple_Check(b)) {
    if (PyTuple_GET_SIZE(a) != PyTuple_GET_SIZE(b)) return false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(a); ++i)
      if (PyTuple_GET_ITEM(a, i) != PyTuple_GET_ITEM(b, i)) return false;
    return true;
  }
  if (PyDict_Check(a) && PyDict_Check(b)) {
    if (PyDict_GET_SIZE(a) != PyDict_GET_SIZE(b)) return false;
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(a, &at, &key, &value))
      if (PyDict_GetItemWithError(b, key) != value) return false;
    return true;
  }
  return PyAnySet_Check(a) && PyAnySet_Check(b) && PyObject_RichCompareBool(a, b, Py_EQ) == 1;
}

/// Nothing that was there before has been changed.
bool unchanged(const WorldState& before, const WorldState& now) {
  if (now.shadows.size() != before.shadows.size() || now.prints != before.prints ||
      now.cell_writes.size() != before.cell_writes.size())
    return false;
  for (size_t i = 0; i < now.cell_writes.size(); ++i)
    if (now.cell_writes[i].second.get() != before.cell_writes[i].second.get()) return false;
  std::unordered_map<PyObject*, PyObject*> contents;
  for (const Content& c : now.contents) contents[c.object.get()] = c.items.get();
  for (const Content& c : before.contents) {
    auto found = contents.find(c.object.get());
    if (found != contents.end() && !same_items(c.items.get(), found->second)) return false;
  }
  for (const auto& [id, whole] : now.tracer) {
    auto found = before.tracer.find(id);
    if (found == before.tracer.end()) {
      if (whole.written && whole.input >= 0) return false;
    } else if (!same_value(found->second.value, whole.value)) {
      return false;
    }
  }
  return true;
}

Value place_value(TracedWorld& world, const Object& object) {
  if (is_tensor(object.get())) return world.tracer().value_of(unwrap(object.get()));
  return number_value(object.get());
}

/// What fills the places of `wanted` in an object of this form, which may be known in some.
void fillings(const Abstract& wanted, PyObject* object, std::vector<Object>& filling) {
  if (wanted.kind == Abstract::Kind::kTensor || wanted.kind == Abstract::Kind::kNumber) {
    filling.push_back(Object::borrow(object));
  } else if (wanted.kind == Abstract::Kind::kDict) {
    for (size_t i = 0; i < wanted.items.size(); ++i)
      fillings(wanted.items[i], PyDict_GetItem(object, PyTuple_GET_ITEM(wanted.known.get(), i)),
               filling);
  } else if (!wanted.items.empty()) {
    Object items = checked(PySequence_Tuple(object));
    for (size_t i = 0; i < wanted.items.size(); ++i)
      fillings(wanted.items[i], PyTuple_GET_ITEM(items.get(), i), filling);
  }
}

std::vector<Object> fillings(const std::vector<Abstract>& wanted,
                             const std::vector<Object>& objects) {
  std::vector<Object> filling;
  for (size_t i = 0; i < wanted.size(); ++i) fillings(wanted[i], objects[i].get(), filling);
  return filling;
}

ir::NodeTypes place_types(const Abstract& abstract) {
  ir::NodeTypes types;
  each_place(abstract, [&](const Abstract& place) { types.push_back(place.type); });
  return types;
}

/// Only what may stand in a graph that calls itself.
void expect_quiet(const std::vector<ir::Node>& nodes) {
  for (const ir::Node& node : nodes) {
    if (node.has_effect() && node.kind != ir::NodeKind::kCheck && node.kind != ir::NodeKind::kRaise)
      refuse("prints, visits Python or writes outside");
    for (const ir::GraphRef& below : node.graphs)
      if (ir::is_owned(below)) expect_quiet(below->nodes);
  }
}

uint64_t storage_of(const Object& tensor) { return unwrap(tensor.get()).storage()->id(); }

/// Which of the Tensors that were given may be among the results.
std::vector<bool> shared(TracedWorld& world, const WorldState& before,
                         const std::vector<Object>& results, const std::vector<Object>& given) {
  std::vector<bool> shares(given.size(), false);
  for (const Object& result : results) {
    if (!is_tensor(result.get())) continue;
    bool any = false;
    for (size_t i = 0; i < given.size(); ++i) {
      if (!is_tensor(given[i].get())) continue;
      bool may = storage_of(given[i]) == storage_of(result) ||
                 (world.is_entangled(result.get()) && world.is_entangled(given[i].get()));
      shares[i] = shares[i] || may;
      any |= may;
    }
    std::vector<int> candidates;  // one from outside says which it is
    world.identity(result.get(), candidates);
    bool there =
        before.tracer.contains(storage_of(result)) || (world.is_entangled(result.get()) && !any);
    if (there && candidates.empty()) refuse("returns a Tensor that was there before");
  }
  return shares;
}

/// Which Tensor from outside each of these is, is in these values.
void note_identities(TracedWorld& world, const std::vector<int>& candidates,
                     const std::vector<Object>& tensors, std::span<const int64_t> values) {
  if (candidates.empty()) return;
  for (const Object& object : tensors) {
    if (!is_tensor(object.get())) continue;
    Object which = make_run_time_number(values.front(), NumberKind::kInt);
    values = values.subspan(1);
    world.tracer().freeze(unwrap(object.get()));
    world.identities().note({object, std::move(which), candidates});
  }
  for (int candidate : candidates)
    world.tracer().freeze(unwrap(world.identities().object(candidate)));
}

void expect_unwritten(const WorldState& after, const std::vector<Object>& given,
                      const std::vector<int64_t>& values) {
  for (const Object& object : given) {
    if (!is_tensor(object.get())) continue;
    auto whole = after.tracer.find(storage_of(object));
    bool same = whole != after.tracer.end() && whole->second.value.is_node() &&
                std::ranges::count(values, whole->second.value.as_node()) > 0;
    if (!same) refuse("writes its arguments");
  }
}

}  // namespace

bool Machine::unknown_as_yet(const Side& side) const {
  return side.left && side.left->slug == kUnknownAsYet;
}

/// A function is about to be entered. True: its call is in the graph, and what it gives on the
/// stack of the last frame.
bool Machine::recurses(Frame& frame) {
  frame.branches = boundaries_.size();
  if (frame.library || unsummed_.contains(frame.code.get())) return false;
  Abstraction abstraction(traced());
  std::vector<Object> parameters = parameters_of(frame);
  auto told = abstract_all(abstraction, parameters);
  if (!told) return false;
  std::vector<Abstract> key = std::move(*told);
  frame.entered_with = std::make_shared<const std::vector<Abstract>>(key);
  if (boundaries_.empty()) return false;
  if (call_open(key, parameters, frame.function.get())) return true;
  for (auto above = frames_.rbegin(); above != frames_.rend(); ++above) {
    const Frame& active = **above;
    bool again = active.function.get() == frame.function.get() && active.entered_with &&
                 active.branches < boundaries_.size();
    if (again && std::ranges::equal(*active.entered_with, key, same))
      return summarise(frame, std::move(key), abstraction.filling());
  }
  if (auto wide = widened(frame, key)) {
    std::vector<Object> filling = fillings(*wide, parameters);
    return summarise(frame, std::move(*wide), filling);
  }
  return false;
}

/// A call of a function whose graph is being made.
bool Machine::call_open(const std::vector<Abstract>& key, const std::vector<Object>& parameters,
                        PyObject* function) {
  auto fits = [](const Abstract& wanted, const Abstract& given) {
    auto both = either(wanted, given);
    return both && same(*both, wanted);
  };
  for (auto open = summaries_.rbegin(); open != summaries_.rend(); ++open) {
    Summary& summary = **open;
    if (summary.function != function || !std::ranges::equal(summary.key, key, fits)) continue;
    if (!summary.result)
      throw_untraceable("what a function gives that calls itself is not known", kUnknownAsYet);
    if (!unchanged(*summary.start, traced().save())) refuse("changes what was there before");
    append_call(summary, fillings(summary.key, parameters), frames_.size() - summary.depth + 1,
                ir::unowned(summary.graph));
    return true;
  }
  return false;
}

/// Known numbers that are others in each call become run-time numbers, where there is no end of it.
std::optional<std::vector<Abstract>> Machine::widened(const Frame& frame,
                                                      const std::vector<Abstract>& key) const {
  std::vector<Abstract> wide = key;
  int calls = 0;
  for (const auto& active : frames_) {
    if (active->function.get() != frame.function.get() || !active->entered_with ||
        active->branches >= boundaries_.size() || active->entered_with->size() != key.size())
      continue;
    std::vector<Abstract> wider;
    for (size_t i = 0; i < key.size(); ++i)
      if (auto both = either(wide[i], (*active->entered_with)[i])) wider.push_back(*both);
    if (wider.size() != key.size()) return std::nullopt;
    wide = std::move(wider);
    ++calls;
  }
  if (calls < kPatience) return std::nullopt;
  return wide;
}

/// What these Tensors may be from outside, the summary may return.
void Machine::add_outside(Summary& summary, std::span<const Object> tensors) {
  std::vector<int> candidates;
  for (const Object& object : tensors) traced().identity(object.get(), candidates);
  for (int candidate : candidates)
    if (std::ranges::count(summary.outside, candidate) == 0) {
      summary.outside.push_back(candidate);
      summary.unsettled = true;
    }
}

/// The call, and what it gives on the stack of the last frame.
void Machine::append_call(Summary& summary, std::span<const Object> filling, size_t frames,
                          const ir::GraphRef& callee) {
  TracedWorld& world = traced();
  ir::Node node;
  node.kind = ir::NodeKind::kCall;
  node.graphs = {callee};
  node.host = static_cast<int64_t>(frames);
  std::vector<Object> shared;
  for (size_t i = 0; i < filling.size(); ++i) {
    node.args.push_back(place_value(world, filling[i]));
    if (summary.shares[i]) shared.push_back(filling[i]);
  }
  add_outside(summary, shared);
  std::vector<int> candidates;
  for (size_t i = 0; i < filling.size() && !summary.outside.empty(); ++i)
    if (is_tensor(filling[i].get()))
      node.args.push_back(number_value(world.identity(filling[i].get(), candidates).get()));
  for (int64_t value : summary.captured) node.args.push_back(Value::node(value));
  node.types = place_types(*summary.result);
  const size_t places = node.types.size();
  if (!summary.outside.empty())
    for (size_t i = 0; i < places; ++i)
      if (node.types[i].is_tensor()) node.types.push_back(ir::Type::scalar(NumberKind::kInt));
  std::vector<int64_t> values(node.types.size());
  int64_t first = world.tracer().append(std::move(node));
  for (size_t i = 0; i < values.size(); ++i) values[i] = first + static_cast<int64_t>(i);
  std::span<const int64_t> left = values;
  std::vector<Object> made;
  Object result = filled(world, *summary.result, left, made);
  note_identities(world, summary.outside, made, left);
  if (!shared.empty())
    for (const std::vector<Object>* objects : {&shared, &made})
      for (const Object& object : *objects) {
        if (!is_tensor(object.get())) continue;
        // Each by itself: what leaves is named by numbers (note_identities).
        PyObject* one = object.get();
        world.entangle({&one, 1});
        world.tracer().freeze(unwrap(object.get()));
      }
  frames_.back()->push(std::move(result));
}

/// False: the function has no summary, and is as if that had not been tried.
bool Machine::summarise(const Frame& made, std::vector<Abstract> key,
                        std::span<const Object> filling) {
  TracedWorld& world = traced();
  Frame& caller = *frames_.back();
  State start{world.save(), save_frame(caller)};
  Summary summary{made.function.get(), std::move(key), &start.world, frames_.size() + 2};
  summary.given.assign(filling.begin(), filling.end());
  size_t depth = frames_.size(), position = world.tracer().position();
  TracedWorld::Demands demands = world.demands();
  Object handled = Object::steal(PyErr_GetHandledException());
  ir::PlaceRef before = failed_at_;
  std::string slug;
  try {
    settle(summary, made, start);
    world.restore(start.world);
    restore_frame(caller, start.frame);
    append_call(summary, filling, frames_.size(), summary.graph);
    recursive_ = true;
    return true;
  } catch (const PythonError&) {
    bool ours = PyErr_ExceptionMatches(untraceable());
    if (starts_apart() || (!ours && !PyErr_ExceptionMatches(PyExc_Exception))) throw;
    Object exception = take_exception();
    if (ours) {
      Object args = checked(PyObject_GetAttrString(exception.get(), "args"));
      slug = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args.get(), 1));
      // Too deep here is too deep in place; what another summary has not found yet is its to find.
      bool deeper = slug == "branch-depth" || slug == "too-long";
      if (deeper || (slug == kUnknownAsYet && !summaries_.empty()))
        throw_exception(std::move(exception));
    }
  } catch (const Untraceable&) {
    // Evaluated in place, it says so again.
  }
  unsummed_.insert(made.code.get());
  failed_at_ = std::move(before);
  failed_as_untraceable_ = truths_ = false;
  {
    GivingUp dropped;
    frames_.resize(depth);
  }
  world.tracer().take(position);
  world.give_up(std::move(demands));
  world.restore(start.world);
  restore_frame(caller, start.frame);
  PyErr_SetHandledException(handled.get());
  return false;
}

/// Rounds until the result and what is captured stay as they are; then the graph is there.
void Machine::settle(Summary& summary, const Frame& made, const State& start) {
  struct Open {
    std::vector<Summary*>& summaries;
    Open(std::vector<Summary*>& all, Summary& one) : summaries(all) { all.push_back(&one); }
    ~Open() { summaries.pop_back(); }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
  } open{summaries_, summary};
  for (int round = 0; !summary_round(summary, made, start); ++round)
    if (round == kMostRounds) refuse("what it gives does not settle");
  Extraction body(traced().tracer().graph(), made.code->qualname);
  for (int64_t value : summary.inputs) body.input(value);
  for (int64_t value : summary.captured) body.input(value);
  body.take(std::move(summary.nodes));
  for (const Value& result : summary.results) body.result(result);
  *summary.graph = std::move(*body.finish());
}

/// Frames of the function with places for its arguments, which are answered.
std::vector<Object> Machine::push_summary(Summary& summary, const Frame& made) {
  TracedWorld& world = traced();
  ir::NodeTypes types;
  for (const Abstract& one : summary.key)
    for (const ir::Type& type : place_types(one)) types.push_back(type);
  const size_t places = types.size();
  if (!summary.outside.empty())
    for (size_t i = 0; i < places; ++i)
      if (types[i].is_tensor()) types.push_back(ir::Type::scalar(NumberKind::kInt));
  summary.inputs.clear();
  const int64_t first = types.empty() ? 0 : world.tracer().graph().new_values(types);
  for (size_t i = 0; i < types.size(); ++i)
    summary.inputs.push_back(first + static_cast<int64_t>(i));
  auto frame = std::make_unique<Frame>(made);
  frame->branches = boundaries_.size();
  std::span<const int64_t> values = summary.inputs;
  std::vector<Object> filling;
  for (size_t i = 0; i < summary.key.size(); ++i)
    frame->variables[i] = filled(world, summary.key[i], values, filling);
  note_identities(world, summary.outside, filling, values);
  for (size_t i = 0; i < frame->variables.size(); ++i) {
    if (made.code->variables[i].scope != syntax::Scope::kCell) continue;
    bool parameter = i < summary.key.size();
    frame->variables[i] = checked(PyCell_New(parameter ? frame->variables[i].get() : nullptr));
    world.born(frame->variables[i].get());
  }
  // A frame without a code holds the arguments, and receives the result.
  auto receiver = std::make_unique<Frame>();
  receiver->library = true;
  receiver->variables = filling;
  frames_.push_back(std::move(receiver));
  frames_.push_back(std::move(frame));
  return filling;
}

/// Evaluates the function once. False: more is known of it than before.
bool Machine::summary_round(Summary& summary, const Frame& made, const State& start) {
  TracedWorld& world = traced();
  Tracer& tracer = world.tracer();
  world.restore(start.world);
  const size_t position = tracer.position(), users = tracer.user_gradients();
  const int gradients = tracer.open().depth;
  const size_t depth = frames_.size();
  bool truths = std::exchange(truths_, false);
  summary.unsettled = false;
  const std::vector<Object> filling = push_summary(summary, made);
  Object outcome;
  {
    struct Around {
      TracedWorld& world;
      explicit Around(TracedWorld& world) : world(world) { world.begin_side(); }
      ~Around() { world.end_side(); }
      Around(const Around&) = delete;
      Around& operator=(const Around&) = delete;
    } around{world};
    run_from(depth + 1, outcome);
  }
  truths_ = truths;
  if (tracer.user_gradients() != users || tracer.open().depth != gradients)
    refuse("records a gradient of the user's own");
  WorldState after = world.save();
  if (!unchanged(start.world, after)) refuse("changes what was there before");
  expect_unwritten(after, filling, summary.inputs);
  bool settled = note_outcome(summary, outcome, start.world, filling);
  summary.nodes = tracer.take(position);
  frames_.resize(depth);
  expect_quiet(summary.nodes);
  Captures captures;
  for (int64_t value : summary.inputs) captures.exclude(value);
  captures.nodes(summary.nodes);
  for (const Value& result : summary.results) captures.value(result);
  for (int64_t value : captures.order)
    if (std::ranges::count(summary.captured, value) == 0) {
      summary.captured.push_back(value);
      settled = false;
    }
  return settled;
}

/// What the function has given in this round. Answers whether that was known.
bool Machine::note_outcome(Summary& summary, const Object& outcome, const WorldState& before,
                           const std::vector<Object>& filling) {
  std::unordered_set<PyObject*> births;
  for (const Content& content : before.contents) births.insert(content.object.get());
  Abstraction abstraction(traced(), &births);
  auto told = abstraction.of(outcome.get());
  if (!told) refuse("what it gives has no place in a graph");
  auto both = summary.result ? either(*summary.result, *told) : told;
  if (!both) refuse("what it gives is now one thing, now another");
  std::vector<bool> shares = shared(traced(), before, abstraction.filling(), filling);
  bool known = summary.result && same(*both, *summary.result) && shares == summary.shares;
  std::vector<Object> found;
  fillings(*both, outcome.get(), found);
  summary.results.clear();
  for (const Object& object : found) summary.results.push_back(place_value(traced(), object));
  std::vector<Object> tensors, may_return;
  for (const Object& object : found)
    if (is_tensor(object.get())) tensors.push_back(object);
  for (size_t i = 0; i < shares.size(); ++i)
    if (shares[i]) may_return.push_back(summary.given[i]);
  add_outside(summary, tensors);
  add_outside(summary, may_return);
  std::vector<int> candidates;
  for (size_t i = 0; i < tensors.size() && !summary.outside.empty(); ++i)
    summary.results.push_back(number_value(traced().identity(tensors[i].get(), candidates).get()));
  summary.result = std::move(both);
  summary.shares = std::move(shares);
  return known && !summary.unsettled;
}

}  // namespace duet::frontend
