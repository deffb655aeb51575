// One node for each extent that is asked for.
#include "frontend/evaluate/traced/extents.h"

#include "frontend/evaluate/traced/number.h"
#include "ops/deferred.h"
#include "runtime/graph/tracer.h"

namespace duet::frontend {

Object traced_extent(const Tensor& tensor, int axis) {
  int64_t known = tensor.shape()[axis];
  if (known >= 0) return checked(PyLong_FromLongLong(known));
  Values args{Value(tensor), Value(static_cast<int64_t>(axis))};
  Value extent = tracer()->apply(ops::extent_of, args)[0];
  ir::Node item;
  item.kind = ir::NodeKind::kItem;
  item.args = {tracer()->value_of(extent.as_tensor())};
  item.types.push_back(ir::Type::scalar(NumberKind::kInt));
  return make_run_time_number(tracer()->append(std::move(item)), NumberKind::kInt);
}

Object traced_shape(const Tensor& tensor) {
  Object tuple = checked(PyTuple_New(tensor.rank()));
  for (int axis = 0; axis < tensor.rank(); ++axis)
    PyTuple_SET_ITEM(tuple.get(), axis, traced_extent(tensor, axis).leak());
  return tuple;
}

Object traced_count(const Tensor& tensor) {
  Object product = checked(PyLong_FromLong(1));
  for (int axis = 0; axis < tensor.rank(); ++axis) {
    Object extent = traced_extent(tensor, axis);
    product = checked(PyNumber_Multiply(product.get(), extent.get()));
  }
  return product;
}

void refuse_unknown_length(const char* what) {
  throw Untraceable(fmt::format("{} needs the extents of a Tensor, which are known when the graph "
                                "runs",
                                what),
                    "extents-needed");
}

}  // namespace duet::frontend
