// Functions that call themselves under a run-time condition: they become graphs of their own, which
// call themselves.
//
// The first call of a function is evaluated in place, as ever. One that is met again below it,
// under a condition that only the run knows and with arguments of which the compiler knows the
// same, is *summarised*: evaluated apart, with places instead of Tensors and run-time numbers.
// Where it calls itself again there stands a Call of the graph that is being made. What that gives
// is found round by round: the first leaves out the sides that need it, so that what the others
// return is known; the next ones take it for the call's result, until nothing wider comes out.
//
// A summary changes nothing but what it has made itself: a function that writes outside, prints or
// visits Python has none, and is evaluated in place until that is too deep.
#pragma once

#include "frontend/evaluate/branches/abstract.h"
#include "frontend/evaluate/branches/fork_graph.h"

namespace duet::frontend {

/// Why a side is left out of the first round.
inline constexpr const char* kUnknownAsYet = "recursion-result";

struct Machine::Summary {
  PyObject* function;
  std::vector<Abstract> key;  // of its parameters
  const WorldState* start;
  size_t depth;                         // of frames, with its own
  std::optional<Abstract> result = {};  // of the rounds so far
  std::vector<bool> shares = {};        // by place: what it returns may be this Tensor itself
  std::vector<Object> given = {};       // in the places, by the call from outside
  /// Numbers of Tensors from outside (identity.h) that it may return: then which one a Tensor is,
  /// or none, goes in with each and comes out with each.
  std::vector<int> outside = {};
  bool unsettled = false;              // a call inside has found another one
  std::vector<int64_t> captured = {};  // values of the graph around
  std::vector<int64_t> inputs = {};    // of the last round
  std::vector<ir::Node> nodes = {};
  Values results = {};
  ir::GraphRef graph = std::make_shared<ir::Graph>();
};

}  // namespace duet::frontend
