// Joining two states, place by place.
#include <algorithm>
#include <cstring>

#include "frontend/evaluate/branches/entangled.h"
#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/visits/any.h"

namespace duet::frontend {
namespace {

struct UnjoinedObject {
  PyObject_HEAD std::string* reason;
  const syntax::Step* fork;  // where the two values come from; null: a loop
  Either* either;            // or null
  Growth* growth;            // or null
};

PyTypeObject* unjoined_type = nullptr;

PyTypeObject* make_unjoined_type() {
  auto dealloc = [](PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    delete reinterpret_cast<UnjoinedObject*>(self)->reason;
    delete reinterpret_cast<UnjoinedObject*>(self)->either;
    delete reinterpret_cast<UnjoinedObject*>(self)->growth;
    type->tp_free(self);
    Py_DECREF(type);
  };
  PyType_Slot slots[] = {
      {Py_tp_dealloc, reinterpret_cast<void*>(static_cast<destructor>(dealloc))},
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore.unjoined", sizeof(UnjoinedObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  return reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

bool is_number(PyObject* o) {
  return is_run_time_number(o) || PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o);
}

bool equal_numbers(PyObject* a, PyObject* b) {
  if (is_run_time_number(a) || is_run_time_number(b)) {
    return is_run_time_number(a) && is_run_time_number(b) && node_of_number(a) == node_of_number(b);
  }
  if (PyFloat_CheckExact(a)) {
    double x = PyFloat_AS_DOUBLE(a), y = PyFloat_AS_DOUBLE(b);
    return std::memcmp(&x, &y, sizeof(x)) == 0;
  }
  return PyObject_RichCompareBool(a, b, Py_EQ) == 1;
}

/// A type of both; extents that differ are known only at run time.
std::optional<TensorType> common_type(const TensorType& a, const TensorType& b) {
  if (a.dtype != b.dtype || a.rank() != b.rank()) return std::nullopt;
  TensorType both = a;
  for (int i = 0; i < a.rank(); ++i)
    if (!(a.shape[i] == b.shape[i])) both.shape[i] = Dim::unknown();
  return both;
}

}  // namespace

bool same_value(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.is_node()) return a.as_node() == b.as_node();
  if (a.is_tensor()) return a.tensor_rep() == b.tensor_rep();
  return a == b;
}

Object make_unjoined(const std::string& reason) {
  if (!unjoined_type) unjoined_type = make_unjoined_type();
  Object self = checked(unjoined_type->tp_alloc(unjoined_type, 0));
  auto* made = reinterpret_cast<UnjoinedObject*>(self.get());
  made->reason = new std::string(reason);
  made->fork = TracedWorld::active()->joining();
  return self;
}

bool is_unjoined(PyObject* object) { return unjoined_type && Py_TYPE(object) == unjoined_type; }

Object make_either(Either either) {
  Object self = make_unjoined("which of two things a function returns depends on a condition");
  reinterpret_cast<UnjoinedObject*>(self.get())->either = new Either(std::move(either));
  return self;
}

const Either* either_of(PyObject* object) {
  return is_unjoined(object) ? reinterpret_cast<UnjoinedObject*>(object)->either : nullptr;
}

Object make_growth(Growth growth) {
  Object self = make_unjoined("what a list holds depends on a run-time condition");
  reinterpret_cast<UnjoinedObject*>(self.get())->growth = new Growth(std::move(growth));
  return self;
}

const Growth* growth_of_mark(PyObject* object) {
  return is_unjoined(object) ? reinterpret_cast<UnjoinedObject*>(object)->growth : nullptr;
}

void refuse_unjoined(PyObject* object) {
  const auto* unjoined = reinterpret_cast<UnjoinedObject*>(object);
  if (unjoined->growth) refuse_growth(*unjoined->growth);
  TracedWorld::active()->blame(unjoined->fork);
  throw_untraceable(*unjoined->reason, "no-common-type");
}

// --- values
// ---------------------------------------------------------------------------------------

Object Join::tensors(const Tensor& first, const Tensor& second) {
  TensorType a = type_of(first), b = type_of(second);
  auto both = common_type(a, b);
  if (!both)
    return make_unjoined(
        fmt::format("a name holds {} or {}, by a run-time condition", describe(a), describe(b)));
  // Values as either side left them.
  auto of_first = tracer_.value_in(first_->world.tracer, first);
  auto of_second = tracer_.value_in(second_->world.tracer, second);
  if (!of_first || !of_second)
    return make_unjoined("a view of a Tensor depends on a run-time condition");
  if (same_value(*of_first, *of_second)) {
    // Two names of one value; which object it is makes no difference to computations.
    return Object::steal(wrap(second));
  }
  Joint joint;
  joint.type = ir::Type::tensor(*both);
  joint.first = *of_first;
  joint.second = *of_second;
  joint.tensor = tracer_.promise(*both);
  // A loop that has settled goes on with the first.
  if (world_.is_listed(first.storage()->id()) || world_.is_listed(second.storage()->id()))
    for (const Tensor& one : {first, joint.tensor}) world_.list(one.storage()->id());
  Object object = Object::steal(wrap(joint.tensor));
  joints_.push_back(std::move(joint));
  return object;
}

Object Join::numbers(PyObject* first, PyObject* second) {
  if (number_kind(first) != number_kind(second))
    return make_unjoined("a name holds numbers of two types, by a run-time condition");
  if (equal_numbers(first, second)) return Object::borrow(second);
  for (PyObject* o : {first, second})
    if (PyLong_CheckExact(o)) {
      int overflow = 0;
      PyLong_AsLongLongAndOverflow(o, &overflow);
      if (overflow) return make_unjoined("an integer of more than 64 bits depends on a condition");
    }
  Joint joint;
  joint.type = ir::Type::scalar(number_kind(first));
  joint.first = number_value(first);
  joint.second = number_value(second);
  joint.number = make_run_time_number(-1, number_kind(first));
  joints_.push_back(joint);
  return joint.number;
}

/// One of them is an object of Python's: so is what stands for both.
Object Join::objects(PyObject* first, PyObject* second) {
  Joint joint;
  joint.type = ir::Type::any();
  joint.first = world_.as_run_time(first, first_->world.tracer, of_first);
  joint.second = world_.as_run_time(second, second_->world.tracer, of_second);
  if (joint.first.is_none() || joint.second.is_none())
    return make_unjoined(
        "a name holds an object of Python's or one of the graph, by a run-time condition");
  if (same_value(joint.first, joint.second)) return Object::borrow(second);
  joint.any = make_any(-1);
  Object any = joint.any;
  joints_.push_back(std::move(joint));
  return any;
}

Object Join::sequences(PyObject* first, PyObject* second) {
  Py_ssize_t count = PySequence_Size(first);
  if (count != PySequence_Size(second) || growth_of(first) || growth_of(second))
    return make_unjoined("the length of a list or tuple depends on a run-time condition");
  Object a = checked(PySequence_Tuple(first)), b = checked(PySequence_Tuple(second));
  Object tuple = checked(PyTuple_New(count));
  for (Py_ssize_t i = 0; i < count; ++i) {
    Object item = object(PyTuple_GET_ITEM(a.get(), i), PyTuple_GET_ITEM(b.get(), i));
    // Whoever compares or iterates would meet it unseen.
    if (is_unjoined(item.get())) return item;
    PyTuple_SET_ITEM(tuple.get(), i, item.leak());
  }
  if (PyTuple_CheckExact(first)) return tuple;
  Object list = checked(PySequence_List(tuple.get()));
  world_.born(list.get());
  return list;
}

Object Join::lists(PyObject* first, PyObject* second) {
  Object joined = growth(held(true, first), held(false, second));
  if (!joined) joined = sequences(held(true, first), held(false, second));
  if (!PyTuple_CheckExact(joined.get())) return joined;
  Object list = checked(PySequence_List(joined.get()));
  world_.born(list.get());
  return list;
}

/// Null where the keys or their order differ.
Object Join::joined_dict(PyObject* first, PyObject* second) {
  if (PyDict_GET_SIZE(first) != PyDict_GET_SIZE(second)) return {};
  Object joined = checked(PyDict_New());
  PyObject *key = nullptr, *value = nullptr, *other_key = nullptr, *other = nullptr;
  Py_ssize_t at = 0, other_at = 0;
  while (PyDict_Next(first, &at, &key, &value) &&
         PyDict_Next(second, &other_at, &other_key, &other)) {
    if (key != other_key && PyObject_RichCompareBool(key, other_key, Py_EQ) != 1) return {};
    Object both = object(value, other);
    if (is_unjoined(both.get())) return {};
    checked(PyDict_SetItem(joined.get(), key, both.get()));
  }
  return joined;
}

Object Join::dicts(PyObject* first, PyObject* second) {
  Object joined = joined_dict(first, second);
  if (!joined) return make_unjoined("what a dict holds depends on a run-time condition");
  world_.born(joined.get());
  return joined;
}

/// A born list or dict as that side has left it.
PyObject* Join::held(bool first, PyObject* object) const {
  PyObject* content = references_ ? references_->content(first, object) : nullptr;
  return content ? content : object;
}

void Join::note_entangled(PyObject* joined, PyObject* first, PyObject* second) {
  if (!references_ || is_unjoined(joined)) return;
  auto entangled = [&](PyObject* o) { return world_.is_entangled(o) || references_->entangled(o); };
  if (!entangled(first) && !entangled(second)) return;
  std::vector<PyObject*> all;
  for (PyObject* one : {joined, first, second}) {
    if (is_tensor(one)) tracer_.freeze(unwrap(one));
    if (!is_tensor(one) || references_->ours(unwrap(one))) all.push_back(one);
  }
  world_.entangle(all);
}

Object Join::object(PyObject* first, PyObject* second) {
  if (first == second) return Object::borrow(first);
  if (first && is_unjoined(first)) return Object::borrow(first);
  // From here on what comes out unjoined is more than what `first` had.
  if (second && is_unjoined(second)) {
    parted_ = true;
    return Object::borrow(second);
  }
  if (!first || !second) {
    parted_ = true;
    return make_unjoined("a name is bound in one of two branches only");
  }
  auto key = std::make_pair(first, second);
  if (auto found = known_.find(key); found != known_.end()) return found->second;
  Object joined;
  bool born = world_.is_born(first) && world_.is_born(second);
  PyTypeObject* type = Py_TYPE(first);
  if (world_.late(first) || world_.late(second))
    joined = objects(first, second);
  else if (is_tensor(first) && is_tensor(second))
    joined = identified(tensors(unwrap(first), unwrap(second)), first, second);
  else if (is_number(first) && is_number(second))
    joined = numbers(first, second);
  else if (type != Py_TYPE(second))
    joined = make_unjoined(fmt::format("a name holds {} or {}, by a run-time condition",
                                       type->tp_name, Py_TYPE(second)->tp_name));
  else if (PyTuple_CheckExact(first) || (PyList_CheckExact(first) && born))
    joined = type == &PyList_Type ? lists(first, second) : sequences(first, second);
  else if (PyDict_CheckExact(first) && born)
    joined = dicts(held(true, first), held(false, second));
  else if (PyUnicode_CheckExact(first) && PyUnicode_Compare(first, second) == 0)
    joined = Object::borrow(second);
  else if (PyMethod_Check(first) && PyMethod_GET_FUNCTION(first) == PyMethod_GET_FUNCTION(second) &&
           PyMethod_GET_SELF(first) == PyMethod_GET_SELF(second))
    joined = Object::borrow(second);
  else
    joined = make_unjoined(
        fmt::format("which {} a name holds depends on a run-time condition", type->tp_name));
  if (in_python_ && is_unjoined(joined.get())) joined = objects(first, second);
  parted_ = parted_ || is_unjoined(joined.get());
  note_entangled(joined.get(), first, second);
  // Both stay alive: the key is their address.
  alive_.push_back(Object::borrow(first));
  alive_.push_back(Object::borrow(second));
  known_.emplace(key, joined);
  return joined;
}

// --- states
// ---------------------------------------------------------------------------------------

void Join::spoil(PyObject* object, const std::string& reason) {
  if (!world_.is_spoilt(object)) spoilt_.insert(object);
  world_.spoil(object, reason);
}

/// The content of one object on either side.
Object Join::content(PyObject* o, PyObject* first, PyObject* second) {
  if (PyList_Check(o)) {
    Object joined = PyList_CheckExact(o) ? growth(first, second) : Object();
    if (!joined) joined = sequences(first, second);
    if (!is_unjoined(joined.get())) return joined;
    spoil(o, "what a list holds depends on a run-time condition");
    return Object::borrow(second);
  }
  if (PyCell_Check(o)) return object(first, second);
  if (PyAnySet_Check(o)) {
    if (PyObject_RichCompareBool(first, second, Py_EQ) != 1)
      spoil(o, "what a set holds depends on a run-time condition");
    return Object::borrow(second);
  }
  if (Object joined = joined_dict(first, second)) return joined;
  if (PyDict_Check(o)) {
    spoil(o, "what a dict holds depends on a run-time condition");
    return Object::borrow(second);
  }
  // An instance: attributes that one side has set alone.
  Object joined = checked(PyDict_New());
  for (PyObject* side : {first, second}) {
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(side, &at, &key, &value)) {
      PyObject* other = PyDict_GetItemWithError(side == first ? second : first, key);
      Object both = side == first ? object(value, other) : object(other, value);
      checked(PyDict_SetItem(joined.get(), key, both.get()));
    }
  }
  return joined;
}

