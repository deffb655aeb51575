// Choosing by bool tensors: where, masks, triangles, one-hot rows.
#include <algorithm>

#include "kernels/index.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

void need_bool(Call& call, const V& mask, int argument) {
  if (!is_bool(mask.dtype()))
    throw call.type_error("a mask needs to be a bool tensor")
        .label(argument, "{}", describe(mask.type()))
        .slug("mask-dtype");
}

/// Zero where the triangle `below` (or its complement) is not.
V triangle(Call& call, V x, int64_t diagonal, bool lower) {
  if (x.rank() < 2)
    throw call.error("{} needs a tensor of two axes or more", lower ? "tril" : "triu")
        .label(0, "{}", describe(x.type()))
        .slug("triangle-rank");
  int64_t rows = x.dim(-2).value(), columns = x.dim(-1).value();
  V below = apply(tri_mask, &call.dispatcher, {rows, columns, lower ? diagonal : diagonal - 1});
  return lower ? select(below, x, false) : select(below, false, x);
}

}  // namespace

constexpr Op where_method = define({
    .name = "WhereMethod",
    .schema = "input: Tensor, condition: Tensor, y: Operand",
    .doc = "The Tensor method `where`: `input` where `condition` is True, `y` elsewhere.",
    .body = Decompose([](V x, V condition, V y) { return V(select(condition, x, y)); }),
    .oracle = "np.where(condition, input, y)",
    .samples = {"f32[3] bool[2,3] f32[2,1]", "f32[3] bool[3] 2.5"},
    .function = "",
    .methods = "where",
});

/// `x.select(dim, index)` views one index of an axis, `x.select(condition, y)` chooses elements.
constexpr Op select_method = define({
    .name = "SelectMethod",
    .schema = "input: Tensor, dim: int | Tensor, index: number | Tensor",
    .doc =
        "The Tensor method `select`: with (dim, index) the elements at one index of an axis, with "
        "(condition, y) as where.",
    .body = Decompose([](Call& call, V x, V dim, V index) -> V {
      if (!dim.is_number()) return select(dim, x, index);
      if (index.value().is_tensor())
        throw call.type_error("select needs an int as `index` of an axis")
            .label(2, "{}", describe(call.args[2]))
            .slug("argument-type");
      return select_axis(x, dim, index);
    }),
    .oracle = "np.take(input, index, dim)",
    .samples = {"f32[2,3] 1 0"},
    .function = "",
    .methods = "select",
});

constexpr Op masked_fill = define({
    .name = "MaskedFill",
    .schema = "input_x: Tensor, mask: Tensor, value: Operand",
    .doc = "`value` where `mask` is True, `input_x` elsewhere, in the dtype of `input_x`.",
    .body = Decompose([](Call& call, V x, V mask, V value) -> V {
      need_bool(call, mask, 1);
      bool keeps = common_dtype(x, value) == x.dtype();
      return select(mask, keeps ? value : as_tensor_of(value, x.dtype(), call.dispatcher), x);
    }),
    .oracle = "np.where(mask, np.asarray(value, input_x.dtype), input_x)",
    .samples = {"f32[2,3] bool[3] 2.5", "f16[3] bool[3] f16[]", "i64[2] bool[2] 7"},
    .methods = "=",
});

constexpr Op nonzero_tuple = define({
    .name = "NonZeroTuple",
    .schema = "input: Tensor",
    .doc = "The places of the elements that are not zero: one int64 tensor for each axis.",
    .infer = Infer([](Call&, TensorType input) {
      return Types(static_cast<size_t>(input.rank()), tensor(DType::kInt64, Shape{Dim::unknown()}));
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor();
      std::vector<int64_t> found = kernels::nonzero(x);
      auto count = static_cast<int64_t>(found.size());
      for (int axis = x.rank(); axis-- > 0;) {
        Tensor places(DType::kInt64, Ints{count});
        auto* out = places.data_as<int64_t>();
        int64_t extent = axis > 0 ? x.shape()[axis] : 0;
        if (axis == 0) std::copy(found.begin(), found.end(), out);
        for (int64_t i = 0; axis > 0 && i < count; ++i) {
          int64_t before = found[i] / extent;
          out[i] = found[i] - before * extent;
          found[i] = before;
        }
        k.outputs[axis] = places;
      }
    }),
    .constant = true,
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
});

