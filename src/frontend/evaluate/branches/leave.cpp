// Frames as recipes, and frames from recipes.
#include "frontend/evaluate/branches/leave.h"

#include <algorithm>

#include "frontend/evaluate/boundary/make.h"
#include "frontend/evaluate/boundary/makes.h"
#include "frontend/evaluate/branches/live.h"

namespace duet::frontend {
namespace {

/// Python as it is; whatever is called is called by Python.
class Outside final : public World {
 public:
  const FoundCode* enters(PyObject*) override { return nullptr; }
};

/// While a loop was recorded, its blocks stood as single branches.
void loop_again(Frame& frame) {
  using Kind = Activation::Kind;
  for (Activation& a : frame.activations) {
    if (a.kind != Kind::kBranch || !a.owner) continue;
    bool items = a.owner->form == syntax::Form::kFor && a.block == &frame.code->blocks[a.owner->a];
    if (items) a.kind = Kind::kForBody;
    if (a.owner->form != syntax::Form::kWhile) continue;
    if (a.block == &frame.code->blocks[a.owner->a]) a.kind = Kind::kCondition;
    if (a.block == &frame.code->blocks[a.owner->b]) a.kind = Kind::kWhileBody;
  }
}

/// What will not be read any more need not be made.
void forget_dead(std::span<Frame> frames) {
  bool goes_on = true;
  for (size_t i = frames.size(); i-- > 0;) {
    Frame& frame = frames[i];
    Live live = live_in(frame, goes_on);
    for (size_t v = 0; v < frame.variables.size(); ++v)
      if (!live.variables[v]) frame.variables[v] = {};
    if (!live.operands)
      for (Object& operand : frame.stack) operand = {};
    goes_on = live.returns;
  }
}

struct Uses {
  std::vector<bool> leaves;
  std::vector<const ir::Graph*> seen;
  bool speaks = false;  // prints, or visits Python
  bool counts = true;   // leaves
};

void find_uses(const ir::Graph& graph, Uses& uses) {
  if (std::find(uses.seen.begin(), uses.seen.end(), &graph) != uses.seen.end()) return;
  uses.seen.push_back(&graph);
  for (const ir::Node& node : graph.nodes) {
    if (node.kind == ir::NodeKind::kPrint || node.kind == ir::NodeKind::kHostCall)
      uses.speaks = true;
    if (uses.counts && node.kind == ir::NodeKind::kCheck && node.name == kLeave)
      uses.leaves[static_cast<size_t>(node.host)] = true;
    for (const ir::GraphRef& below : node.graphs) find_uses(*below, uses);
  }
}

}  // namespace

Leave leave_from(TracedWorld& world, std::span<const std::unique_ptr<Frame>> frames, Values& values,
                 bool behind_visit, PyObject* raised) {
  Leave leave;
  for (const auto& frame : frames) {
    leave.frames.push_back(*frame);
    loop_again(leave.frames.back());
  }
  forget_dead(leave.frames);
  Maker maker(world, Maker::Of::kArguments, leave.point, values);
  auto ask = [&](const Object& object) {
    if (object)
      maker.ask(object.get());
    else
      leave.point.items.push_back(-1);
  };
  bool handles = false;
  for (Frame& frame : leave.frames) {
    each_held(frame, ask);
    for (const Activation& activation : frame.activations)
      handles |= activation.kind == Activation::Kind::kHandler ||
                 activation.kind == Activation::Kind::kFinally;
  }
  Object handled = Object::steal(PyErr_GetHandledException());
  ask(handles && handled.get() != Py_None ? handled : Object());
  leave.raises = raised != nullptr;
  if (raised) maker.ask(raised);
  if (!behind_visit) {
    maker.writes();
    maker.stores();
  }
  for (Frame& frame : leave.frames) each_held(frame, [](Object& object) { object = {}; });
  return leave;
}

bool speaks(const ir::Graph& graph) {
  Uses uses;
  uses.counts = false;
  find_uses(graph, uses);
  return uses.speaks;
}

void keep_leaves(Compiled& compiled) {
  if (compiled.leaves.empty()) return;
  Uses uses;
  uses.leaves.resize(compiled.leaves.size());
  find_uses(*compiled.graph, uses);
  for (size_t i = 0; i < compiled.leaves.size(); ++i) {
    std::shared_ptr<const Leave>& leave = compiled.leaves[i];
    if (!uses.leaves[i]) leave = nullptr;
    if (leave && uses.speaks) compiled.leaves_and_speaks = true;
    if (leave && leave->frames.empty() && uses.speaks)
      throw_untraceable(leave->reason, leave->slug.c_str());
  }
}

Left make_left(const Leave& leave, std::span<const Value> values, const Signature& signature,
               std::span<const Rewritten> rewritten) {
  SmallVector<Object, 2> made = make_point(leave.point, values, signature, rewritten);
  Left left;
  size_t next = 0;
  for (const Frame& shape : leave.frames) {
    auto frame = std::make_unique<Frame>(shape);
    each_held(*frame, [&](Object& object) { object = std::move(made[next++]); });
    left.frames.push_back(std::move(frame));
  }
  left.handled = std::move(made[next++]);
  if (leave.raises) left.exception = std::move(made[next]);
  return left;
}

Object go_on(Left left) {
  Outside world;
  Machine machine(world);
  Object before = Object::steal(PyErr_GetHandledException());
  if (left.handled) PyErr_SetHandledException(left.handled.get());
  struct Restore {
    Object& before;
    ~Restore() { PyErr_SetHandledException(before.get()); }
  } restore{before};
  return machine.go_on(std::move(left.frames), std::move(left.exception));
}

}  // namespace duet::frontend
