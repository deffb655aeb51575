// One evaluation: arguments in, the machine runs in the traced world, recipes out.
#include <algorithm>

#include "frontend/evaluate/boundary/guards.h"
#include "frontend/evaluate/boundary/makes.h"
#include "frontend/evaluate/branches/leave.h"
#include "frontend/evaluate/jit_object.h"
#include "frontend/evaluate/source/source.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/traced/untraceable.h"
#include "frontend/evaluate/visits/visiting_world.h"

namespace duet::frontend {
namespace {

/// Arguments as the function sees them, in the order of Signature::leaves.
class ArgumentReader {
 public:
  ArgumentReader(const Signature& signature, const Settings& settings, Tracer& tracer,
                 TracedWorld& world, Compiled& compiled)
      : signature_(signature),
        settings_(settings),
        tracer_(tracer),
        world_(world),
        compiled_(compiled) {}

  Object read(PyObject* object);

 private:
  bool shares(int leaf) const;
  Object tensor(PyObject* object);
  Object number(PyObject* object);
  Object list(PyObject* object);
  Object dict(PyObject* object);
  Object container(PyObject* object, Object copy, int index);
  void note(PyObject* container, int index);
  Object marked(PyObject* object);

  const Signature& signature_;
  const Settings& settings_;
  Tracer& tracer_;
  TracedWorld& world_;
  Compiled& compiled_;
  size_t leaf_ = 0;
  int container_ = 0;
  std::unordered_map<PyObject*, Object> seen_;    // lists, dicts and Tensors
  std::unordered_map<PyObject*, Object> marked_;  // what stands for ms.mutable's lists and dicts
};

/// Whether another Tensor, which is another input of the graph, lies in the same memory.
bool ArgumentReader::shares(int leaf) const {
  int first = signature_.same_storage[static_cast<size_t>(leaf)];
  if (first != leaf) return true;
  for (size_t i = static_cast<size_t>(leaf) + 1; i < signature_.same_storage.size(); ++i)
    if (signature_.same_storage[i] == leaf &&
        signature_.leaves[i] != signature_.leaves[static_cast<size_t>(leaf)])
      return true;
  return false;
}

Object ArgumentReader::tensor(PyObject* object) {
  size_t leaf = leaf_++;
  if (auto seen = seen_.find(object); seen != seen_.end()) return seen->second;
  Tensor given = unwrap(object);
  TensorType type = type_of(given);
  for (int axis = 0; axis < type.rank() && leaf < settings_.open.size(); ++axis)
    if (settings_.open[leaf] >> axis & 1) type.shape[axis] = Dim::unknown();
  Tensor traced = tracer_.input(fmt::format("arg{}", leaf), type);
  if (shares(static_cast<int>(leaf))) tracer_.share(traced);
  Source source;
  source.leaf = static_cast<int>(leaf);
  compiled_.inputs.push_back(std::move(source));
  Object wrapped = Object::steal(wrap(traced));
  world_.born(wrapped.get());
  world_.note_leaf(wrapped.get(), static_cast<int>(leaf));
  seen_.emplace(object, wrapped);
  return wrapped;
}

Object ArgumentReader::number(PyObject* object) {
  auto leaf = static_cast<int>(leaf_++);
  world_.note_number(leaf, object);
  // An int is mostly a size or a flag: known, and guarded. ms.mutable says otherwise.
  bool run_time = signature_.is_mutable[leaf] || PyFloat_CheckExact(object);
  if (!run_time) {
    world_.demand(leaf);
    return Object::borrow(object);
  }
  Source source;
  source.leaf = leaf;
  compiled_.inputs.push_back(std::move(source));
  NumberKind kind = PyLong_Check(object) ? NumberKind::kInt : NumberKind::kFloat;
  int64_t node = tracer_.graph().add_input(fmt::format("arg{}", leaf), ir::Type::scalar(kind));
  Object plain = checked(PyLong_Check(object) ? PyNumber_Long(object) : PyNumber_Float(object));
  return make_number(node, plain, {leaf});
}

/// Leaves of a container that is met again are met again, too.
Object ArgumentReader::container(PyObject* object, Object copy, int index) {
  auto [seen, first] = seen_.try_emplace(object, std::move(copy));
  if (!first) return seen->second;
  note(seen->second.get(), index);
  return seen->second;
}

/// A copy belongs to the program; else it stands for the caller's own object.
void ArgumentReader::note(PyObject* container, int index) {
  if (world_.copies_arguments()) return world_.born(container);
  world_.note_argument(container);
  world_.note_container(container, index);
}

Object ArgumentReader::list(PyObject* object) {
  int index = container_++;
  Object copy = checked(PyList_New(0));
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(object); ++i)
    checked(PyList_Append(copy.get(), read(PyList_GET_ITEM(object, i)).get()));
  return container(object, std::move(copy), index);
}

Object ArgumentReader::dict(PyObject* object) {
  int index = container_++;
  Object copy = checked(PyDict_New());
  PyObject *key = nullptr, *value = nullptr;
  Py_ssize_t at = 0;
  while (PyDict_Next(object, &at, &key, &value))
    checked(PyDict_SetItem(copy.get(), key, read(value).get()));
  return container(object, std::move(copy), index);
}

/// What ms.mutable has marked: the same kind of thing, of arguments.
Object ArgumentReader::marked(PyObject* object) {
  auto* type = reinterpret_cast<PyObject*>(Py_TYPE(object));
  if (PyTuple_Check(object)) {
    Object plain = checked(PyTuple_New(PyTuple_GET_SIZE(object)));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); ++i)
      PyTuple_SET_ITEM(plain.get(), i, read(PyTuple_GET_ITEM(object, i)).leak());
    return checked(PyObject_CallOneArg(type, plain.get()));
  }
  if (!PyList_Check(object) && !PyDict_Check(object)) return number(object);
  int index = container_;
  Object plain = PyList_Check(object) ? list(object) : dict(object);
  auto [seen, first] = marked_.try_emplace(object);
  if (!first) return seen->second;
  seen->second = checked(PyObject_CallOneArg(type, plain.get()));
  note(seen->second.get(), index);
  return seen->second;
}

