// Reductions by labels, masks that are filled from a source, and counting.
#include <algorithm>
#include <limits>

#include "kernels/index.h"
#include "ops/combine.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"
#include "ops/scalar/visit.h"

namespace duet::ops {

namespace {

/// The segment's extents: `num`, then what `x` has beyond the labels.
constexpr auto infer_segment = [](Call& call, TensorType x, TensorType ids, int64_t num,
                                  std::string_view) {
  bool fits = ids.rank() <= x.rank() && is_int(ids.dtype);
  for (int i = 0; fits && i < ids.rank(); ++i) fits = !differ(ids.shape[i], x.shape[i]);
  if (!fits)
    throw call.error("`segment_ids` needs integers in the shape of the leading axes of the input")
        .label(0, "{}", describe(x))
        .label(1, "{}", describe(ids))
        .slug("segment-shape");
  if (num < 1)
    throw call.error("`num_segments` needs to be 1 or more").label(2, "{}", num).slug("segments");
  Shape shape{num};
  for (int i = ids.rank(); i < x.rank(); ++i) shape.push_back(x.shape[i]);
  return tensor(x.dtype, shape);
};

/// What an empty segment holds.
void start_segments(const Tensor& out, Combining how) {
  if (how == Combining::kAdd) return kernels::fill_zero(out);
  if (is_complex(out.dtype())) combine_with(how, out.dtype());  // for its error
  visit(out.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    T start = convert<T>(int64_t{1});
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>) {
      uint16_t largest = std::is_same_v<T, Half> ? 0x7bff : 0x7f7f;
      if (how == Combining::kMin) start = T{largest};
      if (how == Combining::kMax) start = T{static_cast<uint16_t>(largest | 0x8000)};
    } else {
      if (how == Combining::kMin) start = std::numeric_limits<T>::max();
      if (how == Combining::kMax) start = std::numeric_limits<T>::lowest();
    }
    kernels::fill(out, &start);
  });
}

void segment_kernel(KernelCall& k) {
  const Tensor& out = k.outputs[0];
  Tensor x = kernels::row_major(k.call.args[0].as_tensor());
  Combining how = combining(k.call.args[3].as_string());
  start_segments(out, how);
  std::vector<int64_t> places = kernels::integers(k.call.args[1].as_tensor());
  int64_t stride = out.strides()[0];
  for (int64_t& place : places)
    place = place < 0 || place >= out.shape()[0] ? kernels::kOutside : place * stride;
  kernels::put(out, x, 0, 1, places, combine_with(how, out.dtype()));
}

/// `out` or `dout` at each element's segment; elements without a segment read the first one.
V at_segments(V segments, V ids) {
  V fitted = fit_index(ids, segments.dim(0).value(), false);
  return index_get(segments, Vs{fitted}, 0);
}

/// The gradient of products. An element that is 0 gets the product of the others, which is 0 if one
/// of them is 0 too.
V product_grad(V x, V ids, int64_t segments, V out, V back) {
  V factor = select(not_equal(x, 0), x, 1);
  V zeros = segment_reduce(select(equal(x, 0), factor, 0), ids, segments, "add");
  V others = select(equal(zeros, 1), segment_reduce(factor, ids, segments, "mul"), 0);
  return back * select(equal(x, 0), at_segments(others, ids), at_segments(out, ids) / factor);
}

/// Elements whose label is negative belong to no segment and have no gradient.
V in_segment(V ids, V like) {
  V inside = greater_equal(ids, 0);
  for (int i = inside.rank(); i < like.rank(); ++i) inside = expand_dims(inside, -1);
  return inside;
}

void masked_scatter_kernel(KernelCall& k) {
  const Tensor& out = k.outputs[0];
  kernels::copy_into(out, k.call.args[0].as_tensor());
  Tensor mask = k.call.args[1].as_tensor();
  std::vector<int64_t> places =
      kernels::nonzero(mask.view(duet::expand(mask.layout(), out.shape())));
  Tensor source = kernels::row_major(k.call.args[2].as_tensor());
  auto count = static_cast<int64_t>(places.size());
  if (count > source.count())
    throw k.call.error("`tensor` needs an element for each True of `mask`")
        .label(1, "{} True", count)
        .label(2, "{} elements", source.count())
        .slug("masked-scatter-count");
  Tensor flat = out.view(duet::contiguous(Ints{out.count()}));
  kernels::put(flat, source.view(Layout{{count}, {1}, source.layout().offset}), 0, 1, places, {});
}

}  // namespace

