// The loop, and how blocks begin and end.
#include "frontend/evaluate/machine.h"

#include "frontend/evaluate/untraceable.h"

namespace duet::frontend {
namespace {

using Kind = Activation::Kind;
using syntax::Form;

thread_local Machine* this_threads_machine = nullptr;

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
  static World world;
  thread_local Machine machine(world);
  return machine;
}

Working::Working(Machine& machine) : before_(std::exchange(this_threads_machine, &machine)) {}
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

Object Machine::resume(std::unique_ptr<Frame>& frame, Object sent, bool raise, Object& result) {
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

Machine::Ended Machine::run_from(size_t base, Object& value) {
  // The frame below receives what the last frame returns; it is taken from there.
  while (true) {
    try {
      if (Boundary* side = boundary())
        if (side->ended || frames_.back()->activations.size() == side->height)
          return Ended::kReturned;
      Frame& frame = *frames_.back();
      Activation& activation = frame.activations.back();
      if (activation.position == activation.block->size()) {
        finish_block(frame);
        continue;
      }
      const syntax::Step& step = (*activation.block)[activation.position++];
      frame.step = &step;
      if (step.form == Form::kReturn) {
        end_block(frame, {Completion::Kind::kReturn, frame.pop()});
      } else if (step.form == Form::kYield) {
        value = frame.pop();
        return Ended::kYielded;
      } else if (step.form == Form::kYieldFrom) {
        value = delegate(frame);
        if (value) return Ended::kYielded;
      } else {
        carry_out(frame, step);
      }
      if (PyErr_CheckSignals() < 0) throw PythonError();
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
  bool ours = PyErr_GivenExceptionMatches(exception.get(), untraceable());
  bool noted = false;  // in the traceback
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
        ours = PyErr_GivenExceptionMatches(exception.get(), untraceable());
        if (!frame.activations.empty()) continue;
      }
    }
    if (side)
      throw_untraceable("an exception is raised under a run-time condition", "branch-raises");
    frames_.pop_back();
    noted = false;
    if (frames_.size() == base) throw_exception(std::move(exception));
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
  if (frames_.empty() || frame->generator)
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
      auto goes_on = world_.decide(frame.pop().get());
      if (!goes_on)
        run_time_loop(frame);
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
  if (completion.kind == Completion::Kind::kRaise) throw_exception(std::move(completion.value));
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

// --- try and with
// ---------------------------------------------------------------------------------

/// Goes on to the next handler; `held` is the exception.
void Machine::try_handlers(Frame& frame, Activation& activation) {
  const syntax::Try& record = frame.code->tries[activation.owner->a];
  if (++activation.handler == static_cast<int>(record.handlers.size())) {
    // Nobody wants it.
    Completion completion{Completion::Kind::kRaise, std::move(activation.held)};
    activation.kind = Kind::kElse;
    throw_exception(std::move(completion.value));
  }
  const syntax::Handler& handler = record.handlers[activation.handler];
  if (handler.star) throw_untraceable("except* is carried out by Python", "syntax");
  if (handler.type < 0) {
    frame.push(Object());
    match_handler(frame);
    return;
  }
  restart(frame, activation, Kind::kHandlerType, handler.type);
}

/// The handler's types are on the stack (null: all).
void Machine::match_handler(Frame& frame) {
  Object types = frame.pop();
  Activation& activation = frame.activations.back();
  Object exception = activation.held;
  if (types && !PyErr_GivenExceptionMatches(exception.get(), types.get())) {
    try_handlers(frame, activation);
    return;
  }
  const syntax::Handler& handler =
      frame.code->tries[activation.owner->a].handlers[activation.handler];
  activation.held = Object::steal(PyErr_GetHandledException());
  PyErr_SetHandledException(exception.get());
  restart(frame, activation, Kind::kHandler, handler.body);
  if (handler.variable >= 0) store(frame, handler.variable, std::move(exception));
}

void Machine::leave_handler(Frame& frame, Activation& activation) {
  const syntax::Handler& handler =
      frame.code->tries[activation.owner->a].handlers[activation.handler];
  Object before = std::move(activation.held);
  activation.kind = Kind::kElse;  // left, whatever happens next
  PyErr_SetHandledException(before.get());
  if (handler.variable >= 0) {
    store(frame, handler.variable, Object::borrow(Py_None));
    remove(frame, handler.variable);
  }
}

/// A try statement has ended but for its finally. True if a block now runs.
bool Machine::after_try(Frame& frame, Completion& completion) {
  Activation& activation = frame.activations.back();
  int last = frame.code->tries[activation.owner->a].finally;
  if (last < 0) {
    frame.activations.pop_back();
    return completion.kind == Completion::Kind::kNormal;
  }
  if (completion.kind == Completion::Kind::kRaise) {
    // In a finally block the exception is the one being handled.
    Object before = Object::steal(PyErr_GetHandledException());
    activation.held = before ? before : Object::borrow(Py_None);
    PyErr_SetHandledException(completion.value.get());
  }
  activation.pending = std::move(completion);
  completion = {};
  restart(frame, activation, Kind::kFinally, last);
  return true;
}

void Machine::leave_finally(Activation& activation) {
  if (activation.held) PyErr_SetHandledException(activation.held.get());
  activation.held = {};
}

void Machine::begin_with(Frame& frame, const syntax::Step& step) {
  Object manager = frame.pop();
  auto* type = reinterpret_cast<PyObject*>(Py_TYPE(manager.get()));
  auto special = [&](const char* name) {
    Object method = Object::steal(PyObject_GetAttrString(type, name));
    if (!method) {
      PyErr_Clear();
      throw_error(PyExc_TypeError,
                  fmt::format("'{}' object does not support the context manager protocol",
                              Py_TYPE(manager.get())->tp_name));
    }
    return method;
  };
  Object enter_method = special("__enter__"), exit = special("__exit__");
  Object bound = checked(PyObject_GetAttrString(manager.get(), "__exit__"));
  Arguments arguments{{manager}, {}};
  Object value = call(enter_method.get(), std::move(arguments));
  begin(frame, Kind::kWith, step.a, &step);
  frame.activations.back().held = std::move(bound);
  frame.push(std::move(value));
}

/// True if the completion is taken: the block ended normally, or __exit__ swallowed the exception.
bool Machine::leave_with(Frame& frame, Activation& activation, Completion& completion) {
  Object exit = std::move(activation.held);
  frame.activations.pop_back();
  Object none = Object::borrow(Py_None);
  Arguments arguments{{none, none, none}, {}};
  if (completion.kind != Completion::Kind::kRaise) {
    call(exit.get(), std::move(arguments));
    return completion.kind == Completion::Kind::kNormal;
  }
  Object exception = completion.value;
  Object before = Object::steal(PyErr_GetHandledException());
  PyErr_SetHandledException(exception.get());
  Object trace = Object::steal(PyException_GetTraceback(exception.get()));
  arguments.values = {Object::borrow(reinterpret_cast<PyObject*>(Py_TYPE(exception.get()))),
                      exception, trace ? trace : none};
  struct Restore {
    Object& before;
    ~Restore() { PyErr_SetHandledException(before.get()); }
  } restore{before};
  Object swallowed = call(exit.get(), std::move(arguments));
  return world_.truth(swallowed.get());
}

void Machine::raise(Frame& frame, const syntax::Step& step) {
  Object cause = step.a == 2 ? frame.pop() : Object();
  if (step.a == 0) {
    Object handled = Object::steal(PyErr_GetHandledException());
    if (!handled || handled.get() == Py_None)
      throw_error(PyExc_RuntimeError, "No active exception to reraise");
    throw_exception(std::move(handled));
  }
  auto exception_of = [&](Object given, const char* otherwise) {
    if (PyExceptionClass_Check(given.get())) given = call(given.get(), {});
    if (!PyExceptionInstance_Check(given.get())) throw_error(PyExc_TypeError, otherwise);
    return given;
  };
  Object exception = exception_of(frame.pop(), "exceptions must derive from BaseException");
  if (cause) {
    if (cause.get() == Py_None) {
      PyException_SetCause(exception.get(), nullptr);
    } else {
      cause = exception_of(cause, "exception causes must derive from BaseException");
      PyException_SetCause(exception.get(), cause.leak());
    }
  }
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.get())), exception.get());
  throw PythonError();
}

// --- the step
// -------------------------------------------------------------------------------------

/// The forms stand in groups (code.h).
void Machine::carry_out(Frame& frame, const syntax::Step& step) {
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
      if (rolled_.contains(&step)) run_time_loop(frame);
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
