// Views that pick elements: basic indices, slices, one index of an axis, diagonals, free strides.
// Each has a writing counterpart (`..._put`) and a gradient that spreads into zeros.
#include "kernels/copy.h"
#include "ops/basic_index.h"
#include "ops/combine.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// Results are a copy of argument 0 with `value` written through `view`.
void put_through(KernelCall& k, const Tensor& value, const Layout& view) {
  const Tensor& out = k.outputs[0];
  Tensor input = k.call.args[0].as_tensor();
  if (out.data() != input.data()) kernels::copy_into(out, input);
  kernels::copy_into(out.view(view), value);
}

/// Where axes `dim1` and `dim2` (from the front) cross, as the last axis.
Layout diagonal_layout(const Layout& from, int64_t offset, int dim1, int dim2) {
  int64_t rows = from.shape[dim1], columns = from.shape[dim2];
  int64_t down = std::max<int64_t>(-offset, 0), right = std::max<int64_t>(offset, 0);
  int64_t length = std::max<int64_t>(std::min(rows - down, columns - right), 0);
  int64_t stride = from.strides[dim1] + from.strides[dim2];
  Layout result = from;
  if (length > 0) result.offset += down * from.strides[dim1] + right * from.strides[dim2];
  for (int axis : {std::max(dim1, dim2), std::min(dim1, dim2)}) result = remove_axis(result, axis);
  result.shape.push_back(length);
  result.strides.push_back(stride);
  return result;
}

Layout diagonal_of(Call& call, const Layout& from, int64_t offset, int64_t dim1, int64_t dim2) {
  int rank = from.rank();
  if (rank < 2)
    throw call.error("diagonal needs a tensor of two axes or more")
        .label(0, "{}", describe(call.type(0)))
        .slug("diagonal-rank");
  int first = call.axis(dim1, rank, 2), second = call.axis(dim2, rank, 3);
  if (first == second)
    throw call.error("diagonal needs two different axes")
        .label(2, "axis {}", first)
        .label(3, "axis {}", second)
        .slug("diagonal-axes");
  return diagonal_layout(from, offset, first, second);
}

Layout strided(Call& call, const Layout& base, const Ints& size, const Ints& stride,
               int64_t offset) {
  if (size.size() != stride.size())
    throw call.error("`size` and `stride` need to be of one length")
        .label(1, "({})", fmt::join(size, ", "))
        .label(2, "({})", fmt::join(stride, ", "))
        .slug("as-strided-rank");
  Layout result{size, stride, offset};
  auto [low, high] = reach(result);
  if (duet::count(size) > 0 && (low < 0 || high > duet::count(base.shape)))
    throw call.error("as_strided needs a view that stays inside the memory of `input`")
        .label(0, "{} elements", duet::count(base.shape))
        .label(3, "elements {} to {}", low, high - 1)
        .slug("as-strided-range");
  result.offset += base.offset;
  return result;
}

}  // namespace

constexpr Op index_view = define({
    .name = "IndexView",
    .schema = "input: Tensor, spec: int[]",
    .doc = "The view that a basic index (ints, slices, None, ellipsis) gives; `spec` is its form "
           "in numbers (basic_index.h).",
    .infer = Infer([](Call& call, TensorType input, Ints spec) {
      return tensor(input.dtype, basic_index::shape(call, input.shape, spec));
    }),
    .body = View([](Call& call, const Layout& layout, Ints spec) {
      return basic_index::layout(call, layout, spec);
    }),
    .grad = Grad([](V x, Ints spec, V, V dout) { return Grads{index_view_grad(dout, x, spec)}; }),
    .no_oracle = "its attribute is an encoding; tests/ops/test_indexing.py compares x[...]",
    .function = "",
});

constexpr Op index_view_grad = define({
    .name = "IndexViewGrad",
    .schema = "dout: Tensor, like: Tensor, spec: int[]",
    .doc = "Zeros in the shape of `like`, with `dout` where the basic index `spec` points.",
    .infer = Infer([](Call&, TensorType dout, TensorType like, Ints) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor& out = k.outputs[0];
      kernels::fill_zero(out);
      kernels::copy_into(
          out.view(basic_index::layout(k.call, out.layout(), k.call.args[2].as_ints())),
          k.call.args[0].as_tensor());
    }),
    .grad = Grad([](V, V, Ints spec, V, V dout) { return Grads{index_view(dout, spec), V()}; }),
    .no_oracle = "the gradient of IndexView",
    .function = "",
});

