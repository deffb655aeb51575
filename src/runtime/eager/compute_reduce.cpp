// Reductions: one group that folds over the reduced axes.
#include <algorithm>
#include <unordered_map>

#include "codegen/compile.h"
#include "ops/registry.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/strides.h"

namespace duet {

Group fold_group(const ScalarKernel& formula, Instr combine) {
  if (!is_half(formula.common)) return reduce_group(formula.program, combine);
  Group group;
  group.operands = formula.program.inputs;
  group.reduced = {DType::kFloat32};
  group.outputs = {formula.common};
  group.stages.push_back({formula.program,
                          {{Source::Kind::kOperand, 0}},
                          {{Sink::Kind::kReduced, 0, combine}},
                          false});
  Recorder recorder({DType::kFloat32});
  Emitter::Id sum = recorder.emit(Instr::kInput, DType::kFloat32, 0);
  Emitter::Id rounded = recorder.emit(Instr::kConvert, formula.common, sum);
  Program round = recorder.finish({rounded}, {formula.common});
  group.stages.push_back({round, {{Source::Kind::kReduced, 0}}, {{Sink::Kind::kOutput, 0}}, true});
  return group;
}

namespace {

/// Found by the formula, which lives as long as the process.
const CompiledGroup& group_of(const ScalarKernel& formula, Instr combine) {
  thread_local std::unordered_map<const ScalarKernel*, const CompiledGroup*> known;
  const CompiledGroup*& group = known[&formula];
  if (!group) group = &compile(fold_group(formula, combine));
  return *group;
}

}  // namespace

Values compute_reduce(const Op& op, std::span<const Value> args) {
  Call call(op, eager(), args);
  Tensor input = args[0].as_tensor();
  Types types = op.infer.run(call);
  Tensor output(types[0].dtype, types[0].sizes());
  Ints axes = call.axes(Argument<std::optional<Ints>>::get(call, 1), input.rank(), 1);
  if (output.count() == 0) return {Value(std::move(output))};

  const ScalarKernel& formula = reduce_kernel(op, input.dtype());
  const CompiledGroup& group = group_of(formula, op.body.combine);
  Layout kept = contiguous(input.shape());
  int64_t stride = 1;
  for (int i = input.rank(); i-- > 0;) {
    bool gone = std::find(axes.begin(), axes.end(), i) != axes.end();
    kept.strides[i] = gone ? 0 : stride;
    if (!gone) stride *= input.shape()[i];
  }
  Ints order = memory_order(input.layout());
  Ints extents, in(order.size()), out(order.size());
  uint64_t row_axes = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    int64_t axis = order[i];
    extents.push_back(input.shape()[axis]);
    in[i] = input.strides()[axis] * static_cast<int64_t>(size_of(input.dtype()));
    out[i] = kept.strides[axis] * static_cast<int64_t>(size_of(output.dtype()));
    if (std::find(axes.begin(), axes.end(), axis) != axes.end()) row_axes |= uint64_t{1} << i;
  }
  Strided source{input.data(), in.data()}, sink{output.data(), out.data()};
  // Nothing to fold over: each element is its own row.
  run(group, extents, row_axes, {&source, 1}, {&sink, 1});
  return {Value(std::move(output))};
}

}  // namespace duet
