// Generators: a frame behind a Python iterator. `next` and `send` resume it on this thread's
// machine.
#include "frontend/evaluate/machine.h"

namespace duet::frontend {
namespace {

struct GeneratorObject {
  PyObject_HEAD Frame* frame;  // owned; null once it has ended
  PyObject* weakrefs;
  bool started, running;
};

PyTypeObject* generator_type = nullptr;

GeneratorObject* as_generator(PyObject* object) {
  return reinterpret_cast<GeneratorObject*>(object);
}

/// To the next yield. Null with an exception set, or null and `result` at the end.
PyObject* resume(PyObject* self, PyObject* sent, bool raise, PyObject** result) {
  GeneratorObject* generator = as_generator(self);
  if (generator->running) {
    PyErr_SetString(PyExc_ValueError, "generator already executing");
    return nullptr;
  }
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
  std::unique_ptr<Frame> frame(std::exchange(generator->frame, nullptr));
  generator->running = generator->started = true;
  Object handled = Object::steal(PyErr_GetHandledException());
  Object value, returned;
  bool failed = false;
  try {
    value = Machine::current().resume(frame, Object::borrow(sent), raise, returned);
  } catch (const PythonError&) {
    failed = true;
  }
  PyErr_SetHandledException(handled.get());
  generator->running = false;
  generator->frame = frame.release();
  if (failed) {
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
      Object stop = take_exception();
      PyErr_SetString(PyExc_RuntimeError, "generator raised StopIteration");
      Object error = take_exception();
      PyException_SetCause(error.get(), Object(stop).leak());
      PyException_SetContext(error.get(), stop.leak());
      PyErr_SetObject(PyExc_RuntimeError, error.get());
    }
    return nullptr;
  }
  if (value) return value.leak();
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

PyObject* throw_into(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  if (count < 1) {
    PyErr_SetString(PyExc_TypeError, "throw() needs an exception");
    return nullptr;
  }
  Object exception = Object::borrow(count > 1 && args[1] != Py_None ? args[1] : args[0]);
  if (PyExceptionClass_Check(exception.get()))
    exception = Object::steal(PyObject_CallNoArgs(exception.get()));
  else if (!PyExceptionInstance_Check(exception.get()) && PyExceptionClass_Check(args[0]))
    exception = Object::steal(PyObject_CallOneArg(args[0], exception.get()));
  if (!exception) return nullptr;
  if (!PyExceptionInstance_Check(exception.get())) {
    PyErr_SetString(PyExc_TypeError,
                    "exceptions must be classes or instances deriving from "
                    "BaseException");
    return nullptr;
  }
  PyObject* result = nullptr;
  if (PyObject* value = resume(self, exception.get(), true, &result)) return value;
  return stop_with(result);
}

PyObject* close(PyObject* self, PyObject*) {
  GeneratorObject* generator = as_generator(self);
  if (!generator->frame) Py_RETURN_NONE;
  if (!generator->started) {
    delete std::exchange(generator->frame, nullptr);
    Py_RETURN_NONE;
  }
  Object exit = Object::steal(PyObject_CallNoArgs(PyExc_GeneratorExit));
  PyObject* result = nullptr;
  if (PyObject* value = resume(self, exit.get(), true, &result)) {
    Py_DECREF(value);
    PyErr_SetString(PyExc_RuntimeError, "generator ignored GeneratorExit");
    return nullptr;
  }
  if (result) {
    Py_DECREF(result);
    Py_RETURN_NONE;
  }
  if (PyErr_ExceptionMatches(PyExc_GeneratorExit) || PyErr_ExceptionMatches(PyExc_StopIteration)) {
    PyErr_Clear();
    Py_RETURN_NONE;
  }
  return nullptr;
}

void finalize(PyObject* self) {
  GeneratorObject* generator = as_generator(self);
  if (!generator->frame || generator->running) return;
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  Object done = Object::steal(close(self, nullptr));
  if (!done) PyErr_WriteUnraisable(self);
  PyErr_Restore(type, value, traceback);
}

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  if (PyObject_CallFinalizerFromDealloc(self) < 0) return;
  if (as_generator(self)->weakrefs) PyObject_ClearWeakRefs(self);
  delete as_generator(self)->frame;
  type->tp_free(self);
  Py_DECREF(type);
}

PyObject* text(PyObject* self) {
  Frame* frame = as_generator(self)->frame;
  return PyUnicode_FromFormat("<generator object %s>",
                              frame ? frame->code->qualname.c_str() : "(ended)");
}

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
      slot(Py_tp_dealloc, dealloc),        slot(Py_tp_finalize, finalize),
      slot(Py_tp_iter, PyObject_SelfIter), slot(Py_tp_iternext, iterate_next),
      slot(Py_am_send, send_slot),         slot(Py_tp_repr, text),
      slot(Py_tp_methods, methods),        {0, nullptr},
  };
  PyType_Spec spec{"mindspore.generator", sizeof(GeneratorObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  return reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

}  // namespace

Object make_generator(std::unique_ptr<Frame> frame) {
  if (!generator_type) generator_type = make_type();
  Object self = checked(generator_type->tp_alloc(generator_type, 0));
  as_generator(self.get())->frame = frame.release();
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
