// The type of compiled functions: called by vectorcall, bound as methods are, pickled by name.
#include "python/jit/function.h"

#include <structmember.h>

#include <cstddef>

#include "base/switches.h"
#include "python/jit/cache.h"
#include "python/jit/call.h"
#include "python/jit/describe.h"
#include "python/jit/double.h"
#include "python/jit/trail.h"

namespace duet::python {
namespace {

using frontend::jit_type;
using frontend::JitObject;

JitObject* as_jit(PyObject* object) { return reinterpret_cast<JitObject*>(object); }

PyObject* jit_vectorcall(PyObject* self, PyObject* const* args, size_t flags, PyObject* names) {
  return call_jit(as_jit(self), {args, static_cast<size_t>(PyVectorcall_NARGS(flags)), names});
}

PyObject* jit_new(PyTypeObject* type, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"function", "of_cells",        "fullgraph", "first_values", "level",
                                "dynamic",  "input_signature", "check",     nullptr};
  static uint64_t made = 0;
  return guarded([&]() -> PyObject* {
    PyObject *function = nullptr, *input_signature = Py_None;
    int of_cells = 0, fullgraph = 0, first_values = 0, level = -1, dynamic = 0, check = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|$pppipOp", const_cast<char**>(names),
                                     &function, &of_cells, &fullgraph, &first_values, &level,
                                     &dynamic, &input_signature, &check))
      return nullptr;
    Object self = checked(type->tp_alloc(type, 0));
    JitObject* jit = as_jit(self.get());
    jit->vectorcall = jit_vectorcall;
    jit->function = Py_NewRef(function);
    jit->cache = new_cache(nullptr).leak();
    jit->serial = ++made;
    jit->level = level;
    jit->of_cells = of_cells;
    jit->fullgraph = fullgraph;
    jit->first_values = first_values;
    jit->dynamic = dynamic;
    jit->checked = check;
    if (input_signature != Py_None) jit->input_signature = Py_NewRef(input_signature);
    return self.leak();
  });
}

int jit_clear(PyObject* self) {
  Py_CLEAR(as_jit(self)->cache);
  Py_CLEAR(as_jit(self)->input_signature);
  Py_CLEAR(as_jit(self)->dict);
  Py_CLEAR(as_jit(self)->function);
  return 0;
}

void jit_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  if (as_jit(self)->weakrefs) PyObject_ClearWeakRefs(self);
  jit_clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

int jit_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_jit(self)->function);
  Py_VISIT(as_jit(self)->cache);
  Py_VISIT(as_jit(self)->input_signature);
  Py_VISIT(as_jit(self)->dict);
  return 0;
}

PyObject* jit_get(PyObject* self, PyObject* instance, PyObject*) {
  return instance && instance != Py_None ? PyMethod_New(self, instance) : Py_NewRef(self);
}

PyObject* jit_repr(PyObject* self) {
  return PyUnicode_FromFormat("<compiled %R>", as_jit(self)->function);
}

// As functions are: by the name under which the module has it.
PyObject* jit_reduce(PyObject* self, PyObject*) {
  return PyObject_GetAttrString(self, "__qualname__");
}

PyObject* jit_explain(PyObject* self, PyObject* args, PyObject* kwargs) {
  return guarded([&]() -> PyObject* {
    Object explain = import_attribute("mindspore.common._explain", "explain");
    Object keywords = kwargs ? Object::borrow(kwargs) : checked(PyDict_New());
    return PyObject_CallFunctionObjArgs(explain.get(), self, args, keywords.get(), nullptr);
  });
}

PyObject* jit_cache_info(PyObject* self, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject* cell = Py_None;
    if (!PyArg_ParseTuple(args, "|O", &cell)) return nullptr;
    Object info = import_attribute("mindspore.common._explain", "cache_info");
    return PyObject_CallFunctionObjArgs(info.get(), self, cell, nullptr);
  });
}

PyObject* jit_fallbacks(PyObject* self, void*) {
  return guarded([&]() -> PyObject* {
    Object fallbacks = import_attribute("mindspore.common._explain", "fallbacks");
    return PyObject_CallOneArg(fallbacks.get(), self);
  });
}

