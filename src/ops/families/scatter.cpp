// Writing at places that tensors of indices name. The operators that come in seven ways of meeting
// (update, add, sub, mul, div, min, max) are written once each, in the macro at the end.
#include <algorithm>

#include "kernels/index.h"
#include "ops/combine.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// The last axis of `indices` names a place: one index tensor for each of its columns.
Vs columns(Call& call, V indices, int argument) {
  if (indices.rank() == 0)
    throw call.error("`indices` needs one axis or more")
        .label(argument, "{}", describe(indices.type()))
        .slug("gather-nd-rank");
  Vs result;
  for (int64_t i = 0; i < indices.dim(-1).value(); ++i)
    result.push_back(select_axis(indices, -1, i));
  return result;
}

V fitted(const V& x, const V& value) { return as_tensor_of(value, x.dtype(), *x.dispatcher()); }

Vs index_list(Call& call, const Value& list) {
  Vs indices;
  for (const Value& item : list.as_list()) indices.push_back(V(&call.dispatcher, item));
  return indices;
}

std::string_view meeting(bool accumulate) { return accumulate ? "add" : "none"; }

void scatter_along(KernelCall& k) {
  const Tensor& out = k.outputs[0];
  Tensor input = k.call.args[0].as_tensor(), updates = k.call.args[2].as_tensor();
  if (out.data() != input.data()) kernels::copy_into(out, input);
  int64_t dim = k.call.args[3].as_int();
  auto axis = static_cast<int>(dim < 0 ? dim + out.rank() : dim);
  kernels::put_along(out, updates, k.call.args[1].as_tensor(), axis,
                     combine_with(combining(k.call.args[4].as_string()), out.dtype()));
}

constexpr auto infer_along = [](Call& call, TensorType x, TensorType indices, TensorType updates,
                                int64_t axis, std::string_view reduction) {
  call.axis(axis, x.rank(), 3);
  combining(reduction);
  bool fits = indices.rank() == x.rank() && updates.rank() == x.rank();
  for (int i = 0; fits && i < x.rank(); ++i) fits = !differ(indices.shape[i], updates.shape[i]);
  if (!fits)
    throw call.error("`indices` and `updates` need one shape, of as many axes as `input_x`")
        .label(0, "{}", describe(x))
        .label(1, "{}", describe(indices))
        .label(2, "{}", describe(updates))
        .slug("scatter-shape");
  return x;
};

}  // namespace

