// Picking elements by tensors of indices.
#include <algorithm>

#include "kernels/index.h"
#include "ops/combine.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// `extents[i]` numbers from 0 on axis `place` of a tensor of `rank` axes.
V counter_on(Dispatcher& dispatcher, int64_t extent, int place, int rank) {
  Ints shape(rank, 1);
  shape[place] = extent;
  return reshape(count_from(dispatcher, 0, extent), shape);
}

/// Gather where the first `batch` axes of `x` and `index` belong together.
V gather_in_batches(Call& call, V x, V index, int axis, int batch) {
  int rank = index.rank(), moved = axis - batch;
  Vs indices;
  for (int i = 0; i < batch; ++i)
    indices.push_back(counter_on(call.dispatcher, index.dim(i).value(), i, rank));
  indices.push_back(index);
  V picked = index_get(movedim(x, Ints{axis}, Ints{batch}), indices, 0);
  // Axes are now: batch, the index's own, those between, the rest.
  Ints perm;
  auto append = [&](int from, int count) {
    for (int i = 0; i < count; ++i) perm.push_back(from + i);
  };
  append(0, batch);
  append(rank, moved);
  append(batch, rank - batch);
  append(rank + moved, picked.rank() - rank - moved);
  return transpose(picked, perm);
}

int batch_axes(Call& call, int64_t batch, const V& index, int axis) {
  if (batch < 0) batch += index.rank();
  if (batch < 0 || batch > index.rank() || batch > axis)
    throw call.error("`batch_dims` needs to be at most `axis` and the axes of the indices")
        .label(1, "{}", describe(index.type()))
        .label(2, "axis {}", axis)
        .label(3, "{}", batch)
        .slug("gather-batch");
  return static_cast<int>(batch);
}

constexpr auto gather_rule = [](Call& call, V x, V index, int64_t dim, int64_t batch_dims) -> V {
  int axis = call.axis(dim, x.rank(), 2);
  int batch = batch_dims == 0 ? 0 : batch_axes(call, batch_dims, index, axis);
  if (batch > 0) return gather_in_batches(call, x, index, axis, batch);
  return index_get(x, Vs{index}, static_cast<int64_t>(axis));
};

void check_along(Call& call, const Tensor& x, int64_t dim, const Tensor& index, int argument) {
  auto axis = static_cast<int>(dim < 0 ? dim + x.rank() : dim);
  if (auto outside = kernels::first_outside(index, x.shape()[axis]))
    throw call.index_error("an index needs to lie within its axis")
        .label(0, "{} elements on axis {}: {}", x.shape()[axis], axis, describe(type_of(x)))
        .label(argument, "index {}", *outside)
        .slug("index-range");
}

/// The last axis of `indices` names a place: one index tensor for each of its columns.
Vs columns(V indices) {
  Vs result;
  auto count = indices.dim(-1).value();
  for (int64_t i = 0; i < count; ++i) result.push_back(select_axis(indices, -1, i));
  return result;
}

int axis_of(int64_t dim, int rank) { return static_cast<int>(dim < 0 ? dim + rank : dim); }

}  // namespace

