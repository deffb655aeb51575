// Reading outside: attributes, items, globals, cells; guards on what was read, shadows of what is
// written.
#include <algorithm>

#include "frontend/evaluate/boundary/guards.h"
#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/traced/iterated.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/shown.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/traced/traced_world.h"
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

thread_local TracedWorld* active_world = nullptr;

bool same_text(PyObject* name, const char* text) {
  return PyUnicode_CompareWithASCIIString(name, text) == 0;
}

/// Methods of lists, dicts and sets that change them.
bool is_mutator(PyObject* name) {
  static const char* const kNames[] = {"append",
                                       "extend",
                                       "insert",
                                       "pop",
                                       "remove",
                                       "clear",
                                       "sort",
                                       "reverse",
                                       "update",
                                       "setdefault",
                                       "add",
                                       "discard",
                                       "popitem",
                                       "__setitem__",
                                       "__delitem__",
                                       "__iadd__",
                                       "__imul__",
                                       "__ior__",
                                       "__iand__",
                                       "__ixor__",
                                       "__isub__",
                                       "difference_update",
                                       "intersection_update",
                                       "symmetric_difference_update",
                                       "move_to_end"};
  for (const char* mutator : kNames)
    if (same_text(name, mutator)) return true;
  return false;
}

Object items_tuple(PyObject* sequence) { return checked(PySequence_Tuple(sequence)); }

}  // namespace

TracedWorld::TracedWorld(Tracer& tracer, Compiled& compiled, const Settings& settings)
    : tracer_(tracer),
      compiled_(compiled),
      settings_(settings),
      before_(std::exchange(active_world, this)) {}

TracedWorld::~TracedWorld() { active_world = before_; }

TracedWorld* TracedWorld::active() { return active_world; }
TracedWorld* TracedWorld::activate(TracedWorld* world) {
  return std::exchange(active_world, world);
}

void TracedWorld::note_number(int leaf, PyObject* present) {
  numbers_[leaf] = Object::borrow(present);
}

void TracedWorld::demand(int leaf) {
  if (leaf < 0) {
    const OutsideNumber& number = outside_numbers_[static_cast<size_t>(-leaf - 1)];
    guard(Guard::Kind::kDictItem, number.dict, number.key, number.present.get());
    return;
  }
  auto found = numbers_.find(leaf);
  if (found == numbers_.end()) return;
  Guard guard;
  guard.kind = Guard::Kind::kLeafValue;
  guard.leaf = leaf;
  guard.expected = found->second;
  if (machine_) guard.place = machine_->place();
  compiled_.guards.push_back(std::move(guard));
  numbers_.erase(found);
}

void TracedWorld::born(PyObject* object) {
  if (births_.insert(object).second) alive_.push_back(Object::borrow(object));
}

/// What a call has just made belongs to the program.
Object TracedWorld::fresh(Object object) {
  if (Py_REFCNT(object.get()) == 1 &&
      (is_container(object.get()) || is_instance(object.get()) || PyIter_Check(object.get()) ||
       PyFunction_Check(object.get()) || is_array(object.get())))
    born(object.get());
  return object;
}

namespace {

using Numbered = std::vector<std::pair<Object, int>>;

int number_of(PyObject* object, const Numbered& known) {
  for (const auto& [each, number] : known)
    if (each.get() == object) return number;
  return -1;
}

}  // namespace

void TracedWorld::note_leaf(PyObject* tensor, int leaf) {
  leaves_.emplace_back(Object::borrow(tensor), leaf);
}

int TracedWorld::leaf_of(PyObject* tensor) const { return number_of(tensor, leaves_); }

int TracedWorld::leaf_of_storage(uint64_t id) const {
  for (const auto& [object, leaf] : leaves_)
    if (as_object(object.get())->rep->storage->id() == id) return leaf;
  return -1;
}

void TracedWorld::note_container(PyObject* object, int container) {
  containers_.emplace_back(Object::borrow(object), container);
}

int TracedWorld::container_of(PyObject* object) const { return number_of(object, containers_); }

void TracedWorld::note_tensor(PyObject* object) {
  Ref<Storage> storage = unwrap(object).storage();
  tensors_.try_emplace(storage->id(), Object::borrow(object));
}

