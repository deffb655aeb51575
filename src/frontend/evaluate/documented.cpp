// The entries that are functions; the others are asked for where reads, writes and calls happen.
#include "frontend/evaluate/documented.h"

namespace duet::frontend {

const char* describe(Deviation deviation) {
  switch (deviation) {
    case Deviation::kCopiedArguments:
      return "lists and dicts among the arguments are copied";
    case Deviation::kDictViews:
      return "keys() and values() of a dict are tuples, items() is a list";
    case Deviation::kHasKey:
      return "a dict has the method has_key";
    case Deviation::kExtendByTensor:
      return "extend by a Tensor adds elements of shape (1,)";
    case Deviation::kGlobalList:
      return "append, clear and assignment to an item of a global list make a new list";
    case Deviation::kStrictLists:
      return "lists from outside are copied";
    case Deviation::kPrimitiveKeywords:
      return "a Primitive takes no keyword arguments";
    case Deviation::kConstantPrint:
      return "values that are known print while the function is compiled";
    case Deviation::kRunTimePrint:
      return "Tensors print with shape and dtype";
    case Deviation::kStrictObjects:
      return "objects of Python do not stand for values known at run time";
  }
  DUET_BUG("an unknown deviation");
}

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
  static PyObject* const type = [] {
    Object module = checked(PyImport_ImportModule("mindspore.ops.primitive"));
    return checked(PyObject_GetAttrString(module.get(), "Primitive")).leak();
  }();
  int answer = PyObject_IsInstance(object, type);
  checked(answer);
  return answer == 1;
}

}  // namespace duet::frontend
