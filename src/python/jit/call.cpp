// Start reading at `call_jit`. A call that can not be served by a graph runs in Python.
#include "python/jit/call.h"

#include <cstring>

#include "base/switches.h"
#include "frontend/evaluate/boundary/make.h"
#include "frontend/evaluate/traced/traced_world.h"
#include "ir/placed_error.h"
#include "python/jit/compile.h"
#include "python/jit/host.h"
#include "python/jit/insight.h"
#include "python/jit/shapes.h"
#include "runtime/program/commits.h"
#include "runtime/program/depth.h"
#include "runtime/tape/tape.h"
#include "runtime/tape/taped_graph.h"

namespace duet::python {

JitContext jit_context;

namespace {

using frontend::CallArguments;
using frontend::JitObject;
using frontend::Signature;

/// Graphs that this thread is running: a Cell that a visit calls is just called.
thread_local int running = 0;

PyObject* call_python(const JitObject* self, const CallArguments& arguments) {
  return PyObject_Vectorcall(self->function, arguments.args, arguments.count, arguments.names);
}

/// C code calls a Cell or a jit function while a graph is recorded: a part of the program.
PyObject* call_traced(const JitObject* self, const CallArguments& arguments) {
  frontend::Arguments given;
  given.keywords = Object::borrow(arguments.names);
  for (size_t i = 0; i < arguments.count + given.named(); ++i)
    given.values.push_back(Object::borrow(arguments.args[i]));
  return frontend::Machine::current().call(self->function, std::move(given)).leak();
}

/// All is Python's: a call that failed as a graph is done again, to say how.
thread_local bool plainly = false;

/// This thread compares a call with Python's: it is carried out as ever meanwhile.
thread_local bool comparing = false;

PyObject* call_checked(JitObject* self, const CallArguments& arguments) {
  struct Comparing {
    Comparing() { comparing = true; }
    ~Comparing() { comparing = false; }
    Comparing(const Comparing&) = delete;
    Comparing& operator=(const Comparing&) = delete;
  } scope;
  Object keywords = keywords_of(arguments);
  if (!keywords) keywords = checked(PyDict_New());
  Object call = import_attribute("mindspore.common._check", "call");
  return PyObject_CallFunctionObjArgs(call.get(), self, positional_of(arguments).get(),
                                      keywords.get(), nullptr);
}

bool runs_in_python(const JitObject* self) {
  if (plainly || !compiler() || frontend::evaluating()) return true;
  return self->of_cells && (!jit_context.graph_mode || running > 0);
}

int level_of(const JitObject* self) { return self->level < 0 ? jit_context.level : self->level; }

bool may_fall_back(const JitObject* self) {
  return !self->fullgraph && jit_context.fallback && level_of(self) >= 2;
}

/// A Cell keeps what was compiled for it.
Object cache_for(const JitObject* self, const CallArguments& arguments) {
  PyTypeObject* cell_type = jit_context.cell_type;
  if (arguments.count == 0 || !cell_type ||
      !PyType_IsSubtype(Py_TYPE(arguments.args[0]), cell_type))
    return Object::borrow(self->cache);
  static PyObject* name = intern("_compiled");
  Object dict = checked(PyObject_GenericGetDict(arguments.args[0], nullptr));
  PyObject* found = PyDict_GetItemWithError(dict.get(), name);
  if (found && cache_of(found)) return Object::borrow(found);
  Object made = new_cache(arguments.args[0]);
  checked(PyDict_SetItem(dict.get(), name, made.get()));
  return made;
}

/// What a call is looked up by, apart from its arguments.
void start_key(const JitObject* self, Signature& signature) {
  char settings[2 + sizeof self->serial];
  settings[0] = static_cast<char>(level_of(self) | (may_fall_back(self) ? 4 : 0));
  std::memcpy(settings + 1, &self->serial, sizeof self->serial);
  settings[1 + sizeof self->serial] = static_cast<char>(switches());
  signature.key.append(settings, sizeof settings);
}

bool same_sharing(const Specialisation& each, const Signature& signature) {
  if (!each.sharing) return true;
  Values inputs;
  return bind_inputs(*each.compiled, signature, inputs) && sharing(inputs) == *each.sharing;
}

SpecialisationRef find(JitCache& cache, const Signature& signature) {
  JitCache::Bucket* bucket = cache.find(signature.key);
  if (!bucket) return nullptr;
  SpecialisationRef fallen;
  for (size_t i = 0; i < bucket->size(); ++i) {
    const SpecialisationRef& each = (*bucket)[i];
    if (!each->compiled) {
      fallen = each;
      continue;
    }
    if (each->guards->broken(signature) || !same_sharing(*each, signature)) continue;
    if (i > 0) std::swap((*bucket)[0], (*bucket)[i]);
    return (*bucket)[0];
  }
  return fallen;
}

bool accepts(const Specialisation& each, const Signature& signature) {
  return !each.guards->broken(signature) && same_sharing(each, signature);
}

/// Null: run in Python.
SpecialisationRef find_or_compile(JitObject* self, const CallArguments& arguments,
                                  Signature& signature, const Object& cache_object) {
  JitCache& cache = *cache_of(cache_object.get());
  bool anew = switched(Switch::kRecompile);
  while (true) {
    SpecialisationRef known = anew ? nullptr : find(cache, signature);
    if (SpecialisationRef found = known) {
      cache.hit(*found);
      return found;
    }
    const std::string kind = kind_of(signature);
    if (SpecialisationRef found = find_open(cache, kind, signature, accepts)) {
      cache.hit(*found);
      return found;
    }
    if (!anew && !cache.affords_another()) {
      warn_of_many(self);
      return nullptr;
    }
    frontend::Settings settings{level_of(self), self->fullgraph, self->first_values,
                                may_fall_back(self)};
    const JitCall call{self, arguments, settings};
    if (SpecialisationRef made = compile_open(call, kind, signature, cache, cache_object.get()))
      return made;
    if (SpecialisationRef made = compile(call, signature, cache, cache_object.get())) return made;
  }
}

class Running {
 public:
  Running() { ++running; }
  ~Running() { --running; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
};

Values run_program(const Specialisation& chosen, std::span<const Value> inputs, PythonHost& host) {
  Running scope;
  if (chosen.long_work) host.rest();
  return chosen.program->run(inputs, &host);
}

/// One entry of the tape.
Values run_recorded(Specialisation& chosen, std::span<const Value> inputs, PythonHost& host) {
  Running scope;
  if (!chosen.differentiated)
    chosen.differentiated = std::make_shared<CompiledCall>(chosen.compiled->graph);
  host.rest_always();
  return chosen.differentiated->run(inputs, &host);
}

/// What Python does in the middle belongs to the gradient, too.
Values run_on_tape(Specialisation& chosen, std::span<const Value> inputs, PythonHost& host) {
  Running scope;
  if (!chosen.taped) chosen.taped = make_taped(*chosen.compiled->graph);
  std::shared_ptr<const GraphProgram> program = chosen.taped;
  host.rest_always();
  return program->run(inputs, &host);
}

/// Whatever ends a run, this thread has the interpreter lock behind it.
class Holds {
 public:
  explicit Holds(PythonHost& host) : host_(host) {}
  ~Holds() { host_.hold(); }
  Holds(const Holds&) = delete;
  Holds& operator=(const Holds&) = delete;

