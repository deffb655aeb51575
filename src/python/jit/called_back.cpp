// The frames of CPython 3.11 and later, read where a call begins.
#include "python/jit/called_back.h"

#include "frontend/evaluate/source/source.h"
#include "frontend/evaluate/traced/pure.h"
#include "frontend/evaluate/traced/traced_world.h"
#include "python/object.h"

#define Py_BUILD_CORE 1
extern "C" {
#include <internal/pycore_frame.h>
}

namespace duet::python {
namespace {

using PythonFrame = _PyInterpreterFrame;

_PyFrameEvalFunction before = nullptr;
int living = 0;
bool collected = false;

PyObject* function_of(const PythonFrame* frame) {
#if PY_VERSION_HEX >= 0x030C0000
  return frame->f_funcobj;
#else
  return reinterpret_cast<PyObject*>(frame->f_func);
#endif
}

/// A function that begins and whose source is known; not a module, a class or a generator that goes
/// on, and not what belongs to Python or to us: that only hands on what the program gave it.
bool is_programs_own(const PythonFrame* frame) {
  PyObject* function = function_of(frame);
  if (frame->owner == FRAME_OWNED_BY_GENERATOR || !function || !PyFunction_Check(function))
    return false;
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function));
  constexpr int kOfFunctions = CO_OPTIMIZED | CO_NEWLOCALS;
  if ((code->co_flags & kOfFunctions) != kOfFunctions) return false;
  const char* file = PyUnicode_AsUTF8(code->co_filename);
  if (frontend::is_foreign_file(file) || frontend::is_library_file(file)) return false;
  std::string reason;
  return frontend::code_of(reinterpret_cast<PyObject*>(code), reason).has_value();
}

/// The arguments as they have been bound: none is missing.
frontend::Arguments arguments_of(const PythonFrame* frame) {
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function_of(frame)));
  const auto* slot = frame->localsplus;
  frontend::Arguments given;
  for (int i = 0; i < code->co_argcount; ++i) given.values.push_back(Object::borrow(*slot++));
  std::vector<std::pair<Object, Object>> named;
  Object names = checked(PyCode_GetVarnames(code));
  for (int i = 0; i < code->co_kwonlyargcount; ++i)
    named.emplace_back(Object::borrow(PyTuple_GET_ITEM(names.get(), code->co_argcount + i)),
                       Object::borrow(*slot++));
  if (code->co_flags & CO_VARARGS) {
    PyObject* rest = *slot++;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(rest); ++i)
      given.values.push_back(Object::borrow(PyTuple_GET_ITEM(rest, i)));
  }
  if (code->co_flags & CO_VARKEYWORDS) {
    PyObject *key = nullptr, *value = nullptr;
    for (Py_ssize_t at = 0; PyDict_Next(*slot, &at, &key, &value);)
      named.emplace_back(Object::borrow(key), Object::borrow(value));
  }
  if (named.empty()) return given;
  given.keywords = checked(PyTuple_New(static_cast<Py_ssize_t>(named.size())));
  for (size_t i = 0; i < named.size(); ++i) {
    PyTuple_SET_ITEM(given.keywords.get(), static_cast<Py_ssize_t>(i), named[i].first.leak());
    given.values.push_back(std::move(named[i].second));
  }
  return given;
}

/// A module's own code is no part of the program that imports it: Python runs it, once, eagerly.
class Aside {
 public:
  Aside() : eager_(nullptr), before_(frontend::TracedWorld::activate(nullptr)) {}
  ~Aside() { frontend::TracedWorld::activate(before_); }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

 private:
  Engaged eager_;
  frontend::TracedWorld* before_;
};

bool imports(const PythonFrame* frame) {
  std::string_view file = PyUnicode_AsUTF8(frame->f_code->co_filename);
  return file.starts_with("<frozen importlib");
}

/// What C code initialises it has just made: it is the program's own.
void note_birth(const PythonFrame* frame) {
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function_of(frame)));
  std::string_view name = PyUnicode_AsUTF8(code->co_name);
  if (code->co_argcount > 0 && (name == "__init__" || name == "__post_init__" ||
                                name == "__setstate__" || name == "__init_subclass__"))
    frontend::TracedWorld::active()->born(frame->localsplus[0]);
}

PyObject* evaluate_frame(PyThreadState* thread, PythonFrame* frame, int raise) {
  if (!frontend::TracedWorld::active() || raise) return before(thread, frame, raise);
  if (imports(frame)) {
    Aside aside;
    return before(thread, frame, raise);
  }
  bool own = false;
  Object done = Object::steal(guarded([&] {
    own = is_programs_own(frame);
    if (!own) return Py_NewRef(Py_None);
    note_birth(frame);
    return frontend::Machine::current().call(function_of(frame), arguments_of(frame)).leak();
  }));
  return own || !done ? done.leak() : before(thread, frame, raise);
}

}  // namespace

CalledBack::CalledBack() {
  if (living++ > 0) return;
  // A collection calls what is no part of the program, `gc.callbacks` and the `__del__` of old
  // garbage, and comes at any time: what is recorded must not depend on it.
  collected = PyGC_Disable() != 0;
  PyInterpreterState* interpreter = PyInterpreterState_Get();
  before = _PyInterpreterState_GetEvalFrameFunc(interpreter);
  _PyInterpreterState_SetEvalFrameFunc(interpreter, evaluate_frame);
}

CalledBack::~CalledBack() {
  if (--living > 0) return;
  _PyInterpreterState_SetEvalFrameFunc(PyInterpreterState_Get(), before);
  if (collected) PyGC_Enable();
}

}  // namespace duet::python
