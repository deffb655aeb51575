#include "python/jit/double.h"

#include "python/jit/compile.h"
#include "python/operators/convert.h"

namespace duet::python {
namespace {

using frontend::Compiled;

PyObject* present = nullptr;

class DoubleProgram final : public GraphProgram {
 public:
  explicit DoubleProgram(Object run) : run_(std::move(run)) {}
  Values run(std::span<const Value> inputs, HostHook*) const override {
    Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(inputs.size())));
    for (size_t i = 0; i < inputs.size(); ++i)
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), to_python(inputs[i]));
    Object results = checked(PyObject_CallObject(run_.get(), tuple.get()));
    Values values;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(results.get()); ++i)
      values.push_back(to_value(PyTuple_GET_ITEM(results.get(), i)));
    return values;
  }
  std::string describe() const override { return "a double"; }

 private:
  Object run_;
};

Object object_or_null(PyObject* object) {
  return object == Py_None ? Object() : Object::borrow(object);
}

/// Calls `f(item)` for each tuple of a list in the dict.
template <class F>
void each_of(PyObject* dict, const char* name, F&& f) {
  PyObject* list = PyDict_GetItemString(dict, name);
  for (Py_ssize_t i = 0; list && i < PyList_GET_SIZE(list); ++i) f(PyList_GET_ITEM(list, i));
}

std::shared_ptr<Compiled> read(PyObject* dict) {
  auto compiled = std::make_shared<Compiled>();
  each_of(dict, "inputs", [&](PyObject* item) {
    frontend::Source source;
    PyObject* what = PyTuple_GET_ITEM(item, 1);
    if (PyLong_Check(what)) {
      source.leaf = static_cast<int>(PyLong_AsLong(what));
    } else {
      source.kind = frontend::Source::Kind::kOutside;
      source.object = Object::borrow(what);
    }
    compiled->inputs.push_back(std::move(source));
  });
  each_of(dict, "guards", [&](PyObject* item) {
    frontend::Guard guard;
    int kind = 0;
    PyObject *container = nullptr, *key = nullptr, *expected = nullptr;
    checked(PyArg_ParseTuple(item, "iiOOO", &kind, &guard.leaf, &container, &key, &expected) - 1);
    guard.kind = static_cast<frontend::Guard::Kind>(kind);
    guard.container = object_or_null(container);
    guard.key = object_or_null(key);
    guard.expected = object_or_null(expected);
    if (guard.kind == frontend::Guard::Kind::kTypeVersion)
      guard.version = reinterpret_cast<PyTypeObject*>(container)->tp_version_tag;
    compiled->guards.push_back(std::move(guard));
  });
  each_of(dict, "makes", [&](PyObject* item) {
    frontend::Make make;
    int kind = 0;
    PyObject *object = nullptr, *parts = nullptr;
    checked(PyArg_ParseTuple(item, "iiOO", &kind, &make.index, &object, &parts) - 1);
    make.kind = static_cast<frontend::Make::Kind>(kind);
    make.object = Object::borrow(object);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(parts); ++i)
      make.parts.push_back(static_cast<int>(PyLong_AsLong(PyList_GET_ITEM(parts, i))));
    compiled->exit.makes.push_back(std::move(make));
  });
  each_of(dict, "writes", [&](PyObject* item) {
    frontend::Write write;
    int kind = 0;
    PyObject *target = nullptr, *name = nullptr;
    checked(PyArg_ParseTuple(item, "iOOi", &kind, &target, &name, &write.value) - 1);
    write.kind = static_cast<frontend::Write::Kind>(kind);
    write.target = Object::borrow(target);
    write.name = object_or_null(name);
    compiled->exit.writes.push_back(std::move(write));
  });
  compiled->exit.items.push_back(
      static_cast<int>(PyLong_AsLong(PyDict_GetItemString(dict, "result"))));
  return compiled;
}

/// A RuntimeError with five arguments says what is unsupported.
[[noreturn]] void rethrow() {
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  Object args = checked(PyObject_GetAttrString(value, "args"));
  const char *reason = nullptr, *slug = nullptr, *file = nullptr, *function = nullptr;
  auto place = std::make_shared<ir::Place>();
  if (PyTuple_GET_SIZE(args.get()) == 5 &&
      PyArg_ParseTuple(args.get(), "ssssi", &reason, &slug, &file, &function, &place->line)) {
    place->file = file;
    place->function = function;
    frontend::Unsupported unsupported;
    unsupported.reason = reason;
    unsupported.slug = slug;
    unsupported.place = place;
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
    throw unsupported;
  }
  PyErr_Restore(type, value, trace);
  throw PythonError();
}

Compilation compile_double(PyObject* function, PyObject* args, PyObject* kwargs,
                           const frontend::Signature& signature, const frontend::Settings&) {
  Object leaves = checked(PyTuple_New(static_cast<Py_ssize_t>(signature.leaves.size())));
  for (size_t i = 0; i < signature.leaves.size(); ++i)
    PyTuple_SET_ITEM(leaves.get(), static_cast<Py_ssize_t>(i), Py_NewRef(signature.leaves[i]));
  frontend::Evaluating scope;
  Object dict = Object::steal(PyObject_CallFunctionObjArgs(
      present, function, args, kwargs ? kwargs : Py_None, leaves.get(), nullptr));
  if (!dict) rethrow();
  Object run = Object::borrow(PyDict_GetItemString(dict.get(), "run"));
  return {read(dict.get()), std::make_shared<DoubleProgram>(std::move(run))};
}

}  // namespace

PyObject* jit_double(PyObject*, PyObject* function) {
  Py_XSETREF(present, function == Py_None ? nullptr : Py_NewRef(function));
  set_compiler(present ? compile_double : nullptr);
  Py_RETURN_NONE;
}

}  // namespace duet::python