constexpr Op nonzero = define({
    .name = "NonZero",
    .schema = "input: Tensor, *, as_tuple: bool = False",
    .doc = "The places of the elements that are not zero, one row of indices for each; with "
           "`as_tuple` one tensor for each axis.",
    .body = Decompose([](V x, bool as_tuple) {
      if (x.rank() == 0) x = reshape(x, Ints{1});
      Vs axes = nonzero_tuple(x);
      return as_tuple ? axes : Vs{stack(axes, 1)};
    }),
    .tuple = "as_tuple",
    .oracle = "np.argwhere(input)",
    .samples = {"f32[2,3] False", "bool[0] False", "i64[4] False"},
    .function = "nonzero argwhere",
    .methods = "=",
});

constexpr Op masked_select = define({
    .name = "MaskedSelect",
    .schema = "input: Tensor, mask: Tensor",
    .doc = "The elements of `input` where `mask` is True, on one axis. Shapes broadcast.",
    .body = Decompose([](Call& call, V x, V mask) -> V {
      need_bool(call, mask, 1);
      Shape shape = broadcast(call, 0, 1);
      Ints sizes = TensorType{DType::kBool, shape}.sizes();
      if (sizes.empty()) sizes = {1};
      Vs places = nonzero_tuple(broadcast_to(mask, sizes));
      return index_get(broadcast_to(x, sizes), places, 0);
    }),
    .oracle = "np.broadcast_to(input, np.broadcast_shapes(input.shape, mask.shape))"
              "[np.broadcast_to(mask, np.broadcast_shapes(input.shape, mask.shape))]",
    .samples = {"f32[2,3] bool[2,3]", "f32[2,1] bool[3]", "i64[0] bool[0]"},
    .methods = "=",
});

constexpr Op tril = define({
    .name = "Tril",
    .schema = "input: Tensor, diagonal: int = 0",
    .doc = "Zeros above the diagonal that starts `diagonal` columns to the right.",
    .body = Decompose(
        [](Call& call, V x, int64_t diagonal) { return triangle(call, x, diagonal, true); }),
    .oracle = "np.tril(input, diagonal)",
    .samples = {"f32[3,3] 0", "f32[2,3,4] 1", "i64[4,2] -1"},
    .methods = "=",
});

constexpr Op triu = define({
    .name = "Triu",
    .schema = "input: Tensor, diagonal: int = 0",
    .doc = "Zeros below the diagonal that starts `diagonal` columns to the right.",
    .body = Decompose(
        [](Call& call, V x, int64_t diagonal) { return triangle(call, x, diagonal, false); }),
    .oracle = "np.triu(input, diagonal)",
    .samples = {"f32[3,3] 0", "f32[2,3,4] 1", "i64[4,2] -1"},
    .methods = "=",
});

constexpr Op one_hot_mask = define({
    .name = "OneHotMask",
    .schema = "indices: Tensor, depth: int",
    .doc = "bool: a new last axis of `depth` places, True at the index.",
    .infer = Infer([](Call& call, TensorType indices, int64_t depth) {
      if (!is_int(indices.dtype))
        throw call.type_error("`indices` needs an integer dtype")
            .label(0, "{}", describe(indices))
            .slug("index-dtype");
      if (depth < 0)
        throw call.error("`depth` needs to be 0 or more")
            .label(1, "{}", depth)
            .slug("one-hot-depth");
      return tensor(DType::kBool, join(indices.shape, depth));
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor& out = k.outputs[0];
      int64_t depth = k.call.args[1].as_int();
      kernels::fill_zero(out);
      bool* row = out.data_as<bool>();
      for (int64_t i : kernels::integers(k.call.args[0].as_tensor())) {
        if (i >= 0 && i < depth) row[i] = true;
        row += depth;
      }
    }),
    .constant = true,
    .oracle = "indices[..., None] == np.arange(depth)",
    .samples = {"i64[2,3] 4", "i32[] 3"},
    .function = "",
});

constexpr Op one_hot = define({
    .name = "OneHot",
    .schema = "indices: Tensor, depth: int, on_value: Operand = 1, off_value: Operand = 0; "
              "axis: int = -1",
    .doc = "A new axis of `depth` places: `on_value` at the index, `off_value` elsewhere.",
    .body = Decompose([](Call& call, V indices, int64_t depth, V on, V off, int64_t axis) -> V {
      int rank = indices.rank();
      if (axis < -1 || axis > rank)
        throw call.error("`axis` needs to be a place between axes, from -1 to {}", rank)
            .label(0, "{}", describe(indices.type()))
            .label(4, "{}", axis)
            .slug("axis-range");
      V mask = one_hot_mask(indices, depth);
      if (axis >= 0 && axis < rank) mask = movedim(mask, Ints{-1}, Ints{axis});
      return select(mask, on, off);
    }),
    .oracle = "(indices[..., None] == np.arange(depth)).astype(np.int64)",
    .samples = {"i64[2,3] 4 1 0 -1"},
});

}  // namespace duet::ops
