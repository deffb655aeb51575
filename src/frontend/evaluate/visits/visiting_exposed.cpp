// Objects born in the function that Python gets: which ones a call gives away, and those that are
// Python's from before a branch because they are changed inside of it.
#include <opcode.h>

#include <algorithm>

#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/visits/visiting_attempt.h"

namespace duet::frontend {
namespace {

constexpr int kDeepest = 6;

bool is_built_in(PyObject* callee, const char* name) {
  return callee == PyDict_GetItemString(PyEval_GetBuiltins(), name);
}

}  // namespace

/// `rows.append` of a list that the function has made: the method of the list that a call makes.
Object VisitingWorld::method_of_run(const Object& value) {
  if (!PyCFunction_Check(value.get())) return value;
  PyObject* self = PyCFunction_GET_SELF(value.get());
  if (!self || PyModule_Check(self) || PyType_Check(self) || !(is_born(self) || late(self)))
    return value;
  const char* name = reinterpret_cast<PyCFunctionObject*>(value.get())->m_ml->ml_name;
  Arguments given;
  given.values = {Object::borrow(self), name_object(name)};
  static PyObject* const getattr = PyDict_GetItemString(PyEval_GetBuiltins(), "getattr");
  return visit(getattr, std::move(given), Gives::kAny,
               {"a method of an object that is Python's", "run-time-object"});
}

/// What a constructor in Python has made for the instance alone (`field(default_factory=list)`).
void VisitingWorld::adopt(PyObject* made) {
  if (!is_instance(made) || !is_born(made) || PyType_Check(made)) return;
  Object values = checked(PyDict_Values(checked(PyObject_GenericGetDict(made, nullptr)).get()));
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values.get()); ++i) {
    PyObject* value = PyList_GET_ITEM(values.get(), i);
    constexpr Py_ssize_t kHolders = 2;  // the instance, and the list of values
    bool own = Py_REFCNT(value) == kHolders && !is_born(value);
    if (!own || !(is_container(value) || is_array(value) || is_instance(value))) continue;
    born(value);
    adopt(value);
  }
}

/// Whether the function assigns to a variable of a function around it.
bool VisitingWorld::assigns_outside(PyObject* function) const {
  auto* code = reinterpret_cast<PyCodeObject*>(PyFunction_GET_CODE(function));
  Object bytes = checked(PyObject_GetAttrString(reinterpret_cast<PyObject*>(code), "co_code"));
  const auto* steps = reinterpret_cast<const unsigned char*>(PyBytes_AS_STRING(bytes.get()));
  int captured = code->co_nlocalsplus - code->co_nfreevars;
  for (Py_ssize_t i = 0; i + 1 < PyBytes_GET_SIZE(bytes.get()); i += 2)
    if ((steps[i] == STORE_DEREF || steps[i] == DELETE_DEREF) && steps[i + 1] >= captured)
      return true;
  return false;
}

/// What a function born here has captured: it is not known what it does with it.
void VisitingWorld::find_captured(PyObject* function, std::vector<Object>& found,
                                  std::vector<PyObject*>& seen) const {
  PyObject* closure = PyFunction_GET_CLOSURE(function);
  if (!closure || std::ranges::find(seen, function) != seen.end()) return;
  seen.push_back(function);
  if (assigns_outside(function))
    throw_untraceable("Python gets a function that assigns to a variable around it",
                      "closure-written");
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(closure); ++i) {
    PyObject* cell = PyTuple_GET_ITEM(closure, i);
    Object content = is_born(cell) ? Object::steal(PyCell_Get(cell)) : Object();
    if (content && PyFunction_Check(content.get()))
      find_captured(content.get(), found, seen);
    else if (content)
      find_exposed(content.get(), found, 0);
  }
}

