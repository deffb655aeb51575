// The walk goes through displays (list, tuple, dict) and C's iterators, by way of the shadows. An
// original is changed for the time of one call of C code; Python functions that it calls are the
// machine's, which sees shadows, and guards ask `TracedWorld::at_entry` for what stood there.
#include "frontend/evaluate/traced/shown.h"

#include <string_view>

#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {

namespace {

void replace_content(PyObject* container, PyObject* content) {
  if (PyList_Check(container)) {
    checked(PyList_SetSlice(container, 0, PY_SSIZE_T_MAX, content));
    return;
  }
  PyDict_Clear(container);
  checked(PyDict_Update(container, content));
}

/// It hands out what it stands on, or what it makes of that.
bool is_iterator_of_c(PyObject* object) {
  PyTypeObject* type = Py_TYPE(object);
  return PyIter_Check(object) && (type->tp_flags & Py_TPFLAGS_HEAPTYPE) == 0 && type->tp_traverse &&
         !PyGen_Check(object);
}

}  // namespace

bool reads_deep(PyObject* callee) {
  for (const char* name : {"len", "isinstance", "id", "type", "callable"})
    if (callee == PyDict_GetItemString(PyEval_GetBuiltins(), name)) return false;
  if (!PyCFunction_Check(callee)) return true;
  std::string_view name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
  for (const char* keeps : {"append", "insert", "setdefault", "get", "pop"})
    if (name == keeps) return false;
  return true;
}

Object reads_own_items(PyObject* callee) {
  if (std::string_view(Py_TYPE(callee)->tp_name) == "method-wrapper")
    return checked(PyObject_GetAttrString(callee, "__self__"));
  if (!PyCFunction_Check(callee)) return {};
  std::string_view name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
  bool reads = name == "index" || name == "count" || name == "remove" || name == "sort";
  return reads ? Object::borrow(PyCFunction_GET_SELF(callee)) : Object();
}

PyObject* TracedWorld::at_entry(PyObject* object) const {
  if (entries_.empty()) return object;
  auto found = entries_.find(object);
  return found == entries_.end() ? object : found->second.get();
}

bool TracedWorld::keep_entry(PyObject* object, Object content) {
  return entries_.try_emplace(object, std::move(content)).second;
}

Object TracedWorld::take_entry(PyObject* object) {
  return std::move(entries_.extract(object).mapped());
}

Shown::Shown(TracedWorld& world, const std::vector<Object>& roots) : world_(world) {
  for (const Object& root : roots) look(root.get());
  show();
}

void Shown::look(PyObject* object) {
  if (PyList_Check(object) || PyDict_Check(object) || PyTuple_Check(object)) {
    if (seen_.insert(object).second) look_into(object);
  } else if (is_iterator_of_c(object) && seen_.insert(object).second) {
    auto visit = [](PyObject* part, void* self) {
      static_cast<Shown*>(self)->look(part);
      return 0;
    };
    Py_TYPE(object)->tp_traverse(object, visit, this);
  }
}

void Shown::look_into(PyObject* object) {
  world_.guard_content(object);
  PyObject* copy = world_.view(object);
  if (copy != object && seen_.insert(copy).second) changed_.emplace_back(object, copy);
  if (PyDict_Check(copy)) {
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(copy, &at, &key, &value)) look(value);
    return;
  }
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(copy); ++i)
    look(PySequence_Fast_GET_ITEM(copy, i));
}

void Shown::show() {
  for (auto [original, copy] : changed_) {
    Object before = PyList_Check(original) ? checked(PyList_GetSlice(original, 0, PY_SSIZE_T_MAX))
                                           : checked(PyDict_Copy(original));
    if (!world_.keep_entry(original, std::move(before))) continue;
    changed_[shown_++] = {original, copy};
    replace_content(original, copy);
  }
}

Shown::~Shown() {
  PyObject *type = nullptr, *value = nullptr, *traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  for (size_t i = 0; i < shown_; ++i) {
    Object before = world_.take_entry(changed_[i].first);
    replace_content(changed_[i].first, before.get());
  }
  PyErr_Restore(type, value, traceback);
}

}  // namespace duet::frontend