Object TracedWorld::noted(Object object) {
  if (object && is_unjoined(object.get())) refuse_unjoined(object.get());
  if (!object || !is_tensor(object.get()) || births_.contains(object.get())) return object;
  if (tracer_.has_made(unwrap(object.get()))) return object;
  // Nobody else has it: a view that was just made.
  if (Py_REFCNT(object.get()) == 1 && Py_TYPE(object.get()) == tensor_type)
    born(object.get());
  else
    note_tensor(object.get());
  return object;
}

Object TracedWorld::tensor_object(const Tensor& tensor) {
  auto found = tensors_.find(tensor.storage()->id());
  if (found != tensors_.end()) return found->second;
  return Object::steal(wrap(tensor));
}

// --- guards and shadows
// ---------------------------------------------------------------------------

void TracedWorld::guard(Guard::Kind kind, PyObject* container, PyObject* key, PyObject* expected) {
  if (births_.contains(container) || arguments_.contains(container)) return;
  std::string name(1, static_cast<char>(kind));
  name.append(reinterpret_cast<const char*>(&container), sizeof(container));
  if (key) {
    // Equal names may be different objects.
    Py_ssize_t size = 0;
    const char* text = PyUnicode_Check(key) ? PyUnicode_AsUTF8AndSize(key, &size) : nullptr;
    if (text)
      name.append(text, size);
    else
      name.append(reinterpret_cast<const char*>(&key), sizeof(key));
  }
  if (!guarded_.insert(std::move(name)).second) return;
  Guard made;
  made.kind = kind;
  made.container = Object::borrow(container);
  made.key = Object::borrow(key);
  made.expected = Object::borrow(expected);
  if (machine_) made.place = machine_->place();
  compiled_.guards.push_back(std::move(made));
}

void TracedWorld::guard_type(PyTypeObject* type) {
  if ((type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0) return;
  size_t before = compiled_.guards.size();
  guard(Guard::Kind::kTypeVersion, reinterpret_cast<PyObject*>(type), nullptr, nullptr);
  if (compiled_.guards.size() > before) compiled_.guards.back().version = type->tp_version_tag;
}

/// All that a reader of the whole container may see.
void TracedWorld::guard_content(PyObject* object) {
  if (births_.contains(object)) return;
  if (PyList_Check(object)) {
    Object items = items_tuple(at_entry(object));
    guard(Guard::Kind::kSequence, object, nullptr, items.get());
  } else if (PyDict_Check(object)) {
    Object keys = items_tuple(at_entry(object));
    guard(Guard::Kind::kDictKeys, object, nullptr, keys.get());
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(at_entry(object), &at, &key, &value))
      guard(Guard::Kind::kDictItem, object, key, value);
  } else if (PyAnySet_Check(object) && !PyFrozenSet_Check(object)) {
    throw_untraceable("a set from outside the function is read", "outside-set");
  }
  if (PyList_Check(object) || PyTuple_Check(object)) {
    Object items = items_tuple(at_entry(object));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i) {
      PyObject* item = PyTuple_GET_ITEM(items.get(), i);
      if (is_tensor(item)) noted(Object::borrow(item));
      if (is_container(item) || PyTuple_Check(item)) guard_content(item);
    }
  }
}

TracedWorld::Shadow* TracedWorld::find_shadow(PyObject* object) {
  auto found = shadow_of_.find(object);
  return found == shadow_of_.end() ? nullptr : &shadows_[found->second];
}

void TracedWorld::refuse_spoilt(PyObject* object) {
  if (const Growth* growth = growth_of(object)) refuse_growth(*growth);
  if (spoilt_.empty()) return;
  auto found = spoilt_.find(object);
  if (found == spoilt_.end()) return;
  if (found->second.exposing && may_visit())
    throw_start_again(found->second.exposing, Py_TYPE(object));
  blame(found->second.fork);
  throw_untraceable(found->second.reason, "no-common-type");
}

void TracedWorld::refuse_entangled(PyObject* object) {
  blame(entangled_.fork_of(object));
  throw_untraceable(std::string("which ") + Py_TYPE(object)->tp_name +
                        " a name holds depends on a run-time condition",
                    "no-common-type");
}

PyObject* TracedWorld::view(PyObject* object) {
  refuse_spoilt(object);
  if (shadows_.empty()) return object;
  Shadow* shadow = find_shadow(object);
  if (!shadow) return object;
  refuse_spoilt(shadow->copy.get());
  return shadow->copy.get();
}