constexpr Op index_view_put = define({
    .name = "IndexViewPut",
    .schema = "input: Tensor, value: Tensor, spec: int[]",
    .doc = "A copy of `input` with `value` where the basic index `spec` points.",
    .infer = Infer([](Call&, TensorType input, TensorType, Ints) { return input; }),
    .body = Kernel([](KernelCall& k) {
      put_through(k, k.call.args[1].as_tensor(),
                  basic_index::layout(k.call, k.outputs[0].layout(), k.call.args[2].as_ints()));
    }),
    .grad = Grad([](V, V value, Ints spec, V, V dout) {
      return Grads{index_view_put(dout, zeros_like(value), spec), index_view(dout, spec)};
    }),
    .no_oracle = "its attribute is an encoding; tests/ops/test_indexing.py compares x[...] = v",
    .function = "",
});

constexpr Op select_axis = define({
    .name = "SelectView",
    .schema = "input: Tensor, dim: int, index: int",
    .doc = "The elements at `index` of axis `dim`, without that axis.",
    .infer = Infer([](Call& call, TensorType input, int64_t dim, int64_t index) {
      return tensor(input.dtype,
                    basic_index::shape(call, input.shape,
                                       basic_index::take(call.axis(dim, input.rank(), 1), index)));
    }),
    .body = View([](Call& call, const Layout& layout, int64_t dim, int64_t index) {
      return basic_index::layout(call, layout,
                                 basic_index::take(call.axis(dim, layout.rank(), 1), index));
    }),
    .grad = Grad([](V x, int64_t dim, int64_t index, V, V dout) {
      int axis = static_cast<int>(dim < 0 ? dim + x.rank() : dim);
      return Grads{index_view_grad(dout, x, basic_index::take(axis, index))};
    }),
    .oracle = "np.take(input, index, dim)",
    .samples = {"f32[2,3] 0 1", "f32[2,3,4] -1 -2"},
    .function = "",
});

constexpr Op narrow_view = define({
    .name = "Narrow",
    .schema = "input: Tensor, axis: int, start: int, length: int",
    .doc = "`length` elements of `axis`, from `start`.",
    .body = Decompose([](Call& call, V x, int64_t dim, int64_t start, int64_t length) -> V {
      int axis = call.axis(dim, x.rank(), 1);
      Dim extent = x.dim(axis);
      if (start < 0 && extent.known()) start += extent.value();
      if (start < 0 || length < 0 || (extent.known() && start + length > extent.value()))
        throw call.error("narrow needs elements that lie within the axis")
            .label(0, "{}", describe(call.type(0)))
            .label(2, "from {}", start)
            .label(3, "{} elements of axis {}", length, axis)
            .slug("narrow-range");
      return index_view(x, basic_index::slice(axis, start, start + length));
    }),
    .oracle = "np.take(input, range(start, start + length), axis)",
    .samples = {"f32[2,3] 1 1 2", "f32[4] 0 0 0"},
    .methods = "=",
});

constexpr Op slice = define({
    .name = "Slice",
    .schema = "input_x: Tensor, begin: int[], size: int[]",
    .doc = "`size` elements of each axis, from `begin`; a size of -1 takes all that follow.",
    .body = Decompose([](Call& call, V x, Ints begin, Ints size) -> V {
      auto rank = static_cast<size_t>(x.rank());
      if (begin.size() != rank || size.size() != rank)
        throw call.error("`begin` and `size` need one number for each axis")
            .label(0, "{}", describe(call.type(0)))
            .label(1, "({})", fmt::join(begin, ", "))
            .label(2, "({})", fmt::join(size, ", "))
            .slug("slice-rank");
      Ints spec;
      for (size_t i = 0; i < rank; ++i) {
        Dim extent = x.dim(static_cast<int>(i));
        int64_t stop =
            size[i] < 0 ? (extent.known() ? extent.value() : INT64_MAX) : begin[i] + size[i];
        if (begin[i] < 0 || (extent.known() && stop > extent.value()))
          throw call.error("slice needs elements that lie within the axis")
              .label(0, "{}", describe(call.type(0)))
              .label(1, "from {} on axis {}", begin[i], i)
              .label(2, "{} elements", size[i])
              .slug("narrow-range");
        for (int64_t number :
             {int64_t{basic_index::kRange}, int64_t{3}, begin[i], stop, int64_t{1}})
          spec.push_back(number);
      }
      return index_view(x, spec);
    }),
    .oracle = "input_x[tuple(slice(b, b + s) for b, s in zip(begin, size))]",
    .samples = {"f32[2,3] (0,1) (2,2)"},
});

