// The statements try, with and raise.
#include "frontend/evaluate/machine/tries.h"

#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

using Kind = Activation::Kind;

/// Whether `except types` takes the exception.
bool matches(PyObject* exception, PyObject* types) {
  auto check = [](PyObject* type) {
    if (!PyExceptionClass_Check(type))
      throw_error(PyExc_TypeError,
                  "catching classes that do not inherit from BaseException is not allowed");
  };
  if (!PyTuple_Check(types)) check(types);
  for (Py_ssize_t i = 0; PyTuple_Check(types) && i < PyTuple_GET_SIZE(types); ++i)
    check(PyTuple_GET_ITEM(types, i));
  return PyErr_GivenExceptionMatches(exception, types) != 0;
}

}  // namespace

/// Goes on to the next handler; `held` is the exception, or `pending` the state of an except*.
void Machine::try_handlers(Frame& frame, Activation& activation) {
  const syntax::Try& record = frame.code->tries[activation.owner->a];
  if (++activation.handler == static_cast<int>(record.handlers.size())) {
    Object exception = std::move(activation.held), state = std::move(activation.pending.value);
    activation.held = activation.pending.value = {};
    activation.kind = Kind::kElse;
    bool again = true;
    if (state) exception = star_result(state.get(), again);
    if (exception && again) raise_again(std::move(exception));  // nobody wants it
    if (exception) throw_exception(std::move(exception));
    Completion normal;
    after_try(frame, normal);
    return;
  }
  const syntax::Handler& handler = record.handlers[activation.handler];
  if (handler.star && activation.handler == 0)
    activation.pending.value = star_state(activation.held.get());
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
  PyObject* state = activation.pending.value.get();
  if (state)
    exception = star_match(state, types.get());
  else if (types && !matches(exception.get(), types.get()))
    exception = {};
  if (!exception) {
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

/// A call of the statement's own: what Python does of it stands in this very frame.
Object Machine::call_here(PyObject* callee, Arguments arguments) {
  if (auto value = world_.visit_call(callee, arguments)) return std::move(*value);
  if (PyCFunction_Check(callee)) return world_.call(callee, arguments);
  return call(callee, std::move(arguments));
}

void Machine::begin_with(Frame& frame, const syntax::Step& step) {
  Object manager = frame.pop();
  if (world_.late(manager.get())) {
    std::vector<Object> parts = world_.late_enter(manager.get());
    begin(frame, Kind::kWith, step.a, &step);
    frame.activations.back().held = std::move(parts[0]);
    frame.push(std::move(parts[1]));
    return;
  }
  auto special = [&](const char* name, const char* missed) {
    PyTypeObject* type = Py_TYPE(manager.get());
    PyObject* method = _PyType_Lookup(type, name_object(name).get());
    if (!method)
      throw_error(PyExc_TypeError,
                  fmt::format("'{}' object does not support the context manager protocol{}",
                              type->tp_name, missed));
    descrgetfunc bind = Py_TYPE(method)->tp_descr_get;
    if (!bind) return Object::borrow(method);
    return checked(bind(method, manager.get(), reinterpret_cast<PyObject*>(type)));
  };
  Object enter_method = special("__enter__", "");
  Object bound = special("__exit__", " (missed __exit__ method)");
  Object value = call_here(enter_method.get(), {});
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
    call_here(exit.get(), std::move(arguments));
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
  Object swallowed = call_here(exit.get(), std::move(arguments));
  return world_.truth(swallowed.get());
}

void Machine::raise(Frame& frame, const syntax::Step& step) {
  Object cause = step.a == 2 ? frame.pop() : Object();
  if (step.a == 0) {
    Object handled = Object::steal(PyErr_GetHandledException());
    if (!handled || handled.get() == Py_None)
      throw_error(PyExc_RuntimeError, "No active exception to reraise");
    raise_again(std::move(handled));
  }
  auto exception_of = [&](Object given, const char* otherwise) {
    if (world_.late(given.get()))
      throw_untraceable("an exception that is known at run time only is raised", "late-exception");
    if (PyExceptionClass_Check(given.get())) {
      Object made = call(given.get(), {});
      if (!PyExceptionInstance_Check(made.get())) {
        PyErr_Format(PyExc_TypeError,
                     "calling %R should have returned an instance of BaseException, not %R",
                     given.get(), Py_TYPE(made.get()));
        throw PythonError();
      }
      given = made;
    }
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

}  // namespace duet::frontend
