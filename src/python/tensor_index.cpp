// Subscripts of a Tensor.
#include "python/call.h"
#include "python/convert.h"
#include "python/tensor_object.h"

namespace duet::python {
namespace {

Py_ssize_t length(PyObject* self) { return tensor_sequence.sq_length(self); }

PyObject* subscript(PyObject* self, PyObject* key) {
  try {
    Tensor tensor = unwrap(self);
    if (PyLong_Check(key) && tensor.rank() > 0) {
      int64_t i = PyLong_AsLongLong(key), extent = tensor.shape()[0];
      if (i < -extent || i >= extent)
        throw index_error("axis 0 has {} elements, found index {}", extent, i).slug("index-range");
      return wrap(tensor.view(select(tensor.layout(), 0, i < 0 ? i + extent : i)));
    }
    throw type_error("a Tensor needs an int").slug("index-type");
  } catch (...) {
    set_call_exception({self, key});
    return nullptr;
  }
}

}  // namespace

PyMappingMethods tensor_mapping = {
    .mp_length = length, .mp_subscript = subscript, .mp_ass_subscript = nullptr};

}  // namespace duet::python
