// One recipe for each object that leaves; those born here are born again at each call.
#include "frontend/evaluate/boundary/makes.h"

#include <algorithm>

#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/machine/imported.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/visits/any.h"

namespace duet::frontend {
namespace {

bool is_plain(PyObject* o) {
  return o == Py_None || PyBool_Check(o) || PyLong_CheckExact(o) || PyFloat_CheckExact(o) ||
         PyComplex_CheckExact(o) || PyUnicode_Check(o) || PyBytes_Check(o) || PyType_Check(o) ||
         PyModule_Check(o) || PyCFunction_Check(o) || PyRange_Check(o);
}

/// An iterator over its lines, too, but the graph never goes on with it.
bool is_file(PyObject* o) { return std::string_view(Py_TYPE(o)->tp_name).starts_with("_io."); }

}  // namespace

int Maker::add(Make make) {
  point_.makes.push_back(std::move(make));
  return static_cast<int>(point_.makes.size()) - 1;
}

int Maker::value(Value value) {
  if (of_ == Of::kArguments && value.is_node()) {
    auto [known, fresh] = places_.try_emplace(value.as_node(), static_cast<int>(values_.size()));
    if (!fresh) return known->second;
  }
  values_.push_back(std::move(value));
  return static_cast<int>(values_.size()) - 1;
}

int Maker::object(PyObject* object) {
  Make make;
  make.kind = Make::Kind::kObject;
  make.object = Object::borrow(object);
  return add(std::move(make));
}

/// An object that is being made. Functions and their cells may hold each other (of_cell).
class Maker::Making {
 public:
  Making(Maker& maker, PyObject* object) : maker_(maker), object_(object) {
    if (PyFunction_Check(object) || PyCell_Check(object)) return;
    own_ = maker_.making_.insert(object).second;
    if (!own_) throw_untraceable("an object that holds itself leaves the graph", "object-leaves");
  }
  ~Making() {
    if (own_) maker_.making_.erase(object_);
  }
  Making(const Making&) = delete;
  Making& operator=(const Making&) = delete;

