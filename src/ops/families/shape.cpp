// Shapes: the same elements, seen under other extents. Broadcasting stands in shape_broadcast.cpp.
#include <algorithm>

#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

int insertion_axis(Call& call, int64_t axis, int rank) {
  if (axis < -rank - 1 || axis > rank)
    throw call.error("`axis` needs to be a place between axes, from {} to {}", -rank - 1, rank)
        .label(0, "{}", describe(call.type(0)))
        .label(1, "{}", axis)
        .slug("axis-range");
  return static_cast<int>(axis < 0 ? axis + rank + 1 : axis);
}

Error wrong_size(Call& call, const Ints& shape) {
  return call.error("reshape needs a shape of as many elements as `input`")
      .label(0, "{} elements: {}", call.type(0).count().value(), describe(call.type(0)))
      .label(1, "{}", describe(to_shape(shape)))
      .slug("reshape-size");
}

/// The place of -1 in `shape`, or -1; refuses a second one and other negative extents.
int open_extent(Call& call, const Ints& shape) {
  int open = -1;
  for (int i = 0; i < static_cast<int>(shape.size()); ++i) {
    if (shape[i] >= 0) continue;
    if (shape[i] < -1 || open >= 0)
      throw call.error("`shape` needs extents of 0 or more, and at most one -1")
          .label(1, "{}", describe(to_shape(shape)))
          .slug("reshape-extent");
    open = i;
  }
  return open;
}

/// `shape` with its -1 replaced, for `elements` elements.
Ints closed_shape(Call& call, int64_t elements, Ints shape) {
  int open = open_extent(call, shape);
  if (open >= 0) shape[open] = 1;
  int64_t known = duet::count(shape);
  if (open >= 0) {
    if (known == 0 || elements % known != 0) {
      shape[open] = -1;
      throw wrong_size(call, shape);
    }
    shape[open] = elements / known;
  } else if (known != elements) {
    throw wrong_size(call, shape);
  }
  return shape;
}

/// Whether `axis` (from the front) goes when axes of extent 1 are taken away.
Ints squeezed_axes(Call& call, const Shape& shape, const std::optional<Ints>& axis) {
  int rank = static_cast<int>(shape.size());
  Ints gone;
  for (int64_t a : call.axes(axis, rank, 1))
    if (shape[a].value() == 1) gone.push_back(a);
  return gone;
}

/// The body of flatten.
constexpr auto join_axes = [](Call& call, V x, std::string_view order, int64_t start,
                              int64_t end) -> V {
  if (order != "C" && order != "F")
    throw call.error("`order` needs to be 'C' or 'F'").label(1, "'{}'", order).slug("order");
  if (order == "F") x = transpose(x);
  int rank = x.rank();
  if (rank < 2) return reshape(x, Ints{-1});
  int first = call.axis(start, rank, 2), last = call.axis(end, rank, 3);
  if (first > last)
    throw call.error("`start_dim` needs to come before `end_dim`")
        .label(2, "axis {}", first)
        .label(3, "axis {}", last)
        .slug("flatten-order");
  Shape shape = x.shape();
  Ints sizes;
  int64_t joined = 1;
  for (int i = 0; i < rank; ++i) {
    bool inside = first <= i && i <= last;
    if (!inside) sizes.push_back(shape[i].value());
    if (inside) joined *= shape[i].value();
    if (i == last) sizes.push_back(joined);
  }
  return reshape(x, sizes);
};

}  // namespace

constexpr Op reshape = define({
    .name = "Reshape",
    .schema = "input: Tensor, shape: int[]",
    .doc = "The same elements in row-major order under `shape`; one extent may be -1 and is then "
           "computed.",
    .infer = Infer([](Call& call, TensorType input, Ints shape) {
      Dim elements = input.count();
      if (elements.known())
        return tensor(input.dtype, to_shape(closed_shape(call, elements.value(), shape)));
      Shape result = to_shape(shape);
      if (int open = open_extent(call, shape); open >= 0) result[open] = Dim::unknown();
      return tensor(input.dtype, result);
    }),
    .body = View([](Call& call, const Layout& layout, Ints shape) {
      return duet::reshape(layout, closed_shape(call, duet::count(layout.shape), shape));
    }),
    .grad = Grad([](V x, Ints, V, V dout) { return Grads{reshape_like(dout, x)}; }),
    .oracle = "input.reshape(shape)",
    .samples = {"f32[2,3] (3,2)", "f32[4] (2,2)", "f32[1] ()", "i64[2,6] (3,-1)", "f32[0,2] (0,)"},
    .methods = "=",
});

