// The callable objects of operators.
#include "python/operators/op_function.h"

#include <structmember.h>

#include <algorithm>
#include <cstddef>

#include "python/operators/arguments.h"
#include "python/operators/call.h"
#include "python/operators/convert.h"
#include "python/tensor/object.h"

namespace duet::python {
namespace {

struct OpFunction {
  PyObject_HEAD vectorcallfunc vectorcall;
  const OpEntry* entry;
  PyObject* name;
  PyObject* parameters;  // a tuple of interned names
  PyObject* dict;
  PyObject* weakrefs;
};

PyTypeObject* function_type = nullptr;

OpFunction* as_function(PyObject* object) { return reinterpret_cast<OpFunction*>(object); }

bool gives_tuple(const OpEntry& entry, const Values& results, const Arguments& arguments) {
  const char* when = entry.op->tuple;
  if (results.size() > 1 || !when) return results.size() > 1;
  if (!*when) return true;
  const auto& params = entry.schema.params;
  auto flag = std::ranges::find(params, when, &Param::name);
  DUET_CHECK(flag != params.end());
  return arguments.values[static_cast<size_t>(flag - params.begin())].as_bool();
}

/// Results that are stored into arguments are those arguments.
PyObject* wrap_results(const OpEntry& entry, const Values& results, const Arguments& arguments) {
  const Op& op = *entry.op;
  auto wrap_one = [&](size_t k) -> PyObject* {
    int target = k < std::size(op.updates.argument) ? op.updates.argument[k] : -1;
    if (target >= 0 && is_tensor(arguments.objects[target]))
      return Py_NewRef(arguments.objects[target]);
    return to_python(results[k]);
  };
  if (!gives_tuple(entry, results, arguments)) {
    if (results.empty()) Py_RETURN_NONE;
    return wrap_one(0);
  }
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(results.size())));
  for (size_t k = 0; k < results.size(); ++k)
    PyTuple_SET_ITEM(tuple.get(), k, checked(wrap_one(k)).leak());
  return tuple.leak();
}

PyObject* function_call(PyObject* self, PyObject* const* args, size_t flags, PyObject* keywords) {
  const OpEntry& entry = *as_function(self)->entry;
  Arguments arguments;
  size_t count = PyVectorcall_NARGS(flags);
  try {
    read_arguments(entry, as_function(self)->parameters, args, count, keywords, arguments);
    return wrap_results(entry, run_op(*entry.op, arguments.values), arguments);
  } catch (...) {
    set_call_exception(arguments.objects, entry, count);
    return nullptr;
  }
}

PyObject* function_get(PyObject* self, PyObject* instance, PyObject*) {
  return instance && instance != Py_None ? PyMethod_New(self, instance) : Py_NewRef(self);
}

void function_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  if (as_function(self)->weakrefs) PyObject_ClearWeakRefs(self);
  Py_CLEAR(as_function(self)->name);
  Py_CLEAR(as_function(self)->parameters);
  Py_CLEAR(as_function(self)->dict);
  type->tp_free(self);
  Py_DECREF(type);
}

int function_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_function(self)->dict);
  return 0;
}

PyObject* function_repr(PyObject* self) {
  return PyUnicode_FromFormat("<function mindspore.ops.%U>", as_function(self)->name);
}

PyObject* function_name(PyObject* self, void*) { return Py_NewRef(as_function(self)->name); }
PyObject* function_module(PyObject*, void*) { return PyUnicode_FromString("mindspore.ops"); }
PyObject* function_record(PyObject* self, void*) {
  return PyUnicode_FromString(as_function(self)->entry->op->name);
}

// Both are written out by a small Python module, when somebody asks.
PyObject* described_by(const char* function, PyObject* self) {
  return guarded([&]() -> PyObject* {
    Object describe = import_attribute("mindspore.ops._records", function);
    return PyObject_CallOneArg(describe.get(), as_function(self)->name);
  });
}
PyObject* function_doc(PyObject* self, void*) { return described_by("docstring", self); }
PyObject* function_signature(PyObject* self, void*) { return described_by("signature", self); }

// Pickled by name, as Python's functions are.
PyObject* function_reduce(PyObject* self, PyObject*) {
  return guarded([&]() -> PyObject* {
    Object find = import_attribute("mindspore.ops._records", "function");
    return Py_BuildValue("O(O)", find.get(), as_function(self)->name);
  });
}

