// Saving and restoring all that evaluation may change.
#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/number_calls.h"
#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {
namespace {

Object content_of(PyObject* o) {
  if (PyList_Check(o)) return checked(PyList_AsTuple(o));
  if (PyDict_Check(o)) return checked(PyDict_Copy(o));
  if (PyAnySet_Check(o)) return checked(PyFrozenSet_New(o));
  if (PyCell_Check(o)) {
    Object content = Object::steal(PyCell_Get(o));
    return content ? content : Object::borrow(Py_Ellipsis);
  }
  if (PyFunction_Check(o) || PyIter_Check(o) || PyType_Check(o) || !is_instance(o)) return {};
  return checked(PyDict_Copy(checked(PyObject_GenericGetDict(o, nullptr)).get()));
}

void set_content(PyObject* o, PyObject* items) {
  if (PyList_Check(o)) {
    checked(PyList_SetSlice(o, 0, PyList_GET_SIZE(o), items));
  } else if (PyDict_Check(o)) {
    Object copy = Object::borrow(items);
    PyDict_Clear(o);
    checked(PyDict_Update(o, copy.get()));
  } else if (PyAnySet_Check(o)) {
    checked(PySet_Clear(o));
    checked(_PySet_Update(o, items));
  } else if (PyCell_Check(o)) {
    checked(PyCell_Set(o, items == Py_Ellipsis ? nullptr : items));
  } else {
    Object dict = checked(PyObject_GenericGetDict(o, nullptr));
    PyDict_Clear(dict.get());
    checked(PyDict_Update(dict.get(), items));
  }
}

}  // namespace

/// Births that nothing but this world holds can no more be reached.
void TracedWorld::forget_unreachable() {
  std::vector<Object> kept;
  for (Object& object : alive_) {
    if (Py_REFCNT(object.get()) > 1)
      kept.push_back(std::move(object));
    else
      births_.erase(object.get());
  }
  alive_ = std::move(kept);
}

WorldState TracedWorld::save() {
  forget_unreachable();
  WorldState state;
  for (const Object& object : alive_)
    if (Object items = content_of(object.get()))
      state.contents.push_back({object, std::move(items)});
  state.tracer = tracer_.save();
  state.shadows = shadows_;
  state.cell_writes = cell_writes_;
  state.prints = prints_.size();
  return state;
}

void TracedWorld::restore(const WorldState& state) {
  if (prints_.size() != state.prints)
    throw_untraceable("`print` under a run-time condition runs in Python", "print-in-branch");
  for (const Content& content : state.contents)
    set_content(content.object.get(), content.items.get());
  tracer_.restore(state.tracer);
  shadows_ = state.shadows;
  shadow_of_.clear();
  for (size_t i = 0; i < shadows_.size(); ++i)
    shadow_of_[shadows_[i].original.get()] = shadow_of_[shadows_[i].copy.get()] = i;
  cell_writes_ = state.cell_writes;
  written_cells_.clear();
  for (size_t i = 0; i < cell_writes_.size(); ++i) written_cells_[cell_writes_[i].first.get()] = i;
}

TracedWorld::Demands TracedWorld::demands() const {
  return {compiled_.guards.size(),
          compiled_.departures.size(),
          outside_numbers_.size(),
          guarded_,
          numbers_,
          spoilt_,
          tracer_.open(),
          raises_documented_};
}

void TracedWorld::give_up(Demands demands) {
  compiled_.guards.resize(demands.guards);
  compiled_.departures.resize(demands.departures);
  outside_numbers_.erase(
      outside_numbers_.begin() + static_cast<std::ptrdiff_t>(demands.outside_numbers),
      outside_numbers_.end());
  guarded_ = std::move(demands.guarded);
  numbers_ = std::move(demands.numbers);
  spoilt_ = std::move(demands.spoilt);
  tracer_.reopen(demands.gradients);
  raises_documented_ = demands.raises_documented;
  blamed_ = nullptr;
}

void TracedWorld::spoil(PyObject* object, const std::string& reason) {
  born(object);
  spoilt_.emplace(object, Spoilt{reason, joining_, machine_->exposing_step(object)});
}

