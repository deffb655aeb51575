// What is simpler by an equation. Bits stay, whatever the elements are: x * 1 and x - 0 are x for
// NaN and -0 as well, x + 0 is not. Layouts stay too, since bits of library calls depend on them: a
// view may always go where nothing changes, an operation on each element only where its operand is
// dense.
#include <algorithm>

#include "ops/ops.h"
#include "passes/passes.h"
#include "passes/rewrite.h"

namespace duet::passes {
namespace {

namespace ops = duet::ops;

/// Whether every value of `a` is one of `b`, so that going through `b` loses nothing.
bool widens(DType a, DType b) {
  if (a == b || is_bool(a)) return true;
  if (is_bool(b)) return false;
  if (is_complex(a)) return b == DType::kComplex128;
  if (is_complex(b)) return widens(a, real_part(b));
  if (is_float(a)) return is_float(b) && !is_half(b) && size_of(b) > size_of(a);
  if (is_float(b)) return size_of(a) <= (b == DType::kFloat64 ? 4U : is_half(b) ? 0U : 2U);
  if (is_unsigned_int(b)) return is_unsigned_int(a) && size_of(b) > size_of(a);
  return size_of(b) > size_of(a);
}

/// The axes of `dims` from the front; none means reversed.
Ints permutation(const std::optional<Ints>& dims, int rank) {
  Ints result;
  for (int i = 0; i < rank; ++i) {
    int64_t axis = dims ? (*dims)[i] : rank - 1 - i;
    result.push_back(axis < 0 ? axis + rank : axis);
  }
  return result;
}

Ints composed(const Ints& first, const Ints& second) {
  Ints result;
  for (int64_t axis : second) result.push_back(first[axis]);
  return result;
}

/// Whether `x` has the shape that is asked for; -1 stands for the extent it has.
bool has_shape(const V& x, const Shape& shape) {
  TensorType type = x.type();
  if (!type.known() || type.shape.size() != shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i)
    if (!(shape[i] == type.shape[i]) && !(shape[i] == Dim(-1))) return false;
  return true;
}

constexpr Rewrite kStructure[] = {
    // Views.
    {.name = "transpose_twice",
     .from = [](V x, std::optional<Ints> p,
                std::optional<Ints> q) { return ops::transpose(ops::transpose(x, p), q); },
     .to =
         [](V x, std::optional<Ints> p, std::optional<Ints> q) {
           int rank = x.rank();
           return ops::transpose(x, composed(permutation(p, rank), permutation(q, rank)));
         }},
    {.name = "transpose_of_nothing",
     .from = [](V x, std::optional<Ints> p) { return ops::transpose(x, p); },
     .to = [](V x, std::optional<Ints>) { return x; },
     .when =
         [](V x, std::optional<Ints> p) {
           Ints axes = permutation(p, x.rank());
           return std::ranges::is_sorted(axes);
         }},
    {.name = "reshape_to_own_shape",
     .from = [](V x, Ints shape) { return ops::reshape(x, shape); },
     .to = [](V x, Ints) { return x; },
     .when = [](V x, Ints shape) { return has_shape(x, to_shape(shape)); }},
    {.name = "reshape_twice",
     .from = [](V x, Ints first,
                Ints second) { return ops::reshape(ops::reshape(x, first), second); },
     .to = [](V x, Ints, Ints second) { return ops::reshape(x, second); },
     .when = [](V x, Ints, Ints) { return row_major(x); }},
    {.name = "reshape_like_known",
     .from = [](V x, V like) { return ops::reshape_like(x, like); },
     .to = [](V x, V like) { return ops::reshape(x, like.type().sizes()); },
     .when = [](V, V like) { return like.type().known(); }},
    {.name = "broadcast_to_own_shape",
     .from = [](V x, Ints shape) { return ops::broadcast_to(x, shape); },
     .to = [](V x, Ints) { return x; },
     .when = [](V x, Ints shape) { return has_shape(x, to_shape(shape)); }},
    {.name = "broadcast_like_known",
     .from = [](V x, V like) { return ops::broadcast_like(x, like); },
     .to = [](V x, V like) { return ops::broadcast_to(x, like.type().sizes()); },
     .when = [](V, V like) { return like.type().known(); }},
    {.name = "sum_to_own_shape",
     .from = [](V x, V like) { return ops::sum_to_like(x, like); },
     .to = [](V x, V) { return x; },
     .when = [](V x, V like) { return like.type().known() && has_shape(x, like.shape()); }},

    // Casts.
    {.name = "cast_to_own_dtype",
     .from = [](V x, DType dtype) { return ops::cast(x, dtype); },
     .to = [](V x, DType) { return x; },
     .when = [](V x, DType dtype) { return x.dtype() == dtype && dense(x); }},
    {.name = "cast_of_widening_cast",
     .from = [](V x, DType wide, DType narrow) { return ops::cast(ops::cast(x, wide), narrow); },
     .to = [](V x, DType, DType narrow) { return ops::cast(x, narrow); },
     .when = [](V x, DType wide, DType) { return widens(x.dtype(), wide) && dense(x); }},

    // Elements.
    {.name = "times_one",
     .from = [](V x) { return x * 1; },
     .to = [](V x) { return x; },
     .when = [](V x) { return dense(x); }},
    {.name = "one_times",
     .from = [](V x) { return 1 * x; },
     .to = [](V x) { return x; },
     .when = [](V x) { return dense(x); }},
    {.name = "minus_zero",
     .from = [](V x) { return x - 0; },
     .to = [](V x) { return x; },
     .when = [](V x) { return dense(x); }},
    {.name = "divided_by_one",
     .from = [](V x) { return x / 1; },
     .to = [](V x) { return x; },
     .when = [](V x) { return dense(x); }},
    {.name = "negated_twice",
     .from = [](V x) { return -(-x); },
     .to = [](V x) { return x; },
     .when = [](V x) { return dense(x); }},
    {.name = "abs_twice",
     .from = [](V x) { return ops::abs(ops::abs(x)); },
     .to = [](V x) { return ops::abs(x); },
     .when = [](V x) { return dense(x) && !is_complex(x.dtype()); }},
    {.name = "relu_twice",
     .from = [](V x) { return ops::relu(ops::relu(x)); },
     .to = [](V x) { return ops::relu(x); },
     .when = [](V x) { return dense(x); }},
};

}  // namespace

bool simplify_structure(ir::Graph& graph, const Options& options) {
  // Patterns are read off the table once; what a sweep needs is the thread's own.
  thread_local Rewriter rewriter(kStructure);
  Edit edit(graph);
  while (edit.next()) {
    auto value = rewriter.rewrite(edit);
    if (!value) continue;
    if (options.on_rewrite) options.on_rewrite(rewriter.last_rule(), edit.node());
    edit.replace({std::move(*value)});
  }
  return edit.changed();
}

}  // namespace duet::passes