 private:
  PythonHost& host_;
};

/// A compiled function that begins anew in Python at most of its calls is one that runs there.
void note_restart(Specialisation& chosen) {
  constexpr uint64_t kSome = 16;
  if (++chosen.restarts < kSome || chosen.restarts * 2 < chosen.runs) return;
  for (const auto& leave : chosen.compiled->leaves) {
    if (!leave || !leave->frames.empty()) continue;
    frontend::Unsupported unsupported;
    unsupported.reason = leave->reason;
    unsupported.slug = leave->slug;
    unsupported.place = leave->place;
    chosen.unsupported = unsupported;
    return;
  }
}

/// How many calls in each other Python has left for what comes now; a few belong to the library.
int64_t frames_left() {
  constexpr int64_t kOthers = 48;
  PyThreadState* state = PyThreadState_Get();
#if PY_VERSION_HEX >= 0x030C0000
  return state->py_recursion_remaining - kOthers;
#elif PY_VERSION_HEX >= 0x030B0000
  return state->recursion_remaining - kOthers;
#else
  return Py_GetRecursionLimit() - state->recursion_depth - kOthers;
#endif
}

/// What fails in a graph fails in Python in the same way, and Python has the frames, the carets and
/// the words for it: the call is done again there, unless somebody would see that.
class Failure {
 public:
  Failure(const frontend::Compiled& compiled, const PythonHost& host)
      : host_(host), repeats_(compiled.departures.empty()), commits_(commits_done()) {}
  bool can_be_repeated() const { return repeats_ && !host_.spoke() && commits_done() == commits_; }

