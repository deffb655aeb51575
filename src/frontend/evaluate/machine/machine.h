// The machine that carries out the core language (frontend/syntax/code.h). Calls of interpreted
// functions push frames; control flow moves activations; nothing of the program's own nesting is
// C++ recursion. What steps do to objects is the World's.
//
// machine.cpp: the loop, blocks and how they end. steps.cpp: the steps that compute. calls.cpp:
// calls and definitions. generator.cpp: frames that wait. patterns.cpp: match.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "frontend/evaluate/machine/standing.h"
#include "frontend/evaluate/machine/world.h"

namespace duet::frontend {

class TracedWorld;
class Extraction;
class Join;
struct Leave;
struct Reason;
struct State;
struct WorldState;

/// Types whose objects become Python's in front of a loop or fork.
using Exposing = std::unordered_map<const syntax::Step*, std::unordered_set<PyTypeObject*>>;

class Machine {
 public:
  explicit Machine(World& world) : world_(world) {}
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  /// Calls anything from outside the machine's own loop.
  Object call(PyObject* callee, Arguments arguments);
  /// Runs a generator's frame to its next yield; null where it has returned, with `result` set.
  Object resume(std::unique_ptr<Frame>& frame, Object sent, bool raise, Object& result);
  /// Carries frames on to the end of the outermost one, which is the first.
  /// With an exception, it is raised in the last one.
  Object go_on(std::vector<std::unique_ptr<Frame>> frames, Object exception = {});
  /// What is raised by the visit just recorded is raised in these frames by Python, where `fine`
  /// does not hold.
  void leave_raised(const Reason& reason, const Value& fine, PyObject* exception);
  /// Python goes on from here, where `fine` does not hold; false: frames can not be made.
  bool leave_here(const Reason& reason, const Value& fine);
  /// All that the call consists of is frames of this machine.
  bool stands_alone() const;
  /// The step of the user's that has begun the gradient being recorded; null if there is none.
  const syntax::Step* gradient_step() const;

  World& world() { return world_; }
  /// The user's place that is being carried out; null if there is none.
  ir::PlaceRef place() const;
  /// Where the last exception was raised that no frame here has caught.
  const ir::PlaceRef& failed_at() const { return failed_at_; }
  /// What was found out too late: loops that are run-time loops, forks whose sides have nothing in
  /// common, loops that make no list longer (growth.h). Evaluation starts again with these.
  struct Marks {
    std::unordered_set<const syntax::Step*> steps, apart, lengths;
    Exposing exposing;
  };
  void mark(Marks marks) {
    marked_ = std::move(marks.steps);
    apart_ = std::move(marks.apart);
    lengths_ = std::move(marks.lengths);
    exposing_ = std::move(marks.exposing);
  }
  /// Evaluation starts again, so that `object` is Python's before the outermost loop or fork that
  /// found it made; returns where there is none.
  void expose_before_forks(PyObject* object);
  /// Its step; null where there is none, or that has not helped.
  const syntax::Step* exposing_step(PyObject* object) const;
  const std::vector<std::unique_ptr<Frame>>& frames() const { return frames_; }
  /// So many steps may be carried out to compile; a function that takes more is Python's.
  void allow(uint64_t steps) { most_ = steps; }
  /// How many steps have been carried out.
  uint64_t steps() const { return carried_; }
  /// A block of some frame waits for exceptions.
  bool is_guarded() const;
  /// The graph calls graphs that call themselves.
  bool recursive() const { return recursive_; }
  const Frame* top() const { return frames_.empty() ? nullptr : frames_.back().get(); }

  /// This thread's innermost machine at work, or the one that runs Python as it is.
  static Machine& current();

 private:
  friend class Working;
  enum class Ended : uint8_t { kReturned, kYielded };

  // The loop.
  Ended run_from(size_t base, Object& value);
  void look_around();
  void carry_out(Frame& frame, const syntax::Step& step);
  void unpacking_step(Frame& frame, const syntax::Step& step);
  void choice_step(Frame& frame, const syntax::Step& step);
  void control_step(Frame& frame, const syntax::Step& step);
  void finish_block(Frame& frame);
  void end_block(Frame& frame, Completion completion);
  bool pass_through(Frame& frame, Completion& completion, size_t down_to);
  void leave_frame(Object value);
  void raised(size_t base, Object exception);

