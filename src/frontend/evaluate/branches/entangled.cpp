// Comparing the references of two states.
#include "frontend/evaluate/branches/entangled.h"

#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {

References::References(TracedWorld& world, const State& first, const State& second)
    : world_(world), first_(first), second_(second) {
  for (const Content& c : first.world.contents) of_first_[c.object.get()] = c.items.get();
  for (const Content& c : second.world.contents) of_second_[c.object.get()] = c.items.get();
  for (size_t i = 0; i < first.frame.variables.size(); ++i)
    both(first.frame.variables[i].get(), second.frame.variables[i].get());
  for (size_t i = 0; i < first.frame.stack.size(); ++i)
    both(first.frame.stack[i].get(), second.frame.stack[i].get());
  // Nothing has changed its place: nothing else matters.
  for (const auto& [object, content] : of_first_)
    if (PyObject* other = this->content(false, object)) items(content, other);
  for (const auto& [cell, value] : first.world.cell_writes)
    for (const auto& [written, other] : second.world.cell_writes)
      if (written.get() == cell.get()) both(value.get(), other.get());
  if (!partners_[0].empty()) around();
}

PyObject* References::content(bool first, PyObject* object) const {
  const auto& contents = first ? of_first_ : of_second_;
  auto found = contents.find(object);
  return found == contents.end() ? nullptr : found->second;
}

bool References::ours(const Tensor& tensor) const {
  return world_.tracer().has_made(tensor) && world_.leaf_of_storage(tensor.storage()->id()) < 0;
}

References::Key References::key(PyObject* object) const {
  if (is_tensor(object)) {
    Tensor tensor = unwrap(object);
    return ours(tensor) ? tensor.storage()->id() * 2 + 1 : 0;
  }
  const bool container = PyList_CheckExact(object) || PyDict_CheckExact(object);
  return container && world_.is_born(object) ? reinterpret_cast<Key>(object) : 0;
}

/// What stands for an object among the partners of another: a Tensor from outside, too.
References::Key References::partner(PyObject* object) const {
  return is_tensor(object) ? unwrap(object).storage()->id() * 2 + 1 : key(object);
}

void References::both(PyObject* first, PyObject* second) {
  if (!first || !second) return;
  if (first == second) return alone(first);
  if (Py_TYPE(first) != Py_TYPE(second) || !pairs_.emplace(first, second).second) return;
  if (PyTuple_CheckExact(first)) return items(first, second);
  const Key a = partner(first), b = partner(second);
  if (a && a == b) same_.insert(a);
  if (!a || !b || a == b) return;
  partners_[0][a].insert(b);
  partners_[1][b].insert(a);
  PyObject *x = content(true, first), *y = content(false, second);
  if (x && y) items(x, y);
}

/// What two containers hold in the same places. Of different lengths they are not joined.
void References::items(PyObject* first, PyObject* second) {
  if (PyTuple_CheckExact(first) && PyTuple_CheckExact(second)) {
    if (PyTuple_GET_SIZE(first) != PyTuple_GET_SIZE(second)) return;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(first); ++i)
      both(PyTuple_GET_ITEM(first, i), PyTuple_GET_ITEM(second, i));
  } else if (PyDict_Check(first) && PyDict_Check(second)) {
    PyObject *name = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(first, &at, &name, &value))
      both(value, PyDict_GetItemWithError(second, name));
  } else {
    both(first, second);  // of a cell
  }
}

/// A place that holds the same on either side.
void References::alone(PyObject* object) {
  if (const Key one = key(object)) {
    same_.insert(one);
    return;
  }
  const bool holds = PyTuple_CheckExact(object) || PyMethod_Check(object) || PyIter_Check(object);
  if (PyFunction_Check(object)) {
    for (PyObject* defaults : {PyFunction_GET_DEFAULTS(object), PyFunction_GET_KW_DEFAULTS(object)})
      if (defaults) alone(defaults);
  } else if (holds && Py_TYPE(object)->tp_traverse && seen_.insert(object).second) {
    auto visit = [](PyObject* held, void* self) {
      static_cast<References*>(self)->alone(held);
      return 0;
    };
    Py_TYPE(object)->tp_traverse(object, visit, this);
  }
}

/// What neither state has as a place: the frames that wait, iterators, functions.
void References::around() {
  const auto& frames = world_.machine().frames();
  for (const auto& frame : frames) {
    for (const Activation& activation : frame->activations)
      if (activation.held) alone(activation.held.get());
    if (frame == frames.back()) continue;
    for (const std::vector<Object>* places : {&frame->variables, &frame->stack})
      for (const Object& object : *places)
        if (object) alone(object.get());
  }
  for (const Object& object : world_.births())
    if (!key(object.get())) alone(object.get());
}

bool References::entangled(PyObject* object) const {
  const Key one = key(object);
  if (!one) return false;
  for (const auto& partners : partners_) {
    auto found = partners.find(one);
    if (found != partners.end() && (found->second.size() > 1 || same_.contains(one))) return true;
  }
  return false;
}

}  // namespace duet::frontend
