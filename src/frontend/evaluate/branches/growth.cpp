#include "frontend/evaluate/branches/growth.h"

#include <algorithm>

#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/machine/imported.h"
#include "frontend/evaluate/traced/extents.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"
#include "ops/ops.h"

namespace duet::frontend {
namespace {

bool is_number(PyObject* o) {
  return is_run_time_number(o) || PyFloat_CheckExact(o) || PyBool_Check(o) || PyLong_CheckExact(o);
}

DType dtype_of(NumberKind kind) {
  return kind == NumberKind::kBool  ? DType::kBool
         : kind == NumberKind::kInt ? DType::kInt64
                                    : DType::kFloat64;
}

bool fits_64_bits(PyObject* o) {
  int overflow = 0;
  if (PyLong_CheckExact(o)) PyLong_AsLongLongAndOverflow(o, &overflow);
  return overflow == 0;
}

PyObject* first_item(PyObject* sequence) {
  if (PyList_CheckExact(sequence) && PyList_GET_SIZE(sequence) > 0)
    return PyList_GET_ITEM(sequence, 0);
  if (PyTuple_CheckExact(sequence) && PyTuple_GET_SIZE(sequence) > 0)
    return PyTuple_GET_ITEM(sequence, 0);
  return nullptr;
}

/// The item as a Tensor of the graph, as long as rows have it.
Tensor as_tensor(TracedWorld& world, PyObject* item, const ItemType& type) {
  if (!type.number) return unwrap(item);
  Tracer& tracer = world.tracer();
  ir::Node node;
  node.kind = ir::NodeKind::kToTensor;
  node.args = {number_value(item), Value(type.type.dtype)};
  node.types.push_back(ir::Type::tensor(type.type));
  Tensor tensor = tracer.promise(type.type);
  tracer.set_whole(tensor.storage()->id(), Value::node(tracer.append(std::move(node))));
  return tensor;
}

Object known(bool truth) { return Object::borrow(truth ? Py_True : Py_False); }

}  // namespace

const Growth* growth_of(PyObject* sequence) {
  PyObject* first = first_item(sequence);
  return first ? growth_of_mark(first) : nullptr;
}

void refuse_growth(const Growth& growth) {
  TracedWorld::active()->blame_growth(growth.loop);
  throw_untraceable("what a list holds depends on a run-time condition", "no-common-type");
}

std::optional<ItemType> item_type(PyObject* item) {
  if (is_number(item)) {
    NumberKind kind = number_kind(item);
    if (kind == NumberKind::kComplex || !fits_64_bits(item)) return std::nullopt;
    return ItemType{tensor(dtype_of(kind), {}), kind};
  }
  if (Py_TYPE(item) != tensor_type || as_object(item)->rep->count < 0) return std::nullopt;
  return ItemType{type_of(unwrap(item)), std::nullopt};
}

ItemType item_type(const Growth& growth) {
  TensorType type = type_of(unwrap(growth.rows.get()));
  ItemType item{tensor(type.dtype, {}), growth.number};
  for (int axis = 1; axis < type.rank(); ++axis) item.type.shape.push_back(type.shape[axis]);
  return item;
}

bool same_items(const ItemType& a, const ItemType& b) {
  return a.number == b.number && a.type.dtype == b.type.dtype && a.type.shape == b.type.shape;
}

TensorType rows_type(const ItemType& item) {
  TensorType type = tensor(item.type.dtype, {Dim::unknown()});
  for (Dim extent : item.type.shape) type.shape.push_back(extent);
  return type;
}

bool takes_item(TracedWorld& world, PyObject* item, uint64_t since) {
  if (is_number(item)) return false;
  Tensor tensor = unwrap(item);
  const uint64_t id = tensor.storage()->id();
  world.tracer().freeze(tensor);
  world.entangle(item);
  const bool ours = world.tracer().has_made(tensor) && world.leaf_of_storage(id) < 0 &&
                    !world.identities().find(item) && id > since;
  return !world.list(id) || !ours;
}

Object marks(Growth growth, Py_ssize_t count) {
  Object mark = make_growth(std::move(growth));
  Object tuple = checked(PyTuple_New(count));
  for (Py_ssize_t i = 0; i < count; ++i) PyTuple_SET_ITEM(tuple.get(), i, Py_NewRef(mark.get()));
  return tuple;
}

void append_item(TracedWorld& world, PyObject* list, PyObject* item) {
  Growth growth = *growth_of(list);
  world.check(item);
  auto type = item_type(item);
  if (!type || !same_items(*type, item_type(growth))) refuse_growth(growth);
  growth.shared = takes_item(world, item, growth.since) || growth.shared;
  Tracer& tracer = world.tracer();
  Values alone{Value(as_tensor(world, item, *type)), Value(int64_t{0})};
  Value row = tracer.apply(ops::expand_dims, alone)[0];
  Values parts{Value(Values{Value(unwrap(growth.rows.get())), row}), Value(int64_t{0})};
  growth.rows = Object::steal(wrap(tracer.apply(ops::concat_same, parts)[0].as_tensor()));
  Object content = marks(std::move(growth), PyList_GET_SIZE(list));
  checked(PyList_SetSlice(list, 0, PyList_GET_SIZE(list), content.get()));
}

Object length_of_growth(const Growth& growth) {
  return traced_extent(unwrap(growth.rows.get()), 0);
}

Object item_of_growth(TracedWorld& world, const Growth& growth, PyObject* index) {
  Object row = world.item(growth.rows.get(), index);
  if (growth.number) return world.number_of_element(row.get());
  Tensor tensor = unwrap(row.get());
  world.tracer().freeze(tensor);
  world.entangle(row.get());
  world.list(tensor.storage()->id());
  return row;
}

namespace {

/// (condition, type of exception, text)
void check_holds(TracedWorld& world, const std::vector<Object>& values) {
  ir::Node check;
  check.kind = ir::NodeKind::kCheck;
  check.name = reinterpret_cast<PyTypeObject*>(values[1].get())->tp_name;
  check.args = {number_value(world.condition(values[0].get()).get()),
                Value(std::string(PyUnicode_AsUTF8(values[2].get())))};
  check.host = static_cast<int64_t>(world.compiled().hosts.size());
  world.compiled().hosts.push_back(values[1]);
  world.tracer().append(std::move(check));
}

}  // namespace

std::optional<Object> growth_call(TracedWorld& world, PyObject* callee,
                                  const Arguments& arguments) {
  static constinit Imported item_at("mindspore.ops._growth", "item_at");
  static constinit Imported rows_of("mindspore.ops._growth", "rows_of");
  const std::vector<Object>& values = arguments.values;
  if (PyCFunction_Check(callee) && PyCFunction_GET_SELF(callee)) {
    PyObject* self = PyCFunction_GET_SELF(callee);
    if (const Growth* growth = growth_of(self)) {
      std::string_view name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
      if (name != "append" || values.size() != 1) refuse_growth(*growth);
      append_item(world, self, values[0].get());
      return Object::borrow(Py_None);
    }
  }
  if (callee == item_at.get() && values.size() == 2)
    if (const Growth* growth = growth_of(values[0].get()))
      return item_of_growth(world, *growth, values[1].get());
  static constinit Imported expect("mindspore.ops._growth", "expect");
  if (callee == expect.get() && values.size() == 3 && !world.may_leave()) {
    check_holds(world, values);
    return known(true);
  }
  if (values.empty()) return std::nullopt;
  const Growth* growth = growth_of(values[0].get());
  if (!growth) return std::nullopt;
  auto builtin = [&](const char* name) {
    return callee == PyDict_GetItemString(PyEval_GetBuiltins(), name);
  };
  if (values.size() == 1 && builtin("len")) return length_of_growth(*growth);
  if (values.size() == 2 && builtin("isinstance")) {
    int is = PyObject_IsInstance(values[0].get(), values[1].get());
    if (is < 0) throw PythonError();
    return known(is == 1);
  }
  if (callee == rows_of.get() && !growth->number) {
    Values rows{Value(unwrap(growth->rows.get()))};
    return Object::steal(wrap(world.tracer().apply(ops::copy, rows)[0].as_tensor()));
  }
  return std::nullopt;
}

PyObject* growth_model(PyObject* callee, const Arguments& arguments) {
  auto grows = [](const Object& value) { return growth_of(value.get()) != nullptr; };
  if (std::ranges::none_of(arguments.values, grows)) return nullptr;
  static constinit Imported models("mindspore.ops._growth", "MODELS");
  PyObject* model = PyDict_GetItemWithError(models.get(), callee);
  if (!model && PyErr_Occurred()) PyErr_Clear();  // not hashable
  return model;
}

PyObject* TracedWorld::item_program(PyObject* object, PyObject* key) {
  if (!growth_of(object)) return nullptr;
  static constinit Imported item("mindspore.ops._growth", "item");
  const bool known = PyLong_Check(key) && fits_64_bits(key);
  return known || is_run_time_number(key) || is_tensor(key) ? item.get() : nullptr;
}

void TracedWorld::append(PyObject* list, PyObject* item) {
  growth_of(list) ? append_item(*this, list, item) : World::append(list, item);
}

// --- joins
// ---------------------------------------------------------------------------------------

namespace {

/// The items' type, if they have one in common with `type`.
bool agree(PyObject* items, std::optional<ItemType>& type) {
  if (const Growth* growth = growth_of(items)) {
    ItemType own = item_type(*growth);
    if (!type) type = own;
    return same_items(own, *type);
  }
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items); ++i) {
    auto own = item_type(PyTuple_GET_ITEM(items, i));
    if (!own) return false;
    if (!type) type = own;
    if (!same_items(*own, *type)) return false;
  }
  return true;
}