constexpr Op segment_reduce = define({
    .name = "SegmentReduce",
    .schema = "input_x: Tensor, segment_ids: Tensor, num_segments: int, reduce: str",
    .doc = "Combines the slices of `input_x` that have one label; negative labels are left out.",
    .infer = Infer(infer_segment),
    .body = Kernel(segment_kernel),
    .grad = Grad([](V x, V ids, int64_t segments, std::string_view reduce, V out, V dout) {
      V back = at_segments(dout, ids);
      if (reduce == "mul") back = product_grad(x, ids, segments, out, back);
      if (reduce == "min" || reduce == "max")
        back = select(equal(x, at_segments(out, ids)), back, 0);
      return Grads{select(in_segment(ids, x), back, 0), V()};
    }),
    .no_oracle = "its samples need labels in range; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
});

#define DUET_SEGMENT_OP(word, Word, way, first, what)                                         \
  constexpr Op unsorted_segment_##word = define({                                             \
      .name = "UnsortedSegment" Word,                                                         \
      .schema = first ": Tensor, segment_ids: Tensor, num_segments: int",                     \
      .doc = "The " what " of the slices that have one label; negative labels are left out.", \
      .body = Decompose(                                                                      \
          [](V x, V ids, int64_t num) -> V { return segment_reduce(x, ids, num, way); }),     \
      .no_oracle = "its samples need labels in range; tests/ops/test_indexing.py compares",   \
      .methods = "=",                                                                         \
  });

DUET_SEGMENT_OP(sum, "Sum", "add", "input_x", "sum")
DUET_SEGMENT_OP(prod, "Prod", "mul", "x", "product")
DUET_SEGMENT_OP(min, "Min", "min", "x", "smallest")
DUET_SEGMENT_OP(max, "Max", "max", "x", "largest")
#undef DUET_SEGMENT_OP

constexpr Op masked_scatter = define({
    .name = "MaskedScatter",
    .schema = "x: Tensor, mask: Tensor, tensor: Tensor",
    .doc =
        "A copy of `x` in which the places where `mask` is True take the elements of `tensor` in "
        "order.",
    .infer = Infer([](Call& call, TensorType x, TensorType mask, TensorType source) {
      auto shape = try_broadcast(x.shape, mask.shape);
      if (!is_bool(mask.dtype) || !shape || !(*shape == x.shape))
        throw call.error("`mask` needs to be a bool tensor that broadcasts to the shape of `x`")
            .label(0, "{}", describe(x))
            .label(1, "{}", describe(mask))
            .slug("mask-shape");
      if (source.dtype != x.dtype)
        throw call.type_error("`tensor` needs the dtype of `x`")
            .label(0, "{}", describe(x))
            .label(2, "{}", describe(source))
            .slug("masked-scatter-dtype");
      return x;
    }),
    .body = Kernel(masked_scatter_kernel),
    .grad = Grad([](V, V mask, V source, V, V dout) {
      return Grads{masked_fill(dout, mask, 0), V(), masked_scatter_grad(dout, mask, source)};
    }),
    .no_oracle = "its samples need enough elements; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
    .methods = "masked_scatter",
});

constexpr Op masked_scatter_grad = define({
    .name = "MaskedScatterGrad",
    .schema = "dout: Tensor, mask: Tensor, like: Tensor",
    .doc = "The elements of `dout` where `mask` is True, in order, then zeros, in the shape of "
           "`like`.",
    .infer = Infer([](Call&, TensorType dout, TensorType, TensorType like) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor& out = k.outputs[0];
      kernels::fill_zero(out);
      Tensor dout = kernels::row_major(k.call.args[0].as_tensor());
      Tensor mask = k.call.args[1].as_tensor();
      auto places = kernels::nonzero(mask.view(duet::expand(mask.layout(), dout.shape())));
      Layout flat{{dout.count()}, {1}, dout.layout().offset};
      Layout front{{static_cast<int64_t>(places.size())}, {1}, 0};
      kernels::take(out.view(front), dout.view(flat), 0, 1, places);
    }),
    .grad = Grad([](V, V mask, V, V, V dout) {
      // The elements go back to where they came from.
      V zero = zeros_like(cast(mask, dout.dtype()));
      return Grads{masked_scatter(zero, mask, dout), V(), V()};
    }),
    .no_oracle = "the gradient of MaskedScatter",
    .function = "",
});

}  // namespace duet::ops
