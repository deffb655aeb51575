// Run-time branches and loops. Both branches of an `if` on a run-time condition are evaluated, one
// after the other, from the same state; then the states are joined, place by place: what differs
// becomes a result of one If node. A `while` on a run-time condition is evaluated once to find out
// what an iteration changes, and again with run-time values in those places, until nothing else
// changes: those places are the loop's state.
//
// A state is what the program can reach and change: contents of born objects, storages of the
// tracer, shadows, cells, the variables of the frame that branches. A join that has no value of one
// type gives an `unjoined` object, which stops the evaluation only if it is used.
#pragma once

#include <optional>
#include <unordered_map>

#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {

/// The variables of the frame that branches.
struct FrameState {
  std::vector<Object> variables, stack;
  std::vector<Activation> activations;
};

struct State {
  WorldState world;
  FrameState frame;
};

/// The same node, number or text, or the very same Tensor.
bool same_value(const Value& a, const Value& b);

/// A value that both sides have in one place, differently, and what stands for it behind the join.
struct Joint {
  Value first, second;
  ir::Type type;
  Tensor tensor;       // stands for it, or
  Object number;       // a run-time number, or
  Object any;          // an object of Python's, or
  uint64_t whole = 0;  // the content of this storage
};

class References;
struct ItemType;  // growth.h

/// Joins two states of the same frame.
class Join {
 public:
  Join(TracedWorld& world, Tracer& tracer) : world_(world), tracer_(tracer) {}

  /// What stands in one place on either side.
  Object object(PyObject* first, PyObject* second);
  /// The whole state; the present one is `second`'s. `leaves`: what is on top of the stack is
  /// returned by the function as a whole.
  State states(const State& first, const State& second, bool leaves = false);
  /// What the whole function returns, on top of the joined stack, becomes what stands for two
  /// results that have nothing in common and can only leave the graph (fork_either.cpp). False:
  /// they have, or there is no such thing.
  bool either(State& joined, PyObject* first, PyObject* second);
  std::vector<Joint>& joints() { return joints_; }
  /// What has nothing in common is an object of Python's behind this join: so are the loop's items.
  void in_python() { in_python_ = true; }
  /// A list that this loop makes longer is known by its rows from now on (growth.h). `round`: what
  /// is joined is the loop's state, not two branches in it.
  void grow(const syntax::Step* loop, bool round) {
    grows_ = loop;
    round_ = round;
  }
  /// Whether a name that the first state knows, or has not bound, holds nothing in common with the
  /// second one's: a loop whose round does that has not settled.
  bool parted() const { return parted_; }
  /// Nodes that a side makes for the join, behind all others.
  std::vector<ir::Node> of_first, of_second;
  /// The joints' values are these from now on.
  void bind(std::span<const int64_t> values);

 private:
  class Lifting;
  bool apart(const State& joined, PyObject* o, Entanglements::Together& together, int depth) const;
  Object tensors(const Tensor& first, const Tensor& second);
  Object identified(Object joined, PyObject* first, PyObject* second);
  Object numbers(PyObject* first, PyObject* second);
  Object objects(PyObject* first, PyObject* second);
  Object sequences(PyObject* first, PyObject* second);
  Object lists(PyObject* first, PyObject* second);
  Object growth(PyObject* first, PyObject* second);
  std::optional<Value> rows(PyObject* items, const ItemType& type, const Tracer::State& state,
                            std::vector<ir::Node>& nodes);
  Object dicts(PyObject* first, PyObject* second);
  Object joined_dict(PyObject* first, PyObject* second);
  void join_cells(const State& first, const State& second, State& result);
  void lone_shadows(const State& first, const State& second, State& result);
  void contents(const State& first, const State& second, State& result);
  void promised(State& result) const;
  void spoil(PyObject* object, const std::string& reason);
  void wholes(const Tracer::State& first, const Tracer::State& second, Tracer::State& result);
  Object content(PyObject* object, PyObject* first, PyObject* second);
  PyObject* held(bool first, PyObject* object) const;
  void note_entangled(PyObject* joined, PyObject* first, PyObject* second);

  TracedWorld& world_;
  Tracer& tracer_;
  const State* first_ = nullptr;
  const State* second_ = nullptr;
  const References* references_ = nullptr;
  std::vector<Joint> joints_;
  bool parted_ = false;
  bool in_python_ = false;
  const syntax::Step* grows_ = nullptr;
  bool round_ = false;
  std::unordered_set<PyObject*> lone_;    // copies that one side alone has
  std::unordered_set<PyObject*> spoilt_;  // by this join: either side's state has the content
  std::vector<Object> alive_;
  std::map<std::pair<PyObject*, PyObject*>, Object> known_;
};

/// An object that stands for a place whose two values have no common form.
Object make_unjoined(const std::string& reason);
bool is_unjoined(PyObject* object);
/// One that is either of two, by a run-time number that is 0 or 1: it can leave the graph.
struct Either {
  Object which, first, second;
};
Object make_either(Either either);
/// Null for any other object.
const Either* either_of(PyObject* object);
[[noreturn]] void refuse_unjoined(PyObject* object);

}  // namespace duet::frontend