 private:
  Maker& maker_;
  PyObject* object_;
  bool own_ = false;
};

int Maker::item(PyObject* given) {
  PyObject* o = given;
  if (!growth_of(o)) world_.refuse_spoilt(given);
  for (const TracedWorld::Shadow& shadow : world_.shadows()) {
    if (shadow.detached && (shadow.copy.get() == o || shadow.original.get() == o))
      o = shadow.copy.get();
    else if (shadow.copy.get() == o)
      o = shadow.original.get();
  }
  if (auto found = known_.find(o); found != known_.end()) return found->second;
  if (const Either* either = either_of(o)) return known_[o] = of_either(*either);
  // The caller sees whether two are one.
  if (!(is_tensor(o) && world_.gives_values()) && together_.meets(o)) world_.refuse_entangled(o);
  world_.check(o);
  Making making(*this, o);
  int made = -1;
  bool born = world_.is_born(o);
  if (PyObject* any = world_.late(o))
    made = of_any(any);
  else if (int container = world_.container_of(o); container >= 0)
    made = of_container(container);
  else if (is_tensor(o))
    made = of_tensor(o);
  else if (is_run_time_number(o))
    made = of_number(o);
  else if (is_plain(o))
    made = object(o);
  else if (PyTuple_Check(o))
    made = of_tuple(o);
  else if (PyMethod_Check(o))
    made = of_call(reinterpret_cast<PyObject*>(&PyMethod_Type),
                   {PyMethod_GET_FUNCTION(o), PyMethod_GET_SELF(o)});
  else if (PySlice_Check(o))
    made = of_call(
        reinterpret_cast<PyObject*>(&PySlice_Type),
        {reinterpret_cast<PySliceObject*>(o)->start, reinterpret_cast<PySliceObject*>(o)->stop,
         reinterpret_cast<PySliceObject*>(o)->step});
  else if (PyDictViewSet_Check(o) || PyDictValues_Check(o))
    throw_untraceable("a view of a dict leaves the graph", "object-leaves");
  else if (PyExceptionInstance_Check(o))
    made = of_exception(o);
  else if (!born && (!PyIter_Check(o) || is_file(o)))
    made = object(o);
  else if (growth_of(o))
    made = of_growth(o);
  else if (PyList_CheckExact(o))
    made = of_sequence(Make::Kind::kList, o);
  else if (PyByteArray_CheckExact(o))
    made = of_call(reinterpret_cast<PyObject*>(&PyByteArray_Type),
                   {checked(PyBytes_FromObject(o)).get()});
  else if (PySet_CheckExact(o))
    made = of_sequence(Make::Kind::kSet, o);
  else if (PyFrozenSet_CheckExact(o))
    made = of_sequence(Make::Kind::kFrozenSet, o);
  else if (PyDict_CheckExact(o))
    made = of_dict(o);
  else if (PyFunction_Check(o))
    made = of_function(o);
  else if (is_array(o))
    made = of_array(o);
  else if (PyCell_Check(o))
    return of_cell(o);
  else if (PyIter_Check(o) && (Py_TYPE(o)->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0)
    made = of_iterator(o);
  else
    made = of_instance(o);
  known_[o] = made;
  return made;
}

int Maker::of_container(int container) {
  Make make;
  make.kind = Make::Kind::kContainer;
  make.index = container;
  return add(std::move(make));
}

int Maker::of_any(PyObject* any) {
  Make make;
  make.kind = Make::Kind::kAny;
  make.index = value(Value::node(node_of_any(any)));
  return add(std::move(make));
}

int Maker::of_number(PyObject* number) {
  Make make;
  make.kind = Make::Kind::kNumber;
  make.index = value(Value::node(node_of_number(number)));
  return add(std::move(make));
}

/// A list of Tensors that nobody else has.
int Maker::of_growth(PyObject* list) {
  const Growth& growth = *growth_of(list);
  if (!growth_ || growth.shared || listed_) refuse_growth(growth);
  grown_ = &growth;
  static constinit Imported tensors("mindspore.ops._growth", "items_of");
  static constinit Imported numbers("mindspore.ops._growth", "numbers_of");
  return of_call(growth.number ? numbers.get() : tensors.get(), {growth.rows.get()});
}

int Maker::of_sequence(Make::Kind kind, PyObject* sequence) {
  if (growth_of(sequence)) return of_growth(sequence);
  Make make;
  make.kind = kind;
  Object items = checked(PySequence_Tuple(sequence));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i)
    make.parts.push_back(item(PyTuple_GET_ITEM(items.get(), i)));
  return add(std::move(make));
}

int Maker::of_tuple(PyObject* tuple) {
  Make make;
  make.kind = Make::Kind::kTuple;
  bool constant = true;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i) {
    make.parts.push_back(item(PyTuple_GET_ITEM(tuple, i)));
    constant &= point_.makes[make.parts.back()].kind == Make::Kind::kObject;
  }
  if (constant) return object(tuple);
  if (PyTuple_CheckExact(tuple)) return add(std::move(make));
  // Named or not: what the class itself makes of arguments is its own affair.
  static PyObject* const maker =
      checked(PyObject_GetAttrString(reinterpret_cast<PyObject*>(&PyTuple_Type), "__new__")).leak();
  Make call;
  call.kind = Make::Kind::kCall;
  call.parts = {object(maker), item(reinterpret_cast<PyObject*>(Py_TYPE(tuple)))};
  call.parts.push_back(add(std::move(make)));
  return add(std::move(call));
}

int Maker::of_dict(PyObject* dict) {
  Make make;
  make.kind = Make::Kind::kDict;
  PyObject *key = nullptr, *value = nullptr;
  Py_ssize_t at = 0;
  while (PyDict_Next(dict, &at, &key, &value)) {
    make.parts.push_back(item(key));
    make.parts.push_back(item(value));
  }
  return add(std::move(make));
}

int Maker::of_function(PyObject* function) {
  auto* f = reinterpret_cast<PyFunctionObject*>(function);
  auto part = [&](PyObject* o) { return item(o ? o : Py_None); };
  Make make;
  make.kind = Make::Kind::kFunction;
  make.object = Object::borrow(f->func_code);
  make.parts = {object(f->func_globals), part(f->func_name), part(f->func_qualname),
                part(f->func_defaults), part(f->func_kwdefaults)};
  if (!f->func_closure) {
    make.parts.push_back(part(nullptr));
    return add(std::move(make));
  }
  Make closure;
  closure.kind = Make::Kind::kTuple;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(f->func_closure); ++i) {
    PyObject* cell = PyTuple_GET_ITEM(f->func_closure, i);
    closure.parts.push_back(of_cell(cell));
  }
  make.parts.push_back(add(std::move(closure)));
  return add(std::move(make));
}