constexpr Op gather = define({
    .name = "Gather",
    .schema = "input_params: Tensor, input_indices: Tensor, axis: int; batch_dims: int = 0",
    .doc = "The slices of `input_params` at `input_indices` of `axis`. The first `batch_dims` axes "
           "of both belong together.",
    .body = Decompose(gather_rule),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op gather_elements = define({
    .name = "GatherD",
    .schema = "input: Tensor, dim: int, index: Tensor",
    .doc = "Elements of `input` at the same place as in `index`, but on axis `dim` at the index "
           "that stands there.",
    .infer = Infer([](Call& call, TensorType x, int64_t dim, TensorType index) {
      int axis = call.axis(dim, x.rank(), 1);
      bool fits = x.rank() == index.rank();
      for (int i = 0; fits && i < x.rank(); ++i)
        if (i != axis && x.shape[i].known() && index.shape[i].known())
          fits = index.shape[i].value() <= x.shape[i].value();
      if (!fits)
        throw call.error("`index` needs as many axes as `input`, and no longer ones but on `dim`")
            .label(0, "{}", describe(x))
            .label(2, "{}", describe(index))
            .slug("gather-shape");
      if (!is_int(index.dtype))
        throw call.type_error("`index` needs an integer dtype")
            .label(2, "{}", describe(index))
            .slug("index-dtype");
      return tensor(x.dtype, index.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor();
      kernels::take_along(k.outputs[0], x, k.call.args[2].as_tensor(),
                          axis_of(k.call.args[1].as_int(), x.rank()));
    }),
    .grad = Grad([](V x, int64_t dim, V index, V, V dout) {
      return Grads{gather_elements_grad(dout, index, x, dim), V()};
    }),
    .checks = Check([](Call& call, Tensor x, int64_t dim, Tensor index) {
      if (x.rank() > 0) check_along(call, x, dim, index, 2);
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "gather_elements gather_d",
    .methods = "gather_elements",
});

constexpr Op gather_elements_grad = define({
    .name = "GatherDGradV2",
    .schema = "dout: Tensor, index: Tensor, like: Tensor, dim: int",
    .doc = "Zeros in the shape of `like`, with `dout` added where gather_elements picked.",
    .infer = Infer([](Call&, TensorType dout, TensorType, TensorType like, int64_t) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor& out = k.outputs[0];
      kernels::fill_zero(out);
      kernels::put_along(out, k.call.args[0].as_tensor(), k.call.args[1].as_tensor(),
                         axis_of(k.call.args[3].as_int(), out.rank()),
                         combine_with(Combining::kAdd, out.dtype()));
    }),
    .grad = Grad([](V, V index, V, int64_t dim, V, V dout) {
      return Grads{gather_elements(dout, dim, index), V(), V()};
    }),
    .no_oracle = "the gradient of GatherD",
    .function = "",
});

/// `x.gather(indices, axis, batch_dims)` picks slices, `x.gather(dim, index)` picks elements.
constexpr Op gather_method = define({
    .name = "GatherMethod",
    .schema = "input: Tensor, dim: int | Tensor, index: int | Tensor, batch_dims: int = 0",
    .doc = "The Tensor method `gather`: with (dim, index) as gather_elements, with (indices, axis) "
           "as gather.",
    .body = Decompose([](Call& call, V x, V dim, V index, int64_t batch_dims) -> V {
      if (dim.is_number() == index.is_number() && !dim.value().is_node())
        throw call.type_error("gather needs (dim, index Tensor) or (index Tensor, axis)")
            .label(1, "{}", describe(call.args[1]))
            .label(2, "{}", describe(call.args[2]))
            .slug("argument-type");
      if (!index.is_number()) return gather_elements(x, dim, index);
      return gather(x, dim, call.args[2].as_int(), batch_dims);
    }),
    .no_oracle = "two forms of Gather and GatherD",
    .function = "",
    .methods = "gather",
});

constexpr Op gather_nd = define({
    .name = "GatherNd",
    .schema = "input_x: Tensor, indices: Tensor",
    .doc = "The slices of `input_x` at the places that the last axis of `indices` names.",
    .body = Decompose([](Call& call, V x, V indices) -> V {
      if (indices.rank() == 0)
        throw call.error("`indices` needs one axis or more")
            .label(1, "{}", describe(indices.type()))
            .slug("gather-nd-rank");
      return index_get(x, columns(indices), 0);
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op index_select = define({
    .name = "IndexSelect",
    .schema = "input: Tensor, axis: int, index: Tensor",
    .doc = "The slices of `input` at the numbers of the 1-d tensor `index` on `axis`.",
    .body = Decompose([](Call& call, V x, int64_t dim, V index) -> V {
      if (index.rank() > 1)
        throw call.error("`index` needs one axis")
            .label(2, "{}", describe(index.type()))
            .slug("index-select-rank");
      int64_t axis = call.axis(dim, x.rank(), 1);
      return index_get(x, Vs{reshape(index, Ints{-1})}, axis);
    }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op fit_index = define({
    .name = "FitIndex",
    .schema = "index: Tensor, extent: int, wrap: bool",
    .doc = "Indices brought into [0, extent): wrapped around, or clipped.",
    .infer = Infer(
        [](Call&, TensorType index, int64_t, bool) { return tensor(DType::kInt64, index.shape); }),
    .body = Kernel([](KernelCall& k) {
      int64_t extent = k.call.args[1].as_int();
      bool wrap = k.call.args[2].as_bool();
      auto* out = k.outputs[0].data_as<int64_t>();
      for (int64_t i : kernels::integers(k.call.args[0].as_tensor())) {
        int64_t fitted = wrap && extent > 0
                             ? (i % extent + extent) % extent
                             : std::clamp<int64_t>(i, 0, std::max<int64_t>(extent - 1, 0));
        *out++ = fitted;
      }
    }),
    .constant = true,
    .oracle = "(index % extent) if wrap else index.clip(0, extent - 1)",
    .samples = {"i64[5] 3 True", "i32[2,3] 2 False"},
    .function = "",
});

constexpr Op take = define({
    .name = "Take",
    .schema = "input: Tensor, index: Tensor",
    .doc = "The elements of `input`, as on one axis, at `index`.",
    .body =
        Decompose([](V x, V index) -> V { return index_get(reshape(x, Ints{-1}), Vs{index}, 0); }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op take_method = define({
    .name = "TakeMethod",
    .schema = "input: Tensor, indices: Tensor, axis: int? = None, mode: str = 'clip'",
    .doc = "The Tensor method `take`: slices at `indices` of `axis` (of all elements if None). "
           "Indices out of range are clipped, wrapped or refused.",
    .body = Decompose(
        [](Call& call, V x, V indices, std::optional<int64_t> dim, std::string_view mode) -> V {
          if (mode != "clip" && mode != "wrap" && mode != "raise")
            throw call.error("`mode` needs to be 'raise', 'wrap' or 'clip'")
                .label(3, "'{}'", mode)
                .slug("take-mode");
          if (!dim) x = reshape(x, Ints{-1});
          int64_t axis = dim ? call.axis(*dim, x.rank(), 2) : 0;
          if (mode != "raise")
            indices = fit_index(indices, x.dim(static_cast<int>(axis)).value(), mode == "wrap");
          return index_get(x, Vs{indices}, axis);
        }),
    .no_oracle =
        "its samples need indices in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
    .methods = "take",
});

}  // namespace duet::ops
