// Running sums, products and extremes along an axis. Halves are added up in float32.
#include "kernels/scan.h"
#include "ops/families/rules.h"

namespace duet::ops {
namespace {

V wide(V x) {
  if (is_bool(x.dtype())) return cast(x, DType::kInt64);
  return is_half(x.dtype()) ? V(cast(x, DType::kFloat32)) : x;
}
/// A half result as the half it was asked for.
V as_asked(V result, DType dtype) { return is_half(dtype) ? V(cast(result, dtype)) : result; }

TensorType scanned(Call& call, TensorType x, int64_t axis) {
  call.axis(axis, x.rank(), 1);
  return x;
}

template <kernels::Scan kind>
void scan_kernel(KernelCall& k) {
  const auto& args = k.call.args;
  Tensor x = args[0].as_tensor();
  if (x.rank() == 0) x = x.view(insert_axis(x.layout(), 0));
  Tensor out = k.outputs[0];
  if (out.rank() == 0) out = out.view(insert_axis(out.layout(), 0));
  int axis = k.call.axis(args[1].as_int(), x.rank(), 1);
  kernels::scan(out, x, kind, {axis, args[2].as_bool(), args[3].as_bool()});
}

void extreme_kernel(KernelCall& k) {
  Tensor x = k.call.args[0].as_tensor(), values = k.outputs[0], places = k.outputs[1];
  if (x.rank() == 0) {
    for (Tensor* t : {&x, &values, &places}) *t = t->view(insert_axis(t->layout(), 0));
  }
  int axis = k.call.axis(k.call.args[1].as_int(), x.rank(), 1);
  kernels::running_extreme(values, places, x, axis, k.call.args[2].as_bool());
}

}  // namespace

constexpr Op scan_sum = define({
    .name = "ScanSum",
    .schema = "x: Tensor, axis: int, exclusive: bool = False, reverse: bool = False",
    .doc = "Running sums along `axis`; `exclusive` leaves each element out of its own sum, "
           "`reverse` begins at the end.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis) { return scanned(call, x, axis); }),
    .body = Kernel(scan_kernel<kernels::Scan::kSum>),
    .grad = Grad([](V, int64_t axis, bool exclusive, bool reverse, V, V dout) {
      return Grads{scan_sum(dout, axis, exclusive, !reverse)};
    }),
    .oracle = "np.cumsum(x, axis, dtype=x.dtype)",
    .samples = {"f32[2,3] 1", "i32[2,3] 0", "c64[3] 0"},
    .function = "",
});

constexpr Op scan_product = define({
    .name = "ScanProduct",
    .schema = "x: Tensor, axis: int, exclusive: bool = False, reverse: bool = False",
    .doc = "Running products along `axis`.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis) { return scanned(call, x, axis); }),
    .body = Kernel(scan_kernel<kernels::Scan::kProduct>),
    .grad = Grad([](V x, int64_t axis, bool exclusive, bool reverse, V out, V dout) {
      return Grads{scan_sum(dout * out, axis, exclusive, !reverse) / x};
    }),
    .oracle = "np.cumprod(x, axis, dtype=x.dtype)",
    .samples = {"f32[2,3] 1", "i32[2,3] 0"},
    .function = "",
});

constexpr Op cumsum_primitive = define({
    .name = "CumSum",
    .schema = "x: Tensor, axis: int; exclusive: bool = False, reverse: bool = False",
    .doc = "Running sums along `axis`; `exclusive` leaves each element out of its own sum, "
           "`reverse` begins at the end.",
    .body = Decompose([](V x, int64_t axis, bool exclusive, bool reverse) {
      return as_asked(scan_sum(wide(x), axis, exclusive, reverse), x.dtype());
    }),
    .oracle = "np.cumsum(x, axis, dtype=x.dtype)",
    .samples = {"f32[2,3] 1", "f16[4] 0"},
    .function = "",
});

constexpr Op cumprod_primitive = define({
    .name = "CumProd",
    .schema = "x: Tensor, axis: int; exclusive: bool = False, reverse: bool = False",
    .doc = "Running products along `axis`.",
    .body = Decompose([](V x, int64_t axis, bool exclusive, bool reverse) {
      return as_asked(scan_product(wide(x), axis, exclusive, reverse), x.dtype());
    }),
    .oracle = "np.cumprod(x, axis, dtype=x.dtype)",
    .samples = {"f32[2,3] 1"},
    .function = "",
});

constexpr Op cumsum = define({
    .name = "CumsumExt",
    .schema = "x: Tensor, axis: int? = None, dtype: dtype? = None",
    .doc = "Running sums along `axis`; of all elements in row-major order if None.",
    .body = Decompose([](V x, std::optional<int64_t> axis, std::optional<DType> dtype) {
      V items = axis ? x : V(reshape(x, Ints{-1}));
      DType asked = dtype.value_or(is_bool(x.dtype()) ? DType::kInt64 : x.dtype());
      V converted = dtype ? V(cast(items, *dtype)) : items;
      return as_asked(scan_sum(wide(converted), axis.value_or(0)), asked);
    }),
    .oracle = "np.cumsum(x, axis, dtype=dtype or x.dtype)",
    .samples = {"f32[2,3] 1 None", "i32[2,3] None None", "f32[3] 0 f64", "f16[4] 0 None"},
    .function = "cumsum",
    .methods = "=",
});

constexpr Op cumprod = define({
    .name = "CumprodExt",
    .schema = "input: Tensor, dim: int, dtype: dtype? = None",
    .doc = "Running products along `dim`.",
    .body = Decompose([](V x, int64_t axis, std::optional<DType> dtype) {
      DType asked = dtype.value_or(is_bool(x.dtype()) ? DType::kInt64 : x.dtype());
      V converted = dtype ? V(cast(x, *dtype)) : x;
      return as_asked(scan_product(wide(converted), axis), asked);
    }),
    .oracle = "np.cumprod(input, dim, dtype=dtype or input.dtype)",
    .samples = {"f32[2,3] 1 None", "i32[2,3] 0 None"},
    .function = "cumprod",
    .methods = "=",
});

constexpr Op running_extreme = define({
    .name = "RunningExtreme",
    .schema = "input: Tensor, axis: int, largest: bool",
    .doc = "The largest (or smallest) element so far along `axis`, and its index.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis) {
      scanned(call, x, axis);
      return Types{x, tensor(DType::kInt64, x.shape)};
    }),
    .body = Kernel(extreme_kernel),
    .grad = Grad([](V x, int64_t axis, bool, Vs out, Vs dout) {
      return Grads{gather_elements_grad(dout[0], out[1], x, axis)};
    }),
    .oracle = "((np.maximum if largest else np.minimum).accumulate(input, axis),)",
    .samples = {"f32[2,3] 1 True", "i32[2,3] 0 False"},
    .function = "",
});

