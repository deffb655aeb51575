// Where the extremes of an axis stand, and extremes together with their places.
#include "kernels/scan.h"
#include "ops/families/rules.h"

namespace duet::ops {
namespace {

V ordered(V x) { return is_half(x.dtype()) ? V(cast(x, DType::kFloat32)) : x; }

void need_elements(Call& call, const TensorType& x, int axis) {
  if (x.rank() > 0 && x.shape[axis] == Dim(0))
    throw call.error("`input` needs at least one element along `axis`")
        .label(0, "{}", describe(x))
        .slug("extreme-of-nothing");
}

/// Indices along `axis`, or into the flattened tensor if it is None.
V place(V x, std::optional<int64_t> axis, bool keep_dims, bool largest) {
  if (axis) return place_of_extreme(ordered(x), *axis, keep_dims, largest);
  return place_of_extreme(reshape(ordered(x), Ints{-1}), 0, false, largest);
}

/// `x` where the argument at `where` is true, `initial` elsewhere.
V limited(Call& call, size_t where, V initial) {
  V x = call.v(0);
  if (call.args[where].is_none()) return x;
  if (initial.is_none())
    throw call.error("`where` needs `initial`, the value where nothing is chosen")
        .label(static_cast<int>(where), "given")
        .slug("extreme-where");
  return select(call.v(where), x, initial);
}

V extreme(Call& call, V x, std::optional<Ints> axis, bool keep_dims, V initial, bool largest) {
  for (int i = 0; i < x.rank() && initial.is_none(); ++i) {
    auto taken = [&](int64_t a) { return call.axis(a, x.rank(), 1) == i; };
    if (!axis || std::ranges::any_of(*axis, taken)) need_elements(call, x.type(), i);
  }
  V result = largest ? reduce_max(x, axis, keep_dims) : reduce_min(x, axis, keep_dims);
  if (initial.is_none()) return result;
  return largest ? maximum(result, initial) : minimum(result, initial);
}

/// Values and indices, as `max` and `min` give them.
Vs with_places(Call& call, bool largest) {
  V x = limited(call, 4, call.v(3));
  auto axis = Argument<std::optional<int64_t>>::get(call, 1);
  bool keep_dims = axis && call.args[2].as_bool();
  auto axes = axis ? std::optional<Ints>(Ints{*axis}) : std::nullopt;
  V values = extreme(call, x, axes, keep_dims, call.v(3), largest);
  if (axis) return {values, place(x, axis, keep_dims, largest)};
  // Over all axes no place is named.
  return {values, cast(isnan(values), DType::kInt64) * 0};
}

Vs primitive_with_places(Call& call, V x, int64_t axis, bool keep_dims, bool largest) {
  V values = extreme(call, x, Ints{axis}, keep_dims, V(), largest);
  return {place(x, axis, keep_dims, largest), values};
}

/// `x.max()`: the value; with an axis as the first positional argument, or return_indices, both.
Vs method(Call& call, bool largest) {
  V x = limited(call, 5, call.v(4));
  // Several axes are MindSpore's first argument, one is that of `max(dim)` with its index.
  bool one = call.args[1].kind() == Value::Kind::kInt, several = !one && !call.args[1].is_none();
  auto axes = several || one ? ints_of(call.args[1]) : Argument<std::optional<Ints>>::get(call, 3);
  bool keep_dims = call.args[2].as_bool(), indices = call.args[6].as_bool() || one;
  V values = extreme(call, x, axes, keep_dims, call.v(4), largest);
  if (!indices) return {values};
  std::optional<int64_t> axis;
  if (axes && axes->size() == 1) axis = (*axes)[0];
  return {values, place(x, axis, keep_dims, largest)};
}

}  // namespace

constexpr Op place_of_extreme = define({
    .name = "PlaceOfExtreme",
    .schema = "input: Tensor, axis: int, keep_dims: bool, largest: bool",
    .doc = "The index of the largest (or smallest) element along `axis`: the first of equals.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis, bool keep_dims) {
      int at = call.axis(axis, x.rank(), 1);
      Shape shape;
      for (int i = 0; i < x.rank(); ++i)
        if (i != at)
          shape.push_back(x.shape[i]);
        else if (keep_dims)
          shape.push_back(1);
      need_elements(call, x, at);
      return tensor(DType::kInt64, shape);
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor(), out = k.outputs[0];
      if (x.rank() == 0) x = x.view(insert_axis(x.layout(), 0));
      int axis = k.call.axis(k.call.args[1].as_int(), x.rank(), 1);
      if (out.rank() == x.rank()) out = out.view(remove_axis(out.layout(), axis));
      kernels::place_of_extreme(out, x, axis, k.call.args[3].as_bool());
    }),
    .constant = true,
    .oracle = "(np.argmax if largest else np.argmin)(input, axis, keepdims=keep_dims)",
    .samples = {"f32[2,3] 1 True True", "i32[2,3] 0 False False"},
    .function = "",
});

