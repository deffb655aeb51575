// The shared infer rules.
#include "ops/infer.h"

#include <algorithm>

#include "ops/ops.h"
#include "ops/registry.h"

namespace duet {
namespace {

bool is_operand(const Param& param) {
  return param.kind == ParamKind::kTensor || param.kind == ParamKind::kOperand;
}

Error shapes_do_not_fit(Call& call, int a, int b) {
  const auto& params = entry(call.op).schema.params;
  return call.error("`{}` and `{}` need shapes that broadcast", params[a].name, params[b].name)
      .label(a, "{}", describe(call.type(a)))
      .label(b, "{}", describe(call.type(b)))
      .slug("broadcast");
}

}  // namespace

Shape broadcast(Call& call, int a, int b) {
  auto shape = try_broadcast(call.type(a).shape, call.type(b).shape);
  if (!shape) throw shapes_do_not_fit(call, a, b);
  return *shape;
}

Shape broadcast(const Shape& a, const Shape& b) {
  auto shape = try_broadcast(a, b);
  if (!shape)
    throw value_error("the leading axes need shapes that broadcast, found {} and {}", describe(a),
                      describe(b))
        .slug("broadcast");
  return *shape;
}

V expand_reduced(V dout, V input, const std::optional<Ints>& axis, bool keep_dims) {
  int rank = input.rank();
  // A scalar may be reduced along axis 0 or -1, which it does not have.
  if (!keep_dims && rank > 0) {
    std::vector<bool> gone(rank, !axis || axis->empty());
    if (axis)
      for (int64_t a : *axis) gone[a < 0 ? a + rank : a] = true;
    for (int i = 0; i < rank; ++i)
      if (gone[i]) dout = ops::expand_dims(dout, static_cast<int64_t>(i));
  }
  return ops::broadcast_like(dout, input);
}

namespace detail {

Types infer_elementwise(Call& call) {
  const auto& params = entry(call.op).schema.params;
  Shape shape;
  int first = -1;
  for (size_t i = 0; i < call.args.size(); ++i) {
    if (!is_operand(params[i]) || call.args[i].is_number() || call.args[i].is_none()) continue;
    Shape own = call.type(i).shape;
    auto wider = first < 0 ? own : try_broadcast(shape, own);
    if (!wider) throw shapes_do_not_fit(call, first, static_cast<int>(i));
    if (first < 0 || call.type(first).rank() < static_cast<int>(own.size()))
      first = static_cast<int>(i);
    shape = *wider;
  }
  Types types;
  for (DType dtype : scalar_kernel(call.op, call.args, call.dispatcher).program.output_types)
    types.push_back({dtype, shape});
  return types;
}

Types infer_reduce(Call& call) {
  TensorType input = call.type(0);
  Ints axes = call.axes(Argument<std::optional<Ints>>::get(call, 1), input.rank(), 1);
  bool keep_dims = call.args[2].as_bool();
  TensorType result{reduce_kernel(call.op, input.dtype).common, {}};
  for (int i = 0; i < input.rank(); ++i) {
    bool gone = std::ranges::find(axes, i) != axes.end();
    if (!gone)
      result.shape.push_back(input.shape[i]);
    else if (keep_dims)
      result.shape.push_back(1);
  }
  return {result};
}

Types infer_view(Call& call) {
  TensorType input = call.type(0);
  auto layout = call.op.body.view(call, contiguous(input.sizes()));
  DUET_CHECK(layout.has_value());
  return {{input.dtype, to_shape(layout->shape)}};
}

}  // namespace detail
}  // namespace duet
