// Generators: a frame behind a Python iterator. `next` and `send` resume it on this thread's
// machine.
#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/traced/untraceable.h"

// Behind Python.h, which it lacks.
#include <structmember.h>

#include <algorithm>

#include "runtime/graph/tracer.h"

namespace duet::frontend {
namespace {

struct GeneratorObject {
  PyObject_HEAD Frame* frame;  // owned; null while it runs and once it has ended
  PyObject *name, *qualname, *code;
  PyObject* handled;  // the exception whose handler it waits in; null if none
  PyObject* weakrefs;
  bool started, running;
  const Tracer* born_in;  // only compared; null outside of evaluations
};

PyTypeObject* generator_type = nullptr;

GeneratorObject* as_generator(PyObject* object) {
  return reinterpret_cast<GeneratorObject*>(object);
}

/// Whether a handler of the frame is at work.
bool handles(const Frame& frame) {
  return std::ranges::any_of(frame.activations, [](const Activation& activation) {
    return activation.kind == Activation::Kind::kHandler ||
           activation.kind == Activation::Kind::kFinally;
  });
}

/// A StopIteration may not leave a generator: it would end whoever iterates over it.
void refuse_stop_iteration() {
  if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return;
  Object stop = take_exception();
  PyErr_SetString(PyExc_RuntimeError, "generator raised StopIteration");
  Object error = take_exception();
  PyException_SetCause(error.get(), Object(stop).leak());
  PyException_SetContext(error.get(), stop.leak());
  PyErr_SetObject(PyExc_RuntimeError, error.get());
}

/// Runs the frame with the exceptions that it handles as the ones being handled.
Object run(GeneratorObject* generator, PyObject* sent, bool raise, Object& returned) {
  std::unique_ptr<Frame> frame(std::exchange(generator->frame, nullptr));
  generator->running = generator->started = true;
  Object handled = Object::steal(PyErr_GetHandledException());
  Object own = Object::steal(std::exchange(generator->handled, nullptr));
  if (own) PyErr_SetHandledException(own.get());
  Object value, given = Object::borrow(sent);
  if (raise) {  // with its context
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(sent)), sent);
    given = take_exception();
  }
  try {
    value = Machine::current().resume(frame, std::move(given), raise, returned);
  } catch (const PythonError&) {
    value = {};
  }
  if (frame && handles(*frame)) generator->handled = PyErr_GetHandledException();
  PyErr_SetHandledException(handled.get());
  generator->running = false;
  generator->frame = frame.release();
  return value;
}

bool is_running(const GeneratorObject* generator) {
  if (!generator->running) return false;
  PyErr_SetString(PyExc_ValueError, "generator already executing");
  return true;
}

/// To the next yield. Null with an exception set, or null and `result` at the end.
PyObject* resume(PyObject* self, PyObject* sent, bool raise, PyObject** result) {
  GeneratorObject* generator = as_generator(self);
  if (is_running(generator)) return nullptr;
  if (!generator->frame) {
    if (raise)
      PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(sent)), sent);
    else
      *result = Py_NewRef(Py_None);
    return nullptr;
  }
  if (!generator->started && !raise && sent != Py_None) {
    PyErr_SetString(PyExc_TypeError, "can't send non-None value to a just-started generator");
    return nullptr;
  }
  Object alive = Object::borrow(self), returned;
  Object value = run(generator, sent, raise, returned);
  if (value) return value.leak();
  if (PyErr_Occurred())
    refuse_stop_iteration();
  else
    *result = returned ? returned.leak() : Py_NewRef(Py_None);
  return nullptr;
}

PyObject* stop_with(PyObject* result) {
  if (!result) return nullptr;
  Object value = Object::steal(result);
  if (value.get() == Py_None)
    PyErr_SetNone(PyExc_StopIteration);
  else if (Object stop = Object::steal(PyObject_CallOneArg(PyExc_StopIteration, value.get())))
    PyErr_SetObject(PyExc_StopIteration, stop.get());
  return nullptr;
}

PyObject* iterate_next(PyObject* self) {
  PyObject* result = nullptr;
  if (PyObject* value = resume(self, Py_None, false, &result)) return value;
  return stop_with(result);
}