  // Branches on conditions known at run time only (fork.cpp).
  struct Boundary {
    size_t depth, height;  // frames, and blocks of the last one, where a side ends
    bool of_loop;          // it is an iteration of a run-time loop: break and continue end there
    Completion outcome;
    bool ended;
  };
  struct Side;
  struct Pass;
  TracedWorld& traced() const;
  Value traced_truth(PyObject* condition);
  Completion run_side(size_t height, bool of_loop, const std::function<void()>& start);
  Side side(Frame& frame, const State& from, const std::function<void()>& start, size_t height,
            bool of_loop = false);
  void finish_side(Frame& frame, Side& side, size_t height, bool of_loop);
  bool finish_both(Frame& frame, const State& start, Side& a, Side& b);
  void finish_yield(Frame& frame, const State& start, Side& a, Side& b);
  void wake(Frame& frame);
  bool catches(const Split& split) const;
  bool goes_apart(const syntax::Step* step) const;
  void finish_apart(Frame& frame, const State& start, Side& a, Side& b);
  void join_sides(Frame& frame, const Value& condition, Side& a, Side& b, const syntax::Step* step,
                  std::shared_ptr<const Split> split);
  void go_on_behind(Frame& frame, const Completion& outcome);
  void fork(Frame& frame, const Value& condition, const std::function<void()>& first,
            const std::function<void()>& second);
  bool leaves_condition(const Frame& frame) const;
  void fork_blocks(Frame& frame, const Value& condition, const syntax::Step& step, int yes, int no);
  void fork_boolean(Frame& frame, const Value& condition, const syntax::Step& step);
  bool choose_item(Frame& frame, const Object& object, const Object& key);
  void check_index(Frame& frame, const Object& object, const Object& key, const Object& index,
                   Py_ssize_t count);
  void fork_item(Frame& frame, const syntax::Step& step, const Object& items, const Object& index,
                 Py_ssize_t low, Py_ssize_t high);
  // Functions that call themselves under a run-time condition (recursion.cpp).
  struct Summary;
  bool recurses(Frame& frame);
  bool unknown_as_yet(const Side& side) const;
  bool call_open(const std::vector<Abstract>& key, const std::vector<Object>& parameters,
                 PyObject* function);
  bool summarise(const Frame& made, std::vector<Abstract> key, std::span<const Object> filling);
  void settle(Summary& summary, const Frame& made, const State& start);
  bool summary_round(Summary& summary, const Frame& made, const State& start);
  std::vector<Object> push_summary(Summary& summary, const Frame& made);
  bool note_outcome(Summary& summary, const Object& outcome, const WorldState& before,
                    const std::vector<Object>& filling);
  void add_outside(Summary& summary, std::span<const Object> tensors);
  void append_call(Summary& summary, std::span<const Object> filling, size_t frames,
                   const ir::GraphRef& callee);
  std::optional<std::vector<Abstract>> widened(const Frame& frame,
                                               const std::vector<Abstract>& key) const;
  void append_if(const Value& condition, Join& join, Side& a, Side& b);
  Pass loop_pass(Frame& frame, const State& from);
  void run_time_loop(Frame& frame, State from);
  void run_time_loop(Frame& frame);
  void loop_on(Frame& frame, const Object& condition);
  bool peels(const Activation& activation) const;
  void peel(Frame& frame, const Value& condition);
  void count_on(Frame& frame);
  Object whether_another(PyObject* iterator);
  Object item_of(PyObject* iterator);

  // Sides that the graph does not have (leave_side.cpp).
  std::optional<Reason> attempt(const std::function<void()>& what);
  bool starts_apart() const;
  [[noreturn]] void give_up(const Reason& reason);
  Side side_or_reason(Frame& frame, const State& from, const std::function<void()>& start,
                      size_t height);
  bool finish_or_reason(Frame& frame, Side& side, size_t height, bool of_loop);
  void leave_by_return(Side& one, const Side& other);
  void leave_side(Frame& frame, const State& start, const Value& condition, bool when,
                  const std::function<void()>& begin, const Side& gone);
  void go_on_with(Frame& frame, Side& side);
  void append_leave(const Reason& reason, const Value& condition);
  Value negated(const Value& condition);
  void record_leave(Leave leave, Values values, const Reason& reason, const Value& condition);
  void note_round(const Activation& activation, Completion::Kind how);
  void note_break(const Frame& frame, Completion::Kind how);
  void leave_loop(Frame& frame, const Object& broken, int otherwise);
  void add_broken(Pass& pass, ir::Node& node, Extraction& test, Extraction& body, Values& results);
  int64_t append_while(Pass& pass, Join& join, const std::vector<int64_t>& places,
                       const std::unordered_map<int64_t, Value>& initial, Object& broken);
  /// The innermost side's end, if it is in the last frame.
  Boundary* boundary();
  /// That of the iteration of a run-time loop that the last frame is in, however deep in branches.
  Boundary* iteration();

  // Control.
  void begin(Frame& frame, Activation::Kind kind, int block, const syntax::Step* owner);
  void restart(Frame& frame, Activation& activation, Activation::Kind kind, int block);
  void next_item(Frame& frame);
  void after_loop(Frame& frame, int otherwise);
  Object call_here(PyObject* callee, Arguments arguments);
  void begin_with(Frame& frame, const syntax::Step& step);
  bool leave_with(Frame& frame, Activation& activation, Completion& completion);
  void try_handlers(Frame& frame, Activation& activation);
  void match_handler(Frame& frame);
  void leave_finally(Activation& activation);
  void leave_handler(Frame& frame, Activation& activation);
  bool after_try(Frame& frame, Completion& completion);
  [[noreturn]] void raise(Frame& frame, const syntax::Step& step);

