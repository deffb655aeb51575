// Machine: sides of branches that the graph does not have. The other side is then the only one
// that goes on; its nodes stand behind the check that leaves.
#include "base/switches.h"
#include "frontend/evaluate/branches/fork_graph.h"
#include "frontend/evaluate/branches/leave.h"
#include "frontend/evaluate/branches/recursion.h"
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

using Kind = Completion::Kind;

/// Attempts cost compile time: a function that is refused everywhere runs in Python.
constexpr int kMostAttempts = 64;

Reason taken_reason() {
  Object exception = take_exception();
  Object args = checked(PyObject_GetAttrString(exception.get(), "args"));
  return {PyUnicode_AsUTF8(PyTuple_GET_ITEM(args.get(), 0)),
          PyUnicode_AsUTF8(PyTuple_GET_ITEM(args.get(), 1)),
          {}};
}

}  // namespace

/// The evaluation starts again, with the sides of a fork apart: that may be one graph.
bool Machine::starts_apart() const {
  constexpr size_t kMost = 8;
  const syntax::Step* blamed = traced().blamed();
  if (traced().blames_growth()) return !lengths_.contains(blamed);
  return blamed && apart_.size() < kMost && !apart_.contains(blamed) && !marked_.contains(blamed);
}

/// The reason why `what` is no graph; then it is as if it had not been tried, but for the state.
std::optional<Reason> Machine::attempt(const std::function<void()>& what) {
  TracedWorld& world = traced();
  const bool leaves = world.may_leave() && attempts_ < kMostAttempts;
  if (!leaves && summaries_.empty()) {
    what();
    return std::nullopt;
  }
  size_t depth = frames_.size(), position = world.tracer().position();
  TracedWorld::Demands demands = world.demands();
  Object handled = Object::steal(PyErr_GetHandledException());
  ir::PlaceRef before = failed_at_;
  Reason reason;
  try {
    what();
    return std::nullopt;
  } catch (const PythonError&) {
    if (!PyErr_ExceptionMatches(untraceable()) || starts_apart()) throw;
    reason = taken_reason();
    reason.place = failed_at_;
  } catch (const Untraceable& needed) {
    reason = {needed.reason(), needed.slug(), place()};
  }
  if (reason.slug == "branch-depth" || reason.slug == "too-long" ||
      reason.slug == "branch-generator")
    give_up(reason);
  if (reason.slug != kUnknownAsYet) {
    if (!leaves) give_up(reason);
    ++attempts_;
  }
  failed_at_ = std::move(before);
  failed_as_untraceable_ = truths_ = false;
  {
    GivingUp dropped;
    frames_.resize(depth);
  }
  world.tracer().take(position);
  world.give_up(std::move(demands));
  PyErr_SetHandledException(handled.get());
  return reason;
}

void Machine::give_up(const Reason& reason) {
  failed_at_ = reason.place;
  failed_as_untraceable_ = true;
  throw_untraceable(reason.text, reason.slug.c_str());
}

Machine::Side Machine::side_or_reason(Frame& frame, const State& from,
                                      const std::function<void()>& start, size_t height) {
  Side made;
  std::optional<Reason> reason = attempt([&] { made = side(frame, from, start, height); });
  if (!reason) return made;
  Side gone;
  gone.left = std::move(reason);
  return gone;
}

bool Machine::finish_or_reason(Frame& frame, Side& side, size_t height, bool of_loop) {
  side.left = attempt([&] { finish_side(frame, side, height, of_loop); });
  return !side.left;
}

/// One side returns from within a run-time loop of this frame. That happens once: the loop goes on
/// without it.
void Machine::leave_by_return(Side& one, const Side& other) {
  bool returns = !one.left && !other.left && one.outcome.kind == Kind::kReturn &&
                 other.outcome.kind != Kind::kReturn && traced().may_leave();
  if (!returns) return;
  for (const Boundary& around : boundaries_)
    if (around.depth == frames_.size() && around.of_loop)
      one.left = Reason{"a run-time loop is left by return", "loop-left", place()};
}

/// Where the condition is `when`, Python goes on from the beginning of a side.
void Machine::leave_side(Frame& frame, const State& start, const Value& condition, bool when,
                         const std::function<void()>& begin, const Side& gone) {
  traced().restore(start.world);
  restore_frame(frame, start.frame);
  begin();
  append_leave(*gone.left, when ? negated(condition) : condition);
}