constexpr Op argmax = define({
    .name = "ArgMaxExt",
    .schema = "input: Tensor, dim: int? = None, keepdim: bool = False",
    .doc = "The index of the largest element along `dim`; of all elements in row-major order if "
           "None.",
    .body = Decompose([](V x, std::optional<int64_t> axis, bool keep_dims) {
      return place(x, axis, keep_dims, true);
    }),
    .constant = true,
    .oracle = "np.argmax(input, dim, keepdims=keepdim and dim is not None)",
    .samples = {"f32[2,3] None False", "f32[2,3] 1 True", "f16[2,3] 0 False", "bool[3] 0 False"},
    .function = "argmax",
});

constexpr Op argmin = define({
    .name = "ArgMinExt",
    .schema = "input: Tensor, axis: int? = None, keepdims: bool = False",
    .doc = "The index (int32) of the smallest element along `axis`; of all elements in row-major "
           "order if None.",
    .body = Decompose([](V x, std::optional<int64_t> axis, bool keep_dims) {
      return cast(place(x, axis, keep_dims, false), DType::kInt32);
    }),
    .constant = true,
    .oracle = "np.argmin(input, axis, keepdims=keepdims and axis is not None)",
    .samples = {"f32[2,3] None False", "f32[2,3] 1 True", "f16[2,3] 0 False"},
    .function = "argmin",
    .methods = "argmin",
});

constexpr Op argmax_method = define({
    .name = "ArgMaxMethod",
    .schema = "input: Tensor, axis: int? = None, keepdims: bool = False",
    .doc = "The index of the largest element along `axis`; of all elements in row-major order if "
           "None.",
    .body = Decompose([](V x, std::optional<int64_t> axis, bool keep_dims) {
      return place(x, axis, keep_dims, true);
    }),
    .constant = true,
    .oracle = "np.argmax(input, axis, keepdims=keepdims and axis is not None)",
    .samples = {"f32[2,3] None False", "f32[2,3] 1 True"},
    .function = "",
    .methods = "argmax",
});

constexpr Op argmax_primitive = define({
    .name = "Argmax",
    .schema = "input_x: Tensor; axis: int = -1, output_type: dtype = int32",
    .doc = "The index of the largest element along `axis`.",
    .body = Decompose(
        [](V x, int64_t axis, DType dtype) { return cast(place(x, axis, false, true), dtype); }),
    .constant = true,
    .oracle = "np.argmax(input_x, axis)",
    .samples = {"f32[2,3] -1 int32"},
    .function = "",
});

constexpr Op argmin_primitive = define({
    .name = "Argmin",
    .schema = "input_x: Tensor; axis: int = -1, output_type: dtype = int32",
    .doc = "The index of the smallest element along `axis`.",
    .body = Decompose(
        [](V x, int64_t axis, DType dtype) { return cast(place(x, axis, false, false), dtype); }),
    .constant = true,
    .oracle = "np.argmin(input_x, axis)",
    .samples = {"f32[2,3] -1 int32"},
    .function = "",
});

constexpr Op argmax_with_value = define({
    .name = "ArgMaxWithValue",
    .schema = "input: Tensor; axis: int = 0, keep_dims: bool = False",
    .doc = "The index of the largest element along `axis`, and the element.",
    .body = Decompose([](Call& call, V x, int64_t axis, bool keep_dims) {
      return primitive_with_places(call, x, axis, keep_dims, true);
    }),
    .oracle = "(np.argmax(input, axis, keepdims=keep_dims), input.max(axis, keepdims=keep_dims))",
    .samples = {"f32[2,3] 0 False", "f32[2,3] 1 True"},
    .function = "",
});

