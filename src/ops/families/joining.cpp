// Putting tensors together along an axis, and the stacks made of it.
#include <algorithm>

#include "kernels/copy.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

TensorType concatenated(Call& call, const std::vector<TensorType>& parts, int64_t dim) {
  if (parts.empty())
    throw call.error("concat needs at least one tensor").label(0, "no tensor").slug("concat-none");
  TensorType result = parts[0];
  if (result.rank() == 0)
    throw call.error("concat needs tensors of one axis or more")
        .label(0, "{}", describe(result))
        .help("write ops.stack(tensors)")
        .slug("concat-rank");
  int rank = result.rank();
  if (dim < -rank || dim >= rank)
    throw call.error("`axis` needs to be an axis of the tensors, from {} to {}", -rank, rank - 1)
        .label(0, "{}", describe(result))
        .label(1, "{}", dim)
        .slug("axis-range");
  auto axis = static_cast<int>(dim < 0 ? dim + rank : dim);
  for (size_t k = 1; k < parts.size(); ++k) {
    const TensorType& part = parts[k];
    bool fits = part.rank() == rank;
    for (int i = 0; fits && i < rank; ++i)
      if (i != axis) fits = !differ(part.shape[i], result.shape[i]);
    if (!fits)
      throw call.error("concat needs tensors that have the same extents on all axes but `axis`")
          .label(0, "tensor 0 is {}, tensor {} is {}", describe(parts[0]), k, describe(part))
          .label(1, "{}", dim)
          .slug("concat-shapes");
    Dim a = result.shape[axis], b = part.shape[axis];
    result.shape[axis] = a.known() && b.known() ? Dim(a.value() + b.value()) : Dim::unknown();
    result.dtype = promote(result, part);
  }
  return result;
}

void concat_kernel(KernelCall& k) {
  const Tensor& out = k.outputs[0];
  int64_t dim = k.call.args[1].as_int(), start = 0;
  auto axis = static_cast<int>(dim < 0 ? dim + out.rank() : dim);
  for (const Value& part : k.call.args[0].as_list()) {
    Tensor from = part.as_tensor();
    int64_t length = from.shape()[axis];
    kernels::copy_into(out.view(duet::slice(out.layout(), axis, start, length, 1)), from);
    start += length;
  }
}

DType common_dtype(const Vs& parts) {
  DType dtype = parts[0].dtype();
  for (const V& part : parts) dtype = promote(dtype, part.dtype());
  return dtype;
}

/// Each with at least `rank` axes: new ones come first, but a third one last.
V at_least(V x, int rank) {
  int have = x.rank();
  if (have == 0 && rank > 0) x = expand_dims(x, 0), ++have;
  if (have == 1 && rank > 1) x = expand_dims(x, 0), ++have;
  if (have == 2 && rank > 2) x = expand_dims(x, 2);
  return x;
}

Vs each_at_least(const Vs& parts, int rank) {
  Vs result;
  for (const V& part : parts) result.push_back(at_least(part, rank));
  return result;
}

}  // namespace

constexpr Op concat_same = define({
    .name = "ConcatSame",
    .schema = "tensors: Tensor[], axis: int",
    .doc = "Tensors of one dtype one after another along `axis`.",
    .infer = Infer([](Call& call, std::vector<TensorType> parts, int64_t axis) {
      return concatenated(call, parts, axis);
    }),
    .body = Kernel(concat_kernel),
    .grad = Grad(
        [](Vs parts, int64_t axis, V, V dout) { return Grads(split_like(dout, parts, axis)); }),
    .oracle = "np.concatenate(tensors, axis)",
    .no_oracle = "reached through Concat",
    .function = "",
});

constexpr Op concat = define({
    .name = "Concat",
    .schema = "tensors: Tensor[]; axis: int = 0",
    .doc = "Puts tensors one after another along `axis`. Dtypes promote.",
    .infer = Infer([](Call& call, std::vector<TensorType> parts, int64_t axis) {
      return concatenated(call, parts, axis);
    }),
    .body = Decompose([](Call& call, Vs parts, int64_t axis) -> V {
      // The tracer asks what it is made of before anybody has looked at the arguments.
      if (parts.empty())
        throw call.error("concat needs at least one tensor")
            .label(0, "no tensor")
            .slug("concat-none");
      DType dtype = common_dtype(parts);
      for (V& part : parts)
        if (part.dtype() != dtype) part = cast(part, dtype);
      return concat_same(parts, axis);
    }),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares with NumPy",
    .function = "concat cat",
});

