// Guards on what lies outside and is read by others than the program: arrays, slots, instances.
#include <cstring>

#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {
namespace {

/// Comparing more at each call costs more than a visit.
constexpr Py_ssize_t kMostBytes = 1 << 20;
constexpr int kDeepest = 4;

/// Whether its elements can be compared as bytes.
bool is_plain(PyObject* array) {
  Py_buffer view;
  if (PyObject_GetBuffer(array, &view, PyBUF_FULL_RO) != 0) {
    PyErr_Clear();
    return false;
  }
  bool plain = view.len <= kMostBytes && !std::strchr(view.format, 'O');
  PyBuffer_Release(&view);
  return plain;
}

}  // namespace

void refuse_array() {
  throw_untraceable("an ndarray from outside the function is read", "outside-array");
}

void TracedWorld::guard_array(PyObject* object) {
  if (!is_array(object) || births_.contains(object)) return;
  if (!is_plain(object)) refuse_array();
  Object copy = checked(PyObject_CallMethod(object, "copy", nullptr));
  guard(Guard::Kind::kArray, object, nullptr, copy.get());
}

void TracedWorld::guard_slot(PyObject* object, PyObject* descriptor, PyObject* value) {
  bool program = (Py_TYPE(object)->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
  if (!program || births_.contains(object)) return;
  if (std::strcmp(Py_TYPE(descriptor)->tp_name, "member_descriptor") == 0)
    guard(Guard::Kind::kSlot, object, descriptor, value);
}

void TracedWorld::guard_instance(PyObject* object, int depth) {
  if (births_.contains(object) || depth > kDeepest) return;
  if (is_array(object)) return guard_array(object);
  if (is_container(object) || PyTuple_Check(object)) return guard_content(object);
  if (!is_instance(object) || PyType_Check(object) || is_tensor(object)) return;
  Object dict = checked(PyObject_GenericGetDict(object, nullptr));
  guard_content(dict.get());
  Object values = checked(PyDict_Values(dict.get()));
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(values.get()); ++i)
    guard_instance(PyList_GET_ITEM(values.get(), i), depth + 1);
}

}  // namespace duet::frontend