/// Made empty and filled behind all else: a function may refer to itself.
int Maker::of_cell(PyObject* cell) {
  if (auto known = known_.find(cell); known != known_.end()) return known->second;
  if (!world_.is_born(cell)) return known_[cell] = object(cell);
  Make make;
  make.kind = Make::Kind::kCell;
  int made = known_[cell] = add(std::move(make));
  if (Object content = Object::steal(PyCell_Get(cell))) {
    int value = item(content.get());
    point_.writes.push_back({Write::Kind::kCell, {}, {}, value, made});
  }
  return made;
}

/// Where it stands, by the way in which it is copied and pickled.
int Maker::of_iterator(PyObject* iterator) {
  Object reduced = Object::steal(PyObject_CallMethod(iterator, "__reduce__", nullptr));
  if (!reduced || !PyTuple_Check(reduced.get()) || PyTuple_GET_SIZE(reduced.get()) < 2) {
    PyErr_Clear();
    throw_untraceable(fmt::format("a {} made in the graph leaves it", Py_TYPE(iterator)->tp_name),
                      "object-leaves");
  }
  keep_.push_back(reduced);
  Make args;
  args.kind = Make::Kind::kTuple;
  PyObject* given = PyTuple_GET_ITEM(reduced.get(), 1);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(given); ++i) {
    // What is left of a dict is a list that nobody else has.
    PyObject* arg = PyTuple_GET_ITEM(given, i);
    bool fresh = PyList_CheckExact(arg) && Py_REFCNT(arg) == 1;
    args.parts.push_back(fresh ? of_sequence(Make::Kind::kList, arg) : item(arg));
  }
  Make make;
  make.kind = Make::Kind::kIterator;
  make.parts = {item(PyTuple_GET_ITEM(reduced.get(), 0)), add(std::move(args))};
  if (PyTuple_GET_SIZE(reduced.get()) > 2)
    make.parts.push_back(item(PyTuple_GET_ITEM(reduced.get(), 2)));
  return add(std::move(make));
}

int Maker::of_exception(PyObject* exception) {
  auto attribute = [&](const char* name) {
    keep_.push_back(checked(PyObject_GetAttrString(exception, name)));
    return item(keep_.back().get());
  };
  Make make;
  make.kind = Make::Kind::kException;
  make.object = Object::borrow(reinterpret_cast<PyObject*>(Py_TYPE(exception)));
  Object dict = checked(PyObject_GenericGetDict(exception, nullptr));
  make.parts = {attribute("args"), of_dict(dict.get())};
  for (const char* name : {"__cause__", "__context__", "__suppress_context__"})
    make.parts.push_back(attribute(name));
  Object traceback = checked(PyObject_GetAttrString(exception, "__traceback__"));
  make.parts.push_back(object(traceback.get()));
  return add(std::move(make));
}