PyMethodDef jit_methods[] = {
    {"__reduce__", jit_reduce, METH_NOARGS, nullptr},
    {"explain", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(jit_explain)),
     METH_VARARGS | METH_KEYWORDS,
     "What becomes of a call with these arguments, and of those before, as text."},
    {"cache_info", jit_cache_info, METH_VARARGS,
     "Calls served and compiled so far; of a method, those of a Cell."},
    {nullptr, nullptr, 0, nullptr},
};
PyGetSetDef jit_getset[] = {
    {"fallbacks", jit_fallbacks, nullptr, "Why calls run in Python: (reason, place) each.",
     nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMemberDef jit_members[] = {
    {"__func__", T_OBJECT, offsetof(JitObject, function), READONLY, "What has been compiled."},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(JitObject, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(JitObject, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(JitObject, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

void make_jit_type(PyObject* module) {
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {
      slot(Py_tp_new, jit_new),
      slot(Py_tp_dealloc, jit_dealloc),
      slot(Py_tp_traverse, jit_traverse),
      slot(Py_tp_clear, jit_clear),
      slot(Py_tp_call, PyVectorcall_Call),
      slot(Py_tp_descr_get, jit_get),
      slot(Py_tp_repr, jit_repr),
      slot(Py_tp_methods, jit_methods),
      slot(Py_tp_getset, jit_getset),
      slot(Py_tp_members, jit_members),
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore._core.JitFunction", sizeof(JitObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                       Py_TPFLAGS_METHOD_DESCRIPTOR,
                   slots};
  jit_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
  checked(PyModule_AddObjectRef(module, "JitFunction", reinterpret_cast<PyObject*>(jit_type)));
}

PyObject* set_jit_context(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"graph_mode", "level", "fallback", nullptr};
  int graph_mode = jit_context.graph_mode, fallback = jit_context.fallback;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|$pip", const_cast<char**>(names), &graph_mode,
                                   &jit_context.level, &fallback))
    return nullptr;
  jit_context.graph_mode = graph_mode;
  jit_context.fallback = fallback;
  Py_RETURN_NONE;
}

/// Without names it only tells.
PyObject* jit_switches(PyObject*, PyObject* args) {
  const char* names = nullptr;
  if (!PyArg_ParseTuple(args, "|s", &names)) return nullptr;
  std::string before = switch_names();
  if (names && !set_switches(names)) {
    PyErr_Format(PyExc_ValueError, "`names` needs known switches, but is '%s'", names);
    return nullptr;
  }
  return PyUnicode_FromString(before.c_str());
}

PyObject* register_cell_type(PyObject*, PyObject* type) {
  jit_context.cell_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(type));
  Py_RETURN_NONE;
}

PyObject* register_mutable_types(PyObject*, PyObject* types) {
  frontend::set_mutable_types(types);
  Py_RETURN_NONE;
}

PyMethodDef kFunctions[] = {
    {"set_jit_context", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(set_jit_context)),
     METH_VARARGS | METH_KEYWORDS, "(*, graph_mode, level, fallback): what is given changes."},
    {"jit_switches", jit_switches, METH_VARARGS,
     "(names): tests compile and run graphs in other ways (base/switches.h). Gives those before."},
    {"register_cell_type", register_cell_type, METH_O, "Tells the core which class is Cell."},
    {"register_mutable_types", register_mutable_types, METH_O,
     "Tells the core the types that ms.mutable gives: tuple, list, dict, int, float."},
    {"jit_prepare", jit_prepare, METH_VARARGS,
     "(function, args, kwargs): compiles for these without running."},
    {"jit_deviations", jit_deviations, METH_NOARGS,
     "Where the documents differ from Python: (name, rule, source, level) each."},
    {"jit_stages", jit_stages, METH_VARARGS,
     "The graph of each specialisation of a compiled function, pass by pass, as text."},
    {"jit_specialisations", jit_specialisations, METH_VARARGS,
     "(function, cell or None) -> what has been compiled: a dict each."},
    {"jit_trail_of_python", jit_trail_of_python, METH_VARARGS,
     "(function, args, kwargs) -> (result, what each operator gave), in Python alone."},
    {"jit_trail_of_graph", jit_trail_of_graph, METH_VARARGS,
     "(function, args, kwargs, optimised) -> what each operator of the graph gives, or None."},
    {"jit_outside", jit_outside, METH_VARARGS,
     "(function, args, kwargs) -> (Tensors outside of the graph, objects it changes), or None."},
    {"jit_double", jit_double, METH_O,
     "Tests put a function in the place of the evaluator; None takes it back."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_jit(PyObject* module) {
  make_cache_type(module);
  make_jit_type(module);
  checked(PyModule_AddFunctions(module, kFunctions));
}

}  // namespace duet::python
