// Which way an operator is computed, and what all ways share: checks, copies, preparing writes.
#include "runtime/eager/compute.h"

#include "ops/infer.h"
#include "ops/ops.h"
#include "runtime/eager/engine.h"
#include "runtime/eager/plan.h"
#include "runtime/tape/tape.h"

namespace duet {
namespace {

/// Others have trusted the rule: memory of another dtype than it says would be misread.
Values as_inferred(const Op& op, const Types& types, Values results) {
  for (size_t k = 0; k < types.size() && k < results.size(); ++k)
    if (results[k].is_tensor() && results[k].tensor_rep()->dtype != types[k].dtype)
      DUET_BUG("{} gives {} where its rule says {}", op.name, name(results[k].tensor_rep()->dtype),
               name(types[k].dtype));
  return results;
}

Values compute_decompose(const Op& op, std::span<const Value> args) {
  Call call(op, eager(), args);
  Types types;
  if (op.infer.run) types = op.infer.run(call);
  std::vector<Tensor> inputs;
  flatten_tensors(args, inputs);
  auto plan = decompose_plan(op, args);
  if (plan) return as_inferred(op, types, plan->run(inputs));
  NoRecording alone;
  return as_inferred(op, types, op.body.decompose(call));
}

}  // namespace

Values compute(const Op& op, std::span<const Value> args) {
  if (op.checks.run) {
    Call call(op, eager(), args);
    op.checks.run(call);
  }
  switch (op.body.kind) {
    case BodyKind::kScalar:
      return compute_scalar(op, args);
    case BodyKind::kReduce:
      return compute_reduce(op, args);
    case BodyKind::kView:
      return compute_view(op, args);
    case BodyKind::kDecompose:
      return compute_decompose(op, args);
    case BodyKind::kKernel:
      return compute_kernel(op, args);
    case BodyKind::kNone:
      break;
  }
  DUET_BUG("{} has no body", op.name);
}

Values compute_view(const Op& op, std::span<const Value> args) {
  Call call(op, eager(), args);
  Tensor input = args[0].as_tensor();
  // The rule speaks before the layout moves: it knows what to say about a shape that does not fit.
  if (op.infer.run != detail::infer_view) op.infer.run(call);
  auto layout = op.body.view(call, input.layout());
  if (!layout) {
    input = copy_of(input);
    layout = op.body.view(call, input.layout());
    DUET_CHECK(layout.has_value());
  }
  return {Value(input.view(std::move(*layout)))};
}

Values compute_kernel(const Op& op, std::span<const Value> args) {
  Call call(op, eager(), args);
  Types types = op.infer.run(call);
  SmallVector<Tensor, 3> outputs;
  for (size_t k = 0; k < types.size(); ++k) {
    int target = k < std::size(op.updates.argument) ? op.updates.argument[k] : -1;
    // Extents that only the kernel can know: it makes such a result itself.
    bool made_by_kernel = target < 0 && !types[k].known();
    outputs.push_back(made_by_kernel ? Tensor()
                      : target < 0   ? Tensor(types[k].dtype, types[k].sizes())
                                     : prepare_write(op, args[target]));
  }
  KernelCall kernel_call{call, {outputs.data(), outputs.size()}};
  op.body.kernel(kernel_call);
  Values results;
  for (Tensor& output : outputs) results.push_back(std::move(output));
  return results;
}

Tensor copy_of(const Tensor& tensor) {
  Tensor copy(tensor.dtype(), tensor.shape());
  Values args{Value(copy), Value(tensor)};
  compute_scalar(ops::assign, args);
  return copy;
}

Tensor make_contiguous(const Tensor& tensor) {
  return tensor.contiguous() ? tensor : copy_of(tensor);
}

Tensor prepare_write(const Op& op, const Value& argument) {
  Tensor target = argument.as_tensor();
  if (overlaps_itself(target.layout()))
    throw value_error(
        "{} needs memory of its own for each element it writes, found a broadcast view", op.name)
        .help("write `x = x.copy()` first")
        .slug("write-overlap");
  target.storage()->make_private();
  target.storage()->written();
  return target;
}

Tensor apart_from(const Tensor& read, const Tensor& target) {
  if (read.storage()->buffer() != target.storage()->buffer()) return read;
  if (read.dtype() == target.dtype() && read.layout() == target.layout()) return read;
  auto [low, high] = reach(read.layout());
  auto [target_low, target_high] = reach(target.layout());
  bool same_size = size_of(read.dtype()) == size_of(target.dtype());
  if (same_size && (high <= target_low || target_high <= low)) return read;
  return copy_of(read);
}

}  // namespace duet