Object ArgumentReader::read(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  if (type == tensor_type) return tensor(object);
  if (type == &PyFloat_Type || type == &PyLong_Type || type == &PyBool_Type) return number(object);
  if (type == &PyTuple_Type) {
    Object copy = checked(PyTuple_New(PyTuple_GET_SIZE(object)));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(object); ++i)
      PyTuple_SET_ITEM(copy.get(), i, read(PyTuple_GET_ITEM(object, i)).leak());
    return copy;
  }
  if (type == &PyList_Type) return list(object);
  if (type == &PyDict_Type) return dict(object);
  if (is_tensor(object)) {
    // A Parameter is itself, with its name: the compiled function is for this one.
    Guard guard;
    guard.kind = Guard::Kind::kLeafValue;
    guard.leaf = static_cast<int>(leaf_++);
    guard.expected = Object::borrow(object);
    compiled_.guards.push_back(std::move(guard));
    world_.note_tensor(object);
    return Object::borrow(object);
  }
  if (_PyType_Lookup(type, name_object("__ms_mutable__").get())) return marked(object);
  return Object::borrow(object);
}

Arguments read_all(ArgumentReader& reader, PyObject* args, PyObject* kwargs) {
  Arguments arguments;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); ++i)
    arguments.values.push_back(reader.read(PyTuple_GET_ITEM(args, i)));
  if (!kwargs || PyDict_GET_SIZE(kwargs) == 0) return arguments;
  Object names = checked(PyDict_Keys(kwargs));
  arguments.keywords = checked(PyList_AsTuple(names.get()));
  checked(PyList_Sort(names.get()));
  std::unordered_map<std::string, Object> by_name;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names.get()); ++i) {
    PyObject* name = PyList_GET_ITEM(names.get(), i);
    by_name[PyUnicode_AsUTF8(name)] = reader.read(PyDict_GetItem(kwargs, name));
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments.keywords.get()); ++i)
    arguments.values.push_back(
        by_name[PyUnicode_AsUTF8(PyTuple_GET_ITEM(arguments.keywords.get(), i))]);
  return arguments;
}

std::string name_of(PyObject* object) {
  Object name = Object::steal(PyObject_GetAttrString(object, "name"));
  PyErr_Clear();
  const char* text = name && PyUnicode_Check(name.get()) ? PyUnicode_AsUTF8(name.get()) : nullptr;
  return text ? text : "outside";
}

