// Norms, log-sum-exp, and reductions that skip NaN.
#include <cmath>

#include "ops/families/rules.h"

namespace duet::ops {
namespace {

V floating(V x) {
  if (is_half(x.dtype())) return cast(x, DType::kFloat32);
  return is_int(x.dtype()) || is_bool(x.dtype()) ? V(cast(x, DType::kFloat32)) : x;
}
V fitted(V result, V x) { return is_half(x.dtype()) ? V(cast(result, x.dtype())) : result; }

/// (sum |x|^p)^(1/p) over axes, and its limits.
V vector_norm_of(V x, double p, const std::optional<Ints>& axes, bool keep_dims) {
  V size = abs(x);
  if (p == 2) return sqrt(reduce_sum(square(size), axes, keep_dims));
  if (p == 1) return reduce_sum(size, axes, keep_dims);
  if (p == 0) return reduce_sum(cast(not_equal(x, 0), size.dtype()), axes, keep_dims);
  // Of nothing the largest size is 0, not the -inf that begins a maximum.
  if (std::isinf(p))
    return p > 0 ? V(maximum(reduce_max(size, axes, keep_dims), 0))
                 : V(reduce_min(size, axes, keep_dims));
  return pow(reduce_sum(pow(size, p), axes, keep_dims), 1 / p);
}

/// The largest (or smallest) sum of sizes along the first of two axes.
V matrix_norm_of(Call& call, V x, double p, Ints axes, bool keep_dims) {
  int rank = x.rank();
  for (int64_t& a : axes) a = call.axis(a, rank, 2);
  // 1: sums down the columns; infinity: along the rows.
  bool columns = std::abs(p) == 1;
  if (!columns && !std::isinf(p))
    throw call.error("`ord` of a matrix needs to be None, 'fro', 1, -1, inf or -inf")
        .label(1, "{}", p)
        .help("write ops.svd(A, compute_uv=False) for norms of singular values")
        .slug("norm-order");
  V sums = reduce_sum(abs(x), Ints{columns ? axes[0] : axes[1]}, true);
  Ints other{columns ? axes[1] : axes[0]};
  V result =
      p > 0 ? V(maximum(reduce_max(sums, other, true), 0)) : V(reduce_min(sums, other, true));
  return keep_dims ? result : V(reduce_sum(result, axes, false));
}

V norm_of(Call& call, V x, const Value& order, std::optional<Ints> axes, bool keep_dims) {
  if (order.is_none() || order == Value("fro")) return vector_norm_of(x, 2, axes, keep_dims);
  if (order.kind() == Value::Kind::kString)
    throw call.error("`ord` needs to be None, 'fro' or a number")
        .label(1, "{}", describe(order))
        .slug("norm-order");
  double p = order.as_float();
  bool matrix = axes ? axes->size() == 2 : x.rank() == 2;
  if (!matrix) return vector_norm_of(x, p, axes, keep_dims);
  return matrix_norm_of(call, x, p, axes.value_or(Ints{0, 1}), keep_dims);
}

V without_nan(V x) { return is_float(x.dtype()) ? V(select(isnan(x), 0, x)) : x; }

}  // namespace

constexpr Op norm = define({
    .name = "Norm",
    .schema = "A: Tensor, ord: float | str? = None, dim: int[]? = None, keepdim: bool = False, *, "
              "dtype: dtype? = None",
    .doc =
        "The norm of vectors along `dim`, or of matrices over two axes. `ord`: None or 'fro' the "
        "root of the sum of squares, otherwise the order.",
    .body = Decompose([](Call& call, V x, Value order, std::optional<Ints> axes, bool keep_dims,
                         std::optional<DType> dtype) {
      V items = floating(dtype ? V(cast(x, *dtype)) : x);
      return fitted(norm_of(call, items, order, axes, keep_dims), dtype ? V(cast(x, *dtype)) : x);
    }),
    .oracle = "np.linalg.norm(A.ravel() if ord is None and dim is None else A, ord, dim)",
    .samples = {"f32[2,3] None None False", "f32[3] 1 None False", "f32[2,3] 2 1 False",
                "f32[2,3] inf None False", "f32[2,3] 1 None False", "f32[2,3] 3.0 (0,) False",
                "f32[2,3] 'fro' None False"},
    .function = "",
});

constexpr Op vector_norm = define({
    .name = "LinalgVectorNorm",
    .schema = "x: Tensor, ord: float = 2.0, axis: int[]? = None, keepdims: bool = False, *, "
              "dtype: dtype? = None",
    .doc = "The norm of order `ord` of the vectors along `axis` (of all elements if None).",
    .body = Decompose([](V x, double order, std::optional<Ints> axes, bool keep_dims,
                         std::optional<DType> dtype) {
      V items = dtype ? V(cast(x, *dtype)) : x;
      return fitted(vector_norm_of(floating(items), order, axes, keep_dims), items);
    }),
    .oracle = "np.linalg.norm(x if axis is not None else x.ravel(), ord, axis)",
    .samples = {"f32[2,3] 2.0 None False", "f32[2,3] 1.0 1 False", "f32[2,3] inf 1 False"},
    .function = "vector_norm",
});

constexpr Op lp_norm = define({
    .name = "LpNorm",
    .schema = "input: Tensor; axis: int[], p: int = 2, keep_dims: bool = False, "
              "epsilon: float = 1e-12",
    .doc = "The norm of order `p` of the vectors along `axis`, at least `epsilon`.",
    .body = Decompose([](V x, Ints axes, int64_t p, bool keep_dims, double epsilon) {
      V result = vector_norm_of(floating(x), static_cast<double>(p), axes, keep_dims);
      return fitted(maximum(result, epsilon), x);
    }),
    .oracle = "np.linalg.norm(input, p, axis)",
    .samples = {"f32[2,3] 1 2 False"},
    .function = "",
});

constexpr Op dist = define({
    .name = "Dist",
    .schema = "input: Tensor, other: Tensor, p: float = 2.0",
    .doc = "The norm of order `p` of the difference.",
    .body = Decompose([](V x, V y, double p) {
      return fitted(vector_norm_of(floating(x) - floating(y), p, std::nullopt, false), x);
    }),
    .oracle = "np.linalg.norm((input - other).ravel(), p)",
    .samples = {"f32[2,3] f32[3] 2.0", "f32[2,3] f32[2,3] 3.0"},
});

constexpr Op logsumexp = define({
    .name = "LogSumExp",
    .schema = "input: Tensor, dim: int[]? = None, keepdim: bool = False",
    .doc = "The logarithm of the sum of the exponentials along `dim`, without overflow.",
    .body = Decompose([](V x, std::optional<Ints> axes, bool keep_dims) {
      V items = floating(x), largest = reduce_max(items, axes, true);
      // An infinite maximum has no distance to itself.
      V base = stop_gradient(select(isfinite(largest), largest, 0));
      V sums = log(reduce_sum(exp(items - base), axes, true)) + base;
      return fitted(keep_dims ? sums : V(reduce_sum(sums, axes, false)), x);
    }),
    .oracle = "np.log(np.sum(np.exp(input), dim, keepdims=keepdim))",
    .samples = {"f32[2,3] 1 False", "f32[2,3] (0,1) True", "f16[4] 0 False"},
    .function = "logsumexp",
    .methods = "=",
});

constexpr Op nansum = define({
    .name = "Nansum",
    .schema = "input: Tensor, axis: int[]? = None, keepdims: bool = False, *, dtype: dtype? = None",
    .doc = "The sum along `axis` of the elements that are not NaN.",
    .body =
        Decompose([](V x, std::optional<Ints> axes, bool keep_dims, std::optional<DType> dtype) {
          return sum(without_nan(x), axes, keep_dims, dtype);
        }),
    .oracle = "np.nansum(input, axis, keepdims=keepdims, dtype=dtype)",
    .samples = {"f32[2,3] None False None", "f32[2,3] 1 True None"},
    .methods = "=",
});

constexpr Op nanmean = define({
    .name = "Nanmean",
    .schema = "input: Tensor, axis: int[]? = None, keepdims: bool = False, *, dtype: dtype? = None",
    .doc = "The mean along `axis` of the elements that are not NaN.",
    .body =
        Decompose([](V x, std::optional<Ints> axes, bool keep_dims, std::optional<DType> dtype) {
          V items = dtype ? V(cast(x, *dtype)) : x, wide = floating(items);
          V number = reduce_sum(cast(logical_not(isnan(wide)), wide.dtype()), axes, keep_dims);
          return fitted(reduce_sum(without_nan(wide), axes, keep_dims) / number, items);
        }),
    .oracle = "np.nanmean(input, axis, keepdims=keepdims)",
    .samples = {"f32[2,3] None False None", "f32[2,3] 1 True None"},
    .methods = "=",
});

}  // namespace duet::ops
