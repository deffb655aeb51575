// Running a plan: single operators through compute, groups through their kernels; what is no longer
// read is let go.
#include <algorithm>

#include "ops/op.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/plan_layout.h"
#include "runtime/strides.h"

namespace duet {
namespace {

using Slots = std::vector<Tensor>;

Value substitute(const Value& value, const Slots& slots) {
  if (value.is_node()) return slots[value.as_node()];
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(substitute(item, slots));
  return items;
}

void run_step(const OpStep& step, Slots& slots) {
  Values args;
  for (const Value& arg : step.args) args.push_back(substitute(arg, slots));
  Values results = compute(*step.op, args);
  for (int r = 0; r < step.results; ++r) slots[step.first_result + r] = results[r].as_tensor();
}

Tensor make_output(const GroupStep::Output& output, std::span<const int64_t> order) {
  auto bytes = static_cast<size_t>(count(output.shape)) * size_of(output.dtype);
  return {output.dtype, output_layout(output, order), Storage::make(Buffer::make(bytes))};
}

template <class Axes>
void strides_over(const Tensor& tensor, const Axes& axes, std::span<const int64_t> order,
                  int64_t* strides) {
  auto size = static_cast<int64_t>(size_of(tensor.dtype()));
  for (size_t i = 0; i < order.size(); ++i) {
    int axis = axes[order[i]];
    strides[i] = axis < 0 ? 0 : tensor.strides()[axis] * size;
  }
}

void run_step(const GroupStep& step, Slots& slots) {
  Ints order = space_order(step, [&](int node) -> const Layout& { return slots[node].layout(); });
  Ints extents;
  uint64_t row_axes = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    extents.push_back(step.space[order[i]]);
    if (step.row_axes >> order[i] & 1) row_axes |= uint64_t{1} << i;
  }
  size_t rank = std::max<size_t>(order.size(), 1);
  SmallVector<int64_t, 64> strides((step.operands.size() + step.outputs.size()) * rank, 0);
  SmallVector<Strided, 12> views;
  int64_t* at = strides.data();
  for (const auto& operand : step.operands) {
    if (operand.node < 0) {
      views.push_back({const_cast<uint64_t*>(step.constants[operand.constant].data()), at});
    } else {
      strides_over(slots[operand.node], operand.axes, order, at);
      views.push_back({slots[operand.node].data(), at});
    }
    at += rank;
  }
  for (const auto& output : step.outputs) {
    Tensor tensor = make_output(output, order);
    strides_over(tensor, output.axes, order, at);
    views.push_back({tensor.data(), at});
    slots[output.node] = std::move(tensor);
    at += rank;
  }
  std::span<const Strided> all(views.data(), views.size());
  run(*step.group, extents, row_axes, all.first(step.operands.size()),
      all.subspan(step.operands.size()));
}

}  // namespace

Values Plan::run(std::span<const Tensor> inputs) const {
  Slots slots(nodes_);
  std::copy(inputs.begin(), inputs.end(), slots.begin());
  for (size_t i = 0; i < steps_.size(); ++i) {
    std::visit([&](const auto& step) { run_step(step, slots); }, steps_[i]);
    for (int node : dead_after_[i]) slots[node] = Tensor();
  }
  Values results;
  for (const Value& result : results_)
    results.push_back(result.is_node() ? Value(slots[result.as_node()]) : result);
  return results;
}

}  // namespace duet
