// The loop, and how blocks begin and end.
#include "frontend/evaluate/machine/machine.h"

#include "frontend/evaluate/branches/counted.h"
#include "frontend/evaluate/branches/yields.h"
#include "frontend/evaluate/machine/tries.h"
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

using Kind = Activation::Kind;
using syntax::Form;

thread_local Machine* this_threads_machine = nullptr;

/// The exception on its way has this frame in its traceback already.
thread_local bool raised_again = false;

/// What runs machines inside machines is bounded like Python's own nesting.
class Nested {
 public:
  Nested() {
    if (Py_EnterRecursiveCall(" while calling a Python object")) throw PythonError();
  }
  ~Nested() { Py_LeaveRecursiveCall(); }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;
};

/// The traceback entry of a frame that an exception passes.
void add_traceback(const Frame& frame, PyObject* exception) {
  Object value = Object::borrow(exception);
  Object trace = Object::steal(PyException_GetTraceback(exception));
  PyErr_Restore(Object::borrow(reinterpret_cast<PyObject*>(Py_TYPE(exception))).leak(),
                value.leak(), trace.leak());
  int line = frame.step ? frame.step->span.line : frame.code->first_line;
  _PyTraceback_Add(frame.code->name.c_str(), frame.code->file.c_str(), line);
  PyObject *type = nullptr, *again = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &again, &traceback);
  if (again && traceback) PyException_SetTraceback(again, traceback);
  Py_XDECREF(type);
  Py_XDECREF(again);
  Py_XDECREF(traceback);
}

}  // namespace

Machine& Machine::current() {
  if (this_threads_machine) return *this_threads_machine;
  static World& world = *new World;  // its code objects can not be freed behind the interpreter
  thread_local Machine machine(world);
  return machine;
}

Working::Working(Machine& machine)
    : before_(std::exchange(this_threads_machine, &machine)), standing_(machine) {}
Working::~Working() { this_threads_machine = before_; }

Object take_exception() {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (value && traceback) PyException_SetTraceback(value, traceback);
  Py_XDECREF(type);
  Py_XDECREF(traceback);
  return Object::steal(value);
}

void throw_exception(Object exception) {
  PyObject* type = Py_NewRef(reinterpret_cast<PyObject*>(Py_TYPE(exception.get())));
  PyObject* traceback = PyException_GetTraceback(exception.get());
  PyErr_Restore(type, exception.leak(), traceback);
  throw PythonError();
}

void raise_again(Object exception) {
  raised_again = true;
  throw_exception(std::move(exception));
}

void throw_error(PyObject* type, const std::string& message) {
  PyErr_SetString(type, message.c_str());
  throw PythonError();
}

ir::PlaceRef Machine::place() const {
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    const Frame& f = **frame;
    if (f.library) continue;
    auto place = std::make_shared<ir::Place>();
    place->file = f.code->file;
    place->function = f.code->qualname;
    if (f.step) {
      const syntax::Span& span = f.step->span;
      place->line = span.line;
      place->column = span.column;
      place->end_line = span.end_line;
      place->end_column = span.end_column;
    }
    place->called_from = f.called_from;
    return place;
  }
  return nullptr;
}

Object Machine::call(PyObject* callee, Arguments arguments) {
  Nested nested;
  Working working(*this);
  // A frame without a code receives the result.
  auto receiver = std::make_unique<Frame>();
  receiver->library = true;
  size_t base = frames_.size();
  frames_.push_back(std::move(receiver));
  struct Restore {
    std::vector<std::unique_ptr<Frame>>& frames;
    size_t base;
    ~Restore() { frames.resize(base); }
  } restore{frames_, base};
  enter(Object::borrow(callee), std::move(arguments));
  if (frames_.size() > base + 1) {
    Object value;
    run_from(base + 1, value);
    return value;
  }
  return frames_.back()->pop();
}

Object Machine::go_on(std::vector<std::unique_ptr<Frame>> frames, Object exception) {
  Nested nested;
  Working working(*this);
  auto receiver = std::make_unique<Frame>();
  receiver->library = true;
  frames_.push_back(std::move(receiver));
  for (auto& frame : frames) frames_.push_back(std::move(frame));
  Object value;
  if (exception) raised(1, std::move(exception));
  if (frames_.size() > 1)
    run_from(1, value);
  else
    value = std::move(returned_);  // by a `finally`
  return value;
}

