// Results of a whole function that its branches do not have in common: None or a Tensor, lists of
// two lengths, dicts with different keys. Both are made of the branch's values, a number says which
// is meant, and the call chooses. A value that one side alone has is zeros on the other.
#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"
#include "ops/ops.h"

namespace duet::frontend {
namespace {

constexpr int kDeepestResult = 16;

bool same_node(const Value& a, const Value& b) {
  if (a.is_node() && b.is_node()) return a.as_node() == b.as_node();
  return a.is_tensor() && b.is_tensor() && a.tensor_rep() == b.tensor_rep();
}

bool is_constant(PyObject* o) {
  return o == Py_None || o == Py_Ellipsis || o == Py_NotImplemented || PyUnicode_CheckExact(o) ||
         PyBytes_CheckExact(o) || PyComplex_CheckExact(o) || PyFloat_CheckExact(o) ||
         PyLong_CheckExact(o) || PyBool_Check(o);
}

/// What one side's state says that a born object holds; null if nothing.
PyObject* content_in(const State& state, PyObject* object) {
  for (const Content& content : state.world.contents)
    if (content.object.get() == object) return content.items.get();
  return nullptr;
}

}  // namespace

/// One side's result, with the joints' values in the place of the side's.
class Join::Lifting {
 public:
  Lifting(Join& join, bool first) : join_(join), first_(first) {}

  /// Null where there is no such thing.
  Object object(PyObject* o, int depth = 0);

 private:
  const State& mine() const { return first_ ? *join_.first_ : *join_.second_; }
  const State& other() const { return first_ ? *join_.second_ : *join_.first_; }
  Object made(PyObject* o, int depth);
  Object tensor(PyObject* o);
  Object number(PyObject* o);
  Object either(const Either& either, int depth);
  Object items(PyObject* tuple, int depth);
  Object list(PyObject* o, int depth);
  Object dict(PyObject* o, int depth);
  Value zeros(const TensorType& type);
  Joint joint(const ir::Type& type, Value value, Value none) const {
    Joint both;
    both.type = type;
    both.first = first_ ? value : none;
    both.second = first_ ? none : value;
    return both;
  }

  Join& join_;
  bool first_;
  std::unordered_map<PyObject*, Object> known_;
  std::unordered_set<uint64_t> storages_;
};

Object Join::Lifting::object(PyObject* o, int depth) {
  if (depth > kDeepestResult || join_.world_.late(o)) return {};
  if (is_constant(o) && !is_run_time_number(o)) return Object::borrow(o);
  if (auto known = known_.find(o); known != known_.end()) return known->second;
  known_.emplace(o, Object());  // what holds itself is refused
  Object lifted = made(o, depth);
  known_[o] = lifted;
  return lifted;
}

Object Join::Lifting::made(PyObject* o, int depth) {
  if (const Either* found = either_of(o)) return either(*found, depth);
  if (is_unjoined(o)) return {};
  if (is_run_time_number(o)) return number(o);
  if (is_tensor(o)) return tensor(o);
  if (PyTuple_CheckExact(o)) return items(o, depth);
  if (join_.world_.is_spoilt(o) && !join_.spoilt_.contains(o)) return {};
  const bool born = join_.world_.is_born(o);
  if (!born || join_.world_.container_of(o) >= 0) return Object::borrow(o);
  if (PyList_CheckExact(o)) return list(o, depth);
  if (PyDict_CheckExact(o)) return dict(o, depth);
  return {};
}

/// Memory of its own: what shares it, or belongs to somebody outside, is refused.
Object Join::Lifting::tensor(PyObject* o) {
  Tensor given = unwrap(o);
  auto value = join_.tracer_.value_in(mine().world.tracer, given);
  if (!value) return {};
  auto there = join_.tracer_.value_in(other().world.tracer, given);
  if (there && same_node(*value, *there)) return Object::borrow(o);
  const uint64_t id = given.storage()->id();
  TracedWorld& world = join_.world_;
  if (world.leaf_of_storage(id) >= 0 || world.identities().find(o)) return {};
  if (!join_.tracer_.has_made(given) || !storages_.insert(id).second) return {};
  TensorType type = type_of(given);
  Joint both = joint(ir::Type::tensor(type), *value, zeros(type));
  both.tensor = join_.tracer_.promise(type);
  Object lifted = Object::steal(wrap(both.tensor));
  join_.joints_.push_back(std::move(both));
  return lifted;
}

Value Join::Lifting::zeros(const TensorType& type) {
  Ints extents;
  for (int axis = 0; axis < type.rank(); ++axis)
    extents.push_back(type.shape[axis].known() ? type.shape[axis].value() : 0);
  constexpr char kZero[16] = {};
  ir::Node node;
  node.kind = ir::NodeKind::kApply;
  node.op = &ops::broadcast_to;
  node.args = {Value(Tensor::filled(type.dtype, {}, kZero)), Value(extents)};
  node.types.push_back(ir::Type::tensor(duet::tensor(type.dtype, to_shape(extents))));
  node.first = join_.tracer_.graph().new_values(node.types);
  Value value = Value::node(node.first);
  (first_ ? join_.of_second : join_.of_first).push_back(std::move(node));
  return value;
}

Object Join::Lifting::number(PyObject* o) {
  const NumberKind kind = number_kind(o);
  Value none = kind == NumberKind::kFloat  ? Value(0.0)
               : kind == NumberKind::kBool ? Value(false)
                                           : Value(int64_t{0});
  Joint both = joint(ir::Type::scalar(kind), number_value(o), none);
  both.number = make_run_time_number(-1, kind);
  Object lifted = both.number;
  join_.joints_.push_back(std::move(both));
  return lifted;
}

Object Join::Lifting::either(const Either& either, int depth) {
  Either lifted{number(either.which.get()), object(either.first.get(), depth + 1),
                object(either.second.get(), depth + 1)};
  if (!lifted.first || !lifted.second) return {};
  return make_either(std::move(lifted));
}

Object Join::Lifting::items(PyObject* tuple, int depth) {
  Object lifted = checked(PyTuple_New(PyTuple_GET_SIZE(tuple)));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i) {
    Object item = object(PyTuple_GET_ITEM(tuple, i), depth + 1);
    if (!item) return {};
    PyTuple_SET_ITEM(lifted.get(), i, item.leak());
  }
  return lifted;
}

