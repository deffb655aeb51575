// A graph as text with the Tensors it reads from outside, and back.
#include "python/jit/mindir.h"

#include "frontend/evaluate/boundary/signature.h"
#include "frontend/evaluate/traced/tensor.h"
#include "ir/parse.h"
#include "ir/print.h"
#include "passes/pipeline.h"
#include "python/jit/called_back.h"
#include "python/jit/insight.h"
#include "python/jit/place.h"
#include "python/operators/convert.h"
#include "runtime/program/program.h"

namespace duet::python {
namespace {

constexpr const char* kLoaded = "duet.loaded_graph";

/// What export can write: Tensors in, one Tensor or a tuple of them out, nothing of Python.
void expect_exportable(const frontend::Compiled& compiled) {
  using Kind = frontend::Make::Kind;
  const auto& result = compiled.result();
  bool fits = result.kind == Kind::kTensor || result.kind == Kind::kTuple;
  for (int part : result.parts)
    fits = fits && compiled.exit.makes[static_cast<size_t>(part)].kind == Kind::kTensor;
  if (!fits || !compiled.exit.writes.empty() || !compiled.hosts.empty())
    throw value_error(
        "export needs a function of Tensors that returns a Tensor or a tuple of Tensors, and "
        "visits or changes no Python object")
        .slug("export-graph");
}

[[noreturn]] void refuse_to_export(PyObject* function, PyObject* args,
                                   const frontend::Signature& signature,
                                   const frontend::Unsupported& unsupported) {
  Object visits = visits_in_the_way(function, args, nullptr, signature);
  Object draw = import_attribute("mindspore.common._errors", "export_text");
  Object places = place_list(unsupported.place);
  Object text = checked(PyObject_CallFunction(
      draw.get(), "OsOO", function, unsupported.reason.c_str(), places.get(), visits.get()));
  PyErr_SetObject(PyExc_RuntimeError, text.get());
  throw PythonError();
}

/// (function, args) -> (text, names and Tensors of what is read outside, whether it gives a tuple).
PyObject* mindir_of(PyObject*, PyObject* given) {
  return guarded([&]() -> PyObject* {
    PyObject *function = nullptr, *args = nullptr;
    if (!PyArg_ParseTuple(given, "OO!", &function, &PyTuple_Type, &args)) return nullptr;
    frontend::Signature signature;
    frontend::CallArguments arguments{&PyTuple_GET_ITEM(args, 0),
                                      static_cast<size_t>(PyTuple_GET_SIZE(args)), nullptr};
    if (!frontend::sign(arguments, signature))
      throw value_error("export needs plain arguments").slug("export-graph");
    std::shared_ptr<const frontend::Compiled> compiled;
    try {
      CalledBack called_back;
      compiled = frontend::evaluate(function, args, nullptr, signature, {.values_only = true});
    } catch (const frontend::Unsupported& unsupported) {
      refuse_to_export(function, args, signature, unsupported);
    }
    expect_exportable(*compiled);
    passes::run(*compiled->graph);
    Object outside = checked(PyList_New(0));
    for (size_t i = 0; i < compiled->inputs.size(); ++i) {
      const frontend::Source& source = compiled->inputs[i];
      if (source.kind == frontend::Source::Kind::kLeaf) continue;
      Object entry =
          checked(Py_BuildValue("(isO)", static_cast<int>(i),
                                compiled->graph->inputs[i].name.c_str(), source.object.get()));
      checked(PyList_Append(outside.get(), entry.get()));
    }
    bool tuple = compiled->result().kind == frontend::Make::Kind::kTuple;
    return Py_BuildValue("(sOO)", ir::print(*compiled->graph).c_str(), outside.get(),
                         tuple ? Py_True : Py_False);
  });
}

/// text -> what run_mindir runs.
PyObject* load_mindir(PyObject*, PyObject* text) {
  return guarded([&]() -> PyObject* {
    const char* words = PyUnicode_AsUTF8(text);
    if (!words) return nullptr;
    auto* program = new std::shared_ptr<const GraphProgram>(GraphProgram::build(*ir::parse(words)));
    return PyCapsule_New(program, kLoaded, [](PyObject* capsule) {
      delete static_cast<std::shared_ptr<const GraphProgram>*>(
          PyCapsule_GetPointer(capsule, kLoaded));
    });
  });
}

/// (loaded, Tensors and numbers) -> tuple of Tensors.
PyObject* run_mindir(PyObject*, PyObject* given) {
  return guarded([&]() -> PyObject* {
    PyObject *capsule = nullptr, *args = nullptr;
    if (!PyArg_ParseTuple(given, "OO!", &capsule, &PyTuple_Type, &args)) return nullptr;
    void* loaded = PyCapsule_GetPointer(capsule, kLoaded);
    if (!loaded) return nullptr;
    Values inputs;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); ++i)
      inputs.push_back(to_value(PyTuple_GET_ITEM(args, i)));
    Values results =
        (*static_cast<std::shared_ptr<const GraphProgram>*>(loaded))->run(inputs, nullptr);
    return to_python(Value(results));
  });
}

PyMethodDef kFunctions[] = {
    {"mindir_of", mindir_of, METH_VARARGS, "(function, args) -> (text, outside, gives a tuple)"},
    {"load_mindir", load_mindir, METH_O, "The text of a graph, made ready to run."},
    {"run_mindir", run_mindir, METH_VARARGS, "(loaded, inputs) -> tuple of results"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_mindir_functions(PyObject* module) { checked(PyModule_AddFunctions(module, kFunctions)); }

}  // namespace duet::python
