// The entries that are functions; the others are asked for where reads, writes and calls happen.
#include "frontend/evaluate/traced/documented.h"

#include "frontend/evaluate/machine/imported.h"

namespace duet::frontend {

namespace {

constexpr Documented kTable[] = {
    {"copied-arguments", "lists and dicts among the arguments are copied", "001 List", ""},
    {"dict-views", "keys() and values() of a dict are tuples, items() is a list", "001 Dictionary",
     ""},
    {"has-key", "a dict has the method has_key", "001 Dictionary", ""},
    {"extend-by-tensor", "extend by a Tensor adds elements of shape (1,)", "001 List", ""},
    {"global-list", "append, clear and assignment to an item of a global list make a new list",
     "001 List", ""},
    {"strict-lists", "lists from outside are neither changed nor returned themselves", "001 List",
     "STRICT"},
    {"primitive-keywords", "a Primitive takes no keyword arguments", "001 Primitive", ""},
    {"constant-print", "values that are known print while the function is compiled",
     "000 Using Native Print", ""},
    {"run-time-print", "Tensors print with shape and dtype", "000 Using Native Print", ""},
    {"wide-objects", "Tensors made of objects of Python compute in float64", "000 Annotation", ""},
    {"strict-objects", "objects of Python do not stand for values known at run time",
     "000 JIT Fallback", "STRICT"},
};

}  // namespace

const Documented& documented(Deviation deviation) { return kTable[static_cast<size_t>(deviation)]; }

std::span<const Documented> documented() { return kTable; }

std::optional<Object> documented_call(PyObject* self, std::string_view method) {
  if (method == "keys" || method == "values") {
    Object view = checked(method == "keys" ? PyDict_Keys(self) : PyDict_Values(self));
    return checked(PyList_AsTuple(view.get()));
  }
  if (method == "items") return checked(PyDict_Items(self));
  return std::nullopt;
}

Object elements_for_extend(PyObject* tensor) {
  Py_ssize_t count = PyObject_Length(tensor);
  if (count < 0) throw PythonError();
  Object list = checked(PyList_New(0));
  for (Py_ssize_t i = 0; i < count; ++i) {
    Object start = checked(PyLong_FromSsize_t(i)), stop = checked(PyLong_FromSsize_t(i + 1));
    Object slice = checked(PySlice_New(start.get(), stop.get(), nullptr));
    Object element = checked(PyObject_GetItem(tensor, slice.get()));
    checked(PyList_Append(list.get(), element.get()));
  }
  return list;
}

bool is_primitive(PyObject* object) {
  static constinit Imported type("mindspore.ops.primitive", "Primitive");
  int answer = PyObject_IsInstance(object, type.get());
  checked(answer);
  return answer == 1;
}

}  // namespace duet::frontend
