// The extension module `mindspore._core`: the list of what Python sees of the core.
#include <nanobind/nanobind.h>

#include <string>

#include "base/version.h"
#include "python/gradient.h"
#include "python/jit/function.h"
#include "python/jit/interpret.h"
#include "python/jit/mindir.h"
#include "python/jit/source.h"
#include "python/memory.h"
#include "python/operators/op_function.h"
#include "python/random.h"
#include "python/tensor/dtype.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"

namespace {

PyMethodDef kFunctions[] = {
    {"register_dtypes", duet::python::register_dtypes, METH_O,
     "Tells the core which objects stand for its dtypes."},
    {"op_records", duet::python::op_records, METH_NOARGS,
     "The records of all operators, as dicts."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

// The macro is nanobind's: NOLINTNEXTLINE(misc-use-anonymous-*, performance-*)
NB_MODULE(_core, module) {
  module.doc() = "The core of Duet.";
  module.attr("__version__") = std::string(duet::version()).c_str();
  try {
    duet::python::load_numpy();
    duet::python::make_tensor_type(module.ptr());
    duet::python::make_op_functions(module.ptr());
    duet::python::checked(PyModule_AddFunctions(module.ptr(), kFunctions));
    duet::python::add_gradient_functions(module.ptr());
    duet::python::add_random_functions(module.ptr());
    duet::python::add_memory_functions(module);
    duet::python::add_interpret_functions(module.ptr());
    duet::python::add_mindir_functions(module.ptr());
    duet::python::add_source_functions(module.ptr());
    duet::python::add_jit(module.ptr());
    module.attr("InternalError") = nanobind::borrow(duet::python::internal_error());
  } catch (...) {
    duet::python::set_python_exception();
    nanobind::raise_python_error();
  }
}