Value no_rows(const TensorType& item) {
  Ints extents{0};
  for (Dim extent : item.shape) extents.push_back(extent.value());
  constexpr char kZero[16] = {};
  return Value(Tensor::filled(item.dtype, extents, kZero));
}

}  // namespace

/// Known items of one side as rows; nodes go to `nodes`.
std::optional<Value> Join::rows(PyObject* items, const ItemType& type, const Tracer::State& state,
                                std::vector<ir::Node>& nodes) {
  if (const Growth* growth = growth_of(items))
    return tracer_.value_in(state, unwrap(growth->rows.get()));
  if (PyTuple_GET_SIZE(items) == 0) return no_rows(type.type);
  const size_t position = tracer_.position();
  Values parts;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items); ++i) {
    PyObject* item = PyTuple_GET_ITEM(items, i);
    Tensor part = as_tensor(world_, item, type);
    if (!type.number) {
      auto value = tracer_.value_in(state, part);
      if (!value) return std::nullopt;
      part = tracer_.promise(type.type);
      tracer_.set_whole(part.storage()->id(), *value);
    }
    Values alone{Value(part), Value(int64_t{0})};
    parts.push_back(tracer_.apply(ops::expand_dims, alone)[0]);
  }
  Values all{Value(std::move(parts)), Value(int64_t{0})};
  Value rows = tracer_.value_of(tracer_.apply(ops::concat_same, all)[0].as_tensor());
  for (ir::Node& node : tracer_.take(position)) nodes.push_back(std::move(node));
  return rows;
}

