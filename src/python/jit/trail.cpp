// Trails are lists of (file, line, operator, [Tensor]), copies as they were at that moment.
#include "python/jit/trail.h"

#include "frontend/evaluate/boundary/signature.h"
#include "frontend/evaluate/branches/leave.h"
#include "frontend/evaluate/traced/pure.h"
#include "passes/pipeline.h"
#include "python/jit/call.h"
#include "python/jit/compile.h"
#include "python/jit/host.h"
#include "python/tensor/object.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/graph/interpret_graph.h"
#include "runtime/graph/tracer.h"
#include "runtime/tape/tape.h"

namespace duet::python {
namespace {

using frontend::JitObject;

class Trail {
 public:
  Trail() : list_(checked(PyList_New(0))) {}
  void add(PyObject* file, int line, const Op& op, std::span<const Value> results) {
    NoRecording alone;
    Object tensors = checked(PyList_New(0));
    for (const Value& result : results)
      if (result.is_tensor())
        checked(
            PyList_Append(tensors.get(), Object::steal(wrap(copy_of(result.as_tensor()))).get()));
    Object entry = checked(Py_BuildValue("(OisO)", file, line, op.name, tensors.get()));
    checked(PyList_Append(list_.get(), entry.get()));
  }
  Object list() const { return list_; }

 private:
  Object list_;
};

/// The eager engine, whose results are noted under the program's own line.
class Noting final : public Dispatcher {
 public:
  explicit Noting(Trail& trail) : trail_(trail) {}
  Values apply(const Op& op, std::span<const Value> args) override {
    Values results = eager().apply(op, args);
    note(op, results);
    return results;
  }
  TensorType type(const Value& value) const override { return eager().type(value); }

 private:
  void note(const Op& op, std::span<const Value> results) {
    if (!PyGILState_Check()) return;
    Object frame = Object::borrow(reinterpret_cast<PyObject*>(PyEval_GetFrame()));
    while (frame) {
      auto* at = reinterpret_cast<PyFrameObject*>(frame.get());
      Object code = Object::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(at)));
      PyObject* file = reinterpret_cast<PyCodeObject*>(code.get())->co_filename;
      if (!frontend::is_library_file(PyUnicode_AsUTF8(file))) {
        trail_.add(file, PyFrame_GetLineNumber(at), op, results);
        return;
      }
      frame = Object::steal(reinterpret_cast<PyObject*>(PyFrame_GetBack(at)));
    }
  }

  Trail& trail_;
};

/// The innermost place in the program itself.
const ir::Place* own_place(const ir::Node& node) {
  const ir::Place* at = node.place.get();
  while (at && frontend::is_library_file(at->file)) at = at->called_from.get();
  return at;
}

/// The arguments of a Python function about calls: (compiled function, args, kwargs, more).
struct Given {
  PyObject *function = nullptr, *positional = nullptr, *keywords = nullptr;
  int more = 0;
  SmallVector<PyObject*, 8> all;
  Object names;

  bool parse(PyObject* args) {
    if (!PyArg_ParseTuple(args, "O!O!O!|p", frontend::jit_type, &function, &PyTuple_Type,
                          &positional, &PyDict_Type, &keywords, &more))
      return false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(positional); ++i)
      all.push_back(PyTuple_GET_ITEM(positional, i));
    names = checked(PySequence_Tuple(keywords));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names.get()); ++i)
      all.push_back(PyDict_GetItem(keywords, PyTuple_GET_ITEM(names.get(), i)));
    return true;
  }
  JitObject* jit() const { return reinterpret_cast<JitObject*>(function); }
  frontend::CallArguments arguments() const {
    bool named = PyTuple_GET_SIZE(names.get()) > 0;
    return {all.data(), static_cast<size_t>(PyTuple_GET_SIZE(positional)),
            named ? names.get() : nullptr};
  }
};

}  // namespace

PyObject* jit_trail_of_python(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    Given given;
    if (!given.parse(args)) return nullptr;
    Trail trail;
    Noting noting(trail);
    Watched watched(noting);
    Object result = Object::steal(call_plainly(given.jit(), given.arguments()));
    return result ? Py_BuildValue("(OO)", result.get(), trail.list().get()) : nullptr;
  });
}

PyObject* jit_trail_of_graph(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    Given given;
    if (!given.parse(args)) return nullptr;
    frontend::SignatureLease signature;
    SpecialisationRef found = specialisation_of(given.jit(), given.arguments(), *signature);
    Values inputs;
    if (!found || !found->compiled || !found->compiled->graph ||
        !bind_inputs(*found->compiled, *signature, inputs))
      Py_RETURN_NONE;
    ir::Graph graph = *found->compiled->graph;
    if (given.more) passes::run(graph, {.evaluate = evaluate_node});
    Trail trail;
    PythonHost host(*found->compiled, *signature, false);
    run_by_interpreting(graph, inputs, &host, [&](const ir::Node& node, auto results) {
      const ir::Place* place = own_place(node);
      if (node.kind != ir::NodeKind::kApply || !place) return;
      Object file = checked(PyUnicode_FromString(place->file.c_str()));
      trail.add(file.get(), place->line, *node.op, results);
    });
    return trail.list().leak();
  });
}

PyObject* jit_outside(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    Given given;
    if (!given.parse(args)) return nullptr;
    frontend::SignatureLease signature;
    SpecialisationRef found = specialisation_of(given.jit(), given.arguments(), *signature);
    if (!found || !found->compiled || !found->compiled->graph) Py_RETURN_NONE;
    Object tensors = checked(PyList_New(0)), changed = checked(PyList_New(0));
    for (const frontend::Source& source : found->compiled->inputs)
      if (source.kind == frontend::Source::Kind::kOutside)
        checked(PyList_Append(tensors.get(), source.object.get()));
    auto add = [&](const frontend::Point& point) {
      for (const frontend::Write& write : point.writes)
        if (write.target) checked(PyList_Append(changed.get(), write.target.get()));
    };
    add(found->compiled->exit);
    for (const auto& leave : found->compiled->leaves)
      if (leave) add(leave->point);
    return Py_BuildValue("(OO)", tensors.get(), changed.get());
  });
}

}  // namespace duet::python
