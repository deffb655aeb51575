// Making runs user code only where Python would (a hash, a constructor); writing never does.
#include "frontend/evaluate/boundary/make.h"

#include <algorithm>

#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/visits/any.h"
#include "ops/ops.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/tape/tape.h"

namespace duet::frontend {
namespace {

/// Memory of its own; where a gradient is recorded, the tape knows it.
Tensor own(const Tensor& tensor) {
  if (!Tape::current().recording()) return copy_of(tensor);
  Values args{Value(tensor)};
  return eager().apply(ops::copy, args)[0].as_tensor();
}

/// As good as memory of its own: who writes the one or the other first copies it.
Tensor apart(const Tensor& tensor) {
  const Storage& storage = *tensor.storage();
  size_t bytes = static_cast<size_t>(tensor.count()) * size_of(tensor.dtype());
  bool most = bytes * 2 > storage.bytes();  // else a small part would keep, and copy, all of it
  if (Tape::current().recording() || !tensor.contiguous() || !most || storage.lent())
    return own(tensor);
  return {tensor.dtype(), tensor.layout(), Storage::make(storage.buffer())};
}

/// What `view`, of memory that lies row by row, is where it lies as in `real`; nothing where an
/// axis of the view goes through several of those.
std::optional<Layout> moved(const Layout& view, const Layout& real) {
  if (count(real.shape) == 0) return std::nullopt;
  Ints dense = contiguous(real.shape).strides, last;
  Layout result{view.shape, view.strides, real.offset};
  int64_t rest = view.offset;
  for (int axis = 0; axis < real.rank(); ++axis) {
    int64_t digit = rest / dense[axis];
    rest -= digit * dense[axis];
    result.offset += digit * real.strides[axis];
    last.push_back(digit);
  }
  for (int i = 0; i < view.rank(); ++i) {
    if (view.shape[i] == 1 || view.strides[i] == 0) continue;
    int axis = 0;
    while (axis < real.rank() && (real.shape[axis] == 1 || view.strides[i] % dense[axis] != 0))
      ++axis;
    if (axis == real.rank()) return std::nullopt;
    int64_t step = view.strides[i] / dense[axis];
    last[axis] += step * (view.shape[i] - 1);
    result.strides[i] = step * real.strides[axis];
  }
  for (int axis = 0; axis < real.rank(); ++axis)
    if (last[axis] < 0 || last[axis] >= real.shape[axis]) return std::nullopt;
  return result;
}

/// A view of `whole`, with its gradient where one is recorded. Layouts count on memory that lies
/// row by row: over any other, it is one of a copy where Python would have copied, too.
Tensor viewed(const Tensor& whole, const Layout& layout) {
  Tape& tape = Tape::current();
  if (tape.recording() && tape.tracks(whole)) {
    Values args{Value(whole.contiguous() ? whole : own(whole)), Value(layout.shape),
                Value(layout.strides), Value(layout.offset)};
    return eager().apply(ops::as_strided, args)[0].as_tensor();
  }
  if (!whole.contiguous()) {
    if (auto there = moved(layout, whole.layout())) return whole.view(std::move(*there));
    return viewed(own(whole), layout);
  }
  Layout there = layout;
  there.offset += whole.layout().offset;
  return whole.view(std::move(there));
}

class Maker {
 public:
  Maker(const Point& point, std::span<const Value> values, const Signature& signature,
        std::span<const Rewritten> rewritten)
      : values_(values),
        signature_(signature),
        rewritten_(rewritten),
        alone_(point.makes.size() == 1) {
    for (const Make& make : point.makes) items_.push_back(one(make));
  }
  PyObject* item(int index) const { return items_[static_cast<size_t>(index)].get(); }

 private:
  Object one(const Make& make);
  Object sequence(const Make& make);
  Object set(const Make& make);
  Object dict(const Make& make);
  Object instance(const Make& make);
  Object function(const Make& make);
  Object call(const Make& make);
  Object view(const Make& make);
  Object choice(const Make& make) const;
  Object iterator(const Make& make);
  Object exception(const Make& make);
  const Tensor& memory(int index);
  PyObject* written(int index) const;
  const Value& value(const Make& make) const { return values_[static_cast<size_t>(make.index)]; }
  PyObject* part(const Make& make, size_t i) const { return item(make.parts[i]); }