constexpr Op reshape_like = define({
    .name = "ReshapeLike",
    .schema = "input: Tensor, like: Tensor",
    .doc = "The elements of `input` under the shape of `like`, whose elements are not read.",
    .infer = Infer(
        [](Call&, TensorType input, TensorType like) { return tensor(input.dtype, like.shape); }),
    .body = Decompose([](Call& call, V input, V) { return reshape(input, call.type(1).sizes()); }),
    .grad = Grad([](V x, V, V, V dout) { return Grads{reshape_like(dout, x), V()}; }),
    .oracle = "input.reshape(like.shape)",
    .samples = {"f32[2,3] f32[3,2]"},
    .function = "view_as",
    .methods = "view_as",
});

constexpr Op view = define({
    .name = "View",
    .schema = "input: Tensor, shape: int[]",
    .doc = "The same elements in row-major order under `shape`, as `reshape`.",
    .body = Decompose([](V input, Ints shape) { return reshape(input, shape); }),
    .oracle = "input.reshape(shape)",
    .samples = {"f32[2,3] (3,2)", "f32[6] (-1,2)"},
    .function = "",
    .methods = "view",
});

constexpr Op expand_dims = define({
    .name = "ExpandDims",
    .schema = "input: Tensor, axis: int",
    .doc = "Inserts an axis of extent 1 before `axis`, counted in the result.",
    .infer = Infer([](Call& call, TensorType input, int64_t axis) {
      TensorType result = input;
      result.shape.insert(insertion_axis(call, axis, input.rank()), 1);
      return result;
    }),
    .body = View([](const Layout& layout, int64_t axis) {
      return duet::insert_axis(layout,
                               static_cast<int>(axis < 0 ? axis + layout.rank() + 1 : axis));
    }),
    .grad = Grad([](V x, int64_t, V, V dout) { return Grads{reshape_like(dout, x)}; }),
    .oracle = "np.expand_dims(input, axis)",
    .samples = {"f32[2,3] 0", "f32[2,3] -1", "f32[] 0", "f32[2,3] 1"},
    .function = "expand_dims unsqueeze",
    .methods = "=",
});

constexpr Op squeeze = define({
    .name = "Squeeze",
    .schema = "input: Tensor; axis: int[]? = None",
    .doc = "Takes away the axes named by `axis` (all axes if None) whose extent is 1.",
    .infer = Infer([](Call& call, TensorType input, std::optional<Ints> axis) {
      Ints gone = squeezed_axes(call, input.shape, axis);
      TensorType result{input.dtype, {}};
      for (int i = 0; i < input.rank(); ++i)
        if (std::find(gone.begin(), gone.end(), i) == gone.end())
          result.shape.push_back(input.shape[i]);
      return result;
    }),
    .body = View([](Call& call, const Layout& layout, std::optional<Ints> axis) {
      Ints gone = squeezed_axes(call, to_shape(layout.shape), axis);
      Layout result = layout;
      for (size_t i = gone.size(); i-- > 0;)
        result = duet::remove_axis(result, static_cast<int>(gone[i]));
      return result;
    }),
    .grad = Grad([](V x, std::optional<Ints>, V, V dout) { return Grads{reshape_like(dout, x)}; }),
    .oracle = "input.squeeze(axis)",
    .samples = {"f32[2,1,3,1] None", "f32[2,1,3] 1", "f32[1,2,1] (0,-1)", "f32[] None"},
    .methods = "=",
});

constexpr Op flatten = define({
    .name = "Flatten",
    .schema = "input: Tensor, order: str = 'C', *, start_dim: int = 1, end_dim: int = -1",
    .doc =
        "Makes one axis of the axes from `start_dim` to `end_dim`. Order 'F' takes elements with "
        "the first axis running fastest.",
    .body = Decompose(join_axes),
    .oracle = "input.reshape(input.shape[:start_dim] + (-1,))",
    .samples = {"f32[2,3,4] 'C' 1 -1", "f32[2,3] 'C' 0 -1", "f32[3] 'C' 0 -1"},
});

constexpr Op flatten_all = define({
    .name = "FlattenAll",
    .schema = "input: Tensor, order: str = 'C', *, start_dim: int = 0, end_dim: int = -1",
    .doc = "The Tensor method `flatten`: as the function, from axis 0.",
    .body = Decompose(join_axes),
    .oracle = "input.reshape(input.shape[:start_dim] + (-1,))",
    .samples = {"f32[2,3,4] 'C' 1 -1", "f32[2,3] 'C' 0 -1"},
    .function = "",
    .methods = "flatten",
});

constexpr Op ravel = define({
    .name = "Ravel",
    .schema = "input: Tensor",
    .doc = "All elements on one axis, in row-major order.",
    .body = Decompose([](V x) { return reshape(x, Ints{-1}); }),
    .oracle = "input.ravel()",
    .samples = {"f32[2,3]", "f32[]", "f32[0,2]"},
    .methods = "=",
});

}  // namespace duet::ops
