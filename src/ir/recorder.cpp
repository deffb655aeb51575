// Recording a call of an operator: what the eager engine would check and find is checked and found
// here from types alone.
//
// Run-time numbers: what a formula gives never depends on a number's value, so inference sees an
// example of its kind; of other bodies it sees several (ir/examples.h). Scalar bodies then get it
// as a 0-d Tensor of the dtype they would convert it to; other bodies keep the number itself, which
// they take apart as they please.
#include "ir/recorder.h"

#include "ir/result_types.h"
#include "ops/infer.h"
#include "ops/registry.h"

namespace duet::ir {
namespace {

bool any_node(std::span<const Value> args) {
  bool found = false;
  for (const Value& arg : args) each_node(arg, [&](int64_t) { found = true; });
  return found;
}

std::string described(const Type& type) {
  if (type.is_scalar())
    return fmt::format("{} {}", type.as_scalar() == NumberKind::kInt ? "an" : "a",
                       to_text(type.as_scalar()));
  return type.rank_known() && type.dtype_known() ? describe(type.as_tensor()) : "a Tensor";
}

/// The refusal that `bind` gives to a value it can see.
[[noreturn]] void refuse(const Op& op, size_t i, std::string_view expected, const Type& found) {
  const OpEntry& about = entry(op);
  const std::string function = about.functions.empty() ? op.name : about.functions.front();
  std::string what = described(found);
  Error error = type_error("{} needs {} as `{}`", function, expected, about.schema.params[i].name);
  error.label(static_cast<int>(i), "{}", what).slug("argument-type");
  error.set_op(op.name);
  throw error;
}

class Recording {
 public:
  Recording(Recorder& recorder, const Op& op, std::span<const Value> args)
      : recorder_(recorder), graph_(recorder.graph()), op_(op), args_(args) {}

  Values run() {
    inspect();
    if (op_.checks.run && !any_node(args_)) check_now();
    NodeTypes types = apply_types(graph_, op_, args_);
    if (scalars_ && op_.body.is(BodyKind::kScalar)) convert_scalars();
    if (demands_anything()) recorder_.append(node(NodeKind::kCheck));
    Node apply = node(NodeKind::kApply);
    apply.types = std::move(types);
    const size_t count = apply.types.size();
    int64_t first = recorder_.append(std::move(apply));
    Values results;
    for (size_t k = 0; k < count; ++k)
      results.push_back(Value::node(first + static_cast<int64_t>(k)));
    return results;
  }

 private:
  /// What kinds of nodes there are; refuses those that fit no parameter.
  void inspect() {
    const auto& params = entry(op_).schema.params;
    for (size_t i = 0; i < args_.size(); ++i) {
      // One element meets every shape.
      if (args_[i].is_tensor() && args_[i].as_tensor().count() != 1) ++tensors_;
      each_node(args_[i], [&](int64_t value) { inspect(params[i].kind, i, graph_.type(value)); });
    }
  }

  void inspect(ParamKind kind, size_t i, const Type& type) {
    if (type.is_tensor()) {
      if (kind == ParamKind::kNumber) refuse(op_, i, "a number", type);
      if (kind == ParamKind::kFloat) refuse(op_, i, "a float", type);
      ++tensors_;
      exact_ = exact_ && type.rank_known() && type.dtype_known();
      known_ = known_ && exact_ && type.as_tensor().known();
      return;
    }
    if (!type.is_scalar()) DUET_BUG("{} is applied to a value of type {}", op_.name, to_text(type));
    if (kind == ParamKind::kTensor) refuse(op_, i, "a Tensor", type);
    if (kind == ParamKind::kTensors) refuse(op_, i, "a list or tuple of Tensors", type);
    bool whole = type.as_scalar() == NumberKind::kInt || type.as_scalar() == NumberKind::kBool;
    if (!whole && kind == ParamKind::kInt) refuse(op_, i, "an int", type);
    if (!whole && kind == ParamKind::kInts) refuse(op_, i, "ints", type);
    // What it decides, the operator may refuse.
    bool decides = whole || kind == ParamKind::kNumber;
    known_ = known_ && (op_.body.is(BodyKind::kScalar) || !decides);
    scalars_ = true;
  }

  void check_now() {
    Call call(op_, recorder_, args_);
    op_.checks.run(call);
  }

  /// Whether the operator may refuse its arguments when it sees them.
  bool demands_anything() const {
    // A region is one operator's work: it has said what it demands before it began.
    if (recorder_.in_region()) return false;
    if (op_.checks.run) return any_node(args_);
    bool elementwise = op_.infer.run == detail::infer_elementwise;
    return !exact_ || (!known_ && !(elementwise && tensors_ == 1));
  }

  Node node(NodeKind kind) const {
    Node node;
    node.kind = kind;
    node.op = &op_;
    node.args = scalars_ ? converted_ : Values(args_);
    return node;
  }

  void convert_scalars() {
    const ScalarKernel& formula = scalar_kernel(op_, with_examples(graph_, args_), recorder_);
    for (size_t i = 0; i < args_.size(); ++i) {
      if (!args_[i].is_node() || !graph_.type(args_[i].as_node()).is_scalar()) continue;
      NumberKind kind = graph_.type(args_[i].as_node()).as_scalar();
      DType dtype = op_.promote == Promote::kNone ? own_dtype(kind) : formula.common;
      converted_[i] = recorder_.to_tensor(args_[i], dtype);
    }
  }

  Recorder& recorder_;
  Graph& graph_;
  const Op& op_;
  std::span<const Value> args_;
  Values converted_ = Values(args_);  // as the node takes them
  bool scalars_ = false;              // there are run-time numbers
  int tensors_ = 0;
  bool exact_ = true;  // every dtype and rank is known
  bool known_ = true;  // and every extent
};

}  // namespace

Values Recorder::apply(const Op& op, std::span<const Value> args) {
  return Recording(*this, op, args).run();
}

TensorType Recorder::type(const Value& value) const { return GraphTypes(graph_).type(value); }

Value Recorder::to_tensor(const Value& number, DType dtype) {
  Node node;
  node.kind = NodeKind::kToTensor;
  node.args = {number, Value(dtype)};
  node.types.push_back(Type::tensor({dtype, {}}));
  return Value::node(append(std::move(node)));
}

void Recorder::begin_region() { region_ = ++regions_; }

int64_t Recorder::append(Node node) {
  if (!node.place) node.place = place_;
  if (node.region == 0) node.region = region_;
  return graph_.append(std::move(node));
}

}  // namespace duet::ir
