// The tape's functions. User gradients come back here as calls of Python functions.
#include "python/gradient.h"

#include "ops/ops.h"
#include "ops/registry.h"
#include "python/operators/convert.h"
#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"
#include "runtime/tape/tape.h"

namespace duet::python {
namespace {

constexpr const char* kSection = "duet.tape_section";

std::vector<Tensor> tensors_of(PyObject* sequence) {
  Object fast = checked(PySequence_Fast(sequence, "a list of Tensors is needed"));
  std::vector<Tensor> tensors;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast.get()); ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(fast.get(), i);
    if (!is_tensor(item)) throw type_error("a list of Tensors is needed").slug("argument-type");
    tensors.push_back(unwrap(item));
  }
  return tensors;
}

/// A list with None for null Tensors.
PyObject* list_of(std::span<const Tensor> tensors) {
  Object list = checked(PyList_New(static_cast<Py_ssize_t>(tensors.size())));
  for (size_t i = 0; i < tensors.size(); ++i)
    PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i),
                    tensors[i] ? wrap(tensors[i]) : Py_NewRef(Py_None));
  return list.leak();
}

/// Ones for outputs whose cotangent is None.
std::vector<Tensor> cotangents_of(PyObject* sequence, std::span<const Tensor> outputs) {
  if (sequence != Py_None) return tensors_of(sequence);
  std::vector<Tensor> ones;
  for (const Tensor& output : outputs) {
    if (output.count() < 0) {
      ones.push_back(V(ops::ones_like(V(&current(), output))).value().as_tensor());
      continue;
    }
    Tensor one = tensor_of_number(Value(1.0), output.dtype());
    // Repeated by its strides: no memory is filled.
    ones.push_back(one.view(expand(one.layout(), output.shape())));
  }
  return ones;
}

/// A Python callable behind a UserBackward; the reference is dropped under the interpreter lock.
class Callback {
 public:
  explicit Callback(PyObject* function) : function_(Py_NewRef(function)) {}
  ~Callback() {
    if (!Py_IsInitialized()) return;
    PyGILState_STATE state = PyGILState_Ensure();
    Py_DECREF(function_);
    PyGILState_Release(state);
  }
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;

  /// The result as gradients: a Tensor, or a tuple or list of Tensors and others (which count as
  /// none).
  Values operator()(const Values& args) const {
    Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(args.size())));
    for (size_t i = 0; i < args.size(); ++i) {
      PyObject* item = to_python(args[i]);
      if (!item) throw PythonError();
      PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), item);
    }
    Object result = checked(PyObject_CallObject(function_, tuple.get()));
    Values gradients;
    auto take = [&](PyObject* item) {
      gradients.push_back(is_tensor(item) ? Value(unwrap(item)) : Value());
    };
    if (PyTuple_Check(result.get()) || PyList_Check(result.get())) {
      Object fast = checked(PySequence_Fast(result.get(), ""));
      for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(fast.get()); ++i)
        take(PySequence_Fast_GET_ITEM(fast.get(), i));
    } else {
      take(result.get());
    }
    return gradients;
  }

 private:
  PyObject* function_;
};

/// What keeps account of gradients on this thread: the tracer, or the eager tape.
template <class F>
auto with_recorder(F f) {
  if (Tracer* tracing = tracer()) return f(*tracing);
  return f(Tape::current());
}

PyObject* tape_begin(PyObject*, PyObject*) {
  return PyLong_FromSize_t(with_recorder([](auto& recorder) { return recorder.begin(); }));
}
PyObject* tape_end(PyObject*, PyObject*) {
  with_recorder([](auto& recorder) { recorder.end(); });
  Py_RETURN_NONE;
}
PyObject* tape_pause(PyObject*, PyObject*) {
  with_recorder([](auto& recorder) { recorder.pause(); });
  Py_RETURN_NONE;
}
PyObject* tape_resume(PyObject*, PyObject*) {
  with_recorder([](auto& recorder) { recorder.resume(); });
  Py_RETURN_NONE;
}
PyObject* tape_recording(PyObject*, PyObject*) {
  return PyBool_FromLong(with_recorder([](auto& recorder) { return recorder.recording(); }));
}
PyObject* tape_keep_all(PyObject*, PyObject* on) {
  Tape::current().keep_all(on == Py_True);
  Py_RETURN_NONE;
}
PyObject* tape_tracks(PyObject*, PyObject* object) {
  return guarded(
      [&] { return PyBool_FromLong(is_tensor(object) && Tape::current().tracks(unwrap(object))); });
}
PyObject* tape_leaf(PyObject*, PyObject* object) {
  return guarded([&] {
    return wrap(with_recorder([&](auto& recorder) { return recorder.leaf(unwrap(object)); }));
  });
}
PyObject* tape_watch(PyObject*, PyObject* object) {
  return guarded([&] {
    if (Tracer* tracing = tracer())
      tracing->watch(unwrap(object));
    else
      rebind(object, Tape::current().leaf(unwrap(object)));
    return Py_NewRef(object);
  });
}

PyObject* tape_gradients(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    Py_ssize_t position = 0;
    PyObject *outputs = nullptr, *cotangents = nullptr, *leaves = nullptr;
    if (!PyArg_ParseTuple(args, "nOOO", &position, &outputs, &cotangents, &leaves)) return nullptr;
    std::vector<Tensor> outs = tensors_of(outputs), targets = tensors_of(leaves);
    std::vector<Tensor> given = cotangents_of(cotangents, outs);
    return list_of(with_recorder([&](auto& recorder) {
      return recorder.gradients(static_cast<size_t>(position), outs, given, targets);
    }));
  });
}