Object Machine::resume(std::unique_ptr<Frame>& frame, Object sent, bool raise, Object& result) {
  // The other side would find it advanced.
  if (boundaries_.size() > frame->branches)
    throw_untraceable("a generator is advanced under a run-time condition", "branch-iterator");
  Nested nested;
  Working working(*this);
  size_t base = frames_.size();
  frame->called_from = place();
  frames_.push_back(std::move(frame));
  struct Restore {
    std::vector<std::unique_ptr<Frame>>& frames;
    size_t base;
    ~Restore() { frames.resize(base); }
  } restore{frames_, base};
  Frame& top = *frames_.back();
  if (raise && top.split) {
    if (catches(*top.split)) refuse_yields();
    top.activations = std::exchange(top.split, nullptr)->first;
  }
  if (raise)
    raised(base, std::move(sent));
  else if (top.step)  // it waits at a yield, which has this value
    top.push(std::move(sent));
  Object value;
  if (frames_.size() > base && run_from(base, value) == Ended::kYielded) {
    frame = std::move(frames_.back());
    return value;
  }
  result = std::move(value);
  return {};
}

/// Ctrl-C, and a turn for other threads: what Python does between its instructions.
void Machine::look_around() {
  constexpr unsigned kStepsPerTurn = 1024;
  if (PyErr_CheckSignals() < 0) {
    interrupted_ = most_ != UINT64_MAX;
    throw PythonError();
  }
  if (carried_ > most_)
    throw_untraceable(fmt::format("compiling has taken {} steps, and is not at the end", carried_),
                      "too-long");
  if (++steps_ % kStepsPerTurn != 0) return;
  PyThreadState* state = PyEval_SaveThread();
  PyEval_RestoreThread(state);
}

Machine::Ended Machine::run_from(size_t base, Object& value) {
  // The frame below receives what the last frame returns; it is taken from there.
  while (true) {
    try {
      if (Boundary* side = boundary())
        if (side->ended || frames_.back()->activations.size() == side->height)
          return Ended::kReturned;
      Frame& frame = *frames_.back();
      Activation& activation = frame.activations.back();
      if (frame.split) {
        wake(frame);
      } else if (activation.position == activation.block->size()) {
        finish_block(frame);  // a `finally` may leave the frame here
      } else {
        const syntax::Step& step = (*activation.block)[activation.position++];
        frame.step = &step;
        if (step.form == Form::kReturn) {
          end_block(frame, {Completion::Kind::kReturn, frame.pop()});
        } else if (step.form == Form::kYield) {
          value = frame.pop();
          return Ended::kYielded;
        } else if (step.form == Form::kYieldFrom) {
          if (boundary()) refuse_yields();
          value = delegate(frame);
          if (value) return Ended::kYielded;
        } else {
          carry_out(frame, step);
        }
      }
      world_.look_behind();
      look_around();
      if (yielded_) {
        value = std::exchange(yielded_, {});
        return Ended::kYielded;
      }
    } catch (const PythonError&) {
      raised(base, take_exception());
    }
    if (frames_.size() == base) {
      value = std::move(returned_);
      return Ended::kReturned;
    }
  }
}

void Machine::raised(size_t base, Object exception) {
  // What a graph can not express is not the program's to catch.
  bool ours = interrupted_ || is_compilers(exception.get());
  bool noted = std::exchange(raised_again, false);  // in the traceback
  if (!ours || !failed_as_untraceable_) failed_at_ = place();
  failed_as_untraceable_ = ours;
  while (true) {
    Frame& frame = *frames_.back();
    Boundary* side = boundary();
    if (side && ours) throw_exception(std::move(exception));
    if (frame.code) {
      if (!noted) add_traceback(frame, exception.get());
      noted = true;
      try {
        Completion completion{Completion::Kind::kRaise, exception};
        if (!ours && pass_through(frame, completion, side ? side->height : 0)) return;
        exception = std::move(completion.value);
      } catch (const PythonError&) {
        // An __exit__ or a handler's type raised: that is what goes on.
        exception = take_exception();
        ours = is_compilers(exception.get());
        if (!frame.activations.empty()) continue;
      }
    }
    if (side)
      throw_untraceable("an exception is raised under a run-time condition", "branch-raises");
    {
      std::optional<GivingUp> dropped;
      if (ours) dropped.emplace();
      frames_.pop_back();
    }
    noted = false;
    if (frames_.size() > base) continue;
    returned_ = {};
    throw_exception(std::move(exception));
  }
}

void Machine::leave_frame(Object value) {
  std::unique_ptr<Frame> frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame->after == After::kConstruct) {
    if (value.get() != Py_None)
      throw_error(PyExc_TypeError, std::string("__init__() should return None, not '") +
                                       Py_TYPE(value.get())->tp_name + "'");
    value = std::move(frame->constructed);
  }
  bool ends = frames_.empty() || frame->generator;
  frame.reset();  // before the value is there: generators that are closed return, too
  if (ends)
    returned_ = std::move(value);
  else {
    returned_ = value;
    frames_.back()->push(std::move(value));
  }
}

