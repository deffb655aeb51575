// Tensors from nothing: fills, ranges, identity.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>

#include "base/parallel.h"
#include "kernels/copy.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"
#include "ops/scalar/visit.h"

namespace duet::ops {

namespace {

/// Writes `number` as one element.
void encode(const Value& number, DType dtype, void* element) {
  if (dtype == DType::kComplex64) {
    auto z = static_cast<std::complex<float>>(number.as_complex());
    std::memcpy(element, &z, sizeof z);
  } else if (dtype == DType::kComplex128) {
    std::complex<double> z = number.as_complex();
    std::memcpy(element, &z, sizeof z);
  } else {
    visit(dtype, [&](auto tag) {
      using T = typename decltype(tag)::type;
      bool real = number.kind() == Value::Kind::kFloat || number.kind() == Value::Kind::kComplex;
      T value = real ? convert<T>(number.as_complex().real()) : convert<T>(number.as_int());
      std::memcpy(element, &value, sizeof value);
    });
  }
}

void fill_with(const Tensor& out, const Value& number) {
  uint64_t element[2] = {0, 0};
  encode(number, out.dtype(), element);
  if (element[0] == 0 && element[1] == 0)
    kernels::fill_zero(out);
  else
    kernels::fill(out, element);
}

/// Beside a bool a number is what it is alone.
DType dtype_of_number(const Value& number) { return promote(DType::kBool, number.number_kind()); }

Ints checked_shape(Call& call, const Ints& shape) {
  for (int64_t d : shape)
    if (d < 0)
      throw call.error("a shape needs extents of 0 or more")
          .label(0, "{}", describe(to_shape(shape)))
          .slug("negative-extent");
  return shape;
}

constexpr int64_t kChunk = 16384;

/// start + i * step, computed in int64 or double.
void fill_range(const Tensor& out, const Value& start, const Value& step) {
  auto whole = [](const Value& v) { return v.kind() != Value::Kind::kFloat; };
  int64_t count = out.count();
  auto fill = [&](auto first, auto by) {
    visit(out.dtype(), [&](auto tag) {
      using T = typename decltype(tag)::type;
      T* to = out.data_as<T>();
      parallel_for((count + kChunk - 1) / kChunk, static_cast<double>(count), [&](int64_t chunk) {
        int64_t i = chunk * kChunk, end = std::min(count, i + kChunk);
        if constexpr (std::is_integral_v<decltype(first)>)
          for (auto value = first + i * by; i < end; ++i, value += by) to[i] = convert<T>(value);
        else
          for (; i < end; ++i) to[i] = convert<T>(first + static_cast<double>(i) * by);
      });
    });
  };
  if (whole(start) && whole(step))
    fill(start.as_int(), step.as_int());
  else
    fill(start.as_float(), step.as_float());
}

int64_t range_count(Call& call, const Value& start, const Value& stop, const Value& step) {
  double distance = stop.as_float() - start.as_float(), by = step.as_float();
  if (by == 0 || std::isnan(distance / by))
    throw call.error("`step` needs to be a number other than 0")
        .label(2, "{}", describe(step))
        .slug("range-step");
  return std::max<int64_t>(static_cast<int64_t>(std::ceil(distance / by)), 0);
}

V ranged(Call& call, Value start, Value stop, const Value& step, std::optional<DType> dtype) {
  if (stop.is_none()) {
    stop = start;
    start = Value(0);
  }
  int64_t count = range_count(call, start, stop, step);
  bool real = false;
  for (const Value& v : {start, stop, step}) real = real || v.kind() == Value::Kind::kFloat;
  DType type = dtype.value_or(real ? DType::kFloat32 : DType::kInt64);
  return apply(range_of, &call.dispatcher, {start, step, count, type});
}

}  // namespace

constexpr Op fill_shape = define({
    .name = "FillShape",
    .schema = "shape: int[], value: number, dtype: dtype",
    .doc = "A tensor of `shape`, every element `value`.",
    .infer = Infer([](Call& call, Ints shape, Value, DType dtype) {
      return tensor(dtype, to_shape(checked_shape(call, shape)));
    }),
    .body = Kernel([](KernelCall& k) { fill_with(k.outputs[0], k.call.args[1]); }),
    .constant = true,
    .oracle = "np.full(shape, np.asarray(value).astype(dtype))",
    .samples = {"(2,3) 1 f32", "(0,) 2.5 f16", "() True bool", "(3,) -1 u8"},
    .function = "",
});

constexpr Op fill_like = define({
    .name = "FillLike",
    .schema = "like: Tensor, value: number, dtype: dtype",
    .doc = "A tensor of the shape of `like`, every element `value`.",
    .infer =
        Infer([](Call&, TensorType like, Value, DType dtype) { return tensor(dtype, like.shape); }),
    .body = Kernel([](KernelCall& k) { fill_with(k.outputs[0], k.call.args[1]); }),
    .constant = true,
    .oracle = "np.full_like(like, value, dtype)",
    .samples = {"f32[2,3] 1 f32", "i8[0] 2.5 f16"},
    .function = "",
});

constexpr Op range_of = define({
    .name = "RangeOf",
    .schema = "start: number, step: number, count: int, dtype: dtype",
    .doc = "`count` numbers: start, start + step, ...",
    .infer = Infer([](Call&, Value, Value, int64_t count, DType dtype) {
      return tensor(dtype, Shape{count});
    }),
    .body = Kernel([](KernelCall& k) { fill_range(k.outputs[0], k.call.args[0], k.call.args[1]); }),
    .constant = true,
    .oracle = "(start + step * np.arange(count)).astype(dtype)",
    .samples = {"0 1 5 i64", "1.5 0.25 4 f32", "0 1 0 i32"},
    .function = "",
});

constexpr Op full = define({
    .name = "Full",
    .schema = "size: int[], fill_value: number, *, dtype: dtype? = None",
    .doc = "A tensor of shape `size`, every element `fill_value`, whose dtype it has if none is "
           "given.",
    .body = Decompose([](Call& call, Ints size, Value value, std::optional<DType> dtype) {
      return full_of(call.dispatcher, size, value, dtype.value_or(dtype_of_number(value)));
    }),
    .oracle = "np.full(size, fill_value, dtype)",
    .samples = {"(2,3) 1.5 f32", "(2,) 3 i64"},
});

constexpr Op zeros = define({
    .name = "Zeros",
    .schema = "size: int[], dtype: dtype? = None",
    .doc = "A tensor of shape `size`, every element 0; float32 if no dtype is given.",
    .body = Decompose([](Call& call, Ints size, std::optional<DType> dtype) {
      return full_of(call.dispatcher, size, 0, dtype.value_or(DType::kFloat32));
    }),
    .oracle = "np.zeros(size, dtype)",
    .samples = {"(2,3) f32", "(0,) i64", "() f64"},
    .function = "zeros empty",
});

constexpr Op ones = define({
    .name = "Ones",
    .schema = "shape: int[], dtype: dtype? = None",
    .doc = "A tensor of `shape`, every element 1; float32 if no dtype is given.",
    .body = Decompose([](Call& call, Ints shape, std::optional<DType> dtype) {
      return full_of(call.dispatcher, shape, 1, dtype.value_or(DType::kFloat32));
    }),
    .oracle = "np.ones(shape, dtype)",
    .samples = {"(2,3) f32", "(0,) i64", "() bf16"},
});

constexpr Op full_like = define({
    .name = "FullLike",
    .schema = "input: Tensor, fill_value: number, *, dtype: dtype? = None",
    .doc = "A tensor of the shape and dtype of `input`, every element `fill_value`.",
    .body = Decompose([](V x, Value value, std::optional<DType> dtype) -> V {
      return fill_like(x, value, dtype.value_or(x.dtype()));
    }),
    .oracle = "np.full_like(input, fill_value, dtype)",
    .samples = {"f32[2,3] 1.5 f32", "i64[2] 3 i64"},
});

constexpr Op zeros_like = define({
    .name = "ZerosLike",
    .schema = "input: Tensor, *, dtype: dtype? = None",
    .doc = "A tensor of the shape and dtype of `input`, every element 0.",
    .body = Decompose([](V x, std::optional<DType> dtype) -> V {
      return fill_like(x, 0, dtype.value_or(x.dtype()));
    }),
    .oracle = "np.zeros_like(input, dtype)",
    .samples = {"f32[2,3] None", "i64[2] f16"},
    .function = "zeros_like empty_like",
});

constexpr Op ones_like = define({
    .name = "OnesLike",
    .schema = "input: Tensor, *, dtype: dtype? = None",
    .doc = "A tensor of the shape and dtype of `input`, every element 1.",
    .body = Decompose([](V x, std::optional<DType> dtype) -> V {
      return fill_like(x, 1, dtype.value_or(x.dtype()));
    }),
    .oracle = "np.ones_like(input, dtype)",
    .samples = {"f32[2,3] None", "i64[2] f16"},
});

constexpr Op arange = define({
    .name = "Arange",
    .schema = "start: number = 0, end: number? = None, step: number = 1, *, dtype: dtype? = None",
    .doc = "The numbers from `start` up to but not `end`, `step` apart; with one argument, from 0. "
           "int64, or float32 where a float is given.",
    .body =
        Decompose([](Call& call, Value start, Value end, Value step, std::optional<DType> dtype) {
          return ranged(call, start, end, step, dtype);
        }),
    .oracle = "np.arange(start, end, step, dtype)",
    .samples = {"0 5 1 i64", "0 1 0.25 f32", "5 0 -2 i32", "3 1 1 i64"},
});

constexpr Op range = define({
    .name = "Range",
    .schema = "start: number, end: number, step: number = 1; maxlen: int = 1000000",
    .doc = "The numbers from `start` up to but not `end`, `step` apart.",
    .body = Decompose([](Call& call, Value start, Value end, Value step, int64_t) {
      return ranged(call, start, end, step, std::nullopt);
    }),
    .oracle = "np.arange(start, end, step)",
    .samples = {"0 5 1 10", "5 0 -2 10"},
});

constexpr Op linspace = define({
    .name = "LinSpace",
    .schema = "start: Operand, end: Operand, steps: int",
    .doc = "`steps` numbers from `start` to `end`, both included, evenly apart.",
    .body = Decompose([](Call& call, V start, V end, int64_t steps) -> V {
      if (steps < 1)
        throw call.error("`steps` needs to be 1 or more").label(2, "{}", steps).slug("steps");
      auto parts = std::max<int64_t>(steps - 1, 1);
      if (start.is_number() && end.is_number()) {
        double from = start.value().as_float(), to = end.value().as_float();
        return apply(range_of, &call.dispatcher,
                     {from, (to - from) / static_cast<double>(parts), steps, DType::kFloat32});
      }
      DType dtype = common_dtype(start, end);
      if (!is_float(dtype)) dtype = DType::kFloat32;
      V first = as_tensor_of(start, dtype, call.dispatcher);
      V last = as_tensor_of(end, dtype, call.dispatcher);
      V share =
          apply(range_of, &call.dispatcher, {0.0, 1.0 / static_cast<double>(parts), steps, dtype});
      if (first.rank() > 0) first = expand_dims(first, -1);
      if (last.rank() > 0) last = expand_dims(last, -1);
      return first + (last - first) * share;
    }),
    .oracle = "np.linspace(start, end, steps, dtype=np.float32)",
    .samples = {"0 1 5", "-1.5 2 7", "3 4 1"},
    .function = "linspace",
});

constexpr Op eye = define({
    .name = "Eye",
    .schema = "n: int, m: int? = None, dtype: dtype? = None",
    .doc = "`n` rows and `m` columns (`n` if None), 1 on the diagonal and 0 elsewhere.",
    .body =
        Decompose([](Call& call, int64_t n, std::optional<int64_t> m, std::optional<DType> dtype) {
          int64_t columns = m.value_or(n), length = std::min(n, columns);
          if (length < 0)
            throw call.error("a shape needs extents of 0 or more")
                .label(0, "({}, {})", n, columns)
                .slug("negative-extent");
          DType type = dtype.value_or(DType::kFloat32);
          V zero = full_of(call.dispatcher, {n, columns}, 0, type);
          V one = full_of(call.dispatcher, {length}, 1, type);
          return V(as_strided_put(zero, one, Ints{length}, Ints{columns + 1}, 0));
        }),
    .oracle = "np.eye(n, m, dtype=dtype)",
    .samples = {"3 3 f32", "2 4 i32", "4 2 f64", "0 0 f32"},
});

constexpr Op tri_mask = define({
    .name = "TriMask",
    .schema = "rows: int, columns: int, diagonal: int",
    .doc = "bool: True on and below the diagonal that starts `diagonal` columns to the right.",
    .infer = Infer([](Call&, int64_t rows, int64_t columns, int64_t) {
      return tensor(DType::kBool, Shape{rows, columns});
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor& out = k.outputs[0];
      int64_t columns = out.shape()[1], diagonal = k.call.args[2].as_int();
      for (int64_t i = 0; i < out.shape()[0]; ++i) {
        int64_t ones = std::clamp<int64_t>(i + diagonal + 1, 0, columns);
        bool* row = out.data_as<bool>() + i * columns;
        std::fill(row, row + ones, true);
        std::fill(row + ones, row + columns, false);
      }
    }),
    .constant = true,
    .oracle = "np.tri(rows, columns, diagonal, dtype=bool)",
    .samples = {"3 3 0", "2 4 1", "4 2 -1", "0 3 0"},
    .function = "",
});

}  // namespace duet::ops
