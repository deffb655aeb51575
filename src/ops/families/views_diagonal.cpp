// Matrices from diagonals, and sums of them.
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// Zeros with the last axis of `x` on the diagonal of two new last axes, `offset` to the right.
V on_diagonal(Call& call, V x, int64_t offset) {
  Ints shape = x.type().sizes();
  int64_t length = shape.back(), side = length + std::abs(offset);
  shape.push_back(side);
  shape[shape.size() - 2] = side;
  Layout whole = contiguous(shape);
  Ints size = x.type().sizes(), stride(whole.strides.begin(), whole.strides.end() - 2);
  stride.push_back(side + 1);
  V zero = full_of(call.dispatcher, shape, 0, x.dtype());
  int64_t start = offset < 0 ? -offset * side : offset;
  return as_strided_put(zero, x, size, stride, start);
}

}  // namespace

constexpr Op diag_embed = define({
    .name = "DiagEmbed",
    .schema = "input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1",
    .doc = "Matrices over `dim1` and `dim2` that have the last axis of `input` on their diagonal, "
           "`offset` to the right, and 0 elsewhere.",
    .body = Decompose([](Call& call, V x, int64_t offset, int64_t dim1, int64_t dim2) -> V {
      if (x.rank() == 0)
        throw call.error("diag_embed needs a tensor of one axis or more")
            .label(0, "{}", describe(x.type()))
            .slug("diagonal-rank");
      int rank = x.rank() + 1, first = call.axis(dim1, rank, 2), second = call.axis(dim2, rank, 3);
      if (first == second)
        throw call.error("diag_embed needs two different axes")
            .label(2, "axis {}", first)
            .label(3, "axis {}", second)
            .slug("diagonal-axes");
      return movedim(on_diagonal(call, x, offset), Ints{-2, -1}, Ints{first, second});
    }),
    .oracle = "input[..., None] * np.eye(input.shape[-1], dtype=input.dtype)",
    .samples = {"f32[3] 0 -2 -1", "f32[2,3] 0 -2 -1"},
    .methods = "=",
});

constexpr Op diag = define({
    .name = "Diag",
    .schema = "input: Tensor",
    .doc = "Zeros of twice the axes, with the elements of `input` on the main diagonal.",
    .body = Decompose([](Call& call, V x) -> V {
      Ints shape = x.type().sizes(), twice = shape;
      twice.append(shape.begin(), shape.end());
      return reshape(on_diagonal(call, reshape(x, Ints{-1}), 0), twice);
    }),
    .oracle = "np.diag(input.ravel()).reshape(input.shape * 2)",
    .samples = {"f32[3]", "f32[2,2]"},
    .methods = "=",
});

constexpr Op diagflat = define({
    .name = "Diagflat",
    .schema = "input: Tensor, offset: int = 0",
    .doc =
        "A matrix with all elements of `input` on the diagonal that starts `offset` to the right.",
    .body = Decompose([](Call& call, V x, int64_t offset) {
      return on_diagonal(call, reshape(x, Ints{-1}), offset);
    }),
    .oracle = "np.diagflat(input, offset)",
    .samples = {"f32[3] 0", "f32[2,2] 1", "f32[3] -2"},
    .methods = "=",
});

constexpr Op trace = define({
    .name = "Trace",
    .schema = "input: Tensor",
    .doc = "The sum of the elements on the diagonal of a matrix.",
    .body = Decompose([](Call& call, V x) -> V {
      if (x.rank() != 2)
        throw call.error("trace needs a tensor of two axes")
            .label(0, "{}", describe(x.type()))
            .slug("trace-rank");
      return reduce_sum(diagonal(x));
    }),
    .oracle = "np.trace(input)",
    .samples = {"f32[3,3]", "f32[2,4]", "i64[2,2]"},
});

constexpr Op trace_method = define({
    .name = "TraceMethod",
    .schema =
        "input: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: dtype? = None",
    .doc = "The Tensor method `trace`: the sum along a diagonal.",
    .body = Decompose(
        [](V x, int64_t offset, int64_t axis1, int64_t axis2, std::optional<DType> dtype) -> V {
          V sum = reduce_sum(diagonal(x, offset, axis1, axis2), Ints{-1});
          return dtype ? V(cast(sum, *dtype)) : sum;
        }),
    .oracle = "np.trace(input, offset, axis1, axis2)",
    .samples = {"f32[3,3] 0 0 1", "f32[2,3,4] 1 0 2"},
    .function = "",
    .methods = "trace",
});

}  // namespace duet::ops
