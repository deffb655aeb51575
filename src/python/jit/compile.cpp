// Start reading at `compile`.
#include "python/jit/compile.h"

#include <chrono>
#include <map>

#include "base/switches.h"
#include "frontend/evaluate/traced/tensor.h"
#include "passes/pipeline.h"
#include "python/jit/called_back.h"
#include "python/unlocked.h"
#include "runtime/graph/interpret_graph.h"
#include "runtime/program/work.h"

namespace duet::python {
namespace {

using namespace std::chrono_literals;

/// Evaluation under the interpreter lock, the rest without it.
Compilation compile_graph(PyObject* function, PyObject* args, PyObject* kwargs,
                          const frontend::Signature& signature,
                          const frontend::Settings& settings) {
  Compilation made;
  {
    CalledBack called_back;
    // What an evaluation does is done in its own world: the first one leaves nothing behind.
    if (switched(Switch::kTwice)) frontend::evaluate(function, args, kwargs, signature, settings);
    made.compiled = frontend::evaluate(function, args, kwargs, signature, settings);
  }
  Unlocked unlocked;
  // What was recorded stays: gradients are made of it (runtime/tape/compiled_call.h).
  ir::Graph graph = *made.compiled->graph;
  passes::run(graph, {.evaluate = evaluate_node});
  made.program = GraphProgram::build(graph);
  return made;
}

Compiler present = compile_graph;

bool writes_state(const ir::Graph& graph) {
  for (const ir::Input& input : graph.inputs)
    if (input.state) return true;
  return false;
}

/// Nobody but the source itself and its guard holds the object.
bool has_unknown_tensor(const frontend::Compiled& compiled) {
  for (const frontend::Source& source : compiled.inputs)
    if (source.kind == frontend::Source::Kind::kOutside && Py_REFCNT(source.object.get()) <= 2)
      return true;
  return false;
}

/// Lets others go on when this thread's compilation ends, in whatever way.
class Claim {
 public:
  Claim(JitCache& cache, const std::string& key) : cache_(cache), key_(key) {
    state_ = cache_.compiling[key_] = std::make_shared<Compiling>();
  }
  ~Claim() {
    cache_.compiling.erase(key_);
    std::scoped_lock lock(state_->mutex);
    state_->done = true;
    state_->changed.notify_all();
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

 private:
  JitCache& cache_;
  const std::string& key_;
  std::shared_ptr<Compiling> state_;
};

// A thread that waits here compiles nothing itself (an evaluation just calls compiled functions),
// so threads can not wait for each other in a circle.
void wait_for(const std::shared_ptr<Compiling>& other) {
  bool done = false;
  while (!done) {
    {
      Unlocked unlocked;
      std::unique_lock lock(other->mutex);
      done = other->changed.wait_for(lock, 50ms, [&] { return other->done; });
    }
    checked(PyErr_CheckSignals());
  }
}

void compile_into(Specialisation& made, const JitCall& call, const frontend::Signature& signature) {
  const auto& arguments = call.arguments;
  Object args = positional_of(arguments), kwargs = keywords_of(arguments);
  Compilation compilation =
      compiler()(call.self->function, args.get(), kwargs.get(), signature, call.settings);
  made.guards.emplace(*compilation.compiled, call.settings.first_values);
  made.program = std::move(compilation.program);
  made.compiled = std::move(compilation.compiled);
  if (!made.compiled->graph) return;
  made.has_unknown_tensor = has_unknown_tensor(*made.compiled);
  // A program that talks with Python rests by itself, where its work is long.
  made.long_work = is_long_work(*made.compiled->graph) && !talks(*made.compiled->graph);
  Values inputs;
  if (writes_state(*made.compiled->graph) && bind_inputs(*made.compiled, signature, inputs))
    made.sharing = sharing(inputs);
}

/// Ints among the arguments, attributes and globals are mostly sizes and flags: known, and guarded.
/// One that has had this many values counts as a number of the run; what needs its value while
/// compiling guards it again.
constexpr int kFewValues = 3;

bool is_plain_int(PyObject* object) { return PyLong_CheckExact(object); }

/// Marks the ints that change from call to call; tells whether there are any.
bool mark_changing_ints(const JitCache::Bucket* bucket, frontend::Signature& signature) {
  if (!bucket) return false;
  std::vector<int> changes(signature.leaves.size());
  for (const SpecialisationRef& each : *bucket) {
    if (!each->compiled) continue;
    for (const frontend::Guard& guard : each->compiled->guards)
      if (guard.kind == frontend::Guard::Kind::kLeafValue && is_plain_int(guard.expected.get()) &&
          !frontend::same_value(signature.leaves[static_cast<size_t>(guard.leaf)],
                                guard.expected.get()))
        ++changes[static_cast<size_t>(guard.leaf)];
  }
  bool any = false;
  for (size_t leaf = 0; leaf < changes.size(); ++leaf)
    if (changes[leaf] >= kFewValues && !signature.is_mutable[leaf])
      any = signature.is_mutable[leaf] = true;
  return any;
}

bool is_number(PyObject* object) { return PyLong_CheckExact(object) || PyFloat_CheckExact(object); }

/// Numbers outside that have had other values whenever this was compiled.
std::vector<frontend::ChangingNumber> changing_outside(const JitCache::Bucket* bucket) {
  std::vector<frontend::ChangingNumber> found;
  if (!bucket) return found;
  std::map<std::pair<PyObject*, PyObject*>, int> changes;
  for (const SpecialisationRef& each : *bucket) {
    if (!each->compiled) continue;
    for (const frontend::Guard& guard : each->compiled->guards) {
      if (guard.kind != frontend::Guard::Kind::kDictItem || !is_number(guard.expected.get()))
        continue;
      PyObject* present = frontend::item_of(guard.container.get(), guard.key.get());
      if (!present || frontend::same_value(present, guard.expected.get())) continue;
      if (++changes[{guard.container.get(), guard.key.get()}] == kFewValues)
        found.push_back({guard.container.get(), guard.key.get()});
    }
  }
  return found;
}

/// With numbers that change known at run time only, if the function can be compiled so.
void compile_for_changing_numbers(Specialisation& made, const JitCall& call,
                                  frontend::Signature& signature, JitCache& cache) {
  std::vector<bool> given = signature.is_mutable;
  const JitCache::Bucket* bucket = cache.find(signature.key);
  JitCall general = call;
  if (!call.settings.first_values) general.settings.changing = changing_outside(bucket);
  if (mark_changing_ints(bucket, signature) || !general.settings.changing.empty()) {
    try {
      compile_into(made, general, signature);
      return;
    } catch (const frontend::Unsupported&) {
      made = {};
      signature.is_mutable = given;
    }
  }
  compile_into(made, call, signature);
}

}  // namespace

Object positional_of(const frontend::CallArguments& arguments) {
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(arguments.count)));
  for (size_t i = 0; i < arguments.count; ++i)
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), Py_NewRef(arguments.args[i]));
  return tuple;
}

