// Life of Tensor objects: those of the exact type are kept in a pool.
#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {

PyTypeObject* tensor_type = nullptr;

namespace {

constexpr int kPooled = 512;
PyObject* pool[kPooled];
int pooled = 0;

PyObject* allocate_exact() {
  if (pooled > 0) {
    PyObject* object = pool[--pooled];
    return PyObject_Init(object, tensor_type);
  }
  return PyObject_New(PyObject, tensor_type);
}

}  // namespace

PyObject* wrap(Tensor tensor) {
  PyObject* self = allocate_exact();
  if (!self) throw PythonError();
  TensorObject* object = as_object(self);
  object->rep = tensor.leak();
  object->weakrefs = nullptr;
  object->extra = nullptr;
  return self;
}

void give_back(PyObject* self) {
  if (Py_TYPE(self) == tensor_type && pooled < kPooled)
    pool[pooled++] = self;
  else
    Py_TYPE(self)->tp_free(self);
}

void rebind(PyObject* self, Tensor tensor) {
  TensorRep* old = std::exchange(as_object(self)->rep, tensor.leak());
  if (old) old->release();
}

void initialise(PyObject* self) {
  Object done = checked(PyObject_CallMethod(self, "init_data", nullptr));
  if (!as_object(self)->rep->storage)
    throw runtime_error("init_data() needs to give the Tensor its data")
        .slug("tensor-without-data");
}

}  // namespace duet::frontend
