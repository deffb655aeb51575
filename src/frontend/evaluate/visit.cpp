// How a visit is kept, and how it runs.
#include "frontend/evaluate/visit.h"

#include "frontend/evaluate/any.h"
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

Values run_visit(const Visit& visit, std::span<const Value> args, const Signature& signature,
                 Held& held) {
  auto start = std::chrono::steady_clock::now();
  auto items = make_point(visit.point, args, signature);
  size_t given = items.size() - 1 - visit.exposed;
  SmallVector<PyObject*, 8> values;
  for (size_t i = 1; i <= given; ++i) values.push_back(items[i].get());
  size_t named = visit.keywords ? static_cast<size_t>(PyTuple_GET_SIZE(visit.keywords.get())) : 0;
  Object result = checked(
      PyObject_Vectorcall(items[0].get(), values.data(), given - named, visit.keywords.get()));
  Values results;
  if (visit.gives == Gives::kParts) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(result.get()); ++i)
      results.push_back(
          taken(Object::borrow(PyTuple_GET_ITEM(result.get(), i)), Gives::kAny, held));
  } else if (visit.gives != Gives::kNothing) {
    results.push_back(taken(result, visit.gives, held));
    if (PyErr_Occurred()) throw PythonError();
  }
  for (size_t i = given + 1; i < items.size(); ++i)
    results.push_back(taken(items[i], Gives::kAny, held));
  ++visit.calls;
  visit.nanoseconds += static_cast<uint64_t>((std::chrono::steady_clock::now() - start) /
                                             std::chrono::nanoseconds(1));
  return results;
}

}  // namespace duet::frontend