/// A shadow that one side alone has made holds the original on the other.
void Join::lone_shadows(const State& first, const State& second, State& result) {
  for (const State* side : {&first, &second}) {
    const State& other = side == &first ? second : first;
    for (const TracedWorld::Shadow& shadow : side->world.shadows) {
      PyObject* copy = shadow.copy.get();
      auto is_it = [&](const TracedWorld::Shadow& s) { return s.copy.get() == copy; };
      if (std::any_of(other.world.shadows.begin(), other.world.shadows.end(), is_it)) continue;
      lone_.insert(copy);
      for (const Content& c : side->world.contents) {
        if (c.object.get() != copy) continue;
        Object before = world_.original_content(copy, side->world.shadows);
        world_.guard_differences(copy, side->world.shadows, c.items.get());
        PyObject *a = c.items.get(), *b = before.get();
        if (side == &second) std::swap(a, b);
        result.world.contents.push_back({c.object, content(copy, a, b)});
      }
    }
  }
}

void Join::contents(const State& first, const State& second, State& result) {
  lone_shadows(first, second, result);
  std::unordered_map<PyObject*, PyObject*> of_first;
  for (const Content& c : first.world.contents) of_first[c.object.get()] = c.items.get();
  std::unordered_set<PyObject*> in_second;
  for (const Content& c : second.world.contents) {
    in_second.insert(c.object.get());
    if (lone_.contains(c.object.get())) continue;
    auto found = of_first.find(c.object.get());
    if (found == of_first.end())
      result.world.contents.push_back(c);
    else
      result.world.contents.push_back(
          {c.object, content(c.object.get(), found->second, c.items.get())});
  }
  for (const Content& c : first.world.contents)
    if (!in_second.contains(c.object.get()) && !lone_.contains(c.object.get()))
      result.world.contents.push_back(c);
}

