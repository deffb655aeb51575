// Subscripts of a Tensor: Python's index objects become items (ops/indexing.h), and one int is a
// view at once.
#include "frontend/evaluate/traced/number.h"
#include "ops/indexing.h"
#include "ops/ops.h"
#include "python/operators/call.h"
#include "python/operators/convert.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"
#include "runtime/tape/tape.h"

namespace duet::python {
namespace {

using Items = SmallVector<IndexItem, 4>;

Py_ssize_t length(PyObject* self) { return tensor_sequence.sq_length(self); }

std::optional<int64_t> bound(PyObject* object) {
  if (object == Py_None) return std::nullopt;
  Object number = checked(PyNumber_Index(object));
  int overflow = 0;
  int64_t value = PyLong_AsLongLongAndOverflow(number.get(), &overflow);
  if (value == -1 && PyErr_Occurred()) throw PythonError();
  if (overflow) return overflow < 0 ? INT64_MIN / 2 : INT64_MAX / 2;
  return value;
}

/// A number that nobody knows while compiling: its node; else -1.
int64_t open_node(PyObject* object) {
  bool open = frontend::is_run_time_number(object) && !frontend::present_value(object) &&
              frontend::number_kind(object) == NumberKind::kInt;
  return open ? frontend::node_of_number(object) : -1;
}

IndexItem slice_item(PyObject* key) {
  auto* slice = reinterpret_cast<PySliceObject*>(key);
  std::optional<int64_t> numbers[3];
  int64_t nodes[3];
  PyObject* const given[3] = {slice->start, slice->stop, slice->step};
  for (int i = 0; i < 3; ++i) {
    nodes[i] = open_node(given[i]);
    numbers[i] = nodes[i] < 0 ? bound(given[i]) : 1;
  }
  IndexItem item = IndexItem::slice(numbers[0], numbers[1], numbers[2]);
  item.start_node = nodes[0];
  item.stop_node = nodes[1];
  item.step_node = nodes[2];
  return item;
}

IndexItem int_item(PyObject* key) {
  int64_t node = open_node(key);
  IndexItem item = IndexItem::at(node < 0 ? *bound(key) : 0);
  item.index_node = node;
  return item;
}

Error bad_index(PyObject* key) {
  return index_error(
             "an index is made of ints, slices, ..., None, bools, lists and Tensors of "
             "ints or bools, found {}",
             Py_TYPE(key)->tp_name)
      .slug("index-type");
}

IndexItem tensor_item(Tensor tensor) { return IndexItem::by(V(&current(), std::move(tensor))); }

IndexItem item_of(PyObject* key) {
  if (PyBool_Check(key)) return IndexItem::flag(key == Py_True);
  if (PyLong_Check(key)) return IndexItem::at(*bound(key));
  if (PySlice_Check(key)) return slice_item(key);
  if (key == Py_Ellipsis) return IndexItem::rest();
  if (key == Py_None) return IndexItem::new_axis();
  if (is_tensor(key)) return tensor_item(unwrap(key));
  if (is_ndarray(key)) return tensor_item(copy_of_ndarray(key));
  if (PyList_Check(key) || PyTuple_Check(key)) {
    bool empty = PySequence_Fast_GET_SIZE(key) == 0;
    return tensor_item(tensor_of_list(key, empty ? std::optional(DType::kInt64) : std::nullopt));
  }
  if (PyIndex_Check(key)) return int_item(key);
  throw bad_index(key);
}

Items items_of(PyObject* key) {
  Items items;
  if (!PyTuple_Check(key)) {
    items.push_back(item_of(key));
    return items;
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(key); ++i)
    items.push_back(item_of(PyTuple_GET_ITEM(key, i)));
  return items;
}

/// x[3] of a tensor that neither a gradient nor a graph wants: a view without an operator.
PyObject* plain_int(const Tensor& tensor, PyObject* key) {
  if (!PyLong_CheckExact(key) || tensor.rank() == 0 || tracer() || Tape::current().recording())
    return nullptr;
  int64_t i = *bound(key), extent = tensor.shape()[0];
  if (i < -extent || i >= extent) return nullptr;
  return wrap(tensor.view(select(tensor.layout(), 0, i < 0 ? i + extent : i)));
}

PyObject* subscript(PyObject* self, PyObject* key) {
  try {
    Tensor tensor = unwrap(self);
    if (PyObject* view = plain_int(tensor, key)) return view;
    Items items = items_of(key);
    return to_python(index(V(&current(), std::move(tensor)), items).value());
  } catch (...) {
    set_call_exception({self});  // a key says what it is in the label
    return nullptr;
  }
}

Value assigned_value(PyObject* object, DType dtype) {
  Value value;
  if (to_operand(object, value)) return value;
  if (PyList_Check(object) || PyTuple_Check(object)) return tensor_of_list(object, dtype);
  if (is_ndarray(object)) return copy_of_ndarray(object);
  throw type_error("x[...] = v needs a Tensor, a number, an ndarray or a list as `v`, found {}",
                   Py_TYPE(object)->tp_name)
      .slug("index-value");
}

int assign_subscript(PyObject* self, PyObject* key, PyObject* object) {
  try {
    if (!object) throw type_error("elements of a Tensor can not be deleted").slug("index-delete");
    Tensor tensor = unwrap(self);
    Value value = assigned_value(object, tensor.dtype());
    Items items = items_of(key);
    index_write(V(&current(), std::move(tensor)), items, V(&current(), std::move(value)));
    return 0;
  } catch (...) {
    set_call_exception({self, nullptr, object});
    return -1;
  }
}

}  // namespace

PyMappingMethods tensor_mapping = {
    .mp_length = length, .mp_subscript = subscript, .mp_ass_subscript = assign_subscript};

}  // namespace duet::python
