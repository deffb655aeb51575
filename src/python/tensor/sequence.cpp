// A Tensor as a sequence: length, iteration, containment; and its memory as a buffer.
#include "frontend/evaluate/traced/extents.h"
#include "ops/ops.h"
#include "python/operators/call.h"
#include "python/operators/convert.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

Py_ssize_t length(PyObject* self) {
  const Ints& shape = as_object(self)->rep->layout.shape;
  if (shape.empty()) {
    PyErr_SetString(PyExc_TypeError, "len() of a 0-d Tensor");
    return -1;
  }
  Py_ssize_t extent = shape[0];
  if (extent >= 0) return extent;
  return guarded_status([] { frontend::refuse_unknown_length("`len`"); });
}

PyObject* item(PyObject* self, Py_ssize_t index) {
  const Ints& shape = as_object(self)->rep->layout.shape;
  if (!shape.empty() && shape[0] < 0)
    return guarded([]() -> PyObject* { frontend::refuse_unknown_length("a loop over elements"); });
  if (shape.empty() || index < 0 || index >= shape[0]) {
    PyErr_SetString(PyExc_IndexError, "the index is outside the Tensor");
    return nullptr;
  }
  Object key = Object::steal(PyLong_FromSsize_t(index));
  return key ? PyObject_GetItem(self, key.get()) : nullptr;
}

// Whether any element equals the value.
int contains(PyObject* self, PyObject* value) {
  Object equal = Object::steal(PyObject_RichCompare(self, value, Py_EQ));
  if (!equal) return -1;
  if (!is_tensor(equal.get())) return PyObject_IsTrue(equal.get());
  int found = 0;
  int status = guarded_status([&] {
    Tensor mask = with_elements(unwrap(equal.get()), "`in`");
    DUET_CHECK(mask.contiguous());
    const bool* element = mask.data_as<bool>();
    for (int64_t i = 0; i < mask.count() && !found; ++i) found = element[i];
  });
  return status < 0 ? -1 : found;
}

int get_buffer(PyObject* self, Py_buffer* view, int flags) {
  return guarded_status([&] {
    Object array = checked(as_ndarray(unwrap(self)));
    checked(PyObject_GetBuffer(array.get(), view, flags));
  });
}

}  // namespace

PyObject* tensor_iterate(PyObject* self) {
  if (as_object(self)->rep->layout.shape.empty()) {
    PyErr_SetString(PyExc_TypeError, "iteration over a 0-d Tensor");
    return nullptr;
  }
  if (as_object(self)->rep->layout.shape[0] < 0)
    return guarded([]() -> PyObject* { frontend::refuse_unknown_length("a loop over elements"); });
  return PySeqIter_New(self);
}

PySequenceMethods tensor_sequence = {
    .sq_length = length,
    .sq_concat = nullptr,
    .sq_repeat = nullptr,
    .sq_item = item,
    .was_sq_slice = nullptr,
    .sq_ass_item = nullptr,
    .was_sq_ass_slice = nullptr,
    .sq_contains = contains,
    .sq_inplace_concat = nullptr,
    .sq_inplace_repeat = nullptr,
};

PyBufferProcs tensor_buffer = {.bf_getbuffer = get_buffer, .bf_releasebuffer = nullptr};

}  // namespace duet::python