Object TracedWorld::original_content(PyObject* copy, const std::vector<Shadow>& shadows) const {
  for (const Shadow& shadow : shadows)
    if (shadow.copy.get() == copy) return content_of(shadow.original.get());
  return {};
}

std::optional<bool> TracedWorld::decide(PyObject* x) {
  if (is_unjoined(x)) refuse_unjoined(x);
  if (growth_of(x)) return std::nullopt;
  if (is_run_time_number(x)) {
    if (!present_value(x)) return std::nullopt;
    return truth(x);
  }
  // Of unknown extents (count < 0) it has one element, or the graph raises.
  if (is_tensor(x) && (as_object(x)->rep->count == 1 || as_object(x)->rep->count < 0)) {
    noted(Object::borrow(x));
    if (!tracer_.value_of(unwrap(x)).is_tensor()) return std::nullopt;
  }
  return truth(x);
}

void TracedWorld::check(PyObject* object) {
  if (is_unjoined(object)) refuse_unjoined(object);
  // What is done with it is asked where it is done.
  if (!growth_of(object)) refuse_spoilt(object);
}

/// The only element of a Tensor as a run-time number: int(x), float(x), bool(x), x.item() (`type`
/// null: of the Tensor's own kind).
Object TracedWorld::element(PyObject* object, PyObject* type) {
  Tensor tensor = unwrap(object);
  bool real = type && type != reinterpret_cast<PyObject*>(&PyBool_Type);
  if (real && is_complex(tensor.dtype()) && tensor.count() == 1) {
    // Python says that a complex number is no real one.
    Object any = checked(PyComplex_FromDoubles(0, 0));
    return checked(PyObject_CallOneArg(type, any.get()));
  }
  auto kind = is_bool(tensor.dtype())  ? NumberKind::kBool
              : is_int(tensor.dtype()) ? NumberKind::kInt
                                       : NumberKind::kFloat;
  ir::Node item;
  item.kind = ir::NodeKind::kItem;
  item.args = {tracer_.value_of(tensor)};
  item.types.push_back(ir::Type::scalar(kind));
  Object number = make_run_time_number(tracer_.append(std::move(item)), kind);
  return type ? *number_call(type, number.get()) : number;
}

namespace {

/// A list is true if it has items.
Object truth_of_growth(const Growth& growth) {
  Object none = checked(PyLong_FromLong(0));
  return checked(PyObject_RichCompare(length_of_growth(growth).get(), none.get(), Py_GT));
}

}  // namespace

Object TracedWorld::negation(PyObject* x) {
  if (const Growth* growth = growth_of(x)) return negation(truth_of_growth(*growth).get());
  if (auto known = decide(x)) return Object::borrow(*known ? Py_False : Py_True);
  Object number = is_run_time_number(x) ? Object::borrow(x)
                                        : element(x, reinterpret_cast<PyObject*>(&PyBool_Type));
  ir::Node node;
  node.kind = ir::NodeKind::kScalar;
  node.name = "not";
  node.args = {Value::node(node_of_number(number.get()))};
  node.types.push_back(ir::Type::scalar(NumberKind::kBool));
  return make_run_time_number(tracer_.append(std::move(node)), NumberKind::kBool);
}

Object TracedWorld::condition(PyObject* x) {
  if (const Growth* growth = growth_of(x)) return truth_of_growth(*growth);
  if (auto known = decide(x)) return Object::borrow(*known ? Py_True : Py_False);
  auto* bool_type = reinterpret_cast<PyObject*>(&PyBool_Type);
  return is_run_time_number(x) ? *number_call(bool_type, x) : element(x, bool_type);
}

Value TracedWorld::truth_value(PyObject* x) {
  if (const Growth* growth = growth_of(x))
    return Value::node(node_of_number(truth_of_growth(*growth).get()));
  if (is_run_time_number(x)) return Value::node(node_of_number(x));
  return tracer_.value_of(unwrap(x));
}

}  // namespace duet::frontend
