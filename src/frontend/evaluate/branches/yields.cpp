// Machine: yields on both sides of a branch.
#include "frontend/evaluate/branches/yields.h"

#include <algorithm>

#include "frontend/evaluate/branches/fork_graph.h"
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {

using Kind = Completion::Kind;

void refuse_yields() {
  throw_untraceable("how a generator yields depends on a run-time condition", "branch-generator");
}

/// One side has yielded: the other goes on to its next yield.
void Machine::finish_yield(Frame& frame, const State& start, Side& a, Side& b) {
  const bool first = a.outcome.kind == Kind::kYield;
  Side& other = first ? b : a;
  if (boundary() || other.outcome.kind != Kind::kNormal) refuse_yields();
  own_iterators(a.state.frame, start.frame, 0);
  own_iterators(b.state.frame, start.frame, 0);
  finish_side(frame, other, 0, false);
  if (other.outcome.kind != Kind::kYield) refuse_yields();
}

/// A generator that waits on both sides of a branch goes on; what was sent is on its stack.
void Machine::wake(Frame& frame) {
  Object sent = frame.pop();
  const std::shared_ptr<const Split> split = std::exchange(frame.split, nullptr);
  frame.activations = split->base;
  auto from = [&](const std::vector<Activation>& side) {
    return [&frame, &sent, &side] {
      frame.activations = side;
      frame.push(sent);
    };
  };
  fork(frame, split->condition, from(split->first), from(split->second));
}

/// Whether an exception that is raised at the yield could be caught there.
bool Machine::catches(const Split& split) const {
  auto may_catch = [](const Activation& activation) {
    switch (activation.kind) {
      case Activation::Kind::kBody:
      case Activation::Kind::kBranch:
      case Activation::Kind::kCondition:
      case Activation::Kind::kWhileBody:
      case Activation::Kind::kForBody:
        return false;
      default:
        return true;
    }
  };
  return std::ranges::any_of(split.first, may_catch) ||
         std::ranges::any_of(split.second, may_catch);
}

}  // namespace duet::frontend
