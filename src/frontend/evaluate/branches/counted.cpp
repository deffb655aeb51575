#include "frontend/evaluate/branches/counted.h"

#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/traced/extents.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {
namespace {

/// A range, which has no place yet, or an iterator.
struct CountedObject {
  PyObject_HEAD PyObject* start;
  PyObject* stop;
  PyObject* step;   // a known int
  PyObject* rows;   // a Tensor, a list of unknown length (growth.h), or null
  PyObject* place;  // a list of one number; null: a range
};

PyTypeObject* counted_type = nullptr;

CountedObject* as_counted(PyObject* object) { return reinterpret_cast<CountedObject*>(object); }

PyObject* refuse(PyObject*) {
  try {
    throw_untraceable("a function of Python's needs a range of known length", "number-needed");
  } catch (const PythonError&) {
    return nullptr;  // the exception is set
  }
}

Py_ssize_t refuse_length(PyObject* self) {
  refuse(self);
  return -1;
}

PyObject* refuse_item(PyObject* self, PyObject*) { return refuse(self); }

void dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  CountedObject* counted = as_counted(self);
  for (PyObject* part :
       {counted->start, counted->stop, counted->step, counted->rows, counted->place})
    Py_XDECREF(part);
  type->tp_free(self);
  Py_DECREF(type);
}

PyTypeObject* make_type() {
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {slot(Py_tp_dealloc, dealloc),
                         slot(Py_tp_iter, refuse),
                         slot(Py_tp_iternext, refuse),
                         slot(Py_sq_length, refuse_length),
                         slot(Py_mp_length, refuse_length),
                         slot(Py_mp_subscript, refuse_item),
                         slot(Py_tp_str, refuse),
                         slot(Py_tp_repr, refuse),
                         {0, nullptr}};
  PyType_Spec spec{"mindspore.counted", sizeof(CountedObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  return reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
}

Object make(PyObject* start, PyObject* stop, PyObject* step, PyObject* rows, PyObject* place) {
  if (!counted_type) counted_type = make_type();
  Object self = checked(counted_type->tp_alloc(counted_type, 0));
  CountedObject* counted = as_counted(self.get());
  counted->start = Py_NewRef(start);
  counted->stop = Py_NewRef(stop);
  counted->step = Py_NewRef(step);
  counted->rows = Py_XNewRef(rows);
  counted->place = Py_XNewRef(place);
  return self;
}

bool is_late(TracedWorld& world, PyObject* o) {
  return (is_run_time_number(o) || is_tensor(o)) && world.is_run_time_index(o);
}

Object begun(TracedWorld& world, PyObject* start, PyObject* stop, PyObject* step, PyObject* rows) {
  Object place = checked(PyList_New(0));
  checked(PyList_Append(place.get(), start));
  world.born(place.get());
  return make(start, stop, step, rows, place.get());
}

/// The list that the iterator goes through, if it is one.
const Growth* list_of(const CountedObject* counted) {
  if (!counted->rows || !PyList_Check(counted->rows)) return nullptr;
  const Growth* growth = growth_of(counted->rows);
  if (!growth) throw_untraceable("a list changes while a loop goes through it", "no-common-type");
  return growth;
}

Object number(int64_t value) { return checked(PyLong_FromLongLong(value)); }

}  // namespace

std::optional<Object> counted_range(TracedWorld& world, std::span<const Object> arguments) {
  if (arguments.empty() || arguments.size() > 3) return std::nullopt;
  Object parts[3] = {number(0), {}, number(1)};
  bool late = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    PyObject* given = arguments[i].get();
    const bool late_one = is_late(world, given);
    if (!late_one && !PyLong_Check(given)) return std::nullopt;
    late = late || late_one;
    parts[arguments.size() == 1 ? 1 : i] =
        late_one ? world.run_time_index(given) : Object::borrow(given);
  }
  if (!late || !PyLong_Check(parts[2].get()) || PyLong_AsLong(parts[2].get()) == 0)
    return std::nullopt;
  return make(parts[0].get(), parts[1].get(), parts[2].get(), nullptr, nullptr);
}

std::optional<Object> counted_iterator(TracedWorld& world, PyObject* iterated) {
  if (is_counted(iterated)) {
    const CountedObject* range = as_counted(iterated);
    if (range->place) return Object::borrow(iterated);
    return begun(world, range->start, range->stop, range->step, nullptr);
  }
  if (growth_of(iterated)) {
    Object nothing = number(0);
    return begun(world, nothing.get(), nothing.get(), number(1).get(), iterated);
  }
  if (Py_TYPE(iterated) != tensor_type) return std::nullopt;
  const TensorRep& rep = *as_object(iterated)->rep;
  if (rep.count >= 0 || rep.layout.shape.empty() || rep.layout.shape[0] >= 0) return std::nullopt;
  Object count = traced_extent(unwrap(iterated), 0);
  return begun(world, number(0).get(), count.get(), number(1).get(), iterated);
}

bool is_counted(PyObject* object) { return counted_type && Py_TYPE(object) == counted_type; }

Object counted_next(PyObject* iterator) {
  const CountedObject* counted = as_counted(iterator);
  const bool up = PyLong_AsLong(counted->step) > 0;
  Object place = Object::borrow(PyList_GET_ITEM(counted->place, 0));
  // A list may become longer meanwhile.
  if (const Growth* growth = list_of(counted))
    return checked(PyObject_RichCompare(place.get(), length_of_growth(*growth).get(), Py_LT));
  return checked(PyObject_RichCompare(place.get(), counted->stop, up ? Py_LT : Py_GT));
}

Object counted_item(TracedWorld& world, PyObject* iterator) {
  const CountedObject* counted = as_counted(iterator);
  Object place = Object::borrow(PyList_GET_ITEM(counted->place, 0));
  const Growth* growth = list_of(counted);
  Object item = growth          ? item_of_growth(world, *growth, place.get())
                : counted->rows ? world.item(counted->rows, place.get())
                                : place;
  checked(
      PyList_SetItem(counted->place, 0, checked(PyNumber_Add(place.get(), counted->step)).leak()));
  return item;
}

}  // namespace duet::frontend