void Join::wholes(const Tracer::State& first, const Tracer::State& second, Tracer::State& result) {
  for (const auto& [id, whole] : first)
    if (!second.contains(id)) result.emplace(id, whole);
  std::vector<uint64_t> ids;
  for (const auto& [id, whole] : second) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  for (uint64_t id : ids) {
    const Tracer::Whole& b = second.at(id);
    auto found = first.find(id);
    Value of_first = found != first.end() ? found->second.value : b.initial;
    Tracer::Whole joined = b;
    if (!of_first.is_none() && !same_value(of_first, b.value)) {
      Joint joint;
      joint.type = ir::Type::tensor(tensor(b.dtype, to_shape(b.layout.shape)));
      joint.first = of_first;
      joint.second = b.value;
      joint.whole = id;
      joints_.push_back(std::move(joint));
      joined.written = true;
    }
    result.insert_or_assign(id, std::move(joined));
  }
}

State Join::states(const State& first, const State& second, bool leaves) {
  first_ = &first;
  second_ = &second;
  const References references(world_, first, second);
  references_ = &references;
  State result;
  DUET_CHECK(first.frame.stack.size() == second.frame.stack.size());
  for (size_t i = 0; i < first.frame.variables.size(); ++i) {
    PyObject *a = first.frame.variables[i].get(), *b = second.frame.variables[i].get();
    result.frame.variables.push_back(a || b ? object(a, b) : Object());
  }
  for (size_t i = 0; i < first.frame.stack.size(); ++i) {
    Object both = object(first.frame.stack[i].get(), second.frame.stack[i].get());
    // The step that takes it from there does not ask.
    if (!leaves || i + 1 < first.frame.stack.size()) world_.check(both.get());
    result.frame.stack.push_back(std::move(both));
  }
  result.frame.activations = second.frame.activations;
  contents(first, second, result);
  result.world.shadows = second.world.shadows;
  for (const TracedWorld::Shadow& shadow : first.world.shadows) {
    auto same = [&](const TracedWorld::Shadow& s) {
      return s.original.get() == shadow.original.get();
    };
    const auto& others = second.world.shadows;
    auto found = std::find_if(others.begin(), others.end(), same);
    if (found == others.end())
      result.world.shadows.push_back(shadow);
    else if (found->copy.get() != shadow.copy.get())
      world_.spoil(found->copy.get(), "an outside object is changed in both branches");
  }
  join_cells(first, second, result);
  wholes(first.world.tracer, second.world.tracer, result.world.tracer);
  promised(result);
  result.world.prints = second.world.prints;
  references_ = nullptr;
  return result;
}