// --- blocks
// ---------------------------------------------------------------------------------------

void Machine::begin(Frame& frame, Kind kind, int block, const syntax::Step* owner) {
  frame.activations.push_back({.kind = kind,
                               .block = &frame.code->blocks[block],
                               .owner = owner,
                               .height = frame.stack.size()});
}

void Machine::restart(Frame& frame, Activation& activation, Kind kind, int block) {
  activation.kind = kind;
  activation.block = &frame.code->blocks[block];
  activation.position = 0;
}

bool Machine::is_guarded() const {
  for (const auto& frame : frames_)
    for (const Activation& activation : frame->activations) {
      if (activation.kind == Kind::kTry || activation.kind == Kind::kWith ||
          activation.kind == Kind::kHandlerType || activation.kind == Kind::kElse)
        return true;
      // Behind it stand its `finally`, or other handlers.
      if (activation.kind == Kind::kHandler &&
          (activation.pending.value || frame->code->tries[activation.owner->a].finally >= 0))
        return true;
    }
  return false;
}

/// The block has come to its end.
void Machine::finish_block(Frame& frame) {
  Activation& activation = frame.activations.back();
  switch (activation.kind) {
    case Kind::kBody:
      DUET_BUG("the body of {} ends without a return", frame.code->qualname);
    case Kind::kBranch:
      frame.activations.pop_back();
      return;
    case Kind::kCondition: {
      Object condition = frame.pop();
      auto goes_on = world_.decide(condition.get());
      if (!goes_on)
        loop_on(frame, condition);
      else if (*goes_on)
        restart(frame, activation, Kind::kWhileBody, activation.owner->b);
      else
        after_loop(frame, activation.owner->c);
      return;
    }
    case Kind::kWhileBody:
      restart(frame, activation, Kind::kCondition, activation.owner->a);
      return;
    case Kind::kForBody:
      next_item(frame);
      return;
    case Kind::kTry: {
      int otherwise = frame.code->tries[activation.owner->a].otherwise;
      if (otherwise >= 0) {
        restart(frame, activation, Kind::kElse, otherwise);
        return;
      }
      [[fallthrough]];
    }
    case Kind::kElse: {
      Completion normal;
      after_try(frame, normal);
      return;
    }
    case Kind::kHandlerType:
      match_handler(frame);
      return;
    case Kind::kHandler: {
      leave_handler(frame, activation);
      if (activation.pending.value) {
        try_handlers(frame, activation);
        return;
      }
      Completion normal;
      after_try(frame, normal);
      return;
    }
    case Kind::kFinally: {
      Completion pending = std::move(activation.pending);
      leave_finally(activation);
      frame.activations.pop_back();
      if (pending.kind != Completion::Kind::kNormal) end_block(frame, std::move(pending));
      return;
    }
    case Kind::kWith: {
      Completion normal;
      leave_with(frame, activation, normal);
      return;
    }
  }
}

/// break, continue, return or an exception leaves blocks until one of them takes it.
void Machine::end_block(Frame& frame, Completion completion) {
  if (completion.kind == Completion::Kind::kRaise) raise_again(std::move(completion.value));
  Boundary* side = boundary();
  if (pass_through(frame, completion, side ? side->height : 0)) return;
  if (completion.kind == Completion::Kind::kRaise) throw_exception(std::move(completion.value));
  if (side) {
    // Behind the join, whoever branched goes on with it.
    side->outcome = std::move(completion);
    side->ended = true;
    return;
  }
  DUET_CHECK(completion.kind == Completion::Kind::kReturn);
  leave_frame(std::move(completion.value));
}

/// True: some block has taken the completion. Else all blocks are left.
bool Machine::pass_through(Frame& frame, Completion& completion, size_t down_to) {
  using CompletionKind = Completion::Kind;
  while (frame.activations.size() > down_to) {
    Activation& activation = frame.activations.back();
    frame.stack.resize(std::min(frame.stack.size(), activation.height));
    switch (activation.kind) {
      case Kind::kBody:
      case Kind::kBranch:
      case Kind::kCondition:
        break;
      case Kind::kWhileBody:
        if (completion.kind == CompletionKind::kBreak) {
          frame.activations.pop_back();
          return true;
        }
        if (completion.kind == CompletionKind::kContinue) {
          restart(frame, activation, Kind::kCondition, activation.owner->a);
          return true;
        }
        break;
      case Kind::kForBody:
        if (completion.kind == CompletionKind::kBreak) {
          frame.activations.pop_back();
          return true;
        }
        if (completion.kind == CompletionKind::kContinue) {
          next_item(frame);
          return true;
        }
        break;
      case Kind::kTry:
        if (completion.kind == CompletionKind::kRaise &&
            !frame.code->tries[activation.owner->a].handlers.empty()) {
          activation.held = std::move(completion.value);
          activation.handler = -1;
          try_handlers(frame, activation);
          return true;
        }
        if (after_try(frame, completion)) return true;
        continue;
      case Kind::kHandler:
        leave_handler(frame, activation);
        if (activation.pending.value && completion.kind == CompletionKind::kRaise) {
          // The other handlers of an except* have their turn first.
          star_raised(activation.pending.value.get(), completion.value.get());
          try_handlers(frame, activation);
          return true;
        }
        [[fallthrough]];
      case Kind::kHandlerType:
      case Kind::kElse:
        if (after_try(frame, completion)) return true;
        continue;
      case Kind::kFinally:
        leave_finally(activation);
        break;
      case Kind::kWith:
        if (leave_with(frame, activation, completion)) return true;
        continue;
    }
    frame.activations.pop_back();
  }
  return false;
}