/// Inputs that the tracer found by itself.
void add_outside(Tracer& tracer, TracedWorld& world, Compiled& compiled) {
  for (const Tracer::Outside& outside : tracer.outside()) {
    Source source;
    source.kind = Source::Kind::kOutside;
    Object object = world.tensor_object(outside.tensor);
    bool whole = unwrap(object.get()).layout() == outside.tensor.layout();
    source.object = whole ? object : Object::steal(wrap(outside.tensor));
    Guard guard;
    guard.kind = Guard::Kind::kTensor;
    guard.container = source.object;
    guard.expected = checked(PyUnicode_FromString(describe(type_of(outside.tensor)).c_str()));
    compiled.guards.push_back(std::move(guard));
    compiled.inputs.push_back(std::move(source));
  }
}

/// The exception that is set says why there is no graph.
[[noreturn]] void unsupported(const Machine& machine, const TracedWorld& world) {
  if (world.raises_documented()) throw PythonError();
  bool ours = PyErr_ExceptionMatches(untraceable());
  if (!ours && !PyErr_ExceptionMatches(PyExc_Exception)) throw PythonError();
  Object exception = take_exception();
  Unsupported result;
  result.place = machine.failed_at();
  if (ours) {
    Object args = checked(PyObject_GetAttrString(exception.get(), "args"));
    result.reason = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args.get(), 0));
    result.slug = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args.get(), 1));
  } else {
    // Python raises it again, with everything that the program did before.
    result.slug = "raises";
    Object text = Object::steal(PyObject_Str(exception.get()));
    const char* words = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
    PyErr_Clear();
    result.reason = fmt::format("{}: {}", Py_TYPE(exception.get())->tp_name, words ? words : "");
  }
  throw result;
}

/// A visit is a part of something: a function without a source is not one.
void expect_source(PyObject* function) {
  PyObject* plain = PyMethod_Check(function) ? PyMethod_GET_FUNCTION(function) : function;
  std::string reason;
  if (!PyFunction_Check(plain) || code_of(PyFunction_GET_CODE(plain), reason)) return;
  throw_untraceable(reason.empty() ? "a coroutine is carried out by Python" : reason,
                    "source-unknown");
}

void write_prints(const TracedWorld& world) {
  if (world.prints().empty()) return;
  Object out = Object::borrow(PySys_GetObject("stdout"));
  for (const Object& text : world.prints())
    if (out && out.get() != Py_None)
      checked(PyObject_CallMethod(out.get(), "write", "O", text.get()));
}

using Marks = Machine::Marks;

/// Evaluations cost: a function in which nothing fits runs in Python.
constexpr size_t kMostMarks = 8;

/// Evaluation starts again with a mark at this loop or fork.
struct Restart {
  Mark mark;
  // One of the machine's marks.
  std::unordered_set<const syntax::Step*> Marks::* among = &Marks::steps;
};

/// Somebody uses what two branches do not have in common: from now on each goes on by itself. If
/// that has not helped, one of them is Python's.
void restart_at_fork(const TracedWorld& world, const Marks& marks) {
  if (!world.blamed() || !PyErr_ExceptionMatches(untraceable())) return;
  if (world.blames_growth() && !marks.lengths.contains(world.blamed())) {
    PyErr_Clear();
    throw Restart{{world.blamed()}, &Marks::lengths};
  }
  const bool first = !marks.apart.contains(world.blamed()) && marks.apart.size() < kMostMarks;
  const bool loop =
      world.blamed()->form == syntax::Form::kWhile || world.blamed()->form == syntax::Form::kFor;
  const bool leaves = world.may_leave() && !loop && marks.steps.size() < kMostMarks;
  if (marks.steps.contains(world.blamed()) || (!first && !leaves)) return;
  PyErr_Clear();
  throw Restart{{world.blamed()}, first ? &Marks::apart : &Marks::steps};
}

/// Of what the function writes outside, what it has not written yet at this visit.
void watch_unwritten(const TracedWorld& world, const Compiled& written, const Visit& visit) {
  auto before = std::make_shared<Compiled>();
  auto writes = [&](PyObject* object) {
    return object && std::ranges::any_of(visit.point.writes, [&](const Write& write) {
             return write.target.get() == object;
           });
  };
  for (const Guard& guard : written.guards) {
    bool done = guard.kind == Guard::Kind::kCell && !visit.point.writes.empty();
    for (const TracedWorld::Shadow& shadow : world.shadows())
      if (shadow.original.get() == guard.container.get() ||
          (shadow.instance && shadow.instance.get() == guard.container.get()))
        done |= writes(shadow.original.get()) || writes(shadow.instance.get());
    if (!done) before->guards.push_back(guard);
  }
  if (before->guards.empty()) return;
  visit.before = std::make_shared<const Guards>(*before, false);
  visit.before_of = std::move(before);
}