PyObject* TracedWorld::writable(PyObject* object, PyObject* instance) {
  refuse_spoilt(object);
  if (is_entangled(object)) refuse_entangled(object);
  if (births_.contains(object)) return object;
  if (Shadow* shadow = find_shadow(object)) {
    refuse_spoilt(shadow->copy.get());
    return shadow->copy.get();
  }
  if (is_iterated(*machine_, object))
    throw_untraceable(std::string("an outside ") + Py_TYPE(object)->tp_name +
                          " is changed while a loop goes through it",
                      "outside-write");
  Object copy;
  if (PyDict_CheckExact(object)) {
    copy = checked(PyDict_Copy(at_entry(object)));
  } else if (PyList_CheckExact(object)) {
    guard_content(object);
    copy = checked(PyList_GetSlice(object, 0, PyList_GET_SIZE(object)));
  } else {
    throw_untraceable(std::string("an outside ") + Py_TYPE(object)->tp_name + " is changed",
                      "outside-write");
  }
  born(copy.get());
  bool strict = PyList_Check(object) && deviates(Deviation::kStrictLists);
  shadow_of_[object] = shadow_of_[copy.get()] = shadows_.size();
  shadows_.push_back({Object::borrow(object), copy, Object::borrow(instance), strict});
  return copy.get();
}

/// The key is written at each call, even with what it holds now.
void TracedWorld::touch(PyObject* object, PyObject* key) {
  Shadow* shadow = find_shadow(object);
  if (!shadow || !PyDict_Check(object)) return;
  // States that were saved hold the set as it was.
  Object more = checked(shadow->touched ? PySet_New(shadow->touched.get()) : PySet_New(nullptr));
  checked(PySet_Add(more.get(), key));
  shadow->touched = std::move(more);
}

void TracedWorld::note_done(PyObject* original, PyObject* key) {
  Object& keys = done_[original];
  if (!keys) keys = checked(PySet_New(nullptr));
  if (key) checked(PySet_Add(keys.get(), key));
}

PyObject* TracedWorld::done_before(PyObject* original) const {
  auto found = done_.find(original);
  return found == done_.end() ? nullptr : found->second.get();
}

void TracedWorld::guard_differences(PyObject* copy, const std::vector<Shadow>& shadows,
                                    PyObject* content) {
  if (!PyDict_Check(copy)) return;
  for (const Shadow& shadow : shadows) {
    if (shadow.copy.get() != copy) continue;
    PyObject* dict = shadow.original.get();
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(content, &at, &key, &value)) {
      PyObject* before = PyDict_GetItemWithError(dict, key);
      if (before && before != value) guard(Guard::Kind::kDictItem, dict, key, before);
      if (!before) guard(Guard::Kind::kDictMissing, dict, key, nullptr);
    }
    at = 0;
    while (PyDict_Next(dict, &at, &key, &value))
      if (PyDict_Contains(content, key) == 0) guard(Guard::Kind::kDictItem, dict, key, value);
  }
}

bool TracedWorld::deviates(Deviation deviation) const {
  if (settings_.level == 3) return false;
  bool strict = *frontend::documented(deviation).level != 0;
  if (strict && settings_.level != 0) return false;
  const Frame* frame = machine_ ? machine_->top() : nullptr;
  return frame && !frame->library;
}

void TracedWorld::departs(Deviation deviation) {
  compiled_.departures.push_back({frontend::documented(deviation).rule, machine_->place()});
}

/// From here on the name means a new list, and the global one keeps its items.
void TracedWorld::detach(PyObject* object) {
  if (!global_lists_.contains(object) || !deviates(Deviation::kGlobalList)) return;
  departs(Deviation::kGlobalList);
  writable(object);
  find_shadow(object)->detached = true;
}

// --- names
// ----------------------------------------------------------------------------------------

/// A number that has changed from call to call is an input, whose type is guarded; null: it is
/// none of these.
Object TracedWorld::changing_number(PyObject* dict, PyObject* key, PyObject* present) {
  auto same = [&](const auto& each) { return each.dict == dict && same_value(each.key, key); };
  const auto& changing = settings_.changing;
  if (std::none_of(changing.begin(), changing.end(), same)) return {};
  if (!present || !(PyFloat_CheckExact(present) || PyLong_CheckExact(present))) return {};
  auto known = std::find_if(outside_numbers_.begin(), outside_numbers_.end(), same);
  if (known != outside_numbers_.end()) return known->number;
  guard(Guard::Kind::kItemType, dict, key, reinterpret_cast<PyObject*>(Py_TYPE(present)));
  Source source;
  source.kind = Source::Kind::kNumber;
  source.object = Object::borrow(dict);
  source.key = Object::borrow(key);
  compiled_.inputs.push_back(std::move(source));
  NumberKind kind = PyLong_Check(present) ? NumberKind::kInt : NumberKind::kFloat;
  int64_t node = tracer_.graph().add_input(PyUnicode_Check(key) ? PyUnicode_AsUTF8(key) : "number",
                                           ir::Type::scalar(kind));
  int leaf = -static_cast<int>(outside_numbers_.size()) - 1;
  Object number = make_number(node, Object::borrow(present), {leaf});
  outside_numbers_.push_back({dict, key, Object::borrow(present), number});
  return number;
}

