// Windows as columns, and back.
#include "kernels/unfold.h"

#include "ops/families/rows.h"
#include "ops/families/window.h"

namespace duet::ops {
namespace {

/// Arguments `first`... are kernel, stride, before, after, dilation.
kernels::Pooling windows_at(Call& call, int first) {
  auto ints = [&](int i) { return call.args[first + i].as_ints(); };
  return {ints(0), {ints(1), ints(2), ints(3), ints(4)}, false};
}

/// (kernel_size, dilation, padding, stride) at `first`, as users give them.
struct Attributes {
  Ints kernel, stride, dilation;
  Padding padding;
};
Attributes attributes_at(Call& call, int first) {
  auto each = [&](int i, int64_t least) {
    return per_axis(call, call.args[first + i].as_ints(), 2, first + i, least);
  };
  return {each(0, 1), each(3, 1), each(1, 1),
          explicit_padding(call, call.args[first + 2].as_ints(), 2, first + 2)};
}

Dim window_places(const TensorType& image, const kernels::Pooling& p) {
  Dim total = 1;
  for (int i = 0; i < 2; ++i) {
    Dim n = places(image.dim(i + 2), p.kernel[i], p.window.stride[i],
                   p.window.before[i] + p.window.after[i], p.window.dilation[i]);
    total = n.known() && total.known() ? Dim(n.value() * total.value()) : Dim::unknown();
  }
  return total;
}

}  // namespace

constexpr Op unfold_windows = define({
    .name = "UnfoldWindows",
    .schema = "input: Tensor, kernel: int[], stride: int[], before: int[], after: int[], dilation: "
              "int[]",
    .doc = "Copies each window of the last two axes into a column.",
    .infer = Infer([](Call& call, TensorType x) {
      kernels::Pooling p = windows_at(call, 1);
      if (x.rank() != 4)
        throw call.error("unfold needs a tensor of rank 4")
            .label(0, "rank {}: {}", x.rank(), describe(x))
            .slug("unfold-rank");
      Dim columns =
          x.dim(1).known() ? Dim(x.dim(1).value() * p.kernel[0] * p.kernel[1]) : Dim::unknown();
      return tensor(x.dtype, {x.dim(0), columns, window_places(x, p)});
    }),
    .body = Kernel([](KernelCall& k) {
      kernels::unfold(k.call.args[0].as_tensor(), windows_at(k.call, 1), k.outputs[0]);
    }),
    .grad =
        Grad([](V x, Ints kernel, Ints stride, Ints before, Ints after, Ints dilation, V, V dout) {
          return Grads{fold_windows(dout, x, kernel, stride, before, after, dilation)};
        }),
    .no_oracle = "tests/nn compares unfold with known columns",
    .samples = {"f32[1,2,4,5] (2,3) (1,2) (0,1) (1,1) (1,1)"},
    .function = "",
});

constexpr Op fold_windows = define({
    .name = "FoldWindows",
    .schema = "dout: Tensor, like: Tensor, kernel: int[], stride: int[], before: int[], after: "
              "int[], dilation: int[]",
    .doc = "Adds columns back to the windows that they came from.",
    .infer = Infer(
        [](Call&, TensorType dout, TensorType like) { return tensor(dout.dtype, like.shape); }),
    .body = Kernel([](KernelCall& k) {
      kernels::fold(k.call.args[0].as_tensor(), windows_at(k.call, 2), k.outputs[0]);
    }),
    .grad =
        Grad([](V, V, Ints kernel, Ints stride, Ints before, Ints after, Ints dilation, V, V dout) {
          return Grads{unfold_windows(dout, kernel, stride, before, after, dilation), V()};
        }),
    .no_oracle = "tests compare it with finite differences of UnfoldWindows",
    .samples = {"f32[1,12,9] f32[1,2,4,5] (2,3) (1,2) (0,1) (0,1) (1,1)"},
    .function = "",
});

constexpr Op unfold = define({
    .name = "Unfold",
    .schema = "input: Tensor, kernel_size: int[], dilation: int[] = 1, padding: int[] = 0, stride: "
              "int[] = 1",
    .doc = "Copies each window of (batch, channels, height, width) into a column of (batch, "
           "channels * window, places).",
    .body = Decompose([](Call& call, V x) {
      Attributes a = attributes_at(call, 1);
      return unfold_windows(x, a.kernel, a.stride, a.padding.before, a.padding.after, a.dilation);
    }),
    .no_oracle = "tests/nn compares it with known columns",
    .samples = {"f32[2,3,4,5] 2 1 1 2"},
});

constexpr Op fold = define({
    .name = "Fold",
    .schema =
        "input: Tensor, output_size: int[], kernel_size: int[], dilation: int[] = 1, padding: "
        "int[] = 0, stride: int[] = 1",
    .doc = "Adds columns (batch, channels * window, places) to the windows of an image of "
           "`output_size`.",
    .body = Decompose([](Call& call, V x, Ints size) {
      Attributes a = attributes_at(call, 2);
      Ints extents = per_axis(call, size, 2, 1, 1);
      int64_t window = a.kernel[0] * a.kernel[1];
      if (x.rank() != 3 || x.dim(1).value() % window != 0)
        throw call.error("fold needs columns of (batch, channels * window, places)")
            .label(0, "{}", describe(x.type()))
            .label(2, "({})", fmt::join(a.kernel, ", "))
            .slug("fold-shape");
      Ints image{x.dim(0).value(), x.dim(1).value() / window, extents[0], extents[1]};
      kernels::Pooling pooling{a.kernel, {a.stride, a.padding.before, a.padding.after, a.dilation}};
      Dim columns = window_places({x.dtype(), to_shape(image)}, pooling);
      if (differ(columns, x.dim(2)))
        throw call.error("fold needs one column for each place of the window")
            .label(0, "{} columns: {}", x.dim(2).value(), describe(x.type()))
            .label(1, "{} places", columns.value())
            .slug("fold-shape");
      V like = apply(zeros, x.dispatcher(), Values{Value(image), Value(x.dtype())});
      return fold_windows(x, like, a.kernel, a.stride, a.padding.before, a.padding.after,
                          a.dilation);
    }),
    .no_oracle = "tests/nn compares it with known images",
    .samples = {"f32[2,12,6] (3,4) 2 1 0 1"},
});

}  // namespace duet::ops
