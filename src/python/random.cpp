// Handing out random states.
#include "python/random.h"

#include "python/operators/call.h"
#include "python/tensor/object.h"
#include "runtime/random_state.h"

namespace duet::python {
namespace {

int64_t seed_of(PyObject* number) {
  int64_t seed = static_cast<int64_t>(PyLong_AsUnsignedLongLongMask(number));
  if (PyErr_Occurred()) throw PythonError();
  return seed;
}

PyObject* random_state(PyObject*, PyObject*) {
  return guarded([] { return wrap(default_random_state()); });
}

PyObject* new_random_state(PyObject*, PyObject* seed) {
  return guarded([&] { return wrap(make_random_state(seed_of(seed))); });
}

PyObject* seed_random(PyObject*, PyObject* seed) {
  return guarded([&]() -> PyObject* {
    set_seed(seed_of(seed));
    Py_RETURN_NONE;
  });
}

PyMethodDef kFunctions[] = {
    {"random_state", random_state, METH_NOARGS, "The state that all random functions share."},
    {"new_random_state", new_random_state, METH_O, "A state at the beginning of a seed's numbers."},
    {"seed_random", seed_random, METH_O, "Puts the shared state at the beginning of a seed."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void add_random_functions(PyObject* module) { checked(PyModule_AddFunctions(module, kFunctions)); }

}  // namespace duet::python
