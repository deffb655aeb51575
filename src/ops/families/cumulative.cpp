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

/// A tensor without axes as one with one axis: its memory along the axis that it is scanned along.
Tensor with_axis(const Tensor& t) { return t.rank() == 0 ? t.view(insert_axis(t.layout(), 0)) : t; }

template <kernels::Scan kind>
void scan_kernel(KernelCall& k) {
  const auto& args = k.call.args;
  Tensor x = with_axis(args[0].as_tensor()), out = with_axis(k.outputs[0]);
  int axis = k.call.axis(args[1].as_int(), x.rank(), 1);
  kernels::scan(out, x, kind, {axis, args[2].as_bool(), args[3].as_bool()});
}

void recurrence_kernel(KernelCall& k) {
  const auto& args = k.call.args;
  Tensor out = with_axis(k.outputs[0]);
  int axis = k.call.axis(args[2].as_int(), out.rank(), 2);
  kernels::linear_recurrence(out, with_axis(args[0].as_tensor()), with_axis(args[1].as_tensor()),
                             axis, args[3].as_bool());
}

void shift_kernel(KernelCall& k) {
  const auto& args = k.call.args;
  Tensor out = with_axis(k.outputs[0]);
  int axis = k.call.axis(args[1].as_int(), out.rank(), 1);
  kernels::shift(out, with_axis(args[0].as_tensor()), axis, args[2].as_bool());
}

void extreme_kernel(KernelCall& k) {
  Tensor x = with_axis(k.call.args[0].as_tensor());
  Tensor values = with_axis(k.outputs[0]), places = with_axis(k.outputs[1]);
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

constexpr Op shift_along = define({
    .name = "ShiftAlong",
    .schema = "x: Tensor, axis: int, back: bool = False",
    .doc = "Each element one place further along `axis`, or `back`; 0 comes in at the end that "
           "becomes free.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis) { return scanned(call, x, axis); }),
    .body = Kernel(shift_kernel),
    .grad = Grad([](V, int64_t axis, bool back, V, V dout) {
      return Grads{shift_along(dout, axis, !back)};
    }),
    .oracle = "oracles.shifted(x, axis, back)",
    .samples = {"f32[2,3] 1", "f32[2,3] 0 True", "c64[4] 0 False", "f32[0,2] 0"},
    .function = "",
});

constexpr Op linear_recurrence = define({
    .name = "LinearRecurrence",
    .schema = "x: Tensor, b: Tensor, axis: int, reverse: bool = False",
    .doc = "h[i] = b[i] + x[i] * h[i - 1] along `axis`, which begins with b[0]; `reverse` begins "
           "at the end. `x` and `b` have one shape and dtype.",
    .infer = Infer([](Call& call, TensorType x, TensorType b, int64_t axis) {
      call.axis(axis, x.rank(), 2);
      if (x.dtype != b.dtype || x.rank() != b.rank())
        throw call.type_error("`x` and `b` need one shape and dtype")
            .label(0, "{}", describe(x))
            .label(1, "{}", describe(b))
            .slug("one-dtype");
      return x;
    }),
    .body = Kernel(recurrence_kernel),
    .grad = Grad([](V x, V, int64_t axis, bool reverse, V out, V dout) {
      V next = shift_along(x, axis, !reverse);
      V db = linear_recurrence(next, dout, axis, !reverse);
      return Grads{db * shift_along(out, axis, reverse), db};
    }),
    .oracle = "oracles.recurrence(x, b, axis, reverse)",
    .samples = {"f32[2,3] f32[2,3] 1", "f32[4] f32[4] 0 True", "i32[3] i32[3] 0", "f32[] f32[] 0"},
    .function = "",
});

constexpr Op scan_product = define({
    .name = "ScanProduct",
    .schema = "x: Tensor, axis: int, exclusive: bool = False, reverse: bool = False",
    .doc = "Running products along `axis`.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis) { return scanned(call, x, axis); }),
    .body = Kernel(scan_kernel<kernels::Scan::kProduct>),
    .grad = Grad([](V x, int64_t axis, bool exclusive, bool reverse, V out, V dout) {
      // An element counts with the product before it and, summed, the products behind it: nothing
      // is divided, so zeros are no exception.
      V before = exclusive ? out : V(scan_product(x, axis, true, reverse));
      V next = exclusive ? x : V(shift_along(x, axis, !reverse));
      V behind = linear_recurrence(next, dout, axis, !reverse);
      return Grads{before * (exclusive ? V(shift_along(behind, axis, !reverse)) : behind)};
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
      if (dout[0].is_none()) return Grads{V()};  // places have no slope
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
    .body = Decompose([](Call& call, V x, int64_t axis) {
      if (is_complex(x.dtype()))
        throw call.type_error("`input` needs real numbers")
            .label(0, "{}", describe(x.type()))
            .slug("needs-reals");
      V numbers = is_float(x.dtype()) ? wide(x) : V(cast(x, DType::kFloat32));
      V largest = reduce_max(numbers, Ints{axis}, true);
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
    .infer = Infer([](Call& call, TensorType a, TensorType b) {
      if (a.dtype != b.dtype)
        throw call.type_error("`a` and `b` need one dtype")
            .label(0, "{}", describe(a))
            .label(1, "{}", describe(b))
            .slug("one-dtype");
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
      need_tensor(call, x, y);
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
    .body = Decompose([](Call& call, V x, V y) {
      need_tensor(call, x, y);
      return abs(mul(trunc_div(x, gcd(x, y)), y));
    }),
    .constant = true,
    .oracle = "np.lcm(input, other)",
    .samples = {"i32[2,3] i32[3]", "i64[4] i64[4]"},
    .methods = "=",
});

}  // namespace duet::ops