Object keywords_of(const frontend::CallArguments& arguments) {
  Object dict;
  if (!arguments.names) return dict;
  dict = checked(PyDict_New());
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments.names); ++i)
    checked(PyDict_SetItem(dict.get(), PyTuple_GET_ITEM(arguments.names, i),
                           arguments.args[arguments.count + static_cast<size_t>(i)]));
  return dict;
}

Compiler compiler() { return present; }
void set_compiler(Compiler compiler) { present = compiler ? compiler : compile_graph; }

SpecialisationRef compile(const JitCall& call, frontend::Signature& signature, JitCache& cache,
                          PyObject* cache_object) {
  if (auto other = cache.compiling.find(signature.key); other != cache.compiling.end()) {
    wait_for(std::shared_ptr<Compiling>(other->second));
    return nullptr;
  }
  Claim claim(cache, signature.key);
  auto start = std::chrono::steady_clock::now();
  auto made = std::make_shared<Specialisation>();
  try {
    compile_for_changing_numbers(*made, call, signature, cache);
  } catch (const frontend::Unsupported& unsupported) {
    *made = {};
    made->unsupported = unsupported;
    // Another value of the same signature may raise nothing.
    if (unsupported.slug == "raises") {
      cache.charge();
      return made;
    }
  }
  made->nanoseconds = (std::chrono::steady_clock::now() - start) / 1ns;
  cache.add(signature, made, cache_object);
  return made;
}

std::vector<int> sharing(std::span<const Value> inputs) {
  std::vector<int> first(inputs.size());
  std::unordered_map<const Storage*, int> known;
  for (size_t i = 0; i < inputs.size(); ++i) {
    auto number = static_cast<int>(i);
    first[i] = !inputs[i].is_tensor()
                   ? number
                   : known.try_emplace(inputs[i].tensor_rep()->storage.get(), number).first->second;
  }
  return first;
}

namespace {

PyObject* object_of(const frontend::Source& source, const frontend::Signature& signature) {
  switch (source.kind) {
    case frontend::Source::Kind::kLeaf:
      return signature.leaves[static_cast<size_t>(source.leaf)];
    case frontend::Source::Kind::kOutside:
      return source.object.get();
    case frontend::Source::Kind::kNumber:
      return frontend::item_of(source.object.get(), source.key.get());
  }
  DUET_BUG("an unknown source of an input");
}

}  // namespace

bool bind_inputs(const frontend::Compiled& compiled, const frontend::Signature& signature,
                 Values& inputs) {
  for (const frontend::Source& source : compiled.inputs) {
    PyObject* object = object_of(source, signature);
    if (!object) return false;
    if (frontend::is_tensor(object)) {
      inputs.emplace_back(frontend::unwrap(object));
    } else if (PyBool_Check(object)) {
      inputs.emplace_back(object == Py_True);
    } else if (PyFloat_Check(object)) {
      inputs.emplace_back(PyFloat_AS_DOUBLE(object));
    } else {
      int overflow = 0;
      int64_t value = PyLong_AsLongLongAndOverflow(object, &overflow);
      if (overflow) return false;
      inputs.emplace_back(value);
    }
  }
  return true;
}

}  // namespace duet::python
