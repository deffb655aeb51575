// Machine: an item of a list or tuple at a place that is known at run time only: one branch for
// each half, down to one item. Items that branches can not have in common (Cells, functions) are
// used in their branches: each goes on to the end of its frame.
#include <algorithm>

#include "frontend/evaluate/branches/fork_graph.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/number_calls.h"
#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {
namespace {

constexpr Py_ssize_t kMostItems = 256;

bool is_number(PyObject* item) {
  return is_run_time_number(item) || PyFloat_CheckExact(item) || PyLong_CheckExact(item) ||
         PyBool_Check(item);
}

bool is_joined(PyObject* item) {
  return is_number(item) || is_tensor(item) || PyTuple_CheckExact(item) || PyList_CheckExact(item);
}

Object compared(PyObject* x, Py_ssize_t y, int operation) {
  Object number = checked(PyLong_FromSsize_t(y));
  return checked(PyObject_RichCompare(x, number.get(), operation));
}

Value node_of(const Object& number) { return Value::node(node_of_number(number.get())); }

/// From the front, where it counts from the back.
Object from_front(const Object& index, Py_ssize_t count) {
  Object length = checked(PyLong_FromSsize_t(count));
  Object negative = compared(index.get(), 0, Py_LT);
  Object added = checked(PyNumber_Multiply(negative.get(), length.get()));
  return checked(PyNumber_Add(index.get(), added.get()));
}

}  // namespace

bool Machine::choose_item(Frame& frame, const Object& object, const Object& key) {
  bool sequence = PyList_CheckExact(object.get()) || PyTuple_CheckExact(object.get());
  bool late_key = is_tensor(key.get()) || is_run_time_number(key.get());
  if (!sequence || !late_key || frame.generator) return false;
  // Behind a graph that was left all is known.
  auto* traced = dynamic_cast<TracedWorld*>(&world_);
  if (!traced) return false;
  TracedWorld& world = *traced;
  if (!world.is_run_time_index(key.get()) || (!world.may_leave() && is_guarded())) return false;
  Object all = checked(PySlice_New(nullptr, nullptr, nullptr));
  Object items = checked(PySequence_Tuple(world.item(object.get(), all.get()).get()));
  Py_ssize_t count = PyTuple_GET_SIZE(items.get());
  if (count == 0 || count > kMostItems) return false;
  bool apart = false;
  for (Py_ssize_t i = 0; i < count; ++i) {
    PyObject* item = PyTuple_GET_ITEM(items.get(), i);
    if (!is_joined(item) && !PyCallable_Check(item)) return false;
    apart = apart || !is_joined(item);
  }
  if (apart) marked_.insert(frame.step);
  Object index = world.run_time_index(key.get());
  check_index(frame, object, key, index, count);
  fork_item(frame, *frame.step, items, from_front(index, count), 0, count);
  return true;
}

/// Where the place is none of the list's, Python finds that out at this very step.
void Machine::check_index(Frame& frame, const Object& object, const Object& key,
                          const Object& index, Py_ssize_t count) {
  TracedWorld& world = traced();
  Object below = compared(index.get(), -count, Py_LT);
  Object above = compared(index.get(), count, Py_GE);
  Value outside = node_of(checked(PyNumber_Or(below.get(), above.get())));
  if (world.may_leave()) {
    State start{world.save(), save_frame(frame)};
    Side gone;
    gone.left = Reason{"an index is out of range", "branch-raises", place()};
    auto again = [&] {
      frame.push(object);
      frame.push(key);
      --frame.activations.back().position;
    };
    leave_side(frame, start, outside, true, again, gone);
    world.restore(start.world);
    restore_frame(frame, start.frame);
    return;
  }
  ir::Node check;
  check.kind = ir::NodeKind::kCheck;
  check.name = "IndexError";
  check.args = {negated(outside),
                Value(std::string(Py_TYPE(object.get())->tp_name) + " index out of range")};
  check.host = static_cast<int64_t>(world.compiled().hosts.size());
  world.compiled().hosts.push_back(Object::borrow(PyExc_IndexError));
  world.tracer().append(std::move(check));
}

void Machine::fork_item(Frame& frame, const syntax::Step& step, const Object& items,
                        const Object& index, Py_ssize_t low, Py_ssize_t high) {
  frame.step = &step;
  if (high - low == 1) {
    frame.push(Object::borrow(PyTuple_GET_ITEM(items.get(), low)));
    return;
  }
  Py_ssize_t middle = low + (high - low) / 2;
  Value first = node_of(compared(index.get(), middle, Py_LT));
  fork(
      frame, first, [&] { fork_item(frame, step, items, index, low, middle); },
      [&] { fork_item(frame, step, items, index, middle, high); });
}

bool TracedWorld::is_run_time_index(PyObject* key) {
  if (is_run_time_number(key)) return !present_value(key) && number_kind(key) != NumberKind::kFloat;
  return is_tensor(key) && as_object(key)->rep->count == 1 && is_int(unwrap(key).dtype()) &&
         !decide(key);
}

Object TracedWorld::run_time_index(PyObject* key) {
  auto* type = reinterpret_cast<PyObject*>(&PyLong_Type);
  return is_run_time_number(key) ? *number_call(type, key) : element(key, type);
}

/// `x in y` for numbers and Tensors of one element, some known at run time only.
std::optional<Object> TracedWorld::run_time_membership(PyObject* x, PyObject* y) {
  auto single = [](PyObject* o) {
    return is_number(o) || (is_tensor(o) && as_object(o)->rep->count == 1);
  };
  auto is_late = [&](PyObject* o) {
    return is_run_time_number(o) ? !present_value(o) : is_tensor(o) && !decide(o);
  };
  auto truth_of = [&](PyObject* a, PyObject* b) {
    return condition(checked(PyObject_RichCompare(a, b, Py_EQ)).get());
  };
  if (!single(x)) return std::nullopt;
  if (is_tensor(y)) {
    noted(Object::borrow(y));
    if (tracer_.value_of(unwrap(y)).is_tensor()) return std::nullopt;
    Object same = checked(PyObject_RichCompare(y, x, Py_EQ));
    return condition(checked(PyObject_CallMethod(same.get(), "any", nullptr)).get());
  }
  if (!PyList_CheckExact(y) && !PyTuple_CheckExact(y)) return std::nullopt;
  guard_content(y);
  Object items = checked(PySequence_Tuple(view(y)));
  bool late = is_late(x);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i) {
    PyObject* item = PyTuple_GET_ITEM(items.get(), i);
    if (!single(item)) return std::nullopt;
    late = late || is_late(item);
  }
  if (!late || PyTuple_GET_SIZE(items.get()) > kMostItems) return std::nullopt;
  Object found = Object::borrow(Py_False);
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i) {
    PyObject* item = PyTuple_GET_ITEM(items.get(), i);
    Object same = item == x ? Object::borrow(Py_True) : truth_of(item, x);
    if (same.get() == Py_True) return same;
    if (same.get() == Py_False) continue;
    found = found.get() == Py_False ? same : checked(PyNumber_Or(found.get(), same.get()));
  }
  return found;
}

}  // namespace duet::frontend
