// Softmax and its logarithm.
#include "ops/families/rows.h"

namespace duet::ops {
namespace {

/// exp(x - max) times 1 / sum: one division for each row. The sum is at least 1.
V softmax_of(V x, const Ints& axis) {
  V wide = widened(x);
  V e = exp(wide - max_over(wide, axis));
  return rounded(e * reciprocal(sum_over(e, axis)), x.dtype());
}

V softmax_grad(V out, V dout, const Ints& axis) {
  V y = widened(out);
  V weighted = widened(dout) * y;
  return weighted - y * sum_over(weighted, axis);
}

TensorType infer_softmax(Call& call, TensorType x, int64_t axis, std::optional<DType> dtype) {
  if (dtype) x.dtype = *dtype;
  if (!dtype) check_floats(call, 0);
  call.axis(axis, x.rank(), 1);
  return x;
}

V as_dtype(V x, std::optional<DType> dtype) { return dtype ? rounded(x, *dtype) : x; }

}  // namespace

constexpr Op softmax = define({
    .name = "Softmax",
    .schema = "input: Tensor; axis: int = -1, *, dtype: dtype? = None",
    .doc = "Scales `input` along `axis` to positive values that add up to one.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis, std::optional<DType> dtype) {
      return infer_softmax(call, x, axis, dtype);
    }),
    .body = Decompose([](V x, int64_t axis, std::optional<DType> dtype) {
      return softmax_of(as_dtype(x, dtype), {axis});
    }),
    .grad = Grad([](V, int64_t axis, std::optional<DType>, V out, V dout) {
      return Grads{softmax_grad(out, dout, {axis})};
    }),
    .oracle = "oracles.softmax(input, axis)",
    .samples = {"f32[2,3] -1", "f32[4] 0", "f64[2,3,4] 1", "bf16[3,5] -1"},
    .methods = "softmax",
});

constexpr Op log_softmax = define({
    .name = "LogSoftmax",
    .schema = "logits: Tensor; axis: int = -1",
    .doc = "The logarithm of softmax along `axis`.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis) {
      return infer_softmax(call, x, axis, std::nullopt);
    }),
    .body = Decompose([](V x, int64_t axis) {
      V wide = widened(x);
      V shifted = wide - max_over(wide, {axis});
      return rounded(shifted - log(sum_over(exp(shifted), {axis})), x.dtype());
    }),
    .grad = Grad([](V, int64_t axis, V out, V dout) {
      V g = widened(dout);
      return Grads{g - exp(widened(out)) * sum_over(g, {axis})};
    }),
    .oracle = "np.log(oracles.softmax(logits, axis))",
    .samples = {"f32[2,3] -1", "f32[4] 0", "f64[2,3,4] 1", "f16[3,5] -1"},
});

constexpr Op softmin = define({
    .name = "Softmin",
    .schema = "x: Tensor, axis: int = -1, *, dtype: dtype? = None",
    .doc = "Softmax of -x.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis, std::optional<DType> dtype) {
      return infer_softmax(call, x, axis, dtype);
    }),
    .body = Decompose([](V x, int64_t axis, std::optional<DType> dtype) {
      return softmax_of(-as_dtype(x, dtype), {axis});
    }),
    .grad = Grad([](V, int64_t axis, std::optional<DType>, V out, V dout) {
      return Grads{-softmax_grad(out, dout, {axis})};
    }),
    .oracle = "oracles.softmax(-x, axis)",
    .samples = {"f32[2,3] -1", "f32[4] 0"},
});

}  // namespace duet::ops