/// The content of a list that one of them knows by its rows alone, or that a loop makes longer;
/// null for any other.
Object Join::growth(PyObject* first, PyObject* second) {
  Object a = checked(PySequence_Tuple(first)), b = checked(PySequence_Tuple(second));
  const Growth *one = growth_of(a.get()), *other = growth_of(b.get());
  const Py_ssize_t counts[] = {PyTuple_GET_SIZE(a.get()), PyTuple_GET_SIZE(b.get())};
  if (!one && !other && (!grows_ || counts[0] == counts[1])) return {};
  std::optional<ItemType> type;
  if (!agree(a.get(), type) || !agree(b.get(), type)) return {};
  Growth joined;
  joined.number = type->number;
  joined.loop = one ? one->loop : other ? other->loop : grows_;
  for (PyObject* items : {a.get(), b.get()}) {
    if (const Growth* known = growth_of(items))
      joined.shared = joined.shared || known->shared;
    else
      for (Py_ssize_t i = items == b.get() && !one ? counts[0] : 0; i < PyTuple_GET_SIZE(items);
           ++i)
        joined.shared = takes_item(world_, PyTuple_GET_ITEM(items, i), 0) || joined.shared;
  }
  auto of_one = rows(a.get(), *type, first_->world.tracer, of_first);
  auto of_other = rows(b.get(), *type, second_->world.tracer, of_second);
  if (!of_one || !of_other) return {};
  if (one && one->shared != joined.shared) parted_ = true;
  if (one && other && same_value(*of_one, *of_other)) {
    joined.rows = other->rows;
    joined.since = other->since;
    return marks(std::move(joined), std::max(counts[0], counts[1]));
  }
  Joint joint;
  joint.type = ir::Type::tensor(rows_type(*type));
  joint.first = *of_one;
  joint.second = *of_other;
  joint.tensor = tracer_.promise(rows_type(*type));
  joined.rows = Object::steal(wrap(joint.tensor));
  joined.since =
      one && other && !round_ ? std::min(one->since, other->since) : joint.tensor.storage()->id();
  joints_.push_back(std::move(joint));
  return marks(std::move(joined), std::max(counts[0], counts[1]) + 1);
}

}  // namespace duet::frontend
