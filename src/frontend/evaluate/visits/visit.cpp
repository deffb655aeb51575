// How a visit is kept, and how it runs.
#include "frontend/evaluate/visits/visit.h"

#include <algorithm>

#include "frontend/evaluate/boundary/guards.h"
#include "frontend/evaluate/boundary/make.h"
#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/traced/array.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/visits/any.h"

namespace duet::frontend {

PyObject* (*take_array)(PyObject* array) = nullptr;

namespace {

constexpr size_t kOffset = PY_VECTORCALL_ARGUMENTS_OFFSET;

/// With what is the same at each call.
struct KeptVisit : Visit {
  explicit KeptVisit(Visit visit) : Visit(std::move(visit)) {}
  /// Of a light one: callee and arguments, null where `given` says what stands there.
  std::vector<PyObject*> ready;
  struct Given {
    size_t slot;
    Make::Kind kind;
    size_t index;
  };
  std::vector<Given> given;
};

struct VisitObject {
  PyObject_HEAD KeptVisit* visit;
};

PyTypeObject* visit_type = nullptr;

const Visit& content(PyObject* self) { return *reinterpret_cast<VisitObject*>(self)->visit; }

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  for (const Make& make : content(self).point.makes) Py_VISIT(make.object.get());
  for (const Write& write : content(self).point.writes) {
    Py_VISIT(write.target.get());
    Py_VISIT(write.name.get());
  }
  return 0;
}

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  delete reinterpret_cast<VisitObject*>(self)->visit;
  type->tp_free(self);
  Py_DECREF(type);
}

