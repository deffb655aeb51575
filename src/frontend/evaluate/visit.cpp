// How a visit is kept, and how it runs.
#include "frontend/evaluate/visit.h"

#include "frontend/evaluate/any.h"
#include "frontend/evaluate/machine.h"
#include "frontend/evaluate/make.h"

namespace duet::frontend {
namespace {

struct VisitObject {
  PyObject_HEAD Visit* visit;
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

Value taken(const Object& result, Gives gives, Held& held) {
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
      held.push_back(result);
      return host_value(result.get());
  }
}

}  // namespace

Object make_visit(Visit visit) {
  if (!visit_type) visit_type = make_type();
  auto content = std::make_unique<Visit>(std::move(visit));
  auto* self = reinterpret_cast<VisitObject*>(checked(visit_type->tp_alloc(visit_type, 0)).leak());
  self->visit = content.release();
  return Object::steal(reinterpret_cast<PyObject*>(self));
}

const Visit* visit_of(PyObject* host) {
  return visit_type && Py_TYPE(host) == visit_type ? &content(host) : nullptr;
}

namespace {

/// Calls, and takes of the result what the graph wants; throws PythonError.
void call_and_take(const Visit& visit, std::span<PyObject* const> items, Values& results,
                   Held& held) {
  size_t named = visit.keywords ? static_cast<size_t>(PyTuple_GET_SIZE(visit.keywords.get())) : 0;
  Object result = checked(PyObject_Vectorcall(items[0], items.data() + 1, items.size() - 1 - named,
                                              visit.keywords.get()));
  if (visit.gives == Gives::kParts) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(result.get()); ++i)
      results.push_back(
          taken(Object::borrow(PyTuple_GET_ITEM(result.get(), i)), Gives::kAny, held));
  } else if (visit.gives != Gives::kNothing) {
    results.push_back(taken(result, visit.gives, held));
    if (PyErr_Occurred()) throw PythonError();
  }
}

/// In place of results that there are not; nobody reads them.
void fill(const Visit& visit, Values& results) {
  results.clear();
  size_t count = visit.gives == Gives::kParts     ? visit.parts
                 : visit.gives == Gives::kNothing ? 0
                                                  : 1;
  for (size_t i = 0; i < count; ++i) {
    if (visit.gives == Gives::kBool)
      results.push_back(false);
    else if (visit.gives == Gives::kFloat)
      results.push_back(0.0);
    else if (visit.gives == Gives::kInt)
      results.push_back(int64_t{0});
    else
      results.push_back(host_value(Py_None));
  }
}

}  // namespace

Values run_visit(const Visit& visit, std::span<const Value> args, const Signature& signature,
                 Held& held) {
  constexpr uint64_t kCallsPerLook = 16;  // a look at the clock costs as much as a small call
  bool timed = visit.calls++ % kCallsPerLook == 0;
  std::chrono::steady_clock::time_point start;
  if (timed) start = std::chrono::steady_clock::now();
  std::vector<Written> written;
  bool looks = visit.looks && visit.reports;
  auto items = looks ? make_point(visit.point, args, signature, written)
                     : make_point(visit.point, args, signature);
  size_t given = items.size() - visit.exposed;
  SmallVector<PyObject*, 8> objects;
  for (size_t i = 0; i < given; ++i) objects.push_back(items[i].get());
  Values results;
  Object exception;
  try {
    call_and_take(visit, {objects.data(), objects.size()}, results, held);
  } catch (const PythonError&) {
    if (!visit.catches) throw;
    exception = take_exception();
    fill(visit, results);
  }
  for (size_t i = given; i < items.size(); ++i)
    results.push_back(taken(items[i], Gives::kAny, held));
  if (visit.looks) results.push_back(!looks || still_there(written));
  if (visit.catches) {
    results.push_back(!exception);
    results.push_back(taken(exception ? exception : Object::borrow(Py_None), Gives::kAny, held));
  }
  if (timed) {
    // The first call of all pays for imports and caches of its own.
    if (visit.timed++ == 1 && visit.calls > kCallsPerLook) {
      visit.timed = 1;
      visit.nanoseconds = 0;
    }
    visit.nanoseconds += static_cast<uint64_t>((std::chrono::steady_clock::now() - start) /
                                               std::chrono::nanoseconds(1));
  }
  return results;
}

void note_change(const Visit& visit, Values& results) {
  results[results.size() - (visit.catches ? 3 : 1)] = false;
}

}  // namespace duet::frontend