PySendResult send_slot(PyObject* self, PyObject* sent, PyObject** result) {
  PyObject* returned = nullptr;
  *result = resume(self, sent, false, &returned);
  if (*result) return PYGEN_NEXT;
  *result = returned;
  return returned ? PYGEN_RETURN : PYGEN_ERROR;
}

PyObject* send(PyObject* self, PyObject* sent) {
  PyObject* result = nullptr;
  if (PyObject* value = resume(self, sent, false, &result)) return value;
  return stop_with(result);
}

/// The iterator that the generator waits for in a `yield from`.
Object awaited(const GeneratorObject* generator) {
  const Frame* frame = generator->frame;
  return frame && frame->delegating ? Object::borrow(frame->peek()) : Object();
}

PyObject* raise_inside(PyObject* self, PyObject* exception) {
  if (Frame* frame = as_generator(self)->frame) frame->delegating = false;
  PyObject* result = nullptr;
  if (PyObject* value = resume(self, exception, true, &result)) return value;
  return stop_with(result);
}

/// The method of an inner iterator; null, without an exception, if it has none.
Object method_of(PyObject* object, const char* name) {
  Object method = Object::steal(PyObject_GetAttrString(object, name));
  if (!method && PyErr_ExceptionMatches(PyExc_AttributeError)) PyErr_Clear();
  return method;
}

/// False with an exception set.
bool close_inner(GeneratorObject* generator, PyObject* inner) {
  Object method = method_of(inner, "close");
  if (!method) {
    if (PyErr_Occurred()) PyErr_WriteUnraisable(inner);
    return true;
  }
  generator->running = true;
  Object done = Object::steal(PyObject_CallNoArgs(method.get()));
  generator->running = false;
  return static_cast<bool>(done);
}

/// The inner iterator has ended with an exception that is set: its result, or that exception.
PyObject* go_on_after_inner(PyObject* self) {
  Object exception = take_exception();
  if (!PyErr_GivenExceptionMatches(exception.get(), PyExc_StopIteration))
    return raise_inside(self, exception.get());
  Object result = Object::steal(PyObject_GetAttrString(exception.get(), "value"));
  if (!result) return nullptr;
  Frame* frame = as_generator(self)->frame;
  frame->delegating = false;
  frame->pop();
  ++frame->activations.back().position;  // behind the `yield from`, whose value this is
  PyObject* returned = nullptr;
  if (PyObject* value = resume(self, result.get(), false, &returned)) return value;
  return stop_with(returned);
}

PyObject* throw_exception_into(PyObject* self, PyObject* exception) {
  GeneratorObject* generator = as_generator(self);
  Object inner = awaited(generator);
  if (!inner || generator->running) return raise_inside(self, exception);
  if (PyErr_GivenExceptionMatches(exception, PyExc_GeneratorExit)) {
    if (close_inner(generator, inner.get())) return raise_inside(self, exception);
    return raise_inside(self, take_exception().get());
  }
  Object method = method_of(inner.get(), "throw");
  if (!method) return PyErr_Occurred() ? nullptr : raise_inside(self, exception);
  generator->running = true;
  Object value = Object::steal(PyObject_CallOneArg(method.get(), exception));
  generator->running = false;
  return value ? value.leak() : go_on_after_inner(self);
}

/// An instance of what was given to throw(); null with an exception set.
Object instance_of(PyObject* type, PyObject* value) {
  if (PyExceptionInstance_Check(type)) {
    if (!value || value == Py_None) return Object::borrow(type);
    PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
    return {};
  }
  if (!PyExceptionClass_Check(type)) {
    PyErr_Format(PyExc_TypeError,
                 "exceptions must be classes or instances deriving from BaseException, not %s",
                 Py_TYPE(type)->tp_name);
    return {};
  }
  // Python's own rules for making one.
  Object given = Object::borrow(value);
  PyErr_Restore(Py_NewRef(type), given.leak(), nullptr);
  return take_exception();
}

