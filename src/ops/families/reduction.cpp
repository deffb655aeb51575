// Reductions over axes: sums, products, extremes, truth. What is made of them (mean, variance,
// norms) stands in reduction_statistics.cpp, places of extremes in reduction_index.cpp.
#include "ops/families/rules.h"
#include "ops/registry.h"
#include "ops/trace.h"

namespace duet::ops {
namespace {

/// `dout` shared among all elements that are equal to the extreme.
V shared(V x, const std::optional<Ints>& axis, bool keep_dims, V out, V dout) {
  V chosen = cast(equal(x, expand_reduced(out, x, axis, keep_dims)), dout.dtype());
  V ties = reduce_sum(chosen, axis, true);
  return expand_reduced(dout, x, axis, keep_dims) * (chosen / ties);
}

/// `reduced`, of elements that have an order.
constexpr InferRule reduced_in_order = Infer([](Call& call, TensorType x) {
  if (is_complex(x.dtype))
    throw call.type_error("`{}` needs real numbers", entry(call.op).schema.params[0].name)
        .label(0, "{}", describe(x))
        .slug("needs-reals");
  return detail::infer_reduce(call);
});

constexpr InferRule reduced_to_product = Infer([](Call& call, TensorType x) {
  const Value args[] = {call.args[0], call.args[1], call.args[2]};
  Types types = infer(reduce_sum, args, call.dispatcher);
  if (!is_bool(x.dtype)) types[0].dtype = x.dtype;
  return types;
});

/// The factors of a complex product mix the parts: it is the last of the running products.
V complex_product(V x, const Ints& axes, bool keep_dims) {
  V product = x;
  for (size_t i = axes.size(); i-- > 0;) {
    int64_t axis = axes[i];
    Dim extent = product.dim(static_cast<int>(axis));
    // Of no factors: 1.
    V last = extent.known() && extent.value() == 0
                 ? reduce_sum(product, Ints{axis}, false) + 1
                 : V(select_axis(scan_product(product, axis), axis, int64_t{-1}));
    product = keep_dims ? V(expand_dims(last, axis)) : last;
  }
  return product;
}

}  // namespace

constexpr Op reduce_sum = define({
    .name = "ReduceSum",
    .schema = "x: Tensor, axis: int[]? = None; keep_dims: bool = False",
    .doc = "Adds up the elements along `axis` (all axes if None). bool counts as int64.",
    .infer = reduced,
    .body = Reduce(Instr::kAdd,
                   [](auto x) { return is_bool(x.dtype()) ? scalar::cast(x, DType::kInt64) : x; }),
    .grad = Grad([](V x, std::optional<Ints> axis, bool keep_dims, V, V dout) {
      return Grads{expand_reduced(dout, x, axis, keep_dims)};
    }),
    .oracle = "x.sum(axis, keepdims=keep_dims, dtype=None if x.dtype == bool else x.dtype)",
    .samples = {"f32[2,3] None False", "f32[2,3,4] (0,2) True", "f32[2,0] 1 False",
                "i32[5] 0 False", "f32[] None False", "bool[3] None False"},
});

constexpr Op real_product = define({
    .name = "RealProduct",
    .schema = "x: Tensor, axis: int[]? = None, keep_dims: bool = False",
    .doc = "Multiplies real numbers along `axis` (all axes if None). bool counts as int64.",
    .infer = reduced_in_order,
    .body = Reduce(Instr::kMul,
                   [](auto x) { return is_bool(x.dtype()) ? scalar::cast(x, DType::kInt64) : x; }),
    .constant = true,
    .oracle = "x.prod(axis, keepdims=keep_dims, dtype=None if x.dtype == bool else x.dtype)",
    .samples = {"f32[2,3] None False"},
    .function = "",
});

constexpr Op reduce_prod = define({
    .name = "ReduceProd",
    .schema = "x: Tensor, axis: int[]? = None; keep_dims: bool = False",
    .doc = "Multiplies the elements along `axis` (all axes if None). bool counts as int64.",
    .infer = reduced_to_product,
    .body = Decompose([](Call& call, V x, std::optional<Ints> axis, bool keep_dims) {
      if (!is_complex(x.dtype())) return V(real_product(x, axis, keep_dims));
      return complex_product(x, call.axes(axis, x.rank(), 1), keep_dims);
    }),
    .grad = Grad([](V x, std::optional<Ints> axis, bool keep_dims, V, V dout) {
      // The product of the others: not the quotient where a factor is 0.
      V is_zero = equal(x, 0);
      V zeros = reduce_sum(is_zero, axis, true);
      V rest = reduce_prod(select(is_zero, 1, x), axis, true);
      V others = select(is_zero, select(equal(zeros, 1), rest, 0),
                        select(equal(zeros, 0), rest / select(is_zero, 1, x), 0));
      return Grads{expand_reduced(dout, x, axis, keep_dims) * others};
    }),
    .oracle = "x.prod(axis, keepdims=keep_dims, dtype=None if x.dtype == bool else x.dtype)",
    .samples = {"f32[2,3] None False", "f32[2,3,4] (0,2) True", "f32[2,0] 1 False",
                "i32[5] 0 False", "c64[2,3] (0,1) True", "c64[2,0] 1 False"},
});

constexpr Op reduce_max = define({
    .name = "ReduceMax",
    .schema = "x: Tensor, axis: int[]? = None; keep_dims: bool = False",
    .doc =
        "The largest element along `axis` (all axes if None); NaN if there is one. Elements that "
        "are equally large share the gradient.",
    .infer = reduced_in_order,
    .body = Reduce(Instr::kMax, [](auto x) { return x; }),
    .grad = Grad([](V x, std::optional<Ints> axis, bool keep_dims, V out, V dout) {
      return Grads{shared(x, axis, keep_dims, out, dout)};
    }),
    .oracle = "x.max(axis, keepdims=keep_dims)",
    .samples = {"f32[2,3] None False", "f32[2,3,4] (0,2) True", "i32[5] 0 False", "u8[2,3] 1 False",
                "bool[3] 0 False"},
});

constexpr Op reduce_min = define({
    .name = "ReduceMin",
    .schema = "x: Tensor, axis: int[]? = None; keep_dims: bool = False",
    .doc = "The smallest element along `axis` (all axes if None); NaN if there is one. Elements "
           "that are equally small share the gradient.",
    .infer = reduced_in_order,
    .body = Reduce(Instr::kMin, [](auto x) { return x; }),
    .grad = Grad([](V x, std::optional<Ints> axis, bool keep_dims, V out, V dout) {
      return Grads{shared(x, axis, keep_dims, out, dout)};
    }),
    .oracle = "x.min(axis, keepdims=keep_dims)",
    .samples = {"f32[2,3] None False", "f32[2,3,4] (0,2) True", "i32[5] 0 False", "u8[2,3] 1 False",
                "bool[3] 0 False"},
});

constexpr Op reduce_all = define({
    .name = "ReduceAll",
    .schema = "input: Tensor, axis: int[]? = None; keep_dims: bool = False",
    .doc = "Whether all elements along `axis` (all axes if None) are true.",
    .infer = reduced,
    .body = Reduce(Instr::kAnd, [](auto x) { return scalar::cast(x, DType::kBool); }),
    .constant = true,
    .oracle = "input.astype(bool).all(axis, keepdims=keep_dims)",
    .samples = {"bool[2,3] None False", "f32[2,3,4] (0,2) True", "bool[2,0] 1 False"},
    .function = "all reduce_all",
    .methods = "all",
});

constexpr Op reduce_any = define({
    .name = "ReduceAny",
    .schema = "input: Tensor, axis: int[]? = None; keep_dims: bool = False",
    .doc = "Whether an element along `axis` (all axes if None) is true.",
    .infer = reduced,
    .body = Reduce(Instr::kOr, [](auto x) { return scalar::cast(x, DType::kBool); }),
    .constant = true,
    .oracle = "input.astype(bool).any(axis, keepdims=keep_dims)",
    .samples = {"bool[2,3] None False", "f32[2,3,4] (0,2) True", "bool[2,0] 1 False"},
    .function = "any reduce_any",
    .methods = "any",
});

constexpr Op sum = define({
    .name = "SumExt",
    .schema = "input: Tensor, dim: int[]? = None, keepdim: bool = False, *, dtype: dtype? = None",
    .doc =
        "Adds up the elements along `dim` (all axes if None). Integers and bool add up as int64.",
    .body =
        Decompose([](V x, std::optional<Ints> axis, bool keep_dims, std::optional<DType> dtype) {
          if (!dtype && is_int(x.dtype())) dtype = DType::kInt64;
          return reduce_sum(dtype ? V(cast(x, *dtype)) : x, axis, keep_dims);
        }),
    .oracle = "input.sum(dim, keepdims=keepdim, dtype=dtype)",
    .samples = {"f32[2,3] None False None", "f32[2,3] 1 True None", "i32[5] None False None",
                "f32[3] 0 False f64"},
    .function = "sum",
});

constexpr Op sum_method = define({
    .name = "SumMethod",
    .schema = "input: Tensor, axis: int[]? = None, dtype: dtype? = None, keepdims: bool = False, "
              "initial: number? = None",
    .doc = "Adds up the elements along `axis` (all axes if None), and `initial`. Integers and bool "
           "add up as int64.",
    .body = Decompose(
        [](V x, std::optional<Ints> axis, std::optional<DType> dtype, bool keep_dims, V initial) {
          V total = sum(x, axis, keep_dims, dtype);
          return initial.is_none() ? total : total + initial;
        }),
    .oracle =
        "input.sum(axis, dtype, keepdims=keepdims, initial=0 if initial is None else initial)",
    .samples = {"f32[2,3] None None False None", "f32[2,3] 1 f64 True 2"},
    .function = "",
    .methods = "sum",
});

constexpr Op prod = define({
    .name = "ProdExt",
    .schema = "input: Tensor, axis: int[]? = None, keep_dims: bool = False, dtype: dtype? = None",
    .doc = "Multiplies the elements along `axis` (all axes if None). Integers and bool multiply as "
           "int64.",
    .body =
        Decompose([](V x, std::optional<Ints> axis, bool keep_dims, std::optional<DType> dtype) {
          if (!dtype && is_int(x.dtype())) dtype = DType::kInt64;
          return reduce_prod(dtype ? V(cast(x, *dtype)) : x, axis, keep_dims);
        }),
    .oracle = "input.prod(axis, keepdims=keep_dims, dtype=dtype)",
    .samples = {"f32[2,3] None False None", "f32[2,3] 1 True None", "i32[5] None False None"},
    .function = "prod",
    .methods = "=",
});

}  // namespace duet::ops