void Machine::next_item(Frame& frame) {
  Activation& activation = frame.activations.back();
  if (world_.late(activation.held.get()) || is_counted(activation.held.get()))
    return count_on(frame);
  Object item = world_.next(activation.held.get());
  if (!item) {
    after_loop(frame, activation.owner->b);
    return;
  }
  activation.position = 0;
  frame.push(std::move(item));
}

void Machine::after_loop(Frame& frame, int otherwise) {
  if (otherwise >= 0)
    restart(frame, frame.activations.back(), Kind::kBranch, otherwise);
  else
    frame.activations.pop_back();
}

// --- the step
// -------------------------------------------------------------------------------------

/// The forms stand in groups (code.h).
void Machine::carry_out(Frame& frame, const syntax::Step& step) {
  ++carried_;
  Form form = step.form;
  if (form <= Form::kLoadCell) return stack_step(frame, step);
  if (form <= Form::kJoin) return making_step(frame, step);
  if (form <= Form::kDeleteItem) return access_step(frame, step);
  if (form <= Form::kCompare) return operator_step(frame, step);
  if (form <= Form::kCallStar) return call_step(frame, step);
  if (form <= Form::kImportStar || form == Form::kAnnotation) return definition_step(frame, step);
  if (form >= Form::kMatchSequence) return pattern_step(frame, step);
  if (form <= Form::kIterator) return unpacking_step(frame, step);
  if (form <= Form::kFor) return choice_step(frame, step);
  control_step(frame, step);
}

void Machine::unpacking_step(Frame& frame, const syntax::Step& step) {
  if (step.form == Form::kUnpack) return unpack(frame, step);
  if (step.form == Form::kUnpackStar) return unpack_star(frame, step);
  frame.push(world_.iterator(frame.pop().get()));
}

/// Steps that decide which block is next.
void Machine::choice_step(Frame& frame, const syntax::Step& step) {
  switch (step.form) {
    case Form::kIf: {
      Object condition = frame.pop();
      auto chosen = world_.decide(condition.get());
      if (!chosen) return fork_blocks(frame, traced_truth(condition.get()), step, step.a, step.b);
      int block = *chosen ? step.a : step.b;
      if (block >= 0) begin(frame, Kind::kBranch, block, &step);
      return;
    }
    case Form::kBoolean: {
      auto left = world_.decide(frame.peek());
      if (!left) return fork_boolean(frame, traced_truth(frame.peek()), step);
      if (*left != (step.b == 0)) return;
      frame.pop();
      begin(frame, Kind::kBranch, step.a, &step);
      return;
    }
    case Form::kWhile:
      begin(frame, Kind::kCondition, step.a, &step);
      if (marked_.contains(&step)) run_time_loop(frame);
      return;
    default: {  // kFor
      Object iterator = frame.pop();
      begin(frame, Kind::kForBody, step.a, &step);
      frame.activations.back().held = std::move(iterator);
      next_item(frame);
    }
  }
}

void Machine::control_step(Frame& frame, const syntax::Step& step) {
  using CompletionKind = Completion::Kind;
  switch (step.form) {
    case Form::kBreak:
      return end_block(frame, {CompletionKind::kBreak, {}});
    case Form::kContinue:
      return end_block(frame, {CompletionKind::kContinue, {}});
    case Form::kTry:
      begin(frame, Kind::kTry, frame.code->tries[step.a].body, &step);
      return;
    case Form::kWith:
      return begin_with(frame, step);
    case Form::kRaise:
      raise(frame, step);
    case Form::kAssertionError:
      frame.push(Object::borrow(PyExc_AssertionError));
      return;
    case Form::kAwait:
      throw_untraceable("await is carried out by Python", "syntax");
    default:
      DUET_BUG("a step of form {} reached the machine", static_cast<int>(step.form));
  }
}

}  // namespace duet::frontend
