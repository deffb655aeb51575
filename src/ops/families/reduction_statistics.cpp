// Mean, variance, norms: made of sums.
#include "ops/families/rules.h"
#include "ops/trace.h"

namespace duet::ops {
namespace {

/// Halves are summed as float32 and rounded once at the end.
V wide(V x) { return is_half(x.dtype()) ? V(cast(x, DType::kFloat32)) : x; }
V narrow(V x, DType dtype) { return x.dtype() == dtype ? x : V(cast(x, dtype)); }

Types like_sum(Call& call) {
  const Value args[] = {call.args[0], call.args[1], call.args[2]};
  Types types = infer(reduce_sum, args, call.dispatcher);
  types[0].dtype = call.type(0).dtype;
  return types;
}

}  // namespace

constexpr Op divide_by_count = define({
    .name = "DivideByCount",
    .schema = "input: Tensor, like: Tensor, axis: int[]? = None, less: int = 0",
    .doc = "Divides `input` by the number of elements that `like` has along `axis`, less `less`.",
    .infer = Infer([](Call&, TensorType input) { return input; }),
    .body = Decompose([](Call& call, V input, V, std::optional<Ints> axis, int64_t less) {
      Ints sizes = call.type(1).sizes();
      int64_t number = 1;
      for (int64_t a : call.axes(axis, static_cast<int>(sizes.size()), 2)) number *= sizes[a];
      number = std::max<int64_t>(number - less, 0);
      // In int64: the number may be more than the dtype holds.
      if (is_int(input.dtype()))
        return V(cast(trunc_div(cast(input, DType::kInt64), number), input.dtype()));
      return V(div(input, static_cast<double>(number)));
    }),
    .grad = Grad([](V, V like, std::optional<Ints> axis, int64_t less, V, V dout) {
      return Grads{divide_by_count(dout, like, axis, less), V()};
    }),
    .oracle = "input / like.size",
    .samples = {"f32[] f32[2,3]"},
    .function = "",
});

constexpr Op reduce_mean = define({
    .name = "ReduceMean",
    .schema = "x: Tensor, axis: int[]? = None; keep_dims: bool = False",
    .doc = "The mean along `axis` (all axes if None). Means of integers are integers, rounded "
           "towards zero.",
    .infer = Infer([](Call& call) { return like_sum(call); }),
    .body = Decompose([](Call& call, V x, std::optional<Ints> axis, bool keep_dims) {
      if (is_bool(x.dtype()))
        throw call.type_error("mean needs numbers")
            .label(0, "{}", describe(x.type()))
            .slug("needs-numbers");
      bool narrow_int = is_int(x.dtype()) && size_of(x.dtype()) < 8;
      V sum = reduce_sum(narrow_int ? V(cast(x, DType::kInt64)) : wide(x), axis, keep_dims);
      return narrow(divide_by_count(sum, x, axis), x.dtype());
    }),
    .grad = Grad([](V x, std::optional<Ints> axis, bool keep_dims, V, V dout) {
      V share = divide_by_count(dout, x, axis);
      return Grads{expand_reduced(share, x, axis, keep_dims)};
    }),
    .oracle = "x.mean(axis, keepdims=keep_dims).astype(x.dtype)",
    .samples = {"f32[2,3] None False", "f32[2,3,4] (0,2) True", "i32[5] 0 False",
                "f16[300] 0 False", "c64[3] None False"},
    .function = "mean reduce_mean",
    .methods = "mean",
});

constexpr Op var = define({
    .name = "ReduceVar",
    .schema = "input: Tensor, axis: int[]? = None, ddof: int = 0, keepdims: bool = False",
    .doc = "The variance along `axis` (all axes if None), dividing by the count less `ddof`.",
    .infer = Infer([](Call& call, Value, Value, Value, Value) {
      if (is_complex(call.type(0).dtype))
        throw call.type_error("`input` needs real numbers")
            .label(0, "{}", describe(call.type(0)))
            .slug("needs-reals");
      const Value args[] = {call.args[0], call.args[1], call.args[3]};
      Types types = infer(reduce_sum, args, call.dispatcher);
      types[0].dtype = is_float(call.type(0).dtype) ? call.type(0).dtype : DType::kFloat32;
      return types;
    }),
    .body = Decompose([](V x, std::optional<Ints> axis, int64_t ddof, bool keep_dims) {
      DType dtype = is_float(x.dtype()) ? x.dtype() : DType::kFloat32;
      V all = is_float(x.dtype()) ? wide(x) : V(cast(x, dtype));
      V centred = all - reduce_mean(all, axis, true);
      V sum = reduce_sum(square(centred), axis, keep_dims);
      return narrow(divide_by_count(sum, x, axis, ddof), dtype);
    }),
    .oracle = "input.var(axis, ddof=ddof, keepdims=keepdims)",
    .samples = {"f32[2,3] None 0 False", "f32[2,3,4] (0,2) 1 True", "f16[5] 0 0 False"},
    .function = "var",
    .methods = "=",
});

constexpr Op std = define({
    .name = "ReduceStd",
    .schema = "input: Tensor, axis: int[]? = None, ddof: int = 0, keepdims: bool = False",
    .doc = "The standard deviation along `axis` (all axes if None).",
    .body = Decompose([](V x, std::optional<Ints> axis, int64_t ddof, bool keep_dims) {
      V spread = sqrt(var(wide(x), axis, ddof, keep_dims));
      return is_half(x.dtype()) ? V(cast(spread, x.dtype())) : spread;
    }),
    .oracle = "input.std(axis, ddof=ddof, keepdims=keepdims)",
    .samples = {"f32[2,3] None 0 False", "f32[2,3,4] (0,2) 1 True", "f16[5] 0 0 False"},
    .function = "std",
    .methods = "=",
});

constexpr Op var_mean = define({
    .name = "VarMean",
    .schema = "input: Tensor, axis: int[]? = None, ddof: int = 0, keepdims: bool = False",
    .doc = "The variance and the mean along `axis` (all axes if None).",
    .body = Decompose([](V x, std::optional<Ints> axis, int64_t ddof, bool keep_dims) {
      return Vs{var(x, axis, ddof, keep_dims), reduce_mean(x, axis, keep_dims)};
    }),
    .oracle =
        "(input.var(axis, ddof=ddof, keepdims=keepdims), input.mean(axis, keepdims=keepdims))",
    .samples = {"f32[2,3] None 0 False", "f32[2,3] 1 1 True"},
});

constexpr Op std_mean = define({
    .name = "StdMean",
    .schema = "input: Tensor, axis: int[]? = None, ddof: int = 0, keepdims: bool = False",
    .doc = "The standard deviation and the mean along `axis` (all axes if None).",
    .body = Decompose([](V x, std::optional<Ints> axis, int64_t ddof, bool keep_dims) {
      return Vs{ops::std(x, axis, ddof, keep_dims), reduce_mean(x, axis, keep_dims)};
    }),
    .oracle =
        "(input.std(axis, ddof=ddof, keepdims=keepdims), input.mean(axis, keepdims=keepdims))",
    .samples = {"f32[2,3] None 0 False", "f32[2,3] 1 1 True"},
});

constexpr Op count_nonzero = define({
    .name = "CountNonZero",
    .schema = "x: Tensor, axis: int[]? = (), keep_dims: bool = False, dtype: dtype = int32",
    .doc = "How many elements along `axis` (all axes if none is named) are not zero.",
    .body = Decompose([](V x, std::optional<Ints> axis, bool keep_dims, DType dtype) {
      return reduce_sum(cast(cast(x, DType::kBool), dtype), axis, keep_dims);
    }),
    .constant = true,
    .oracle = "np.count_nonzero(x, axis=axis if axis != () else None, keepdims=keep_dims)"
              ".astype(np.int32)",
    .samples = {"f32[2,3] () False int32", "i32[2,3] 1 True int32", "bool[3] 0 False int32"},
    .function = "count_nonzero",
    .methods = "=",
});

}  // namespace duet::ops
