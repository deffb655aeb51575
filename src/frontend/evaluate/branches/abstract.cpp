// Telling what is known from what each call fills in.
#include "frontend/evaluate/branches/abstract.h"

#include <algorithm>
#include <cstring>

#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {
namespace {

using Kind = Abstract::Kind;

bool is_plain_number(PyObject* o) {
  return PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o);
}

/// Of 64 bits.
bool is_small(PyObject* number) {
  int overflow = 0;
  if (PyLong_CheckExact(number)) PyLong_AsLongLongAndOverflow(number, &overflow);
  return overflow == 0;
}

bool same_object(PyObject* a, PyObject* b) {
  if (a == b) return true;
  if (Py_TYPE(a) != Py_TYPE(b)) return false;
  if (PyFloat_CheckExact(a)) {
    double x = PyFloat_AS_DOUBLE(a), y = PyFloat_AS_DOUBLE(b);
    return std::memcmp(&x, &y, sizeof(x)) == 0;
  }
  if (is_plain_number(a) || PyUnicode_CheckExact(a))
    return PyObject_RichCompareBool(a, b, Py_EQ) == 1;
  if (PyMethod_Check(a))
    return PyMethod_GET_FUNCTION(a) == PyMethod_GET_FUNCTION(b) &&
           PyMethod_GET_SELF(a) == PyMethod_GET_SELF(b);
  return PyTuple_CheckExact(a) && PyTuple_GET_SIZE(a) == 0 && PyTuple_GET_SIZE(b) == 0;
}

bool is_number(const Abstract& a) {
  return a.kind == Kind::kNumber ||
         (a.kind == Kind::kKnown && is_plain_number(a.known.get()) && is_small(a.known.get()));
}

NumberKind kind_of(const Abstract& a) {
  return a.kind == Kind::kNumber ? a.type.as_scalar() : number_kind(a.known.get());
}

std::optional<Abstract> either_tensor(const Abstract& a, const Abstract& b) {
  if (a.same_as != b.same_as) return std::nullopt;
  const TensorType &x = a.type.as_tensor(), &y = b.type.as_tensor();
  if (x.dtype != y.dtype || x.rank() != y.rank()) return std::nullopt;
  TensorType type = x;
  for (int axis = 0; axis < x.rank(); ++axis)
    if (!(x.shape[axis] == y.shape[axis])) type.shape[axis] = Dim::unknown();
  return Abstract{
      .kind = Kind::kTensor, .type = ir::Type::tensor(std::move(type)), .same_as = a.same_as};
}

}  // namespace

std::optional<Abstract> Abstraction::tensor(PyObject* object) {
  Abstract made{.kind = Kind::kTensor, .type = ir::Type::tensor(type_of(unwrap(object)))};
  for (size_t i = 0; i < filling_.size(); ++i)
    if (filling_[i].get() == object) made.same_as = static_cast<int>(i);
  filling_.push_back(Object::borrow(object));
  return made;
}

std::optional<Abstract> Abstraction::parts(Abstract whole, PyObject* items) {
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items); ++i) {
    std::optional<Abstract> item = of(PyTuple_GET_ITEM(items, i));
    if (!item) return std::nullopt;
    whole.items.push_back(std::move(*item));
  }
  return whole;
}

std::optional<Abstract> Abstraction::of(PyObject* o) {
  if (!o || is_unjoined(o) || world_.late(o) || world_.is_spoilt(o)) return std::nullopt;
  if (Py_TYPE(o) == tensor_type && !as_object(o)->extra && world_.tracer().has_made(unwrap(o)))
    return tensor(o);
  if (is_run_time_number(o)) {
    filling_.push_back(Object::borrow(o));
    return Abstract{.kind = Kind::kNumber, .type = ir::Type::scalar(number_kind(o))};
  }
  if (PyTuple_CheckExact(o)) return parts({.kind = Kind::kTuple}, o);
  if (!before_ || !world_.is_born(o) || before_->contains(o))
    return Abstract{.kind = Kind::kKnown, .known = Object::borrow(o)};
  // Which of two places holds a new object, nobody would know behind the call.
  if (!seen_.insert(o).second) return std::nullopt;
  if (PyList_CheckExact(o)) return parts({.kind = Kind::kList}, checked(PyList_AsTuple(o)).get());
  if (!PyDict_CheckExact(o)) return std::nullopt;
  Object keys = checked(PyDict_Keys(o)), values = checked(PyDict_Values(o));
  return parts({.kind = Kind::kDict, .known = checked(PyList_AsTuple(keys.get()))},
               checked(PyList_AsTuple(values.get())).get());
}