/// The item as the program sees it, the original guarded; null: there is none.
Object TracedWorld::dict_item(PyObject* dict, PyObject* key) {
  PyObject* original = PyDict_GetItemWithError(at_entry(dict), key);
  if (!original && PyErr_Occurred()) throw PythonError();
  if (!births_.contains(dict)) {
    if (Object number = changing_number(dict, key, original)) {
      PyObject* present = view(dict);
      bool written = present != dict && PyDict_GetItem(present, key) != original;
      if (!written) return number;
    } else if (original)
      guard(Guard::Kind::kDictItem, dict, key, original);
    else
      guard(Guard::Kind::kDictMissing, dict, key, nullptr);
  }
  PyObject* seen = view(dict);
  if (seen == dict) return noted(Object::borrow(original));
  PyObject* found = PyDict_GetItemWithError(seen, key);
  if (!found && PyErr_Occurred()) throw PythonError();
  return noted(Object::borrow(found));
}

Object TracedWorld::global(const Frame& frame, PyObject* name) {
  if (Object found = dict_item(frame.globals.get(), name)) {
    if (PyList_CheckExact(found.get()) && !births_.contains(found.get()))
      global_lists_.insert(found.get());
    return found;
  }
  PyObject* found = PyDict_GetItemWithError(frame.builtins.get(), name);
  if (!found && PyErr_Occurred()) throw PythonError();
  return Object::borrow(found);
}

void TracedWorld::set_global(const Frame& frame, PyObject* name, PyObject* value) {
  PyObject* dict = writable(frame.globals.get());
  if (!value) dict_item(frame.globals.get(), name);
  touch(frame.globals.get(), name);
  checked(value ? PyDict_SetItem(dict, name, value) : PyDict_DelItem(dict, name));
}

Object TracedWorld::cell(PyObject* cell) {
  auto written = written_cells_.find(cell);
  if (written != written_cells_.end()) return cell_writes_[written->second].second;
  Object value = Object::steal(PyCell_Get(cell));
  if (!births_.contains(cell)) guard(Guard::Kind::kCell, cell, nullptr, value.get());
  return noted(std::move(value));
}

void TracedWorld::set_cell(PyObject* cell, PyObject* value) {
  if (births_.contains(cell)) {
    checked(PyCell_Set(cell, value));
    return;
  }
  auto [found, is_new] = written_cells_.try_emplace(cell, cell_writes_.size());
  if (is_new) cell_writes_.emplace_back(Object::borrow(cell), Object());
  cell_writes_[found->second].second = Object::borrow(value);
}

// --- attributes
// -----------------------------------------------------------------------------------

/// A module may make a name when it is first asked for (`__getattr__`): it is asked before anything
/// is guarded, or the name that was missing would be there at the next call.
Object TracedWorld::module_attribute(PyObject* module, PyObject* name) {
  PyObject* dict = PyModule_GetDict(module);
  Object made =
      Object::steal(PyDict_Contains(dict, name) ? nullptr : PyObject_GetAttr(module, name));
  if (!made && PyErr_Occurred()) {
    if (!PyErr_ExceptionMatches(PyExc_Exception)) throw PythonError();
    PyErr_Clear();
  }
  if (Object found = dict_item(dict, name)) return found;
  return made ? noted(std::move(made)) : noted(checked(PyObject_GetAttr(module, name)));
}

/// Lists, dicts, sets: a method that changes belongs to the shadow, any other reads everything.
Object TracedWorld::container_attribute(PyObject* object, PyObject* name) {
  if (PyDict_Check(object) && same_text(name, "has_key") && deviates(Deviation::kHasKey))
    return container_attribute(object, name_object("__contains__").get());
  // Methods that are carried out for it: growth_call.
  if (growth_of(object)) return checked(PyObject_GetAttr(object, name));
  if (births_.contains(object)) return checked(PyObject_GetAttr(view(object), name));
  if (same_text(name, "append") || same_text(name, "clear")) detach(object);
  if (is_mutator(name)) {
    // What it does depends on all that is there.
    guard_content(object);
    return checked(PyObject_GetAttr(writable(object), name));
  }
  guard_content(object);
  return checked(PyObject_GetAttr(view(object), name));
}

