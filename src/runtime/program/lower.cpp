// The same choices as compute*.cpp and plan_run.cpp make, on layouts instead of Tensors.
#include "runtime/program/lower.h"

#include <algorithm>

#include "codegen/compile.h"
#include "ops/ops.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/plan_layout.h"
#include "runtime/kernel_layout.h"

namespace duet {
namespace {

/// Axes of extent 1 carry no meaning.
void drop_ones(Atom& atom) {
  Ints space;
  uint64_t row_axes = 0;
  std::vector<size_t> kept;
  for (size_t a = 0; a < atom.space.size(); ++a) {
    if (atom.space[a] == 1) continue;
    if (atom.row_axes >> a & 1) row_axes |= uint64_t{1} << kept.size();
    kept.push_back(a);
    space.push_back(atom.space[a]);
  }
  for (auto* accesses : {&atom.operands, &atom.outputs})
    for (MemoryAccess& access : *accesses) {
      Ints strides;
      for (size_t a : kept) strides.push_back(access.strides[a]);
      access.strides = std::move(strides);
    }
  atom.space = std::move(space);
  atom.row_axes = row_axes;
}

void flatten(std::span<const Value> values, Values& tensors) {
  for (const Value& value : values) {
    if (value.is_node() || value.is_tensor()) tensors.push_back(value);
    if (value.is_list()) flatten(value.as_list(), tensors);
  }
}

}  // namespace

Value Lowering::input(const Tensor& tensor) {
  Layout layout = tensor.layout();
  layout.offset = 0;
  int index = 0;
  for (const Root& root : result_.roots) index += root.kind == Root::Kind::kInput ? 1 : 0;
  result_.roots.push_back({Root::Kind::kInput, index, static_cast<int>(result_.values.size()), 0});
  result_.values.push_back(
      {Tensor(tensor.dtype(), std::move(layout), {}), static_cast<int>(result_.roots.size()) - 1});
  return Value::node(static_cast<int64_t>(result_.values.size()) - 1);
}

Value Lowering::add_value(DType dtype, Layout layout) {
  size_t bytes = static_cast<size_t>(count(layout.shape)) * size_of(dtype);
  result_.roots.push_back(
      {Root::Kind::kComputed, 0, static_cast<int>(result_.values.size()), bytes});
  result_.values.push_back(
      {Tensor(dtype, std::move(layout), {}), static_cast<int>(result_.roots.size()) - 1});
  return Value::node(static_cast<int64_t>(result_.values.size()) - 1);
}

/// The value of a node, or of a constant Tensor of the graph.
int Lowering::value_of(const Value& value) {
  if (value.is_node()) return static_cast<int>(value.as_node());
  Tensor tensor = value.as_tensor();
  Layout layout = tensor.layout();
  layout.offset = 0;
  result_.roots.push_back({Root::Kind::kTensor, static_cast<int>(result_.tensors.size()),
                           static_cast<int>(result_.values.size()), 0});
  result_.tensors.push_back(tensor);
  result_.values.push_back(
      {Tensor(tensor.dtype(), std::move(layout), {}), static_cast<int>(result_.roots.size()) - 1});
  return static_cast<int>(result_.values.size()) - 1;
}

TensorType Lowering::type(const Value& value) const {
  return type_of(value.is_tensor() ? value.as_tensor() : result_.values[value.as_node()].type);
}

const Layout& Lowering::layout(const Value& value) const {
  return value.is_tensor() ? value.tensor_rep()->layout
                           : result_.values[value.as_node()].type.layout();
}

Value Lowering::typed(const Value& arg) const {
  if (arg.is_node()) return result_.values[arg.as_node()].type;
  if (!arg.is_list()) return arg;
  Values items;
  for (const Value& item : arg.as_list()) items.push_back(typed(item));
  return items;
}

Values Lowering::typed_all(std::span<const Value> args) const {
  Values result;
  for (const Value& arg : args) result.push_back(typed(arg));
  return result;
}

MemoryAccess Lowering::access(int value, std::span<const int64_t> shape,
                              std::span<const int64_t> order) const {
  const LoweredValue& v = result_.values[value];
  MemoryAccess access{v.root, -1, v.type.dtype(),
                      v.type.layout().offset * static_cast<int64_t>(size_of(v.type.dtype())),
                      Ints(order.size())};
  broadcast_strides(v.type.layout(), v.type.dtype(), shape, order, access.strides.data());
  return access;
}

MemoryAccess Lowering::constant(const Value& number, DType dtype, size_t rank) {
  Element element = encode(number, dtype);
  auto known = std::ranges::find(result_.constants, element);
  auto index = static_cast<int>(known - result_.constants.begin());
  if (known == result_.constants.end()) result_.constants.push_back(element);
  return {-1, index, dtype, 0, Ints(rank)};
}

void Lowering::add(Atom atom) {
  drop_ones(atom);
  result_.works.emplace_back(std::move(atom));
}

void Lowering::check(const Op& op, const Values& args) {
  OpWork work{&op, args, {}, true, node_};
  if (node_->op != &op) work.of_node = node_args_;
  result_.works.emplace_back(std::move(work));
}

Values Lowering::apply(const Op& op, std::span<const Value> args) {
  auto results = try_apply(op, Values(args));
  if (!results) DUET_BUG("the extents of {} depend on elements", op.name);
  return *results;
}

std::optional<Values> Lowering::try_apply(const Op& op, const Values& args) {
  // A node's own demands stand before it; the parts of a gradient rule have had theirs met forward.
  if (op.checks.run && node_ && node_->op != &op && node_->region == 0) check(op, args);
  switch (op.body.kind) {
    case BodyKind::kScalar:
      return formula(op, args);
    case BodyKind::kReduce:
      return reduction(op, args);
    case BodyKind::kView:
      return view(op, args);
    case BodyKind::kKernel:
      return kernel(op, args);
    case BodyKind::kDecompose:
      return together(args, [&op](Dispatcher& dispatcher, const Values& inputs) {
        Call call(op, dispatcher, inputs);
        return op.body.decompose(call);
      });
    case BodyKind::kNone:
      break;
  }
  DUET_BUG("{} has no body", op.name);
}

std::optional<Values> Lowering::together(const Values& args, const PlanBody& body) {
  auto found = record_plan(typed_all(args), body);
  if (!found) return std::nullopt;
  Values inputs;
  flatten(args, inputs);
  return plan(*found, inputs);
}

Values Lowering::formula(const Op& op, const Values& args) {
  const ScalarKernel& formula = scalar_kernel(op, args, *this);
  Call call(op, *this, args);
  Ints shape = op.infer.run(call)[0].sizes();
  std::vector<Tensor> types;
  for (int index : formula.operands) {
    const Value& arg = args[index];
    types.push_back(arg.is_number() ? Tensor() : typed(arg).as_tensor());
  }
  // What an operator overwrites it gets as a row-major copy.
  bool updates = op.updates.argument[0] >= 0;
  Layout layout = updates ? contiguous(shape) : elementwise_layout(shape, types);
  Ints order = memory_order(layout);
  Atom atom;
  for (int64_t axis : order) atom.space.push_back(shape[axis]);
  atom.group = map_group(formula.program);
  for (size_t k = 0; k < formula.operands.size(); ++k) {
    const Value& arg = args[formula.operands[k]];
    atom.operands.push_back(arg.is_number() ? constant(arg, formula.program.inputs[k], order.size())
                                            : access(value_of(arg), shape, order));
  }
  Values results;
  for (DType type : formula.program.output_types) {
    results.push_back(add_value(type, layout));
    atom.outputs.push_back(access(static_cast<int>(results.back().as_node()), shape, order));
  }
  add(std::move(atom));
  return results;
}

Values Lowering::reduction(const Op& op, const Values& args) {
  Call call(op, *this, args);
  Types types = op.infer.run(call);
  int input = value_of(args[0]);
  Layout from = result_.values[input].type.layout();
  Ints axes = call.axes(Argument<std::optional<Ints>>::get(call, 1), from.rank(), 1);
  Value result = add_value(types[0].dtype, contiguous(types[0].sizes()));
  if (count(types[0].sizes()) == 0) return {result};
  const ScalarKernel& formula = reduce_kernel(op, result_.values[input].type.dtype());
  Layout kept{from.shape, Ints(from.shape.size()), 0};
  int64_t stride = 1;
  for (int i = from.rank(); i-- > 0;) {
    if (std::ranges::count(axes, i) > 0) continue;
    kept.strides[i] = stride;
    stride *= from.shape[i];
  }
  Ints order = memory_order(from);
  Atom atom;
  for (size_t i = 0; i < order.size(); ++i) {
    atom.space.push_back(from.shape[order[i]]);
    if (std::ranges::count(axes, order[i]) > 0) atom.row_axes |= uint64_t{1} << i;
  }
  atom.group = fold_group(formula, op.body.combine);
  atom.operands.push_back(access(input, from.shape, order));
  MemoryAccess out{result_.values[result.as_node()].root, -1, types[0].dtype, 0,
                   Ints(order.size())};
  for (size_t i = 0; i < order.size(); ++i)
    out.strides[i] = kept.strides[order[i]] * static_cast<int64_t>(size_of(types[0].dtype));
  atom.outputs.push_back(std::move(out));
  add(std::move(atom));
  return {result};
}

Value Lowering::copy(const Value& value) {
  int from = value_of(value);
  Ints shape = result_.values[from].type.shape();
  DType type = result_.values[from].type.dtype();
  Value result = add_value(type, contiguous(shape));
  Ints order = memory_order(contiguous(shape));
  Recorder recorder({type});
  std::vector<Emitter::Id> outputs;
  for (uint16_t part = 0; part <= static_cast<uint16_t>(is_complex(type)); ++part)
    outputs.push_back(recorder.emit(Instr::kInput, real_part(type), 0, part));
  Atom atom{shape, 0, map_group(recorder.finish(outputs, {type})), {}, {}};
  atom.operands.push_back(access(from, shape, order));
  atom.outputs.push_back(access(static_cast<int>(result.as_node()), shape, order));
  add(std::move(atom));
  return result;
}

Values Lowering::view(const Op& op, const Values& args) {
  Call call(op, *this, args);
  int input = value_of(args[0]);
  auto layout = op.body.view(call, result_.values[input].type.layout());
  if (!layout) {
    input = value_of(copy(args[0]));
    layout = op.body.view(call, result_.values[input].type.layout());
    DUET_CHECK(layout.has_value());
  }
  LoweredValue view{Tensor(result_.values[input].type.dtype(), std::move(*layout), {}),
                    result_.values[input].root};
  result_.values.push_back(std::move(view));
  return {Value::node(static_cast<int64_t>(result_.values.size()) - 1)};
}

Values Lowering::kernel(const Op& op, const Values& args) {
  Call call(op, *this, args);
  OpWork work{&op, args, {}, false, node_};
  Values results;
  for (const TensorType& type : op.infer.run(call)) {
    results.push_back(add_value(type.dtype, kernel_layout(op, typed_all(args), type)));
    work.results.push_back(static_cast<int>(results.back().as_node()));
  }
  result_.works.emplace_back(std::move(work));
  return results;
}

Values Lowering::plan(const Plan& plan, std::span<const Value> inputs) {
  Values slots(inputs.begin(), inputs.end());
  auto slot = [&slots](int64_t node) -> Value { return slots[node]; };
  auto set = [&slots](int node, Value value) {
    if (slots.size() <= static_cast<size_t>(node)) slots.resize(node + 1);
    slots[node] = std::move(value);
  };
  for (const Plan::Step& step : plan.steps()) {
    if (const auto* one = std::get_if<OpStep>(&step)) {
      Values args;
      for (const Value& arg : one->args) args.push_back(ir::map_nodes(arg, slot));
      Values results = apply(*one->op, args);
      for (int r = 0; r < one->results; ++r) set(one->first_result + r, results[r]);
      continue;
    }
    const auto& fused = std::get<GroupStep>(step);
    for (const auto& output : fused.outputs) set(output.node, Value());
    group(fused, slots);
  }
  Values results;
  for (const Value& result : plan.results()) results.push_back(ir::map_nodes(result, slot));
  return results;
}

void Lowering::group(const GroupStep& step, Values& slots) {
  Ints order = space_order(step, [&](int node) -> const Layout& { return layout(slots[node]); });
  Atom atom;
  for (size_t i = 0; i < order.size(); ++i) {
    atom.space.push_back(step.space[order[i]]);
    if (step.row_axes >> order[i] & 1) atom.row_axes |= uint64_t{1} << i;
  }
  atom.group = group_of(*step.group);
  auto along = [&](int value, const auto& axes) {
    const LoweredValue& v = result_.values[value];
    auto size = static_cast<int64_t>(size_of(v.type.dtype()));
    MemoryAccess access{v.root, -1, v.type.dtype(), v.type.layout().offset * size, Ints()};
    for (int64_t axis : order)
      access.strides.push_back(axes[axis] < 0 ? 0 : v.type.strides()[axes[axis]] * size);
    return access;
  };
  for (size_t k = 0; k < step.operands.size(); ++k) {
    const GroupStep::Operand& operand = step.operands[k];
    if (operand.node >= 0) {
      atom.operands.push_back(along(value_of(slots[operand.node]), operand.axes));
      continue;
    }
    const Element& element = step.constants[operand.constant];
    result_.constants.push_back(element);
    atom.operands.push_back({-1, static_cast<int>(result_.constants.size()) - 1,
                             atom.group.operands[k], 0, Ints(order.size())});
  }
  for (const GroupStep::Output& output : step.outputs) {
    slots[output.node] = add_value(output.dtype, output_layout(output, order));
    atom.outputs.push_back(along(static_cast<int>(slots[output.node].as_node()), output.axes));
  }
  add(std::move(atom));
}

}  // namespace duet