bool same(const Abstract& a, const Abstract& b) {
  if (a.kind != b.kind || a.same_as != b.same_as || a.items.size() != b.items.size()) return false;
  if (a.kind == Kind::kKnown && !same_object(a.known.get(), b.known.get())) return false;
  if (a.kind == Kind::kDict && PyObject_RichCompareBool(a.known.get(), b.known.get(), Py_EQ) != 1)
    return false;
  if ((a.kind == Kind::kTensor || a.kind == Kind::kNumber) && !(a.type == b.type)) return false;
  return std::ranges::equal(a.items, b.items, same);
}

std::optional<Abstract> either(const Abstract& a, const Abstract& b) {
  if (same(a, b)) return a;
  if (is_number(a) && is_number(b) && kind_of(a) == kind_of(b))
    return Abstract{.kind = Kind::kNumber, .type = ir::Type::scalar(kind_of(a))};
  if (a.kind != b.kind) return std::nullopt;
  if (a.kind == Kind::kTensor) return either_tensor(a, b);
  bool whole = a.kind == Kind::kTuple || a.kind == Kind::kList || a.kind == Kind::kDict;
  if (!whole || a.items.size() != b.items.size()) return std::nullopt;
  if (a.kind == Kind::kDict && PyObject_RichCompareBool(a.known.get(), b.known.get(), Py_EQ) != 1)
    return std::nullopt;
  Abstract both{.kind = a.kind, .known = a.known};
  for (size_t i = 0; i < a.items.size(); ++i) {
    std::optional<Abstract> item = either(a.items[i], b.items[i]);
    if (!item) return std::nullopt;
    both.items.push_back(std::move(*item));
  }
  return both;
}

void each_place(const Abstract& abstract, const std::function<void(const Abstract&)>& f) {
  if (abstract.kind == Kind::kTensor || abstract.kind == Kind::kNumber) f(abstract);
  for (const Abstract& item : abstract.items) each_place(item, f);
}

Object filled(TracedWorld& world, const Abstract& abstract, std::span<const int64_t>& values,
              std::vector<Object>& filling) {
  auto take = [&] {
    int64_t value = values.front();
    values = values.subspan(1);
    return value;
  };
  switch (abstract.kind) {
    case Kind::kKnown:
      return abstract.known;
    case Kind::kTensor: {
      int64_t value = take();
      bool again = abstract.same_as >= 0;
      Object made = again ? filling[static_cast<size_t>(abstract.same_as)]
                          : Object::steal(wrap(world.tracer().tensor_of(value)));
      if (!again) world.born(made.get());
      filling.push_back(made);
      return made;
    }
    case Kind::kNumber:
      filling.push_back(make_run_time_number(take(), abstract.type.as_scalar()));
      return filling.back();
    case Kind::kTuple:
    case Kind::kList:
    case Kind::kDict:
      break;
  }
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(abstract.items.size())));
  for (size_t i = 0; i < abstract.items.size(); ++i)
    PyTuple_SET_ITEM(tuple.get(), i, filled(world, abstract.items[i], values, filling).leak());
  if (abstract.kind == Kind::kTuple) return tuple;
  Object made =
      abstract.kind == Kind::kList ? checked(PySequence_List(tuple.get())) : checked(PyDict_New());
  for (size_t i = 0; abstract.kind == Kind::kDict && i < abstract.items.size(); ++i)
    checked(PyDict_SetItem(made.get(), PyTuple_GET_ITEM(abstract.known.get(), i),
                           PyTuple_GET_ITEM(tuple.get(), i)));
  world.born(made.get());
  return made;
}

}  // namespace duet::frontend