constexpr Op split_like = define({
    .name = "SplitLike",
    .schema = "input: Tensor, like: Tensor[], axis: int",
    .doc =
        "Cuts `input` along `axis` into parts as long as those of `like`, whose elements are not "
        "read.",
    .infer = Infer([](Call&, TensorType input, std::vector<TensorType> like, int64_t) {
      Types types;
      for (TensorType& part : like) types.push_back(tensor(input.dtype, part.shape));
      return types;
    }),
    .body = Decompose([](V input, Vs like, int64_t dim) {
      Vs parts;
      int64_t start = 0;
      for (const V& part : like) {
        int64_t length = part.dim(static_cast<int>(dim)).value();
        parts.push_back(narrow_view(input, dim, start, length));
        start += length;
      }
      return parts;
    }),
    .no_oracle = "the gradient of Concat",
    .function = "",
});

constexpr Op stack = define({
    .name = "Stack",
    .schema = "tensors: Tensor[]; axis: int = 0",
    .doc = "Puts tensors of one shape side by side along a new axis.",
    .body = Decompose([](Call& call, Vs parts, int64_t axis) -> V {
      if (parts.empty())
        throw call.error("stack needs at least one tensor")
            .label(0, "no tensor")
            .slug("concat-none");
      Shape first = parts[0].shape();
      int rank = parts[0].rank();
      if (axis < -rank - 1 || axis > rank)
        throw call.error("`axis` needs to be a place between axes, from {} to {}", -rank - 1, rank)
            .label(0, "{}", describe(parts[0].type()))
            .label(1, "{}", axis)
            .slug("axis-range");
      for (V& part : parts) {
        Shape own = part.shape();
        bool fits = own.size() == first.size();
        for (size_t i = 0; fits && i < own.size(); ++i) fits = !differ(own[i], first[i]);
        if (!fits)
          throw call.error("stack needs tensors of one shape")
              .label(0, "{} and {}", describe(parts[0].type()), describe(part.type()))
              .slug("stack-shapes");
      }
      for (V& part : parts) part = expand_dims(part, axis);
      return concat(parts, axis < 0 ? axis + rank + 1 : axis);
    }),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op hstack = define({
    .name = "Hstack",
    .schema = "tensors: Tensor[]",
    .doc = "Joins tensors along axis 1, or along axis 0 if they have one axis.",
    .body = Decompose([](Vs parts) -> V {
      parts = each_at_least(parts, 1);
      return concat(parts, parts.empty() || parts[0].rank() == 1 ? 0 : 1);
    }),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op vstack = define({
    .name = "Vstack",
    .schema = "inputs: Tensor[]",
    .doc = "Joins tensors along axis 0; a tensor of one axis is a row.",
    .body = Decompose([](Vs parts) -> V { return concat(each_at_least(parts, 2), 0); }),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares with NumPy",
    .function = "vstack row_stack",
});

constexpr Op dstack = define({
    .name = "Dstack",
    .schema = "tensors: Tensor[]",
    .doc = "Joins tensors along axis 2, adding axes where they have fewer than three.",
    .body = Decompose([](Vs parts) -> V { return concat(each_at_least(parts, 3), 2); }),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op column_stack = define({
    .name = "ColumnStack",
    .schema = "tensors: Tensor[]",
    .doc = "Joins tensors along axis 1; a tensor of one axis is a column.",
    .body = Decompose([](Vs parts) -> V {
      for (V& part : parts)
        if (part.rank() < 2) part = reshape(part, Ints{-1, 1});
      return concat(parts, 1);
    }),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op meshgrid_of = define({
    .name = "Meshgrid",
    .schema = "inputs: Tensor[]; indexing: str = 'xy'",
    .doc = "The coordinates of the grid that the 1-d tensors span, one tensor for each.",
    .body = Decompose([](Call& call, Vs inputs, std::string_view indexing) {
      if (indexing != "xy" && indexing != "ij")
        throw call.error("`indexing` needs to be 'xy' or 'ij'")
            .label(1, "'{}'", indexing)
            .slug("meshgrid-indexing");
      auto rank = static_cast<int>(inputs.size());
      Ints extents;
      for (const V& x : inputs) extents.push_back(x.type().count().value());
      bool swap = indexing == "xy" && rank > 1;
      if (swap) std::swap(extents[0], extents[1]);
      Vs grids;
      for (int i = 0; i < rank; ++i) {
        int place = swap && i < 2 ? 1 - i : i;
        Ints shape(rank, 1);
        shape[place] = extents[place];
        grids.push_back(copy(broadcast_to(reshape(inputs[i], shape), extents)));
      }
      return grids;
    }),
    .tuple = "",
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
});

}  // namespace duet::ops
