// What visits have changed of what the graph has read or written before: behind each step that
// visits, a check leaves the graph there. Start reading at `look_for_changes`.
#include <algorithm>

#include "frontend/evaluate/branches/fork_graph.h"
#include "frontend/evaluate/visits/visiting_attempt.h"

namespace duet::frontend {

/// What the side's last visits say can not be read behind it; another one looks.
void VisitingWorld::end_side() {
  const std::vector<Looked>& before = outer_.back();
  for (const Looked& each : looked_) {
    bool own = std::ranges::none_of(
        before, [&](const Looked& other) { return other.visit.get() == each.visit.get(); });
    if (!own) continue;
    visit_of(each.visit.get())->reports = true;
    unseen_ = true;
  }
  looked_ = std::move(outer_.back());
  outer_.pop_back();
}

void VisitingWorld::look_for_changes() {
  // Nothing follows, or real Python stands between.
  constexpr size_t kOfTheCall = 2;  // the receiver of the result, and the function's own
  if (machine_->frames().size() < kOfTheCall) {
    for (const Looked& each : looked_) visit_of(each.visit.get())->reports = true;
    looked_.clear();
    unseen_ = false;
    return;
  }
  // A condition that visits is over: another visit does nothing but look.
  if (looked_.empty()) {
    Arguments none;
    none.values.push_back(Object::borrow(Py_None));
    visit(host_function("same").get(), std::move(none), Gives::kNothing,
          {"a condition has visited Python: what it has changed is looked for", "run-time-object"});
  }
  unseen_ = false;
  std::vector<Looked> looked = std::exchange(looked_, {});
  if (looked.empty() || !machine_->stands_alone()) return;
  Value fine = looked.front().fine;
  for (size_t i = 1; i < looked.size(); ++i) {
    ir::Node both;
    both.kind = ir::NodeKind::kScalar;
    both.name = "and";
    both.args = {fine, looked[i].fine};
    both.types.push_back(ir::Type::scalar(NumberKind::kBool));
    fine = Value::node(tracer_.append(std::move(both)));
  }
  const Visit* visit = visit_of(looked.back().visit.get());
  bool reports = machine_->leave_here(
      {"Python has changed what the graph has read", "visit-changes-outside", visit->place}, fine);
  for (const Looked& each : looked) visit_of(each.visit.get())->reports = reports;
}

}  // namespace duet::frontend