/// What visits must leave as it was: all that was read, but for what the function itself has
/// written.
void watch_outside(const TracedWorld& world, Compiled& compiled) {
  auto watched = std::make_shared<Compiled>();
  Compiled later;
  for (const Guard& guard : compiled.guards) {
    bool written = guard.kind == Guard::Kind::kCell && !world.cell_writes().empty();
    for (const TracedWorld::Shadow& shadow : world.shadows())
      written |= shadow.original.get() == guard.container.get() ||
                 (shadow.instance && shadow.instance.get() == guard.container.get());
    (written ? later : *watched).guards.push_back(guard);
  }
  compiled.stays = std::make_shared<const Guards>(*watched, false);
  compiled.stays_of = std::move(watched);
  if (later.guards.empty()) return;
  for (const Object& host : compiled.hosts)
    if (const Visit* visit = visit_of(host.get())) watch_unwritten(world, later, *visit);
}

std::shared_ptr<const Compiled> evaluate_once(PyObject* function, PyObject* args, PyObject* kwargs,
                                              const Signature& signature, const Settings& settings,
                                              const Marks& marks, uint64_t& steps) {
  auto compiled = std::make_shared<Compiled>();
  compiled->graph = std::make_shared<ir::Graph>();
  if (Object name = Object::steal(PyObject_GetAttrString(function, "__qualname__")))
    compiled->graph->name = PyUnicode_AsUTF8(name.get());
  PyErr_Clear();
  Tracer tracer(*compiled->graph);
  VisitingWorld world(tracer, *compiled, settings);
  if (marks.steps.contains(nullptr)) world.print_late();
  Machine machine(world);
  world.set_machine(machine);
  machine.mark(marks);
  machine.allow(steps);
  struct Count {
    Machine& machine;
    uint64_t& left;
    ~Count() { left -= std::min(left, machine.steps()); }
  } count{machine, steps};
  tracer.place_of = [&machine] { return machine.place(); };
  tracer.name_of = [&world](const Tensor& tensor) {
    return name_of(world.tensor_object(tensor).get());
  };
  try {
    Engaged engaged(&tracer);
    Evaluating evaluating;
    ArgumentReader reader(signature, settings, tracer, world, *compiled);
    expect_source(function);
    Arguments arguments = read_all(reader, args, kwargs);
    Object result = machine.call(function, std::move(arguments));
    Maker maker(world, Maker::Of::kResults, compiled->exit, compiled->graph->results);
    maker.ask(result.get());
    maker.writes();
    tracer.commit();
    compiled->depends_on_tape = tracer.depends_on_tape();
    compiled->recursive = machine.recursive();
    // Too deep a call is done again, which nobody may see.
    if (compiled->recursive && speaks(*compiled->graph))
      throw_untraceable("a function that calls itself stands beside what Python or a print does",
                        "recursion");
    keep_leaves(*compiled);
    if (world.visits()) watch_outside(world, *compiled);
    add_outside(tracer, world, *compiled);
  } catch (const PythonError&) {
    if (auto mark = taken_mark()) throw Restart{*mark};
    restart_at_fork(world, marks);
    unsupported(machine, world);
  } catch (const Untraceable& needed) {
    Unsupported result;
    result.reason = needed.reason();
    result.slug = needed.slug();
    throw result;
  }
  write_prints(world);
  return compiled;
}

}  // namespace

std::shared_ptr<const Compiled> evaluate(PyObject* function, PyObject* args, PyObject* kwargs,
                                         const Signature& signature, const Settings& settings) {
  Marks marks;
  // All evaluations of one call together: about as many seconds as there are millions.
  uint64_t steps = 5'000'000;
  while (true) {
    try {
      return evaluate_once(function, args, kwargs, signature, settings, marks, steps);
    } catch (const Restart& restart) {
      const Mark& mark = restart.mark;
      if (mark.exposes)
        marks.exposing[mark.step].insert(mark.exposes);
      else if (!(marks.*restart.among).insert(mark.step).second)
        DUET_BUG("a step is marked twice");
    }
  }
}

}  // namespace duet::frontend