  std::span<const Value> values_;
  const Signature& signature_;
  std::span<const Rewritten> rewritten_;
  bool alone_;
  SmallVector<Object, 8> items_;
  std::vector<std::pair<int, Tensor>> given_;  // results by their index
};

Object Maker::one(const Make& make) {
  switch (make.kind) {
    case Make::Kind::kObject:
      return make.object;
    case Make::Kind::kLeaf:
      return Object::borrow(signature_.leaves[static_cast<size_t>(make.index)]);
    case Make::Kind::kContainer:
      return Object::borrow(signature_.containers[static_cast<size_t>(make.index)]);
    case Make::Kind::kTensor:
      if (PyObject* object = written(make.index)) return Object::borrow(object);
      return Object::steal(wrap(alone_ ? value(make).as_tensor() : memory(make.index)));
    case Make::Kind::kCopy:
      if (PyObject* object = written(make.index)) return Object::borrow(object);
      return tensor_apart(value(make).as_tensor());
    case Make::Kind::kView:
      return view(make);
    case Make::Kind::kChoice:
      return choice(make);
    case Make::Kind::kAny:
      return Object::borrow(object_of(value(make)));
    case Make::Kind::kNumber:
      return checked(number_object(value(make)));
    case Make::Kind::kTuple:
    case Make::Kind::kList:
      return sequence(make);
    case Make::Kind::kSet:
    case Make::Kind::kFrozenSet:
      return set(make);
    case Make::Kind::kDict:
      return dict(make);
    case Make::Kind::kInstance:
      return instance(make);
    case Make::Kind::kFunction:
      return function(make);
    case Make::Kind::kCell:
      return checked(PyCell_New(nullptr));
    case Make::Kind::kCall:
      return call(make);
    case Make::Kind::kIterator:
      return iterator(make);
    case Make::Kind::kException:
      return exception(make);
  }
  DUET_BUG("an unknown kind of item");
}

Object Maker::sequence(const Make& make) {
  auto count = static_cast<Py_ssize_t>(make.parts.size());
  bool list = make.kind == Make::Kind::kList;
  Object made = checked(list ? PyList_New(count) : PyTuple_New(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* item = Py_NewRef(part(make, static_cast<size_t>(i)));
    if (list)
      PyList_SET_ITEM(made.get(), i, item);
    else
      PyTuple_SET_ITEM(made.get(), i, item);
  }
  return made;
}

Object Maker::set(const Make& make) {
  Object items = checked(PyTuple_New(static_cast<Py_ssize_t>(make.parts.size())));
  for (size_t i = 0; i < make.parts.size(); ++i)
    PyTuple_SET_ITEM(items.get(), static_cast<Py_ssize_t>(i), Py_NewRef(part(make, i)));
  bool frozen = make.kind == Make::Kind::kFrozenSet;
  return checked(frozen ? PyFrozenSet_New(items.get()) : PySet_New(items.get()));
}

Object Maker::dict(const Make& make) {
  Object made = checked(PyDict_New());
  for (size_t i = 0; i + 1 < make.parts.size(); i += 2)
    checked(PyDict_SetItem(made.get(), part(make, i), part(make, i + 1)));
  return made;
}

Object Maker::instance(const Make& make) {
  auto* base = reinterpret_cast<PyObject*>(&PyBaseObject_Type);
  Object made = checked(PyObject_CallMethod(base, "__new__", "O", make.object.get()));
  if (!make.parts.empty()) checked(PyObject_GenericSetDict(made.get(), part(make, 0), nullptr));
  return made;
}

Object Maker::function(const Make& make) {
  enum { kGlobals, kName, kQualifiedName, kDefaults, kKeywordDefaults, kClosure };
  auto given = [&](size_t i) -> PyObject* {
    if (i >= make.parts.size() || make.parts[i] < 0) return nullptr;
    PyObject* item = part(make, i);
    return item == Py_None ? nullptr : item;
  };
  Object made = checked(PyFunction_New(make.object.get(), given(kGlobals)));
  PyObject* self = made.get();
  if (PyObject* name = given(kName)) checked(PyObject_SetAttrString(self, "__name__", name));
  if (PyObject* name = given(kQualifiedName))
    checked(PyObject_SetAttrString(self, "__qualname__", name));
  if (PyObject* values = given(kDefaults)) checked(PyFunction_SetDefaults(self, values));
  if (PyObject* values = given(kKeywordDefaults)) checked(PyFunction_SetKwDefaults(self, values));
  if (PyObject* cells = given(kClosure)) checked(PyFunction_SetClosure(self, cells));
  return made;
}

Object Maker::call(const Make& make) {
  SmallVector<PyObject*, 8> args;
  for (size_t i = 1; i < make.parts.size(); ++i) args.push_back(part(make, i));
  return checked(PyObject_Vectorcall(part(make, 0), args.data(), args.size(), nullptr));
}

/// A result of the graph with memory that no other result has: equal ones are computed once.
/// The object that Python has been given for this value, and has written; or null.
PyObject* Maker::written(int index) const {
  for (const Rewritten& each : rewritten_) {
    const Tensor& tensor = values_[static_cast<size_t>(index)].as_tensor();
    if (each.value.storage() == tensor.storage() && each.value.layout() == tensor.layout())
      return each.object.get();
  }
  return nullptr;
}

const Tensor& Maker::memory(int index) {
  PyObject* object = written(index);
  Tensor tensor = object ? unwrap(object) : values_[static_cast<size_t>(index)].as_tensor();
  bool taken = false;
  for (const auto& [known, given] : given_) {
    if (known == index) return given;
    taken |= given.storage() == tensor.storage();
  }
  given_.emplace_back(index, taken ? own(tensor) : std::move(tensor));
  return given_.back().second;
}

Object Maker::view(const Make& make) {
  if (!make.parts.empty()) {
    Tensor whole = unwrap(part(make, 0));
    if (make.index >= 0 && !whole.contiguous()) whole = own(value(make).as_tensor());
    return Object::steal(wrap(viewed(whole, *make.layout)));
  }
  Tensor whole = memory(make.index);
  if (!whole.contiguous()) {
    whole = own(whole);
    for (auto& [known, given] : given_)
      if (known == make.index) given = whole;
  }
  return Object::steal(wrap(viewed(whole, *make.layout)));
}

Object Maker::choice(const Make& make) const {
  int64_t which = value(make).as_int();
  for (size_t i = 1; i + 1 < make.parts.size(); i += 2)
    if (make.parts[i] == which) return Object::borrow(part(make, i + 1));
  return Object::borrow(part(make, 0));
}

Object Maker::iterator(const Make& make) {
  Object made = checked(PyObject_CallObject(part(make, 0), part(make, 1)));
  if (make.parts.size() > 2)
    checked(PyObject_CallMethod(made.get(), "__setstate__", "O", part(make, 2)));
  return made;
}

/// As unpickling would, but no `__init__` of the user's runs a second time.
Object Maker::exception(const Make& make) {
  enum { kArgs, kDict, kCause, kContext, kSuppress, kTraceback };
  auto* type = reinterpret_cast<PyTypeObject*>(make.object.get());
  PyTypeObject* built_in = type;
  while (built_in->tp_flags & Py_TPFLAGS_HEAPTYPE) built_in = built_in->tp_base;
  Object made = checked(built_in->tp_new(type, part(make, kArgs), nullptr));
  checked(built_in->tp_init(made.get(), part(make, kArgs), nullptr));
  if (PyDict_GET_SIZE(part(make, kDict)) > 0) {
    Object dict = checked(PyObject_GenericGetDict(made.get(), nullptr));
    checked(PyDict_Update(dict.get(), part(make, kDict)));
  }
  auto given = [&](size_t i) -> PyObject* {
    return part(make, i) == Py_None ? nullptr : Py_NewRef(part(make, i));
  };
  PyException_SetCause(made.get(), given(kCause));
  PyException_SetContext(made.get(), given(kContext));
  checked(PyObject_SetAttrString(made.get(), "__suppress_context__", part(make, kSuppress)));
  checked(PyException_SetTraceback(made.get(), part(make, kTraceback)));
  return made;
}

/// The assignment of the type's built-in part: what a `__setattr__` of the user's does has been
/// evaluated with everything else.
setattrofunc built_in_setattr(PyTypeObject* type) {
  static PyObject* name = PyUnicode_InternFromString("__setattr__");
  for (; type; type = type->tp_base) {
    PyObject* found = _PyType_Lookup(type, name);
    if (found && Py_TYPE(found) == &PyWrapperDescr_Type && type->tp_setattro)
      return type->tp_setattro;
  }
  return PyObject_GenericSetAttr;
}

/// What an earlier visit has found pending is gone already.
void deleted(int status, PyObject* missing) {
  if (status < 0 && PyErr_ExceptionMatches(missing))
    PyErr_Clear();
  else
    checked(status);
}

void write(const Write& write, PyObject* target, PyObject* value) {
  PyObject* name = write.name.get();
  switch (write.kind) {
    case Write::Kind::kSetAttribute:
      return checked(built_in_setattr(Py_TYPE(target))(target, name, value));
    case Write::Kind::kDeleteAttribute:
      return deleted(built_in_setattr(Py_TYPE(target))(target, name, nullptr),
                     PyExc_AttributeError);
    case Write::Kind::kSetItem:
      if (PyDict_Check(target)) return checked(PyDict_SetItem(target, name, value));
      return checked(PyObject_SetItem(target, name, value));
    case Write::Kind::kDeleteItem:
      if (PyDict_Check(target)) return deleted(PyDict_DelItem(target, name), PyExc_KeyError);
      return checked(PyObject_DelItem(target, name));
    case Write::Kind::kListItems:
      return checked(PyList_SetSlice(target, 0, PY_SSIZE_T_MAX, value));
    case Write::Kind::kCell:
      return checked(PyCell_Set(target, value));
    case Write::Kind::kStorage: {
      Values args{Value(unwrap(target)), Value(unwrap(value))};
      eager().apply(ops::assign, args);
      return;
    }
  }
}

}  // namespace

Object tensor_apart(const Tensor& tensor) { return Object::steal(wrap(apart(tensor))); }

PyObject* number_object(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kBool:
      return PyBool_FromLong(value.as_bool());
    case Value::Kind::kInt:
      return PyLong_FromLongLong(value.as_int());
    case Value::Kind::kFloat:
      return PyFloat_FromDouble(value.as_float());
    case Value::Kind::kComplex:
      return PyComplex_FromDoubles(value.as_complex().real(), value.as_complex().imag());
    default:
      DUET_BUG("a graph gave {} where a number was promised", describe(value));
  }
}

namespace {

SmallVector<Object, 2> make_and_write(const Point& point, std::span<const Value> values,
                                      const Signature& signature, std::vector<Written>* written,
                                      std::span<const Rewritten> rewritten) {
  Maker maker(point, values, signature, rewritten);
  for (const Write& each : point.writes) {
    PyObject* target = each.target_item < 0 ? each.target.get() : maker.item(each.target_item);
    PyObject* value = each.value < 0 ? nullptr : maker.item(each.value);
    write(each, target, value);
    if (!written) continue;
    if (each.kind == Write::Kind::kStorage) {
      const Make& content = point.makes[static_cast<size_t>(each.value)];
      written->push_back({each.kind,
                          Object::borrow(target),
                          {},
                          {},
                          values[static_cast<size_t>(content.index)].as_tensor(),
                          unwrap(target).storage()->version()});
      continue;
    }
    // A key that is put behind the others is deleted first.
    if (!written->empty() && written->back().target.get() == target &&
        written->back().name.get() == each.name.get())
      written->pop_back();
    written->push_back(
        {each.kind, Object::borrow(target), each.name, Object::borrow(value), Tensor(), 0});
  }
  SmallVector<Object, 2> items;
  for (int item : point.items)
    items.push_back(item < 0 ? Object() : Object::borrow(maker.item(item)));
  return items;
}

bool same_items(PyObject* list, PyObject* items) {
  Py_ssize_t count = PyList_GET_SIZE(items);
  if (PyList_GET_SIZE(list) != count) return false;
  for (Py_ssize_t i = 0; i < count; ++i)
    if (PyList_GET_ITEM(list, i) != PyList_GET_ITEM(items, i)) return false;
  return true;
}

bool is_there(const Written& each) {
  PyObject* target = each.target.get();
  PyObject* found = nullptr;
  Object held;
  switch (each.kind) {
    case Write::Kind::kSetAttribute:
    case Write::Kind::kDeleteAttribute:
      held = Object::steal(PyObject_GenericGetDict(target, nullptr));
      PyErr_Clear();
      if (!held) return true;
      found = PyDict_GetItemWithError(held.get(), each.name.get());
      break;
    case Write::Kind::kSetItem:
    case Write::Kind::kDeleteItem:
      if (!PyDict_Check(target)) return true;
      found = PyDict_GetItemWithError(target, each.name.get());
      break;
    case Write::Kind::kListItems:
      return same_items(target, each.value.get());
    case Write::Kind::kCell:
      held = Object::steal(PyCell_Get(target));
      found = held.get();
      break;
    default:
      return true;
  }
  PyErr_Clear();
  return found == each.value.get();
}

}  // namespace

SmallVector<Object, 2> make_point(const Point& point, std::span<const Value> values,
                                  const Signature& signature,
                                  std::span<const Rewritten> rewritten) {
  return make_and_write(point, values, signature, nullptr, rewritten);
}

SmallVector<Object, 2> make_point(const Point& point, std::span<const Value> values,
                                  const Signature& signature, std::vector<Written>& written) {
  return make_and_write(point, values, signature, &written, {});
}

bool still_there(std::span<const Written> written) {
  return std::ranges::all_of(written, is_there);
}

Object make_result(const Compiled& compiled, const Values& results, const Signature& signature) {
  return std::move(make_point(compiled.exit, results, signature)[0]);
}

}  // namespace duet::frontend
