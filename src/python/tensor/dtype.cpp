// Recognising dtypes, the exact objects first.
#include "python/tensor/dtype.h"

#include "python/tensor/numpy.h"

namespace duet::python {
namespace {

PyObject* objects[kDTypeCount];

std::optional<DType> dtype_named(std::string_view text) {
  if (text == "bool_") return DType::kBool;
  for (int i = 0; i < kDTypeCount; ++i) {
    auto dtype = static_cast<DType>(i);
    if (text == name(dtype) || text == display_name(dtype)) return dtype;
  }
  return std::nullopt;
}

std::optional<DType> dtype_of_type(PyObject* type) {
  auto* builtin = reinterpret_cast<PyTypeObject*>(type);
  if (builtin == &PyBool_Type) return DType::kBool;
  if (builtin == &PyLong_Type) return DType::kInt64;
  if (builtin == &PyFloat_Type) return DType::kFloat32;
  if (builtin == &PyComplex_Type) return DType::kComplex64;
  return numpy_dtype_of(type);
}

}  // namespace

PyObject* register_dtypes(PyObject*, PyObject* list) {
  return guarded([&]() -> PyObject* {
    Object items = checked(PySequence_Fast(list, "a list of dtypes"));
    if (PySequence_Fast_GET_SIZE(items.get()) != kDTypeCount)
      DUET_BUG("{} dtypes are registered", PySequence_Fast_GET_SIZE(items.get()));
    for (int i = 0; i < kDTypeCount; ++i)
      objects[i] = Py_NewRef(PySequence_Fast_GET_ITEM(items.get(), i));
    Py_RETURN_NONE;
  });
}

PyObject* dtype_object(DType dtype) { return Py_NewRef(objects[static_cast<int>(dtype)]); }

std::optional<DType> dtype_of(PyObject* object) {
  for (int i = 0; i < kDTypeCount; ++i)
    if (objects[i] == object) return static_cast<DType>(i);
  if (PyType_Check(object)) return dtype_of_type(object);
  if (PyUnicode_Check(object)) {
    const char* text = PyUnicode_AsUTF8(object);
    if (!text) throw PythonError();
    return dtype_named(text);
  }
  return numpy_dtype_of(object);
}

}  // namespace duet::python