 private:
  const PythonHost& host_;
  bool repeats_;
  uint64_t commits_;
};

PyObject* run(JitObject* self, const CallArguments& arguments, Specialisation& chosen,
              const Signature& signature) {
  Values inputs;
  if (!bind_inputs(*chosen.compiled, signature, inputs)) return call_python(self, arguments);
  Tape& tape = Tape::current();
  bool recorded = tape.recording();
  const frontend::Compiled& compiled = *chosen.compiled;
  bool own_rules = compiled.depends_on_tape || Tape::any_overridden();
  if (recorded && (own_rules || chosen.has_unknown_tensor || !compiled.graph))
    return call_python(self, arguments);
  // A gradient of the way back through a recursion is not always there (autodiff/cotangents.cpp).
  if (recorded && compiled.recursive && tape.depth() > 1) return call_python(self, arguments);
  bool taped = recorded && (compiled.stays || compiled.leaves_and_speaks);
  recorded = recorded && (taped || tape.tracks_any(inputs));
  look_at_visits(self, chosen);
  ++chosen.runs;
  Timed timed(chosen);
  PythonHost host(compiled, signature, !recorded && !chosen.sharing);
  if (recorded && !taped) host.begin_anew();
  Failure failure(compiled, host);
  std::optional<FramesLeft> depth;
  if (compiled.recursive) depth.emplace(frames_left());
  bool failed = false;
  try {
    Holds lock(host);
    Values results = taped      ? run_on_tape(chosen, inputs, host)
                     : recorded ? run_recorded(chosen, inputs, host)
                                : run_program(chosen, inputs, host);
    host.hold();
    return frontend::make_result(*chosen.compiled, results, signature).leak();
  } catch (const LeftGraph&) {
    // Unwound first: Cells that are called from here on are compiled as ever.
  } catch (const ir::PlacedError&) {
    if (!failure.can_be_repeated()) throw;
    failed = true;
  } catch (const PythonError&) {
    if (!host.raised() || !failure.can_be_repeated()) throw;
    PyErr_Clear();
    failed = true;
  }
  if (failed) return call_plainly(self, arguments);
  frontend::Left left = host.take_left();
  if (!left.frames.empty()) return frontend::go_on(std::move(left)).leak();
  if (!recorded) note_restart(chosen);
  return call_python(self, arguments);
}

Object visits_of(const JitObject* self, const CallArguments& arguments,
                 const Signature& signature) {
  return visits_in_the_way(self->function, positional_of(arguments).get(),
                           keywords_of(arguments).get(), signature);
}

PyObject* fall_back(JitObject* self, const CallArguments& arguments, const Signature& signature,
                    const frontend::Unsupported& unsupported) {
  if (!may_fall_back(self)) {
    refuse_to_fall_back(self, unsupported, visits_of(self, arguments, signature));
    return nullptr;
  }
  warn_of_fallback(self, unsupported);
  return call_python(self, arguments);
}

/// The program itself raises: Python does it again, with all that comes before. Where it raises
/// nothing there, compiling did: from now on the function is Python's, and says so.
PyObject* raise_in_python(JitObject* self, const CallArguments& arguments,
                          const SpecialisationRef& chosen, const Signature& signature,
                          const Object& cache) {
  Object result = Object::steal(call_python(self, arguments));
  if (!result) return nullptr;
  chosen->unsupported->slug = "raises-compiled";
  cache_of(cache.get())->add(signature, chosen, cache.get());
  if (!may_fall_back(self)) {
    refuse_to_fall_back(self, *chosen->unsupported, {});
    return nullptr;
  }
  warn_of_fallback(self, *chosen->unsupported);
  return result.leak();
}

}  // namespace

PyObject* call_jit(JitObject* self, const CallArguments& arguments) {
  if (frontend::TracedWorld::active()) return guarded([&] { return call_traced(self, arguments); });
  if (runs_in_python(self)) return call_python(self, arguments);
  if (self->checked && !comparing) return guarded([&] { return call_checked(self, arguments); });
  return guarded([&]() -> PyObject* {
    frontend::SignatureLease signature;
    start_key(self, *signature);
    if (!frontend::sign(arguments, *signature)) return call_python(self, arguments);
    Object cache = cache_for(self, arguments);
    SpecialisationRef chosen = find_or_compile(self, arguments, *signature, cache);
    if (!chosen) return call_python(self, arguments);
    if (!chosen->unsupported) return run(self, arguments, *chosen, *signature);
    if (chosen->unsupported->slug == "raises")
      return raise_in_python(self, arguments, chosen, *signature, cache);
    ++chosen->runs;
    return fall_back(self, arguments, *signature, *chosen->unsupported);
  });
}

PyObject* call_plainly(const JitObject* self, const CallArguments& arguments) {
  struct Plainly {
    bool before = std::exchange(plainly, true);
    ~Plainly() { plainly = before; }
  } scope;
  return call_python(self, arguments);
}

SpecialisationRef specialisation_of(JitObject* self, const CallArguments& arguments,
                                    Signature& signature) {
  if (!compiler() || frontend::evaluating()) return nullptr;
  start_key(self, signature);
  if (!frontend::sign(arguments, signature)) return nullptr;
  return find_or_compile(self, arguments, signature, cache_for(self, arguments));
}

bool prepare_jit(JitObject* self, const CallArguments& arguments) {
  frontend::SignatureLease signature;
  SpecialisationRef chosen = specialisation_of(self, arguments, *signature);
  if (chosen && chosen->unsupported && !may_fall_back(self)) {
    refuse_to_fall_back(self, *chosen->unsupported, visits_of(self, arguments, *signature));
    throw PythonError();
  }
  return chosen && chosen->compiled;
}

}  // namespace duet::python
