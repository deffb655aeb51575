// Comparing what was declared with the arguments is Python's (mindspore/common/_declared.py): it is
// done when a graph is compiled, never for a call that one serves.
#include "python/jit/declared.h"

#include "frontend/evaluate/traced/tensor.h"
#include "python/jit/call.h"

namespace duet::python {
namespace {

using frontend::Signature;

/// What `set_inputs` was given, of a call of a Cell; or null. Borrowed.
PyObject* inputs_of_cell(const JitCall& call) {
  PyTypeObject* cell_type = jit_context.cell_type;
  if (call.arguments.count == 0 || !cell_type ||
      !PyType_IsSubtype(Py_TYPE(call.arguments.args[0]), cell_type))
    return nullptr;
  static PyObject* name = intern("_set_inputs");
  Object dict = checked(PyObject_GenericGetDict(call.arguments.args[0], nullptr));
  return PyDict_GetItemWithError(dict.get(), name);
}

std::vector<int64_t> all_open(const Signature& signature) {
  size_t count = 0;
  for (const Signature::Shape& shape : signature.shapes) count += static_cast<size_t>(shape.rank);
  return std::vector<int64_t>(count, kOpenExtent);
}

/// `by_tensor`: the id of a Tensor -> the tuple of its extents.
std::vector<int64_t> in_a_row(PyObject* by_tensor, const Signature& signature) {
  std::vector<int64_t> extents;
  for (const Signature::Shape& shape : signature.shapes) {
    PyObject* leaf = signature.leaves[shape.leaf];
    Object id = checked(PyLong_FromVoidPtr(leaf));
    PyObject* found = PyDict_GetItemWithError(by_tensor, id.get());
    const auto& known = frontend::as_object(leaf)->rep->layout.shape;
    for (size_t axis = 0; axis < known.size(); ++axis)
      extents.push_back(found ? PyLong_AsLongLong(PyTuple_GET_ITEM(found, axis)) : known[axis]);
  }
  return extents;
}

}  // namespace

std::optional<std::vector<int64_t>> declared_extents(const JitCall& call,
                                                     const Signature& signature) {
  if (call.self->dynamic) return all_open(signature);
  PyObject* declared = call.self->input_signature;
  const char* compare = "of_signature";
  if (!declared) {
    declared = inputs_of_cell(call);
    compare = "of_inputs";
  }
  if (!declared) return std::nullopt;
  Object kept = Object::borrow(declared), args = positional_of(call.arguments);
  Object kwargs = keywords_of(call.arguments);
  if (!kwargs) kwargs = checked(PyDict_New());
  Object function = import_attribute("mindspore.common._declared", compare);
  Object by_tensor = checked(
      PyObject_CallFunctionObjArgs(function.get(), kept.get(), args.get(), kwargs.get(), nullptr));
  return in_a_row(by_tensor.get(), signature);
}

}  // namespace duet::python
