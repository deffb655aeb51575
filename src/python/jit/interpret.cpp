// The machine in the world of real objects, as a function.
#include "python/jit/interpret.h"

#include "frontend/evaluate/machine/machine.h"

namespace duet::python {
namespace {

PyObject* interpret(PyObject*, PyObject* const* args, Py_ssize_t count, PyObject* keywords) {
  return guarded([&]() -> PyObject* {
    if (count < 1) throw type_error("interpret() needs a function");
    frontend::Arguments arguments;
    Py_ssize_t named = keywords ? PyTuple_GET_SIZE(keywords) : 0;
    for (Py_ssize_t i = 1; i < count + named; ++i)
      arguments.values.push_back(Object::borrow(args[i]));
    arguments.keywords = Object::borrow(keywords);
    return frontend::Machine::current().call(args[0], std::move(arguments)).leak();
  });
}

PyMethodDef kFunctions[] = {
    {"interpret", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(interpret)),
     METH_FASTCALL | METH_KEYWORDS, "(function, *args, **kwargs): the call, by our own machine."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_interpret_functions(PyObject* module) {
  checked(PyModule_AddFunctions(module, kFunctions));
}

}  // namespace duet::python