  // Steps.
  void stack_step(Frame& frame, const syntax::Step& step);
  void making_step(Frame& frame, const syntax::Step& step);
  Object displayed(Frame& frame, const syntax::Step& step);
  Object joined(Frame& frame, int count);
  void access_step(Frame& frame, const syntax::Step& step);
  void operator_step(Frame& frame, const syntax::Step& step);
  void definition_step(Frame& frame, const syntax::Step& step);
  void unpack(Frame& frame, const syntax::Step& step);
  void unpack_star(Frame& frame, const syntax::Step& step);
  void pattern_step(Frame& frame, const syntax::Step& step);
  Object load(Frame& frame, int variable);
  void store(Frame& frame, int variable, Object value);
  void remove(Frame& frame, int variable);
  void extend(PyObject* target, PyObject* iterable);
  void update(PyObject* dict, PyObject* mapping, bool of_call);

  // Calls.
  void call_step(Frame& frame, const syntax::Step& step);
  void take_stars(const Object& given, const Object& keywords, Arguments& arguments);
  int fixed_count(PyObject* callee);
  bool late_call(Frame& frame, const Object& given, const Object& keywords);
  void enter(Object callee, Arguments arguments);
  bool enter_function(PyObject* function, Arguments& arguments);
  bool enter_type(PyObject* type, Arguments& arguments);
  std::optional<Object> frame_dependent(Frame& frame, PyObject* callee, Arguments& arguments);
  std::unique_ptr<Frame> make_frame(const FoundCode& found, PyObject* function,
                                    Arguments& arguments);
  Object make_function(Frame& frame, const syntax::Step& step);
  Object make_class(Frame& frame, const syntax::Step& step);
  Object import(Frame& frame, const syntax::Step& step);

  Object delegate(Frame& frame);

  World& world_;
  std::vector<std::unique_ptr<Frame>> frames_;
  std::vector<Boundary> boundaries_;
  int attempts_ = 0;                                  // that have failed
  std::vector<Summary*> summaries_;                   // being made
  std::unordered_set<const syntax::Code*> unsummed_;  // that have no summary
  bool recursive_ = false;                            // the graph holds a summary
  uint64_t carried_ = 0, most_ = UINT64_MAX;
  bool interrupted_ = false;  // while it compiles: that is not the program's to catch
  bool truths_ = false;       // the next side leaves a condition
  std::unordered_map<const syntax::Step*, int> rounds_;
  std::unordered_set<const syntax::Step*> marked_;
  std::vector<const syntax::Step*> loops_;  // run-time loops whose rounds are being evaluated
  std::unordered_set<const syntax::Step*> lengths_;  // of run-time loops: lists have known lengths
  /// Forks whose sides have nothing in common: each goes on by itself to the end of its frame.
  std::unordered_set<const syntax::Step*> apart_;
  int apart_depth_ = 0, apart_count_ = 0;  // open ones, and all
  Exposing exposing_;
  /// Loops and forks that are open, outermost first, and the births of before.
  struct Fork {
    const syntax::Step* step;
    const WorldState* before;
  };
  std::vector<Fork> forks_;
  class InFork;
  class InLoop;
  void expose(const Frame& frame);
  bool compiles() const { return most_ != UINT64_MAX; }
  ir::PlaceRef failed_at_;
  unsigned steps_ = 0;
  bool failed_as_untraceable_ = false;
  Object returned_;  // by the frame that was left last
  Object yielded_;   // on both sides of a branch
};

/// Makes a machine this thread's current one.
class Working {
 public:
  explicit Working(Machine& machine);
  ~Working();
  Working(const Working&) = delete;
  Working& operator=(const Working&) = delete;

 private:
  Machine* before_;
  Standing standing_;
};

/// The literal as a Python object.
Object constant_object(const syntax::Constant& constant);
/// An interned name.
Object name_object(const std::string& name);
/// The exception that is set, normalised, with its traceback; clears it.
Object take_exception();
/// Sets it again and unwinds.
[[noreturn]] void throw_exception(Object exception);
[[noreturn]] void throw_error(PyObject* type, const std::string& message);

/// A generator object over a frame.
Object make_generator(std::unique_ptr<Frame> frame);

/// While one lives, what dies is given up with its evaluation: generators are dropped where they
/// wait, their `finally` does not run.
class GivingUp {
 public:
  GivingUp();
  ~GivingUp();
  GivingUp(const GivingUp&) = delete;
  GivingUp& operator=(const GivingUp&) = delete;
};
bool is_generator(PyObject* object);

}  // namespace duet::frontend
