// Arguments and errors of one call; applying operators to V values.
#include "ops/call.h"

#include <algorithm>

#include "ops/ops.h"
#include "ops/registry.h"

namespace duet {

TensorType Call::type(size_t i) const {
  if (args[i].is_tensor()) return type_of(args[i].as_tensor());
  return dispatcher.type(args[i]);
}

Error Call::named(ErrorKind kind, std::string text) const {
  Error error(kind, std::move(text));
  error.set_op(op.name);
  return error;
}

int Call::axis(int64_t axis, int rank, int argument) const {
  // A 0-d tensor counts as one axis here, as in NumPy.
  int64_t extent = std::max(rank, 1);
  if (axis < -extent || axis >= extent)
    throw error("`{}` needs to be an axis of the tensor, from {} to {}",
                entry(op).schema.params[argument].name, -extent, extent - 1)
        .label(argument, "{}", axis)
        .label(0, "{}",
               args[0].is_tensor() || args[0].is_node() ? describe(type(0)) : describe(args[0]))
        .slug("axis-range");
  return static_cast<int>(axis < 0 ? axis + extent : axis);
}

Ints Call::axes(const std::optional<Ints>& axes, int rank, int argument) const {
  Ints result;
  if (!axes || axes->empty()) {
    for (int i = 0; i < rank; ++i) result.push_back(i);
    return result;
  }
  for (int64_t a : *axes) result.push_back(axis(a, rank, argument));
  std::ranges::sort(result);
  if (std::ranges::adjacent_find(result) != result.end())
    throw error("`{}` needs to name each axis once", entry(op).schema.params[argument].name)
        .label(argument, "({})", fmt::join(*axes, ", "))
        .slug("axis-repeated");
  if (rank == 0) result.clear();
  return result;
}

Results apply(const Op& op, Dispatcher* dispatcher, Values args) {
  if (!dispatcher) DUET_BUG("{} is applied to numbers only", op.name);
  Values bound = bind(op, args);
  Values values = dispatcher->apply(op, bound);
  Results results;
  for (Value& value : values) results.push_back(V(dispatcher, std::move(value)));
  return results;
}

V operator+(V a, V b) { return ops::add(a, b); }
V operator-(V a, V b) { return ops::sub(a, b); }
V operator*(V a, V b) { return ops::mul(a, b); }
V operator/(V a, V b) { return ops::div(a, b); }
V operator-(V a) { return ops::neg(a); }

}  // namespace duet