PyObject* throw_into(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  if (count < 1 || count > 3) {
    PyErr_Format(PyExc_TypeError, "throw expected %s 1 argument%s, got %zd",
                 count < 1 ? "at least" : "at most 3 and at least", "", count);
    return nullptr;
  }
  PyObject* trace = count > 2 ? args[2] : Py_None;
  if (trace != Py_None && !PyTraceBack_Check(trace)) {
    PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback object");
    return nullptr;
  }
  Object exception = instance_of(args[0], count > 1 ? args[1] : nullptr);
  if (!exception) return nullptr;
  if (trace != Py_None) PyException_SetTraceback(exception.get(), trace);
  return throw_exception_into(self, exception.get());
}

PyObject* close(PyObject* self, PyObject*) {
  GeneratorObject* generator = as_generator(self);
  if (is_running(generator)) return nullptr;
  if (!generator->frame) Py_RETURN_NONE;
  if (!generator->started) {
    delete std::exchange(generator->frame, nullptr);
    Py_RETURN_NONE;
  }
  Object exit = Object::steal(PyObject_CallNoArgs(PyExc_GeneratorExit));
  if (!exit) return nullptr;
  Object value = Object::steal(throw_exception_into(self, exit.get()));
  if (value) {
    PyErr_SetString(PyExc_RuntimeError, "generator ignored GeneratorExit");
    return nullptr;
  }
  if (PyErr_ExceptionMatches(PyExc_GeneratorExit) || PyErr_ExceptionMatches(PyExc_StopIteration)) {
    PyErr_Clear();
    Py_RETURN_NONE;
  }
  return nullptr;
}

thread_local int giving_up = 0;

bool is_given_up() { return giving_up > 0 || (PyErr_Occurred() && is_compilers(PyErr_Occurred())); }

void finalize(PyObject* self) {
  GeneratorObject* generator = as_generator(self);
  if (!generator->frame || generator->running) return;
  if (is_given_up() || (generator->born_in && generator->born_in != tracer())) {
    // Its evaluation, or the attempt in it, has been thrown away: nothing of it happens.
    delete std::exchange(generator->frame, nullptr);
    return;
  }
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  Object done = Object::steal(close(self, nullptr));
  if (!done) PyErr_WriteUnraisable(self);
  PyErr_Restore(type, value, traceback);
}

int visit_frame(const Frame& frame, visitproc visit, void* arg) {
  auto all = [&](std::initializer_list<PyObject*> objects) {
    for (PyObject* object : objects) Py_VISIT(object);
    return 0;
  };
  if (int stop = all({frame.code_object.get(), frame.globals.get(), frame.builtins.get(),
                      frame.function.get(), frame.names.get(), frame.constructed.get()}))
    return stop;
  for (const Object& object : frame.variables) Py_VISIT(object.get());
  for (const Object& object : frame.stack) Py_VISIT(object.get());
  for (const Activation& activation : frame.activations)
    if (int stop = all({activation.held.get(), activation.pending.value.get()})) return stop;
  return 0;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  const GeneratorObject* generator = as_generator(self);
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(generator->name);
  Py_VISIT(generator->qualname);
  Py_VISIT(generator->code);
  Py_VISIT(generator->handled);
  return generator->frame ? visit_frame(*generator->frame, visit, arg) : 0;
}

int clear(PyObject* self) {
  GeneratorObject* generator = as_generator(self);
  delete std::exchange(generator->frame, nullptr);
  Py_CLEAR(generator->handled);
  return 0;
}

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  GeneratorObject* generator = as_generator(self);
  if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
  PyObject_GC_UnTrack(self);
  if (generator->weakrefs) PyObject_ClearWeakRefs(self);
  clear(self);
  Py_CLEAR(generator->name);
  Py_CLEAR(generator->qualname);
  Py_CLEAR(generator->code);
  type->tp_free(self);
  Py_DECREF(type);
}

PyObject* text(PyObject* self) {
  return PyUnicode_FromFormat("<generator object %S at %p>", as_generator(self)->qualname, self);
}

// --- attributes