Object TracedWorld::described(PyObject* descriptor, PyObject* object, PyTypeObject* type) {
  if (Py_TYPE(descriptor) == &PyProperty_Type) {
    Object getter = checked(PyObject_GetAttrString(descriptor, "fget"));
    if (PyFunction_Check(getter.get())) return special(getter.get(), {Object::borrow(object)});
  }
  descrgetfunc get = Py_TYPE(descriptor)->tp_descr_get;
  if (!get) return Object::borrow(descriptor);
  return checked(get(descriptor, object, reinterpret_cast<PyObject*>(type)));
}

Object TracedWorld::instance_attribute(PyObject* object, PyObject* name) {
  PyTypeObject* type = Py_TYPE(object);
  guard_type(type);
  if (is_container(object) && !births_.contains(object)) {
    // A method of the list or dict that it is.
    if (is_mutator(name)) writable(object);
    guard_content(object);
  }
  if (PyObject* getter = python_method(type, "__getattribute__"))
    return special(getter, {Object::borrow(object), Object::borrow(name)});
  Object descriptor = Object::borrow(_PyType_Lookup(type, name));
  bool is_data = descriptor && Py_TYPE(descriptor.get())->tp_descr_set;
  if (same_text(name, "__dict__")) {
    Object dict = checked(PyObject_GenericGetDict(object, nullptr));
    if (births_.contains(object)) born(dict.get());
    return dict;
  }
  if (is_data) {
    Object value = described(descriptor.get(), object, type);
    guard_slot(object, descriptor.get(), value.get());
    return noted(std::move(value));
  }
  Object dict = checked(PyObject_GenericGetDict(object, nullptr));
  if (births_.contains(object)) {
    PyObject* found = PyDict_GetItemWithError(dict.get(), name);
    if (found) return noted(Object::borrow(found));
  } else if (Object found = dict_item(dict.get(), name)) {
    return found;
  }
  if (descriptor) return noted(described(descriptor.get(), object, type));
  if (PyObject* getter = python_method(type, "__getattr__"))
    return special(getter, {Object::borrow(object), Object::borrow(name)});
  return checked(PyObject_GetAttr(object, name));
}

Object TracedWorld::attribute(PyObject* object, PyObject* name) {
  if (PyModule_Check(object)) return module_attribute(object, name);
  if (PyType_Check(object)) {
    guard_type(reinterpret_cast<PyTypeObject*>(object));
    return noted(checked(PyObject_GetAttr(object, name)));
  }
  if (is_container(object) && !is_instance(object)) return container_attribute(object, name);
  if (is_instance(object)) return instance_attribute(object, name);
  Object value = checked(PyObject_GetAttr(object, name));
  if (PyObject* descriptor = _PyType_Lookup(Py_TYPE(object), name))
    guard_slot(object, descriptor, value.get());
  if (!PyCallable_Check(value.get())) guard_array(object);
  return noted(std::move(value));
}

Object TracedWorld::generic_set(PyObject* object, PyObject* name, PyObject* value) {
  PyTypeObject* type = Py_TYPE(object);
  PyObject* descriptor = _PyType_Lookup(type, name);
  // A Tensor holds attributes its own way (tensor.h).
  if (type == tensor_type && !descriptor) {
    if (!tracer_.has_made(unwrap(object)) || leaf_of(object) >= 0)
      throw_untraceable("an attribute of an outside Tensor is written", "outside-write");
    checked(value ? PyObject_SetAttr(object, name, value) : PyObject_DelAttr(object, name));
    return Object::borrow(Py_None);
  }
  if (descriptor && Py_TYPE(descriptor)->tp_descr_set) {
    if (Py_TYPE(descriptor) == &PyProperty_Type) {
      Object setter = checked(PyObject_GetAttrString(descriptor, value ? "fset" : "fdel"));
      if (PyFunction_Check(setter.get())) {
        std::vector<Object> values{Object::borrow(object)};
        if (value) values.push_back(Object::borrow(value));
        return special(setter.get(), std::move(values));
      }
    }
    if (!births_.contains(object))
      throw_untraceable("a slot of an outside object is written", "outside-write");
  }
  if (births_.contains(object) || !is_instance(object) ||
      (descriptor && Py_TYPE(descriptor)->tp_descr_set)) {
    checked(PyObject_GenericSetAttr(object, name, value));
    return Object::borrow(Py_None);
  }
  guard_type(type);
  Object dict = checked(PyObject_GenericGetDict(object, nullptr));
  PyObject* target = writable(dict.get(), object);
  if (!value && !PyDict_Contains(target, name)) {
    PyErr_SetObject(PyExc_AttributeError, name);
    throw PythonError();
  }
  if (!value) dict_item(dict.get(), name);
  touch(dict.get(), name);
  checked(value ? PyDict_SetItem(target, name, value) : PyDict_DelItem(target, name));
  return Object::borrow(Py_None);
}