constexpr Op argmin_with_value = define({
    .name = "ArgMinWithValue",
    .schema = "input: Tensor; axis: int = 0, keep_dims: bool = False",
    .doc = "The index of the smallest element along `axis`, and the element.",
    .body = Decompose([](Call& call, V x, int64_t axis, bool keep_dims) {
      return primitive_with_places(call, x, axis, keep_dims, false);
    }),
    .oracle = "(np.argmin(input, axis, keepdims=keep_dims), input.min(axis, keepdims=keep_dims))",
    .samples = {"f32[2,3] 0 False", "f32[2,3] 1 True"},
    .function = "",
});

constexpr Op max = define({
    .name = "MaxWithIndex",
    .schema = "input: Tensor, axis: int? = None, keepdims: bool = False, *, initial: any = None, "
              "where: any = None",
    .doc = "The largest element along `axis` and its index; over all axes if None, the index then "
           "being 0. `initial` is the least value, `where` chooses elements.",
    .body = Decompose([](Call& call) { return with_places(call, true); }),
    .oracle = "(input.max(axis, keepdims=keepdims and axis is not None), "
              "np.argmax(input, axis, keepdims=keepdims) if axis is not None else np.int64(0))",
    .samples = {"f32[2,3] None False", "f32[2,3] 1 True", "f32[2,3] 0 False"},
    .function = "max",
});

constexpr Op min = define({
    .name = "MinWithIndex",
    .schema = "input: Tensor, axis: int? = None, keepdims: bool = False, *, initial: any = None, "
              "where: any = None",
    .doc = "The smallest element along `axis` and its index; over all axes if None, the index then "
           "being 0. `initial` is the largest value, `where` chooses elements.",
    .body = Decompose([](Call& call) { return with_places(call, false); }),
    .oracle = "(input.min(axis, keepdims=keepdims and axis is not None), "
              "np.argmin(input, axis, keepdims=keepdims) if axis is not None else np.int64(0))",
    .samples = {"f32[2,3] None False", "f32[2,3] 1 True", "f32[2,3] 0 False"},
    .function = "min",
});

constexpr Op max_method = define({
    .name = "MaxMethod",
    .schema =
        "input: Tensor, dim: int | int[]? = None, keepdims: bool = False, *, axis: int[]? = None, "
        "initial: any = None, where: any = None, return_indices: bool = False",
    .doc = "The largest element along `axis` (all if None); with `dim` or `return_indices` its "
           "index too.",
    .body = Decompose([](Call& call) { return method(call, true); }),
    .oracle = "input.max()",
    .samples = {"f32[2,3]"},
    .function = "",
    .methods = "max",
});

constexpr Op min_method = define({
    .name = "MinMethod",
    .schema =
        "input: Tensor, dim: int | int[]? = None, keepdims: bool = False, *, axis: int[]? = None, "
        "initial: any = None, where: any = None, return_indices: bool = False",
    .doc = "The smallest element along `axis` (all if None); with `dim` or `return_indices` its "
           "index too.",
    .body = Decompose([](Call& call) { return method(call, false); }),
    .oracle = "input.min()",
    .samples = {"f32[2,3]"},
    .function = "",
    .methods = "min",
});

constexpr Op amax = define({
    .name = "AmaxExt",
    .schema = "input: Tensor, axis: int[]? = None, keepdims: bool = False, *, initial: any = None, "
              "where: any = None",
    .doc = "The largest element along `axis` (all if None), at least `initial`, of those chosen by "
           "`where`.",
    .body = Decompose([](Call& call, V, std::optional<Ints> axis, bool keep_dims, V initial) {
      V chosen = limited(call, 4, initial);
      return extreme(call, chosen, axis, keep_dims, initial, true);
    }),
    .oracle = "input.max(axis, keepdims=keepdims)",
    .samples = {"f32[2,3] None False", "f32[2,3] (0,1) True"},
    .function = "amax",
    .methods = "=",
});

constexpr Op amin = define({
    .name = "AminExt",
    .schema = "input: Tensor, axis: int[]? = None, keepdims: bool = False, *, initial: any = None, "
              "where: any = None",
    .doc = "The smallest element along `axis` (all if None), at most `initial`, of those chosen by "
           "`where`.",
    .body = Decompose([](Call& call, V, std::optional<Ints> axis, bool keep_dims, V initial) {
      V chosen = limited(call, 4, initial);
      return extreme(call, chosen, axis, keep_dims, initial, false);
    }),
    .oracle = "input.min(axis, keepdims=keepdims)",
    .samples = {"f32[2,3] None False", "f32[2,3] (0,1) True"},
    .function = "amin",
    .methods = "=",
});