PyTypeObject* make_type() {
  PyType_Slot slots[] = {
      {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
      {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore.visit", sizeof(VisitObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                   slots};
  return reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

/// Whether each item is itself, or a number or Tensor of its own: see `add_light_items`.
bool is_light(const Point& point, size_t exposed) {
  if (exposed > 0 || !point.writes.empty()) return false;
  std::vector<int> seen;
  for (int item : point.items) {
    if (item < 0) return false;
    switch (point.makes[static_cast<size_t>(item)].kind) {
      case Make::Kind::kObject:
      case Make::Kind::kLeaf:
      case Make::Kind::kContainer:
      case Make::Kind::kAny:
        break;
      case Make::Kind::kNumber:
      case Make::Kind::kCopy:
        if (std::ranges::count(seen, item) > 0) return false;
        seen.push_back(item);
        break;
      default:
        return false;
    }
  }
  return true;
}

void make_ready(KeptVisit& visit) {
  if (!visit.light) return;
  for (int item : visit.point.items) {
    const Make& make = visit.point.makes[static_cast<size_t>(item)];
    visit.ready.push_back(make.object.get());
    if (make.kind != Make::Kind::kObject)
      visit.given.push_back({visit.ready.size() - 1, make.kind, static_cast<size_t>(make.index)});
  }
}

Value any_value(Object result, Held& held) {
  Value value = host_value(result.get());
  // These live as long as Python does.
  PyObject* o = result.get();
  if (o != Py_None && o != Py_True && o != Py_False) held.objects.push_back(std::move(result));
  return value;
}

Value taken(Object result, Gives gives, Held& held) {
  switch (gives) {
    case Gives::kBool: {
      int truth = PyObject_IsTrue(result.get());
      checked(truth);
      return truth == 1;
    }
    case Gives::kFloat:
      return PyFloat_AsDouble(result.get());
    case Gives::kInt:
      return static_cast<int64_t>(PyLong_AsLongLong(result.get()));
    default:
      return any_value(std::move(result), held);
  }
}

}  // namespace

Object make_visit(Visit visit) {
  if (!visit_type) visit_type = make_type();
  visit.light = is_light(visit.point, visit.exposed);
  auto content = std::make_unique<KeptVisit>(std::move(visit));
  make_ready(*content);
  auto* self = reinterpret_cast<VisitObject*>(checked(visit_type->tp_alloc(visit_type, 0)).leak());
  self->visit = content.release();
  return Object::steal(reinterpret_cast<PyObject*>(self));
}

const Visit* visit_of(PyObject* host) {
  return visit_type && Py_TYPE(host) == visit_type ? &content(host) : nullptr;
}

namespace {

/// The objects that a call is made with: `slots[0]` is the room that a vectorcall may use, then
/// come the callee and the arguments.
struct Objects {
  SmallVector<PyObject*, 10> slots{nullptr};
  SmallVector<Object, 4> made;  // keeps what no value or recipe does
};

/// Memory that nobody else holds is the callee's to lend: it need not be copied.
void let_go(const HostCallArguments& given) {
  for (size_t i = 0; i < given.args.size() && i < 64; ++i)
    if ((given.last >> i & 1) != 0 && given.args[i]->is_tensor()) *given.args[i] = Value();
}

/// Gives what is pending outside.
std::vector<Written> add_items(const Visit& visit, const HostCallArguments& given,
                               const Signature& signature, Objects& objects) {
  std::vector<Written> written;
  {
    Values args;
    for (const Value* arg : given.args) args.push_back(*arg);
    bool looks = visit.looks && visit.reports;
    auto items = looks ? make_point(visit.point, args, signature, written)
                       : make_point(visit.point, args, signature);
    for (size_t i = 0; i + visit.exposed < items.size(); ++i)
      objects.slots.push_back(items[i].get());
    for (Object& item : items) objects.made.push_back(std::move(item));
  }
  let_go(given);
  return written;
}

/// Without making a point: nearly all visits are so.
void add_light_items(const KeptVisit& visit, const HostCallArguments& given,
                     const Signature& signature, Objects& objects) {
  for (PyObject* object : visit.ready) objects.slots.push_back(object);
  PyObject** slots = objects.slots.data() + 1;
  for (const KeptVisit::Given& each : visit.given) {
    PyObject*& slot = slots[each.slot];
    if (each.kind == Make::Kind::kAny)
      slot = object_of(*given.args[each.index]);
    else if (each.kind == Make::Kind::kLeaf)
      slot = signature.leaves[each.index];
    else if (each.kind == Make::Kind::kContainer)
      slot = signature.containers[each.index];
    else if (each.kind == Make::Kind::kNumber)
      slot = checked(number_object(*given.args[each.index])).leak();
    else
      slot = tensor_apart(given.args[each.index]->as_tensor()).leak();
    bool held = each.kind == Make::Kind::kAny;
    if (held) continue;
    bool caller = each.kind == Make::Kind::kLeaf || each.kind == Make::Kind::kContainer;
    objects.made.push_back(caller ? Object::borrow(slot) : Object::steal(slot));
  }
  let_go(given);
}

/// `Tensor(array)` of an array that only the graph has, and does not need any more.
Object taken_over(const Visit& visit, const HostCallArguments& given, const Objects& objects) {
  constexpr size_t kSlots = 3;
  if (objects.slots.size() != kSlots || visit.keywords || !take_array) return {};
  if (objects.slots[1] != reinterpret_cast<PyObject*>(tensor_type)) return {};
  const Make& make = visit.point.makes[static_cast<size_t>(visit.point.items[1])];
  if (make.kind != Make::Kind::kAny || (given.own >> make.index & 1) == 0) return {};
  return Object::steal(take_array(objects.slots[2]));
}

/// Of the result, what the graph wants; throws PythonError.
void take(const Visit& visit, Object result, std::span<Value* const> results, Held& held) {
  if (visit.gives == Gives::kParts) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(result.get()); ++i)
      *results[static_cast<size_t>(i)] =
          any_value(Object::borrow(PyTuple_GET_ITEM(result.get(), i)), held);
  } else if (visit.gives != Gives::kNothing) {
    *results[0] = taken(std::move(result), visit.gives, held);
    if (visit.gives != Gives::kAny && PyErr_Occurred()) throw PythonError();
  }
}

Object called(const Visit& visit, Objects& objects) {
  PyObject** slots = objects.slots.data();
  size_t given = objects.slots.size() - 2;  // without the room, and the callee
  size_t named = visit.keywords ? static_cast<size_t>(PyTuple_GET_SIZE(visit.keywords.get())) : 0;
  return checked(
      PyObject_Vectorcall(slots[1], slots + 2, (given - named) | kOffset, visit.keywords.get()));
}

/// Calls `f(value, object)` for each argument that is a Tensor of the graph.
template <class F>
void each_tensor(const Visit& visit, const HostCallArguments& given, const Objects& objects, F f) {
  for (size_t i = 0; i + visit.exposed < visit.point.items.size(); ++i) {
    if (visit.point.items[i] < 0) continue;
    const Make& make = visit.point.makes[static_cast<size_t>(visit.point.items[i])];
    if (make.kind != Make::Kind::kCopy && make.kind != Make::Kind::kTensor) continue;
    const Value& value = *given.args[static_cast<size_t>(make.index)];
    if (value.is_tensor()) f(value, objects.slots[i + 1]);
  }
}

uint64_t version_of(PyObject* tensor) { return as_object(tensor)->rep->storage->version(); }

/// Which Tensors of the graph a visit writes, of those that the graph needs again: the call leaves
/// it then.
class Watch {
 public:
  Watch(const Visit& visit, const HostCallArguments& given, const Objects& objects)
      : visit_(visit), given_(given), objects_(objects) {
    if (visit.reports)
      each_tensor(visit, given, objects,
                  [&](const Value&, PyObject* object) { versions_.push_back(version_of(object)); });
  }
  void note(std::vector<Rewritten>& rewritten) const {
    rewritten.clear();
    if (versions_.empty()) return;
    size_t next = 0;
    each_tensor(visit_, given_, objects_, [&](const Value& value, PyObject* object) {
      if (versions_[next++] != version_of(object))
        rewritten.push_back({value.as_tensor(), Object::borrow(object)});
    });
  }

 private:
  const Visit& visit_;
  const HostCallArguments& given_;
  const Objects& objects_;
  SmallVector<uint64_t, 4> versions_;
};

size_t own_results(const Visit& visit) {
  if (visit.gives == Gives::kParts) return visit.parts;
  return visit.gives == Gives::kNothing ? 0 : 1;
}

/// In place of results that there are not; nobody reads them.
void fill(const Visit& visit, std::span<Value* const> results) {
  for (Value* result : results.first(own_results(visit))) {
    if (visit.gives == Gives::kBool)
      *result = false;
    else if (visit.gives == Gives::kFloat)
      *result = 0.0;
    else if (visit.gives == Gives::kInt)
      *result = int64_t{0};
    else
      *result = host_value(Py_None);
  }
}

/// A look at the clock costs as much as a small call.
class Timed {
 public:
  explicit Timed(const Visit& visit) : visit_(visit), on_(looks_at(visit.calls++)) {
    if (on_) start_ = std::chrono::steady_clock::now();
  }
  ~Timed() {
    if (!on_) return;
    // The first call of all pays for imports and caches of its own.
    if (visit_.timed++ == 1 && visit_.calls > kCallsPerLook) {
      visit_.timed = 1;
      visit_.nanoseconds = 0;
    }
    auto took = static_cast<uint64_t>((std::chrono::steady_clock::now() - start_) /
                                      std::chrono::nanoseconds(1));
    visit_.nanoseconds += took;
    visit_.least = visit_.timed == 1 ? took : std::min(visit_.least, took);
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  static constexpr uint64_t kCallsPerLook = 16, kSome = 256, kCallsPerLateLook = 64;
  static bool looks_at(uint64_t call) {
    return call % (call < kSome ? kCallsPerLook : kCallsPerLateLook) == 0;
  }

  const Visit& visit_;
  bool on_;
  std::chrono::steady_clock::time_point start_;
};

/// With objects to be made, writes to be done first, or exceptions to be caught.
void run_heavy(const Visit& visit, const HostCallArguments& given, const Signature& signature,
               Held& held) {
  Objects objects;
  std::vector<Written> written = add_items(visit, given, signature, objects);
  Watch watch(visit, given, objects);
  std::span<Value* const> results = given.results;
  Object exception;
  try {
    take(visit, called(visit, objects), results, held);
  } catch (const PythonError&) {
    if (!visit.catches) throw;
    exception = take_exception();
    fill(visit, results);
  }
  size_t next = own_results(visit);
  for (size_t i = objects.made.size() - visit.exposed; i < objects.made.size(); ++i)
    *results[next++] = any_value(objects.made[i], held);
  watch.note(held.rewritten);
  for (const Written& each : written)
    if (each.kind == Write::Kind::kStorage && version_of(each.target.get()) != each.version)
      held.rewritten.push_back({each.content, each.target});
  if (visit.looks) *results[next++] = held.rewritten.empty() && still_there(written);
  if (!visit.catches) return;
  *results[next++] = !exception;
  *results[next] = any_value(exception ? exception : Object::borrow(Py_None), held);
}

}  // namespace

void run_visit(const Visit& visit, const HostCallArguments& given, const Signature& signature,
               Held& held) {
  Timed timed(visit);
  if (!visit.light || visit.catches) return run_heavy(visit, given, signature, held);
  const auto& kept = static_cast<const KeptVisit&>(visit);
  if (kept.given.empty() && !visit.keywords) {
    const auto& ready = kept.ready;
    Object result =
        checked(PyObject_Vectorcall(ready[0], ready.data() + 1, ready.size() - 1, nullptr));
    take(visit, std::move(result), given.results, held);
  } else {
    Objects objects;
    add_light_items(kept, given, signature, objects);
    Watch watch(visit, given, objects);
    Object result = taken_over(visit, given, objects);
    if (!result) result = called(visit, objects);
    take(visit, std::move(result), given.results, held);
    watch.note(held.rewritten);
    if (!held.rewritten.empty()) return note_change(visit, given);
  }
  if (visit.looks) *given.results[own_results(visit)] = true;
}

void note_change(const Visit& visit, const HostCallArguments& given) {
  *given.results[given.results.size() - (visit.catches ? 3 : 1)] = false;
}

bool leaves_outside(const Visit& visit, const Compiled& compiled, const Signature& signature) {
  return !compiled.stays->broken(signature) && (!visit.before || !visit.before->broken(signature));
}

}  // namespace duet::frontend