PyGetSetDef function_getset[] = {
    {"__name__", function_name, nullptr, nullptr, nullptr},
    {"__qualname__", function_name, nullptr, nullptr, nullptr},
    {"__module__", function_module, nullptr, nullptr, nullptr},
    {"__doc__", function_doc, nullptr, nullptr, nullptr},
    {"__signature__", function_signature, nullptr, nullptr, nullptr},
    {"record", function_record, nullptr, "The name of the operator's record.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMethodDef function_methods[] = {
    {"__reduce__", function_reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef function_members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(OpFunction, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(OpFunction, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(OpFunction, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

void make_function_type() {
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {
      slot(Py_tp_dealloc, function_dealloc),
      slot(Py_tp_traverse, function_traverse),
      slot(Py_tp_call, PyVectorcall_Call),
      slot(Py_tp_descr_get, function_get),
      slot(Py_tp_repr, function_repr),
      slot(Py_tp_getset, function_getset),
      slot(Py_tp_methods, function_methods),
      slot(Py_tp_members, function_members),
      {0, nullptr},
  };
  // A method descriptor: `x.add(y)` calls it with `x` in front and makes no bound method.
  PyType_Spec spec{"mindspore.ops.OpFunction", sizeof(OpFunction), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                       Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                   slots};
  function_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

Object make_function(const OpEntry& entry, const std::string& name) {
  Object self = checked(function_type->tp_alloc(function_type, 0));
  OpFunction* function = as_function(self.get());
  function->vectorcall = function_call;
  function->entry = &entry;
  function->name = Py_NewRef(intern(name.c_str()));
  const auto& params = entry.schema.params;
  function->parameters = checked(PyTuple_New(static_cast<Py_ssize_t>(params.size()))).leak();
  for (size_t i = 0; i < params.size(); ++i)
    PyTuple_SET_ITEM(function->parameters, i, Py_NewRef(intern(params[i].name.c_str())));
  return self;
}

Object names(const std::vector<std::string>& texts) {
  Object list = checked(PyList_New(0));
  for (const std::string& text : texts)
    checked(PyList_Append(list.get(), checked(PyUnicode_FromString(text.c_str())).get()));
  return list;
}

constexpr const char* kKindNames[] = {"Tensor", "Operand", "Tensor[]", "int",    "float", "bool",
                                      "str",    "dtype",   "int[]",    "number", "any"};

std::string kind_text(const Param& param) {
  if (param.choices.empty()) return kKindNames[static_cast<int>(param.kind)];
  std::string text;
  for (ParamKind kind : param.choices)
    text += (text.empty() ? "" : " | ") + std::string(kKindNames[static_cast<int>(kind)]);
  return text;
}

Object record_params(const Schema& schema) {
  Object list = checked(PyList_New(0));
  for (const Param& param : schema.params) {
    Object item = checked(Py_BuildValue("{s:s, s:s, s:O, s:O, s:O, s:O}", "name",
                                        param.name.c_str(), "kind", kind_text(param).c_str(),
                                        "optional", param.optional ? Py_True : Py_False,
                                        "keyword_only", param.keyword_only ? Py_True : Py_False,
                                        "construction", param.construction ? Py_True : Py_False,
                                        "has_default", param.default_value ? Py_True : Py_False));
    Object value =
        param.default_value ? checked(to_python(*param.default_value)) : Object::borrow(Py_None);
    checked(PyDict_SetItemString(item.get(), "default", value.get()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

Object record(const OpEntry& entry) {
  const Op& op = *entry.op;
  Object samples = checked(PyList_New(0));
  for (const char* text : op.samples.text)
    if (text) checked(PyList_Append(samples.get(), checked(PyUnicode_FromString(text)).get()));
  Object functions = names(entry.functions), methods = names(entry.methods);
  Object params = record_params(entry.schema);
  Object updates = checked(PyList_New(0));
  for (int8_t argument : op.updates.argument)
    if (argument >= 0)
      checked(PyList_Append(updates.get(), checked(PyLong_FromLong(argument)).get()));
  return checked(Py_BuildValue(
      "{s:s, s:s, s:s, s:O, s:O, s:O, s:O, s:O, s:z, s:z, s:O}", "name", op.name, "schema",
      op.schema, "doc", op.doc, "params", params.get(), "functions", functions.get(), "methods",
      methods.get(), "samples", samples.get(), "updates", updates.get(), "oracle", op.oracle,
      "no_oracle", op.no_oracle, "constant", op.constant ? Py_True : Py_False));
}

}  // namespace

void make_op_functions(PyObject* module) {
  make_function_type();
  Object ops = checked(PyModule_New("mindspore._core.ops"));
  for (const auto& entry : registry()) {
    for (const std::string& name : entry->functions) {
      Object function = make_function(*entry, name);
      checked(PyModule_AddObjectRef(ops.get(), name.c_str(), function.get()));
    }
    for (const std::string& name : entry->methods) {
      Object function = make_function(*entry, name);
      checked(PyObject_SetAttrString(reinterpret_cast<PyObject*>(tensor_type), name.c_str(),
                                     function.get()));
    }
    // A record without a public function is still there for our own Python, by its own name.
    Object function = make_function(*entry, entry->op->name);
    checked(PyModule_AddObjectRef(ops.get(), entry->op->name, function.get()));
  }
  checked(PyModule_AddObjectRef(module, "ops", ops.get()));
}

const OpEntry* op_of_function(PyObject* object) {
  return Py_TYPE(object) == function_type ? as_function(object)->entry : nullptr;
}

PyObject* op_records(PyObject*, PyObject*) {
  return guarded([]() -> PyObject* {
    Object list = checked(PyList_New(0));
    for (const auto& entry : registry()) checked(PyList_Append(list.get(), record(*entry).get()));
    return list.leak();
  });
}

}  // namespace duet::python