PyObject* tape_section(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    Py_ssize_t position = 0;
    PyObject *outputs = nullptr, *leaves = nullptr;
    if (!PyArg_ParseTuple(args, "nOO", &position, &outputs, &leaves)) return nullptr;
    // A graph's nodes stay where they are: the section is its own description.
    if (tracer()) return Py_NewRef(args);
    auto section = Tape::current().section(static_cast<size_t>(position), tensors_of(outputs),
                                           tensors_of(leaves));
    auto* owned = new std::shared_ptr<const Tape::Section>(std::move(section));
    return PyCapsule_New(owned, kSection, [](PyObject* capsule) {
      delete static_cast<std::shared_ptr<const Tape::Section>*>(
          PyCapsule_GetPointer(capsule, kSection));
    });
  });
}

PyObject* traced_section_gradients(PyObject* section, PyObject* cotangents) {
  Tracer* tracing = tracer();
  if (!tracing)
    throw runtime_error("the product of a graph needs to be called inside the graph")
        .slug("section-outside");
  auto position = static_cast<size_t>(PyLong_AsSsize_t(PyTuple_GET_ITEM(section, 0)));
  return list_of(tracing->gradients(position, tensors_of(PyTuple_GET_ITEM(section, 1)),
                                    tensors_of(cotangents),
                                    tensors_of(PyTuple_GET_ITEM(section, 2))));
}

PyObject* tape_section_gradients(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *capsule = nullptr, *cotangents = nullptr;
    if (!PyArg_ParseTuple(args, "OO", &capsule, &cotangents)) return nullptr;
    if (PyTuple_Check(capsule)) return traced_section_gradients(capsule, cotangents);
    void* section = PyCapsule_GetPointer(capsule, kSection);
    if (!section) return nullptr;
    return list_of(Tape::current().gradients(
        **static_cast<std::shared_ptr<const Tape::Section>*>(section), tensors_of(cotangents)));
  });
}

PyObject* tape_user(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *inputs = nullptr, *results = nullptr, *function = nullptr;
    if (!PyArg_ParseTuple(args, "OOO", &inputs, &results, &function)) return nullptr;
    auto callback = std::make_shared<Callback>(function);
    UserBackward backward = [callback](const Values& cotangents) {
      return (*callback)(cotangents);
    };
    std::vector<Tensor> from = tensors_of(inputs), named = tensors_of(results);
    return list_of(with_recorder(
        [&](auto& recorder) { return recorder.record_user(from, named, std::move(backward)); }));
  });
}

/// `function(*arguments, out, dout)` in place of the built-in rule of the operator; None takes it
/// back.
PyObject* override_gradient(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    const char* name = nullptr;
    PyObject* function = nullptr;
    if (!PyArg_ParseTuple(args, "sO", &name, &function)) return nullptr;
    const OpEntry* entry = find_op(name);
    if (!entry)
      throw value_error("`{}` needs to be the name of an operator", name).slug("operator-name");
    if (function == Py_None) {
      Tape::override_gradient(*entry->op, {});
      Py_RETURN_NONE;
    }
    auto callback = std::make_shared<Callback>(function);
    size_t count = 0;
    for (const Param& param : entry->schema.params) count += param.construction ? 0 : 1;
    Tape::override_gradient(
        *entry->op, [callback, count](const Values& call, const Values& outs) -> UserBackward {
          return [callback, count, call, outs](const Values& cotangents) {
            Values all;
            for (size_t i = 0; i < std::min(count, call.size()); ++i) all.push_back(call[i]);
            all.push_back(outs.size() == 1 ? outs[0] : Value(outs));
            all.push_back(cotangents.size() == 1 ? cotangents[0] : Value(cotangents));
            return (*callback)(all);
          };
        });
    Py_RETURN_NONE;
  });
}

PyMethodDef kFunctions[] = {
    {"tape_begin", tape_begin, METH_NOARGS,
     "Begins a gradient; returns the place where its entries start."},
    {"tape_end", tape_end, METH_NOARGS, "Ends the innermost gradient."},
    {"tape_pause", tape_pause, METH_NOARGS, "Stops recording until tape_resume."},
    {"tape_resume", tape_resume, METH_NOARGS, "Takes back one tape_pause."},
    {"tape_recording", tape_recording, METH_NOARGS, "Whether operators are being recorded."},
    {"tape_keep_all", tape_keep_all, METH_O,
     "Whether entries keep all values, as tape_section needs."},
    {"tape_tracks", tape_tracks, METH_O, "Whether a Tensor is a value of the tape."},
    {"tape_leaf", tape_leaf, METH_O,
     "A new Tensor of the same elements that gradients can be asked of."},
    {"tape_watch", tape_watch, METH_O,
     "Makes this very Tensor one that gradients can be asked of."},
    {"tape_gradients", tape_gradients, METH_VARARGS,
     "(position, outputs, cotangents or None, leaves) -> list; None: no path."},
    {"tape_section", tape_section, METH_VARARGS,
     "(position, outputs, leaves) -> what to go back through later."},
    {"tape_section_gradients", tape_section_gradients, METH_VARARGS,
     "(section, cotangents) -> list; None: no path."},
    {"tape_user", tape_user, METH_VARARGS,
     "(inputs, results, backward) -> results whose gradient the user gives."},
    {"override_gradient", override_gradient, METH_VARARGS, "(operator name, function or None)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_gradient_functions(PyObject* module) {
  checked(PyModule_AddFunctions(module, kFunctions));
}

}  // namespace duet::python