constexpr Op cummax = define({
    .name = "Cummax",
    .schema = "input: Tensor, axis: int",
    .doc = "The largest element so far along `axis`, and its index (of the last of equals).",
    .body = Decompose([](V x, int64_t axis) {
      Results both = running_extreme(wide(x), axis, true);
      return Vs{as_asked(both[0], x.dtype()), both[1]};
    }),
    .oracle = "(np.maximum.accumulate(input, axis),)",
    .samples = {"f32[2,3] 1", "f16[4] 0"},
    .methods = "=",
});

constexpr Op cummin = define({
    .name = "Cummin",
    .schema = "input: Tensor, axis: int",
    .doc = "The smallest element so far along `axis`, and its index (of the last of equals).",
    .body = Decompose([](V x, int64_t axis) {
      Results both = running_extreme(wide(x), axis, false);
      return Vs{as_asked(both[0], x.dtype()), both[1]};
    }),
    .oracle = "(np.minimum.accumulate(input, axis),)",
    .samples = {"f32[2,3] 1", "f16[4] 0"},
    .methods = "=",
});

constexpr Op logcumsumexp = define({
    .name = "CumulativeLogsumexp",
    .schema = "input: Tensor, axis: int",
    .doc = "The logarithm of running sums of exponentials along `axis`.",
    .body = Decompose([](V x, int64_t axis) {
      V numbers = wide(x), largest = reduce_max(numbers, Ints{axis}, true);
      return as_asked(log(scan_sum(exp(numbers - largest), axis)) + largest, x.dtype());
    }),
    .oracle = "np.log(np.cumsum(np.exp(input), axis))",
    .samples = {"f32[2,3] 1", "f16[2,3] 0"},
    .function = "logcumsumexp",
    .methods = "=",
});

constexpr Op gcd_same = define({
    .name = "GcdSame",
    .schema = "a: Tensor, b: Tensor",
    .doc = "The greatest common divisor of integers of one dtype.",
    .infer = Infer([](Call& call, TensorType a, TensorType) {
      return tensor(a.dtype, broadcast(call, 0, 1));
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor& out = k.outputs[0];
      auto wide = [&](const Tensor& t) { return t.view(expand(t.layout(), out.shape())); };
      kernels::gcd(out, wide(k.call.args[0].as_tensor()), wide(k.call.args[1].as_tensor()));
    }),
    .constant = true,
    .oracle = "np.gcd(a, b)",
    .samples = {"i32[2,3] i32[3]"},
    .function = "",
});

constexpr Op gcd = define({
    .name = "Gcd",
    .schema = "input: Operand, other: Operand",
    .doc = "The greatest common divisor of each pair of integers, never negative.",
    .body = Decompose([](Call& call, V x, V y) {
      const Value& first = call.args[0];
      DType common = x.is_number()   ? promote(y.dtype(), first.number_kind())
                     : y.is_number() ? promote(x.dtype(), y.value().number_kind())
                                     : promote(x.dtype(), y.dtype());
      if (!is_int(common))
        throw call.type_error("gcd needs integers")
            .label(0, "{}", name(common))
            .slug("needs-integers");
      return gcd_same(cast(x, common), cast(y, common));
    }),
    .constant = true,
    .oracle = "np.gcd(input, other)",
    .samples = {"i32[2,3] i32[3]", "i64[4] i64[4]", "i32[3] i64[3]"},
    .methods = "=",
});

constexpr Op lcm = define({
    .name = "Lcm",
    .schema = "input: Operand, other: Operand",
    .doc = "The least common multiple of each pair of integers, never negative.",
    .body = Decompose([](V x, V y) { return abs(mul(trunc_div(x, gcd(x, y)), y)); }),
    .constant = true,
    .oracle = "np.lcm(input, other)",
    .samples = {"i32[2,3] i32[3]", "i64[4] i64[4]"},
    .methods = "=",
});

}  // namespace duet::ops