/// Mutable births that Python gets and that somebody else holds, too. `held`: by whom is known.
void VisitingWorld::find_exposed(PyObject* object, std::vector<Object>& found, int held) const {
  if (!object || late(object) || is_tensor(object)) return;
  if (PyFunction_Check(object)) {
    std::vector<PyObject*> seen;
    return find_captured(object, found, seen);
  }
  // `rows.append`: what it is bound to.
  if (PyCFunction_Check(object) && PyCFunction_GET_SELF(object) &&
      !PyModule_Check(PyCFunction_GET_SELF(object)))
    return find_exposed(PyCFunction_GET_SELF(object), found, 0);
  if (PyMethod_Check(object)) {
    find_exposed(PyMethod_GET_FUNCTION(object), found, held);
    return find_exposed(PyMethod_GET_SELF(object), found, 0);
  }
  auto each = [&](PyObject* sequence) {
    Object items = checked(PySequence_Tuple(sequence));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i)
      find_exposed(PyTuple_GET_ITEM(items.get(), i), found, held + 1);
  };
  if (PyTuple_Check(object)) return each(object);
  bool container = is_container(object), instance = is_instance(object);
  if (!is_born(object) || (!container && !instance && !is_array(object))) return;
  if (PyType_Check(object)) return;
  for (const Object& known : found)
    if (known.get() == object) return;
  if (Py_REFCNT(object) > held) found.push_back(Object::borrow(object));
  if (PyDict_Check(object))
    each(checked(PyDict_Values(object)).get());
  else if (container)
    each(object);
  else if (instance)
    each(checked(PyDict_Values(checked(PyObject_GenericGetDict(object, nullptr)).get())).get());
}

std::vector<Object> VisitingWorld::exposed_by(PyObject* callee, const Arguments& arguments) const {
  std::vector<Object> found;
  if (is_built_in(callee, "print")) {
    // It neither keeps nor changes a list; what the methods of instances do is not known.
    for (const Object& value : arguments.values) find_exposed(value.get(), found, 3);
    std::erase_if(found, [](const Object& object) { return !is_instance(object.get()); });
    return found;
  }
  if (PyFunction_Check(callee)) find_exposed(callee, found, 0);
  // The list of births holds each one, and the arguments twice (the step's, and the visit's own).
  for (const Object& value : arguments.values) find_exposed(value.get(), found, 3);
  return found;
}

/// What variables hold, directly and in containers.
void VisitingWorld::find_reached(PyObject* object, const std::unordered_set<PyTypeObject*>& types,
                                 std::vector<Object>& found, int depth) const {
  if (!object || depth > kDeepest || late(object) || is_tensor(object)) return;
  if (PyCell_Check(object))
    return find_reached(Object::steal(PyCell_Get(object)).get(), types, found, depth + 1);
  if (is_born(object) && types.contains(Py_TYPE(object)) &&
      std::ranges::find(found, object, [](const Object& o) { return o.get(); }) == found.end())
    found.push_back(Object::borrow(object));
  Object items;
  if (PyDict_CheckExact(object))
    items = checked(PyDict_Values(object));
  else if (PyList_CheckExact(object) || PyTuple_CheckExact(object))
    items = checked(PySequence_Tuple(object));
  else if (is_instance(object) && is_born(object))
    items = checked(PyDict_Values(checked(PyObject_GenericGetDict(object, nullptr)).get()));
  for (Py_ssize_t i = 0; items && i < PySequence_Fast_GET_SIZE(items.get()); ++i)
    find_reached(PySequence_Fast_GET_ITEM(items.get(), i), types, found, depth + 1);
}

void VisitingWorld::expose(const std::unordered_set<PyTypeObject*>& types) {
  std::vector<Object> found;
  for (const auto& frame : machine_->frames())
    if (frame->code && !frame->library) {
      for (const Object& variable : frame->variables) find_reached(variable.get(), types, found, 0);
      for (const Object& operand : frame->stack) find_reached(operand.get(), types, found, 0);
    }
  if (found.empty()) return;
  // A step that was outermost in another round may stand in a loop by now.
  for (const Object& object : found) machine_->expose_before_forks(object.get());
  to_expose_ = std::move(found);
  Arguments none;
  none.values.push_back(Object::borrow(Py_None));
  visit(
      host_function("same").get(), std::move(none), Gives::kNothing,
      {"an object is Python's: it is changed there under a run-time condition", "run-time-object"});
}

}  // namespace duet::frontend