/// Tensors that stand for joints are new on either side.
void Join::promised(State& result) const {
  for (const Joint& joint : joints_)
    if (joint.tensor) {
      uint64_t id = joint.tensor.storage()->id();
      result.world.tracer.insert_or_assign(id, tracer_.whole(id));
    }
}

void Join::join_cells(const State& first, const State& second, State& result) {
  std::vector<std::pair<Object, Object>> cells = first.world.cell_writes;
  auto value_in = [](const State& state, PyObject* cell) {
    for (const auto& [written, value] : state.world.cell_writes)
      if (written.get() == cell) return value;
    return Object::steal(PyCell_Get(cell));
  };
  for (const auto& write : second.world.cell_writes) {
    auto same = [&](const auto& known) { return known.first.get() == write.first.get(); };
    if (std::none_of(cells.begin(), cells.end(), same)) cells.push_back(write);
  }
  for (auto& [cell, value] : cells) {
    Object a = value_in(first, cell.get()), b = value_in(second, cell.get());
    value = object(a.get(), b.get());
  }
  result.world.cell_writes = std::move(cells);
}

void Join::bind(std::span<const int64_t> values) {
  for (size_t k = 0; k < joints_.size(); ++k) {
    Joint& joint = joints_[k];
    Value value = Value::node(values[k]);
    if (joint.tensor)
      tracer_.set_whole(joint.tensor.storage()->id(), value);
    else if (joint.any)
      set_node_of_any(joint.any.get(), value.as_node());
    else if (joint.number)
      set_node_of_number(joint.number.get(), value.as_node());
    else
      tracer_.set_whole(joint.whole, value);
  }
}

}  // namespace duet::frontend