constexpr Op diagonal = define({
    .name = "Diagonal",
    .schema = "input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1",
    .doc = "The elements where axes `dim1` and `dim2` cross, `offset` to the right, as the last "
           "axis.",
    .infer = viewed,
    .body = View([](Call& call, const Layout& layout, int64_t offset, int64_t dim1, int64_t dim2) {
      return diagonal_of(call, layout, offset, dim1, dim2);
    }),
    .grad = Grad([](V x, int64_t offset, int64_t dim1, int64_t dim2, V, V dout) {
      return Grads{diagonal_grad(dout, x, offset, dim1, dim2)};
    }),
    .oracle = "np.diagonal(input, offset, dim1, dim2)",
    .samples = {"f32[2,3] 0 0 1", "f32[2,3] 1 0 1", "f32[3,2,4] -1 2 0", "f32[2,2] 5 0 1"},
    .methods = "=",
});

constexpr Op diagonal_grad = define({
    .name = "DiagonalGrad",
    .schema = "dout: Tensor, like: Tensor, offset: int, dim1: int, dim2: int",
    .doc = "Zeros in the shape of `like`, with `dout` on the diagonal.",
    .infer = Infer([](Call&, TensorType dout, TensorType like, int64_t, int64_t, int64_t) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor& out = k.outputs[0];
      auto number = [&](int i) { return k.call.args[i].as_int(); };
      kernels::fill_zero(out);
      int rank = out.rank();
      auto axis = [&](int64_t a) { return static_cast<int>(a < 0 ? a + rank : a); };
      kernels::copy_into(
          out.view(diagonal_layout(out.layout(), number(2), axis(number(3)), axis(number(4)))),
          k.call.args[0].as_tensor());
    }),
    .grad = Grad([](V, V, int64_t offset, int64_t dim1, int64_t dim2, V, V dout) {
      return Grads{diagonal(dout, offset, dim1, dim2), V()};
    }),
    .no_oracle = "the gradient of Diagonal",
    .function = "",
});

constexpr Op as_strided = define({
    .name = "AsStrided",
    .schema = "input: Tensor, size: int[], stride: int[], storage_offset: int = 0",
    .doc = "The elements of `input`, in row-major order, under free extents, strides and offset.",
    .infer = Infer([](Call&, TensorType input, Ints size, Ints, int64_t) {
      return tensor(input.dtype, to_shape(size));
    }),
    .body = View([](Call& call, const Layout& layout, Ints size, Ints stride,
                    int64_t offset) -> std::optional<Layout> {
      if (!is_contiguous(layout)) return std::nullopt;
      return strided(call, layout, size, stride, offset);
    }),
    .grad = Grad([](V x, Ints size, Ints stride, int64_t offset, V, V dout) {
      return Grads{as_strided_grad(dout, x, size, stride, offset)};
    }),
    .no_oracle =
        "it is about memory; tests/ops/test_indexing.py compares it with NumPy's as_strided",
    .samples = {"f32[6] (2,2) (3,1) 1"},
});

constexpr Op as_strided_put = define({
    .name = "AsStridedPut",
    .schema = "input: Tensor, value: Tensor, size: int[], stride: int[], storage_offset: int = 0",
    .doc = "A copy of `input` with `value` at the elements that as_strided would show.",
    .infer = Infer([](Call&, TensorType input, TensorType, Ints, Ints, int64_t) { return input; }),
    .body = Kernel([](KernelCall& k) {
      const auto& args = k.call.args;
      put_through(k, args[1].as_tensor(),
                  strided(k.call, k.outputs[0].layout(), args[2].as_ints(), args[3].as_ints(),
                          args[4].as_int()));
    }),
    .grad = Grad([](V, V value, Ints size, Ints stride, int64_t offset, V, V dout) {
      return Grads{as_strided_put(dout, zeros_like(value), size, stride, offset),
                   as_strided(dout, size, stride, offset)};
    }),
    .no_oracle = "it is about memory; tests/ops/test_indexing.py writes through views",
    .function = "",
});

constexpr Op as_strided_grad = define({
    .name = "AsStridedGrad",
    .schema = "dout: Tensor, like: Tensor, size: int[], stride: int[], storage_offset: int = 0",
    .doc = "Zeros in the shape of `like`, with `dout` added where as_strided shows the elements.",
    .infer = Infer([](Call&, TensorType dout, TensorType like, Ints, Ints, int64_t) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      const auto& args = k.call.args;
      const Tensor& out = k.outputs[0];
      kernels::fill_zero(out);
      Layout view =
          strided(k.call, out.layout(), args[2].as_ints(), args[3].as_ints(), args[4].as_int());
      kernels::combine(
          out.view(view), args[0].as_tensor(),
          overlaps_itself(view) ? combine_with(Combining::kAdd, out.dtype()) : kernels::Combine());
    }),
    .grad = Grad([](V, V, Ints size, Ints stride, int64_t offset, V, V dout) {
      return Grads{as_strided(dout, size, stride, offset), V()};
    }),
    .no_oracle = "the gradient of AsStrided",
    .function = "",
});

}  // namespace duet::ops