void Machine::go_on_with(Frame& frame, Side& side) {
  if (side.left) give_up(*side.left);
  traced().restore(side.state.world);
  restore_frame(frame, side.state.frame);
  traced().tracer().put(std::move(side.nodes));
  go_on_behind(frame, side.outcome);
}

Value Machine::negated(const Value& condition) {
  Tracer& tracer = traced().tracer();
  auto append = [&](ir::NodeKind kind, const char* name, const Value& arg, NumberKind type) {
    ir::Node node;
    node.kind = kind;
    node.name = name;
    node.args = {arg};
    node.types.push_back(ir::Type::scalar(type));
    return Value::node(tracer.append(std::move(node)));
  };
  Value number = condition;
  const ir::Type& type = tracer.graph().type(condition.as_node());
  if (type.is_tensor()) {
    DType dtype = type.as_tensor().dtype;
    auto kind = is_bool(dtype)  ? NumberKind::kBool
                : is_int(dtype) ? NumberKind::kInt
                                : NumberKind::kFloat;
    number = append(ir::NodeKind::kItem, "", condition, kind);
  }
  return append(ir::NodeKind::kScalar, "not", number, NumberKind::kBool);
}

bool Machine::stands_alone() const {
  if (!summaries_.empty()) return false;
  for (size_t i = 1; i < frames_.size(); ++i)
    if (!frames_[i]->code || frames_[i]->generator) return false;
  return traced().tracer().open().depth == 0;
}

void Machine::append_leave(const Reason& reason, const Value& condition) {
  TracedWorld& world = traced();
  size_t position = world.tracer().position();
  Leave leave;
  Values values;
  if (stands_alone() && !switched(Switch::kBeginAnew)) {
    try {
      leave = leave_from(world, std::span(frames_).subspan(1), values);
    } catch (const PythonError&) {
      // Something has no recipe: the call begins anew.
      if (!PyErr_ExceptionMatches(untraceable())) throw;
      PyErr_Clear();
      world.tracer().take(position);
      leave = {};
      values.clear();
    }
  }
  record_leave(std::move(leave), std::move(values), reason, condition);
}

void Machine::record_leave(Leave leave, Values values, const Reason& reason,
                           const Value& condition) {
  TracedWorld& world = traced();
  leave.reason = reason.text;
  leave.slug = reason.slug;
  leave.place = reason.place;
  ir::Node node;
  node.kind = ir::NodeKind::kCheck;
  node.name = kLeave;
  node.args.push_back(condition);
  for (Value& value : values) node.args.push_back(std::move(value));
  node.host = static_cast<int64_t>(world.compiled().leaves.size());
  world.compiled().leaves.push_back(std::make_shared<const Leave>(std::move(leave)));
  world.tracer().append(std::move(node));
}

void Machine::leave_raised(const Reason& reason, const Value& fine, PyObject* exception) {
  Values values;
  Leave leave = leave_from(traced(), std::span(frames_).subspan(1), values, true, exception);
  leave.of_visit = true;
  record_leave(std::move(leave), std::move(values), reason, fine);
}

bool Machine::leave_here(const Reason& reason, const Value& fine) {
  if (!stands_alone()) return false;
  Values values;
  Leave leave;
  try {
    leave = leave_from(traced(), std::span(frames_).subspan(1), values, true);
  } catch (const PythonError&) {
    if (!PyErr_ExceptionMatches(untraceable())) throw;
    PyErr_Clear();
    return false;
  }
  leave.of_visit = true;
  record_leave(std::move(leave), std::move(values), reason, fine);
  return true;
}

const syntax::Step* Machine::gradient_step() const {
  size_t first = 0;
  while (first < frames_.size() &&
         (!frames_[first]->code ||
          frames_[first]->code->file.find("/mindspore/ops/gradient/") == std::string::npos))
    ++first;
  if (first == frames_.size()) return nullptr;
  while (first-- > 0) {
    const Frame& frame = *frames_[first];
    if (!frame.code) return nullptr;  // real Python stands between
    if (!frame.library)
      return frame.step && (frame.step->form == syntax::Form::kCall ||
                            frame.step->form == syntax::Form::kCallStar)
                 ? frame.step
                 : nullptr;
  }
  return nullptr;
}

}  // namespace duet::frontend