int Maker::of_instance(PyObject* o) {
  PyTypeObject* type = Py_TYPE(o);
  bool simple =
      (type->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0 && type->tp_new == PyBaseObject_Type.tp_new;
  if (!simple)
    throw_untraceable(std::string("a ") + type->tp_name + " made in the graph leaves it",
                      "object-leaves");
  Object dict = checked(PyObject_GenericGetDict(o, nullptr));
  Make make;
  make.kind = Make::Kind::kInstance;
  make.object = Object::borrow(reinterpret_cast<PyObject*>(type));
  make.parts = {of_dict(dict.get())};
  return add(std::move(make));
}

/// A copy of the array as it is now, at each call.
int Maker::of_array(PyObject* array) {
  if (world_.level() == 0)
    throw_untraceable("an ndarray is an object of Python's", "object-leaves");
  Object copy =
      checked(PyObject_GetAttrString(reinterpret_cast<PyObject*>(Py_TYPE(array)), "copy"));
  Make make;
  make.kind = Make::Kind::kCall;
  make.parts = {object(copy.get()), object(array)};
  return add(std::move(make));
}

int Maker::of_call(PyObject* callee, std::initializer_list<PyObject*> arguments) {
  Make make;
  make.kind = Make::Kind::kCall;
  make.parts.push_back(object(callee));
  for (PyObject* argument : arguments) make.parts.push_back(item(argument));
  return add(std::move(make));
}

// --- writes
// ---------------------------------------------------------------------------------------

void Maker::write(const TracedWorld::Shadow& shadow, Write::Kind kind, Object key, int value) {
  bool argument = world_.container_of(shadow.original.get()) >= 0;
  if (of_ == Of::kArguments) world_.note_done(shadow.original.get(), key.get());
  point_.writes.push_back({kind, shadow.instance ? shadow.instance : shadow.original,
                           std::move(key), value, argument ? item(shadow.original.get()) : -1});
}

namespace {

/// How many keys of a dict stand where they stood: those behind are put there anew, for a key that
/// was there keeps its place when it is set.
Py_ssize_t in_place(PyObject* original, PyObject* copy) {
  PyObject *was = nullptr, *is = nullptr, *value = nullptr;
  Py_ssize_t at_was = 0, at_is = 0, count = 0;
  while (PyDict_Next(copy, &at_is, &is, &value)) {
    if (!PyDict_Contains(original, is)) break;
    do {
      if (!PyDict_Next(original, &at_was, &was, &value)) return count;
    } while (was != is && PyObject_RichCompareBool(was, is, Py_EQ) != 1);
    ++count;
  }
  return count;
}

}  // namespace

void Maker::dict_writes(const TracedWorld::Shadow& shadow) {
  PyObject *key = nullptr, *value = nullptr;
  bool attributes = static_cast<bool>(shadow.instance);
  auto set = attributes ? Write::Kind::kSetAttribute : Write::Kind::kSetItem;
  auto remove = attributes ? Write::Kind::kDeleteAttribute : Write::Kind::kDeleteItem;
  PyObject* done = world_.done_before(shadow.original.get());
  Py_ssize_t at = 0, left = in_place(shadow.original.get(), shadow.copy.get());
  while (PyDict_Next(shadow.copy.get(), &at, &key, &value)) {
    bool stays = left-- > 0;
    PyObject* before = PyDict_GetItem(shadow.original.get(), key);
    bool touched = shadow.touched && PySet_Contains(shadow.touched.get(), key) == 1;
    touched = touched || (done && PySet_Contains(done, key) == 1);
    if (stays && !touched && before == value) continue;
    if (!stays && before) write(shadow, remove, Object::borrow(key), -1);
    write(shadow, set, Object::borrow(key), item(value));
  }
  at = 0;
  while (PyDict_Next(shadow.original.get(), &at, &key, &value))
    if (!PyDict_Contains(shadow.copy.get(), key)) write(shadow, remove, Object::borrow(key), -1);
  if (!done) return;
  Object keys = checked(PySequence_List(done));
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(keys.get()); ++i) {
    PyObject* key = PyList_GET_ITEM(keys.get(), i);
    if (!PyDict_Contains(shadow.copy.get(), key) && !PyDict_Contains(shadow.original.get(), key))
      write(shadow, remove, Object::borrow(key), -1);
  }
}

void Maker::list_writes(const TracedWorld::Shadow& shadow) {
  Py_ssize_t count = PyList_GET_SIZE(shadow.copy.get());
  bool same =
      !world_.done_before(shadow.original.get()) && count == PyList_GET_SIZE(shadow.original.get());
  for (Py_ssize_t i = 0; same && i < count; ++i)
    same = PyList_GET_ITEM(shadow.copy.get(), i) == PyList_GET_ITEM(shadow.original.get(), i);
  if (same) return;
  int items = of_sequence(Make::Kind::kList, shadow.copy.get());
  write(shadow, Write::Kind::kListItems, {}, items);
}

void Maker::writes() {
  for (const TracedWorld::Shadow& shadow : world_.shadows())
    if (!shadow.detached) {
      world_.refuse_spoilt(shadow.copy.get());
      PyDict_Check(shadow.original.get()) ? dict_writes(shadow) : list_writes(shadow);
    }
  for (const auto& [cell, content] : world_.cell_writes())
    point_.writes.push_back({Write::Kind::kCell, cell, {}, content ? item(content.get()) : -1});
}

void Maker::stores() {
  for (const Tracer::Whole* whole : tracer_.written()) {
    Make make;
    make.kind = Make::Kind::kCopy;
    make.index = value(whole->value);
    int content = add(std::move(make));
    int into = of_input(*whole);
    if (into < 0) throw_untraceable("a part of a Tensor is written", "object-leaves");
    point_.writes.push_back({Write::Kind::kStorage, {}, {}, content, into});
  }
}

}  // namespace duet::frontend