constexpr Op scatter_elements = define({
    .name = "ScatterElements",
    .schema = "input_x: Tensor, indices: Tensor, updates: Tensor, axis: int, reduction: str",
    .doc = "A copy of `input_x` with each element of `updates` at its own place, but on `axis` at "
           "the index that stands there.",
    .infer = Infer(infer_along),
    .body = Kernel(scatter_along),
    .grad = Grad([](V, V indices, V updates, int64_t axis, std::string_view reduction, V, V dout) {
      V dx = reduction == "none"
                 ? V(scatter_elements(dout, indices, zeros_like(updates), axis, reduction))
                 : dout;
      return Grads{dx, V(), gather_elements(dout, axis, indices)};
    }),
    .checks =
        Check([](Call& call, Tensor x, Tensor indices, Tensor, int64_t dim, std::string_view) {
          auto axis = static_cast<int>(dim < 0 ? dim + x.rank() : dim);
          if (auto outside = kernels::first_outside(indices, x.shape()[axis]))
            throw call.index_error("an index needs to lie within its axis")
                .label(0, "{} elements on axis {}: {}", x.shape()[axis], axis, describe(type_of(x)))
                .label(1, "index {}", *outside)
                .slug("index-range");
        }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
});

constexpr Op tensor_scatter_elements = define({
    .name = "TensorScatterElements",
    .schema = "input_x: Tensor, indices: Tensor, updates: Tensor; axis: int = 0, "
              "reduction: str = 'none'",
    .doc = "A copy of `input_x` with each element of `updates` at its own place, but on `axis` at "
           "the index that stands there; `reduction` 'add' adds it to what is there.",
    .body = Decompose([](V x, V indices, V updates, int64_t axis, std::string_view reduction) -> V {
      return scatter_elements(x, indices, fitted(x, updates), axis, reduction);
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op scatter = define({
    .name = "Scatter",
    .schema = "input: Tensor, axis: int, index: Tensor, src: Operand, reduce: str = 'none'",
    .doc = "A copy of `input` with each element of `src` at its own place, but on `axis` at the "
           "index that stands there.",
    .body = Decompose([](V x, int64_t axis, V index, V src, std::string_view reduce) -> V {
      V updates = fitted(x, src);
      if (updates.rank() == 0) updates = broadcast_like(updates, index);
      // Of a longer `src`, the part that `index` covers is taken.
      for (int i = 0; i < index.rank() && updates.rank() == index.rank(); ++i)
        if (differ(updates.dim(i), index.dim(i)))
          updates = narrow_view(updates, int64_t{i}, int64_t{0}, index.dim(i).value());
      return scatter_elements(x, index, updates, axis, reduce);
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op scatter_add_method = define({
    .name = "ScatterAddMethod",
    .schema = "input: Tensor, dim: int, index: Tensor, src: Tensor",
    .doc = "The Tensor method `scatter_add`: scatter, adding to what is there.",
    .body = Decompose(
        [](V x, int64_t dim, V index, V src) -> V { return scatter(x, dim, index, src, "add"); }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
    .methods = "scatter_add",
});

constexpr Op scatter_nd = define({
    .name = "ScatterNd",
    .schema = "indices: Tensor, updates: Tensor, shape: int[]",
    .doc = "Zeros of `shape`, with `updates` added at the places that the last axis of `indices` "
           "names.",
    .body = Decompose([](Call& call, V indices, V updates, Ints shape) -> V {
      V zero = full_of(call.dispatcher, shape, 0, updates.dtype());
      return index_put(zero, columns(call, indices, 0), updates, 0, "add");
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op index_put_method = define({
    .name = "IndexPutMethod",
    .schema = "input: Tensor, indices: Tensor[], values: Tensor, accumulate: bool = False",
    .doc = "The Tensor method `index_put`: a copy with `values` at the places that `indices` name.",
    .body = Decompose([](Call& call, V x, Value indices, V values, bool accumulate) -> V {
      return index_put(x, index_list(call, indices), fitted(x, values), 0, meeting(accumulate));
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
    .methods = "index_put",
});

constexpr Op index_put_inplace = define({
    .name = "IndexPutInplace",
    .schema = "input: Tensor, indices: Tensor[], values: Tensor, accumulate: bool = False",
    .doc = "The Tensor method `index_put_`: writes `values` at the places that `indices` name.",
    .body = Decompose([](Call& call, V x, Value indices, V values, bool accumulate) -> V {
      return index_put_into(x, index_list(call, indices), fitted(x, values), 0,
                            meeting(accumulate));
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
    .methods = "index_put_",
});

constexpr Op index_add = define({
    .name = "IndexAdd",
    .schema = "x: Tensor, indices: Tensor, y: Tensor, axis: int, use_lock: bool = True, "
              "check_index_bound: bool = True",
    .doc = "Adds the slices of `y` to those of `x` at `indices` of `axis`, in the memory of `x`.",
    .body = Decompose([](Call& call, V x, V indices, V y, int64_t dim, bool, bool) -> V {
      int64_t axis = call.axis(dim, x.rank(), 3);
      return index_put_into(x, Vs{indices}, fitted(x, y), axis, "add");
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op index_add_method = define({
    .name = "IndexAddMethod",
    .schema = "input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: number = 1",
    .doc =
        "The Tensor method `index_add`: a copy with the slices of `source`, times `alpha`, added "
        "at `index` of axis `dim`.",
    .body = Decompose([](Call& call, V x, int64_t dim, V index, V source, V alpha) -> V {
      int64_t axis = call.axis(dim, x.rank(), 1);
      if (!(alpha.value() == Value(1))) source = source * alpha;
      return index_put(x, Vs{index}, fitted(x, source), axis, "add");
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
    .methods = "index_add",
});

constexpr Op index_fill = define({
    .name = "IndexFill",
    .schema = "x: Tensor, axis: int, index: Tensor, value: Operand",
    .doc = "A copy of `x` whose slices at `index` of `axis` are `value`.",
    .body = Decompose([](Call& call, V x, int64_t dim, V index, V value) -> V {
      int64_t axis = call.axis(dim, x.rank(), 1);
      if (index.rank() == 0) index = expand_dims(index, 0);
      return index_put(x, Vs{index}, fitted(x, value), axis, "none");
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

// Three operators for each way of meeting: a copy written at the places of the last axis of
// `indices`; the same in place; slices of axis 0 in place.
#define DUET_SCATTER_OPS(word, Word, way, does)                                                 \
  constexpr Op tensor_scatter_##word = define({                                                 \
      .name = "TensorScatter" Word,                                                             \
      .schema = "input_x: Tensor, indices: Tensor, updates: Tensor",                            \
      .doc = "A copy of `input_x` that `updates` " does                                         \
             " at the places that the last axis of `indices` names.",                           \
      .body = Decompose([](Call& call, V x, V indices, V updates) -> V {                        \
        return index_put(x, columns(call, indices, 1), fitted(x, updates), 0, way);             \
      }),                                                                                       \
      .no_oracle = "its samples need indices in range; tests/ops/test_indexing.py compares",    \
  });                                                                                           \
  constexpr Op scatter_nd_##word = define({                                                     \
      .name = "ScatterNd" Word,                                                                 \
      .schema = "input_x: Tensor, indices: Tensor, updates: Tensor; use_locking: bool = False", \
      .doc = "Memory of `input_x` that `updates` " does                                         \
             " at the places that the last axis of `indices` names.",                           \
      .body = Decompose([](Call& call, V x, V indices, V updates, bool) -> V {                  \
        return index_put_into(x, columns(call, indices, 1), fitted(x, updates), 0, way);        \
      }),                                                                                       \
      .no_oracle = "its samples need indices in range; tests/ops/test_indexing.py compares",    \
  });                                                                                           \
  constexpr Op scatter_##word = define({                                                        \
      .name = "Scatter" Word,                                                                   \
      .schema = "input_x: Tensor, indices: Tensor, updates: Tensor; use_locking: bool = False", \
      .doc = "Slices of `input_x` at `indices` of its first axis that `updates` " does ".",     \
      .body = Decompose([](V x, V indices, V updates, bool) -> V {                              \
        return index_put_into(x, Vs{indices}, fitted(x, updates), 0, way);                      \
      }),                                                                                       \
      .no_oracle = "its samples need indices in range; tests/ops/test_indexing.py compares",    \
  });

DUET_SCATTER_OPS(update, "Update", "none", "replaces")
DUET_SCATTER_OPS(add, "Add", "add", "is added to")
DUET_SCATTER_OPS(sub, "Sub", "sub", "is subtracted from")
DUET_SCATTER_OPS(mul, "Mul", "mul", "is multiplied with")
DUET_SCATTER_OPS(div, "Div", "div", "divides")
DUET_SCATTER_OPS(min, "Min", "min", "lowers")
DUET_SCATTER_OPS(max, "Max", "max", "raises")
#undef DUET_SCATTER_OPS

}  // namespace duet::ops