void TracedWorld::set_attribute(PyObject* object, PyObject* name, PyObject* value) {
  if (is_instance(object) || is_tensor(object)) {
    PyTypeObject* type = Py_TYPE(object);
    const char* method = value ? "__setattr__" : "__delattr__";
    if (PyObject* setter = python_method(type, method)) {
      guard_type(type);
      std::vector<Object> values{Object::borrow(object), Object::borrow(name)};
      if (value) values.push_back(Object::borrow(value));
      special(setter, std::move(values));
      return;
    }
    generic_set(object, name, value);
    return;
  }
  if (!births_.contains(object))
    throw_untraceable(
        std::string("an attribute of an outside ") + Py_TYPE(object)->tp_name + " is written",
        "outside-write");
  checked(PyObject_SetAttr(object, name, value));
}

// --- items
// ----------------------------------------------------------------------------------------

Object TracedWorld::item(PyObject* object, PyObject* key) {
  if (PyDict_CheckExact(object) && !births_.contains(object)) {
    if (Object found = dict_item(object, key)) return found;
    return checked(PyObject_GetItem(view(object), key));
  }
  if (PyObject* method = python_method(Py_TYPE(object), "__getitem__"))
    return special(method, {Object::borrow(object), Object::borrow(key)});
  if (is_container(object) && !births_.contains(object)) guard_content(object);
  // A part of it would be written natively.
  if (is_array(object) && !births_.contains(object)) refuse_array();
  // A key may hold Tensors from outside.
  if (PyTuple_Check(key))
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); ++i)
      noted(Object::borrow(PyTuple_GET_ITEM(key, i)));
  Shown shown(*this, key);
  Object found = checked(PyObject_GetItem(view(object), view(key)));
  // A part of the program's own array is the program's own.
  bool own = is_array(object) && births_.contains(object);
  return noted(PySlice_Check(key) || is_tensor(object) || own ? fresh(std::move(found)) : found);
}

void TracedWorld::set_item(PyObject* object, PyObject* key, PyObject* value) {
  const char* name = value ? "__setitem__" : "__delitem__";
  if (PyObject* method = python_method(Py_TYPE(object), name)) {
    std::vector<Object> values{Object::borrow(object), Object::borrow(key)};
    if (value) values.push_back(Object::borrow(value));
    special(method, std::move(values));
    return;
  }
  if (!Py_TYPE(object)->tp_as_mapping || !Py_TYPE(object)->tp_as_mapping->mp_ass_subscript) {
    if (!Py_TYPE(object)->tp_as_sequence || !Py_TYPE(object)->tp_as_sequence->sq_ass_item) {
      // Python's own words for what holds no items to write.
      checked(value ? PyObject_SetItem(object, key, value) : PyObject_DelItem(object, key));
    }
  }
  detach(object);
  PyObject* target = is_container(object) ? writable(object) : object;
  if (!is_container(object) && !is_tensor(object) && !births_.contains(object))
    throw_untraceable(
        std::string("an item of an outside ") + Py_TYPE(object)->tp_name + " is written",
        "outside-write");
  if (PyDict_CheckExact(object) && target != object) {
    if (!value) dict_item(object, key);
    touch(object, key);
  }
  bool reads = value && (PySlice_Check(key) || is_tensor(object));
  if (reads && is_container(value)) guard_content(value);
  Shown shown(*this, reads ? value : Py_None, key);
  PyObject* stored = reads ? view(value) : value;
  checked(value ? PyObject_SetItem(target, view(key), stored)
                : PyObject_DelItem(target, view(key)));
}

}  // namespace duet::frontend