Object Join::Lifting::list(PyObject* o, int depth) {
  PyObject* content = content_in(mine(), o);
  Object lifted = content ? items(content, depth) : Object();
  if (!lifted) return {};
  Object made = checked(PySequence_List(lifted.get()));
  join_.world_.born(made.get());
  return made;
}

Object Join::Lifting::dict(PyObject* o, int depth) {
  PyObject* content = content_in(mine(), o);
  if (!content) return {};
  Object made = checked(PyDict_New());
  PyObject *key = nullptr, *value = nullptr;
  Py_ssize_t at = 0;
  while (PyDict_Next(content, &at, &key, &value)) {
    Object item = object(value, depth + 1);
    if (!item || !is_constant(key)) return {};
    checked(PyDict_SetItem(made.get(), key, item.get()));
  }
  join_.world_.born(made.get());
  return made;
}

/// It holds something that can not leave: what the branches do not have in common, or two objects
/// of which nobody knows whether they are one.
bool Join::apart(const State& joined, PyObject* o, Entanglements::Together& together,
                 int depth) const {
  if (depth > kDeepestResult || is_unjoined(o) || world_.is_spoilt(o)) return true;
  if (together.meets(o)) return true;
  PyObject* held = PyTuple_CheckExact(o) ? o : world_.is_born(o) ? content_in(joined, o) : nullptr;
  auto is_apart = [&](PyObject* item) { return apart(joined, item, together, depth + 1); };
  if (held && PyTuple_CheckExact(held)) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(held); ++i)
      if (is_apart(PyTuple_GET_ITEM(held, i))) return true;
  } else if (held && PyDict_CheckExact(o)) {
    PyObject *key = nullptr, *value = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(held, &at, &key, &value))
      if (is_apart(value)) return true;
  }
  return false;
}

bool Join::either(State& joined, PyObject* first, PyObject* second) {
  Object& result = joined.frame.stack.back();
  Entanglements::Together together(world_.entanglements());
  if (!apart(joined, result.get(), together, 0)) return false;
  const size_t joints = joints_.size(), nodes[] = {of_first.size(), of_second.size()};
  Either both{make_run_time_number(-1, NumberKind::kInt), Lifting(*this, true).object(first),
              Lifting(*this, false).object(second)};
  if (!both.first || !both.second) {
    joints_.resize(joints);
    of_first.resize(nodes[0]);
    of_second.resize(nodes[1]);
    return false;
  }
  Joint which;
  which.type = ir::Type::scalar(NumberKind::kInt);
  which.first = Value(int64_t{0});
  which.second = Value(int64_t{1});
  which.number = both.which;
  joints_.push_back(std::move(which));
  promised(joined);
  result = make_either(std::move(both));
  return true;
}

}  // namespace duet::frontend