constexpr Op aminmax = define({
    .name = "Aminmax",
    .schema = "input: Tensor, *, axis: int? = 0, keepdims: bool = False",
    .doc = "The smallest and the largest element along `axis` (all if None).",
    .body = Decompose([](V x, std::optional<int64_t> axis, bool keep_dims) {
      auto axes = axis ? std::optional<Ints>(Ints{*axis}) : std::nullopt;
      return Vs{reduce_min(x, axes, keep_dims), reduce_max(x, axes, keep_dims)};
    }),
    .oracle = "(input.min(axis, keepdims=keepdims), input.max(axis, keepdims=keepdims))",
    .samples = {"f32[2,3] 0 False", "f32[2,3] 1 True"},
    .methods = "=",
});

constexpr Op median_places = define({
    .name = "MedianPlaces",
    .schema = "input: Tensor, axis: int, keep_dims: bool, skip_nan: bool",
    .doc = "The lower median along `axis` and its index.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis, bool keep_dims) {
      int at = call.axis(axis, x.rank(), 1);
      need_elements(call, x, at);
      Shape shape;
      for (int i = 0; i < x.rank(); ++i)
        if (i != at)
          shape.push_back(x.shape[i]);
        else if (keep_dims)
          shape.push_back(1);
      return Types{tensor(x.dtype, shape), tensor(DType::kInt64, shape)};
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor(), values = k.outputs[0], places = k.outputs[1];
      if (x.rank() == 0) x = x.view(insert_axis(x.layout(), 0));
      int axis = k.call.axis(k.call.args[1].as_int(), x.rank(), 1);
      for (Tensor* t : {&values, &places})
        if (t->rank() == x.rank()) *t = t->view(remove_axis(t->layout(), axis));
      kernels::median(values, places, x, axis, k.call.args[3].as_bool());
    }),
    .grad = Grad([](V x, int64_t axis, bool keep_dims, bool, Vs out, Vs dout) {
      if (dout[0].is_none()) return Grads{V()};  // places have no slope
      V share = dout[0], at = out[1];
      if (x.rank() == 0) return Grads{share};
      if (!keep_dims) {
        share = expand_dims(share, axis < 0 ? axis + x.rank() : axis);
        at = expand_dims(at, axis < 0 ? axis + x.rank() : axis);
      }
      return Grads{gather_elements_grad(share, at, x, axis)};
    }),
    .oracle = "(np.quantile(input, 0.5, axis, method='lower', keepdims=keep_dims)"
              ".astype(input.dtype),)",
    .samples = {"f32[2,3] 1 False False", "i32[5] 0 True False"},
    .function = "",
});

constexpr Op median = define({
    .name = "Median",
    .schema = "input: Tensor, axis: int = -1, keepdims: bool = False",
    .doc = "The median along `axis`, the lower one of two, and its index; NaN if there is one.",
    .body = Decompose([](V x, int64_t axis, bool keep_dims) {
      Results both = median_places(ordered(x), axis, keep_dims, false);
      return Vs{is_half(x.dtype()) ? V(cast(both[0], x.dtype())) : both[0], both[1]};
    }),
    .oracle = "(np.quantile(input, 0.5, axis, method='lower', keepdims=keepdims)"
              ".astype(input.dtype),)",
    .samples = {"f32[2,3] -1 False", "f16[5] 0 True"},
    .function = "median",
    .methods = "=",
});

constexpr Op nanmedian = define({
    .name = "Nanmedian",
    .schema = "input: Tensor, axis: int = -1, keepdims: bool = False",
    .doc = "The median along `axis` of the elements that are not NaN, and its index.",
    .body = Decompose([](V x, int64_t axis, bool keep_dims) {
      Results both = median_places(ordered(x), axis, keep_dims, true);
      return Vs{is_half(x.dtype()) ? V(cast(both[0], x.dtype())) : both[0], both[1]};
    }),
    .oracle = "(np.nanquantile(input, 0.5, axis, method='lower', keepdims=keepdims)"
              ".astype(input.dtype),)",
    .samples = {"f32[2,3] -1 False"},
    .methods = "=",
});

}  // namespace duet::ops
