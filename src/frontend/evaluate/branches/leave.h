// Leaving a graph: what is no graph is carried out by Python from the very point where it is met,
// because frames are data. In the graph it is a `Check(condition, values...) Leave {host n}`: where
// the condition does not hold, the frames of the call are made from the values, with all they refer
// to, the writes that are pending outside are done, and a machine over Python as it is carries the
// frames on to the end of the call.
//
// Where frames can not be made (real Python stands between them, a gradient is being recorded), the
// call begins anew in Python instead. Until then it must not have printed or visited anything.
#pragma once

#include <optional>

#include "frontend/evaluate/boundary/make.h"
#include "frontend/evaluate/machine/machine.h"

namespace duet::frontend {

struct Leave {
  Point point;                // items: what the frames hold, in the order of `each_held`
  std::vector<Frame> frames;  // outermost first, holding nothing; none: the call begins anew
  bool raises = false;        // the last item is an exception, which is raised there
  bool of_visit = false;      // it stands behind a visit
  std::string reason, slug;
  ir::PlaceRef place;
};

/// How such a check is named.
inline constexpr const char* kLeave = "Leave";

/// A call that has left its graph.
struct Left {
  std::vector<std::unique_ptr<Frame>> frames;
  Object handled;    // the exception that is being handled, or none
  Object exception;  // the one that is raised now, or none
};

/// Calls `f(object)` for each object that a frame holds and another call of it would not.
template <class F>
void each_held(Frame& frame, F f) {
  for (Object& variable : frame.variables) f(variable);
  for (Object& operand : frame.stack) f(operand);
  for (Activation& activation : frame.activations) {
    f(activation.held);
    f(activation.pending.value);
  }
  f(frame.names);
  f(frame.constructed);
  f(frame.function);
}

/// `behind_visit`: all that is pending outside has just been written by the visit.
/// The frames as recipes over `values`, which are the arguments of the node to come.
Leave leave_from(TracedWorld& world, std::span<const std::unique_ptr<Frame>> frames, Values& values,
                 bool behind_visit = false, PyObject* raised = nullptr);
/// Drops what no node of the finished graph leaves to; refuses what can not be begun anew.
void keep_leaves(Compiled& compiled);
/// Whether a graph, or one below it, prints or visits Python.
bool speaks(const ir::Graph& graph);
/// Makes the frames and does the writes.
Left make_left(const Leave& leave, std::span<const Value> values, const Signature& signature,
               std::span<const Rewritten> rewritten);
/// Carries on to the end of the call.
Object go_on(Left left);

}  // namespace duet::frontend