PyObject* get_name(PyObject* self, void*) { return Py_NewRef(as_generator(self)->name); }
PyObject* get_qualname(PyObject* self, void*) { return Py_NewRef(as_generator(self)->qualname); }
PyObject* get_code(PyObject* self, void*) { return Py_NewRef(as_generator(self)->code); }
PyObject* get_running(PyObject* self, void*) {
  return PyBool_FromLong(as_generator(self)->running);
}
PyObject* get_suspended(PyObject* self, void*) {
  return PyBool_FromLong(as_generator(self)->frame && as_generator(self)->started);
}
PyObject* get_yield_from(PyObject* self, void*) {
  Object inner = awaited(as_generator(self));
  return inner ? inner.leak() : Py_NewRef(Py_None);
}

int set_text(PyObject** member, PyObject* value, const char* name) {
  if (!value || !PyUnicode_Check(value)) {
    PyErr_Format(PyExc_TypeError, "%s must be set to a string object", name);
    return -1;
  }
  Py_XSETREF(*member, Py_NewRef(value));
  return 0;
}
int set_name(PyObject* self, PyObject* value, void*) {
  return set_text(&as_generator(self)->name, value, "__name__");
}
int set_qualname(PyObject* self, PyObject* value, void*) {
  return set_text(&as_generator(self)->qualname, value, "__qualname__");
}

PyGetSetDef attributes[] = {
    {"__name__", get_name, set_name, "Its function's name.", nullptr},
    {"__qualname__", get_qualname, set_qualname, "Its function's qualified name.", nullptr},
    {"gi_code", get_code, nullptr, "Its code object.", nullptr},
    {"gi_running", get_running, nullptr, "Whether it runs now.", nullptr},
    {"gi_suspended", get_suspended, nullptr, "Whether it waits at a yield.", nullptr},
    {"gi_yieldfrom", get_yield_from, nullptr, "The iterator it waits for, or None.", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};

PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(GeneratorObject, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyMethodDef methods[] = {
    {"send", send, METH_O, "Resumes with a value for the yield."},
    {"throw", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(throw_into)),
     METH_FASTCALL, "Raises inside."},
    {"close", close, METH_NOARGS, "Ends it."},
    {nullptr, nullptr, 0, nullptr},
};

PyTypeObject* make_type() {
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {
      slot(Py_tp_dealloc, dealloc),
      slot(Py_tp_finalize, finalize),
      slot(Py_tp_iter, PyObject_SelfIter),
      slot(Py_tp_iternext, iterate_next),
      slot(Py_am_send, send_slot),
      slot(Py_tp_repr, text),
      slot(Py_tp_methods, methods),
      slot(Py_tp_getset, attributes),
      slot(Py_tp_members, members),
      slot(Py_tp_traverse, traverse),
      slot(Py_tp_clear, clear),
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore.generator", sizeof(GeneratorObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                   slots};
  return reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

}  // namespace

GivingUp::GivingUp() { ++giving_up; }
GivingUp::~GivingUp() { --giving_up; }

Object make_generator(std::unique_ptr<Frame> frame) {
  if (!generator_type) generator_type = make_type();
  Object self = checked(generator_type->tp_alloc(generator_type, 0));
  GeneratorObject* generator = as_generator(self.get());
  generator->code = Object(frame->code_object).leak();
  auto named = [&](const char* name) {
    return checked(PyObject_GetAttrString(frame->function.get(), name)).leak();
  };
  generator->name = named("__name__");
  generator->qualname = named("__qualname__");
  generator->frame = frame.release();
  generator->born_in = tracer();
  return self;
}

bool is_generator(PyObject* object) { return generator_type && Py_TYPE(object) == generator_type; }

/// `yield from`: the iterator is on the stack, and above it what was sent, if it waited here. Gives
/// what is to be yielded, or nothing when the iterator has ended: its result is then on the stack.
Object Machine::delegate(Frame& frame) {
  Object sent = frame.delegating ? frame.pop() : Object::borrow(Py_None);
  frame.delegating = true;
  PyObject* value = nullptr;
  switch (PyIter_Send(frame.peek(), sent.get(), &value)) {
    case PYGEN_NEXT:
      --frame.activations.back().position;
      return Object::steal(value);
    case PYGEN_RETURN:
      frame.delegating = false;
      frame.pop();
      frame.push(Object::steal(value));
      return {};
    case PYGEN_ERROR:
      break;
  }
  frame.delegating = false;
  throw PythonError();
}

}  // namespace duet::frontend
