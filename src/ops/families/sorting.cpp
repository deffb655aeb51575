// Orders: sort, topk, and what is found by order.
#include <algorithm>

#include "kernels/index.h"
#include "kernels/sort.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

int axis_of(int64_t dim, int rank) {
  return static_cast<int>(dim < 0 && rank > 0 ? dim + rank : std::max<int64_t>(dim, 0));
}

void need_order(Call& call, const TensorType& x, int argument) {
  if (is_complex(x.dtype))
    throw call.type_error("an order needs a real dtype")
        .label(argument, "{}", describe(x))
        .slug("complex-order");
}

/// The gradient of picking along an axis goes back to where the elements were.
Grads spread_back(V x, V indices, const V& dvalues, int64_t axis) {
  if (dvalues.is_none()) return Grads{V()};
  if (x.rank() == 0) return Grads{dvalues};
  return Grads{gather_elements_grad(dvalues, indices, x, axis)};
}

TensorType as_indices(const TensorType& values) { return tensor(DType::kInt32, values.shape); }

/// Elements of `x` at these row-major positions.
Tensor at_positions(const Tensor& x, const std::vector<uint32_t>& positions) {
  Tensor result(x.dtype(), Ints{static_cast<int64_t>(positions.size())});
  size_t size = size_of(x.dtype());
  for (size_t i = 0; i < positions.size(); ++i)
    kernels::copy_row(result.data_as<char>() + i * size, 0, x.data_as<char>() + positions[i] * size,
                      0, 1, size);
  return result;
}

/// Distinct elements by first appearance, and for each element which one it is.
void unique_kernel(KernelCall& k) {
  Tensor x = kernels::row_major(k.call.args[0].as_tensor());
  std::vector<uint64_t> keys;
  kernels::keys_of({&x, 0, 1, x.count()}, false, keys);
  std::vector<uint32_t> groups;
  kernels::number_keys(keys, k.outputs[1].data_as<int32_t>(), groups);
  k.outputs[0] = at_positions(x, groups);
}

/// Distinct neighbours, which one each element belongs to, and how many there are of each.
void consecutive_kernel(KernelCall& k) {
  Tensor x = kernels::row_major(k.call.args[0].as_tensor());
  std::vector<uint64_t> keys;
  kernels::keys_of({&x, 0, 1, x.count()}, false, keys);
  std::vector<uint32_t> starts;
  auto* inverse = k.outputs[1].data_as<int64_t>();
  for (uint32_t i = 0; i < keys.size(); ++i) {
    if (i == 0 || keys[i] != keys[i - 1]) starts.push_back(i);
    inverse[i] = static_cast<int64_t>(starts.size()) - 1;
  }
  k.outputs[0] = at_positions(x, starts);
  k.outputs[2] = Tensor(DType::kInt64, Ints{static_cast<int64_t>(starts.size())});
  auto* counts = k.outputs[2].data_as<int64_t>();
  for (size_t i = 0; i < starts.size(); ++i)
    counts[i] = (i + 1 < starts.size() ? starts[i + 1] : static_cast<int64_t>(keys.size())) -
                static_cast<int64_t>(starts[i]);
}

void search_kernel(KernelCall& k) {
  Tensor sorted = kernels::row_major(k.call.args[0].as_tensor());
  Tensor values = kernels::row_major(k.call.args[1].as_tensor());
  bool right = k.call.args[2].as_bool();
  int64_t length = sorted.shape()[sorted.rank() - 1];
  int64_t per_line = values.rank() ? values.shape()[values.rank() - 1] : 1;
  if (sorted.rank() == 1) per_line = values.count();
  auto* out = k.outputs[0].data_as<int64_t>();
  std::vector<uint64_t> keys, wanted;
  for (int64_t line = 0; per_line > 0 && line < values.count() / per_line; ++line) {
    kernels::keys_of({&sorted, sorted.rank() == 1 ? 0 : line * length, 1, length}, false, keys);
    kernels::keys_of({&values, line * per_line, 1, per_line}, false, wanted);
    for (uint64_t key : wanted) {
      auto found = right ? std::upper_bound(keys.begin(), keys.end(), key)
                         : std::lower_bound(keys.begin(), keys.end(), key);
      *out++ = found - keys.begin();
    }
  }
}

}  // namespace

constexpr Op sort = define({
    .name = "Sort",
    .schema = "input_x: Tensor; axis: int = -1, descending: bool = False",
    .doc =
        "The elements in ascending (or descending) order along `axis`, and int32 indices of where "
        "they were. Equal elements keep their order, NaN is the largest.",
    .infer = Infer([](Call& call, TensorType x, int64_t axis, bool) {
      need_order(call, x, 0);
      call.axis(axis, x.rank(), 1);
      return Types{x, as_indices(x)};
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor();
      kernels::sort_axis(k.outputs[0], k.outputs[1], x, axis_of(k.call.args[1].as_int(), x.rank()),
                         k.call.args[2].as_bool());
    }),
    .grad = Grad([](V x, int64_t axis, bool, Vs out, Vs dout) {
      return spread_back(x, out[1], dout[0], axis);
    }),
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
});

constexpr Op sort_method = define({
    .name = "SortMethod",
    .schema = "input: Tensor, axis: int = -1, descending: bool = False, stable: bool = False",
    .doc = "The Tensor method `sort`: as the function, whose order is always stable.",
    .body = Decompose(
        [](V x, int64_t axis, bool descending, bool) { return Vs(sort(x, axis, descending)); }),
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
    .methods = "sort",
});

constexpr Op argsort = define({
    .name = "ArgSort",
    .schema = "input: Tensor, axis: int = -1, descending: bool = False, stable: bool = False",
    .doc = "int32 indices that sort `input` along `axis`. Equal elements keep their order.",
    .body = Decompose([](V x, int64_t axis, bool descending, bool) -> V {
      return Vs(sort(x, axis, descending))[1];
    }),
    .oracle = "np.argsort(input, axis, kind='stable').astype(np.int32)",
    .samples = {"f32[2,3] -1 False", "i64[4] 0 False", "f16[3,2] 0 False"},
    .function = "argsort",
    .methods = "=",
});

constexpr Op msort = define({
    .name = "Msort",
    .schema = "input: Tensor",
    .doc = "The elements in ascending order along the first axis.",
    .body = Decompose([](V x) -> V { return Vs(sort(x, 0, false))[0]; }),
    .oracle = "np.sort(input, 0)",
    .samples = {"f32[3,2]", "i64[4]"},
    .methods = "=",
});

constexpr Op topk = define({
    .name = "TopKOf",
    .schema = "input: Tensor, k: int, dim: int? = None, largest: bool = True, sorted: bool = True",
    .doc = "The `k` largest (or smallest) elements along `dim` (the last axis if None), in order, "
           "and int32 indices of where they were. Of equal ones, the earlier comes first.",
    .infer = Infer([](Call& call, TensorType x, int64_t k, std::optional<int64_t> dim, bool, bool) {
      need_order(call, x, 0);
      int axis = call.axis(dim.value_or(-1), x.rank(), 2);
      Dim extent = x.rank() ? x.shape[axis] : Dim(1);
      if (k < 0 || (extent.known() && k > extent.value()))
        throw call.error("`k` needs to be at most the extent of the axis")
            .label(0, "{}", describe(x))
            .label(1, "{}", k)
            .slug("topk-count");
      TensorType values = x;
      if (x.rank()) values.shape[axis] = k;
      return Types{values, as_indices(values)};
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor();
      const Value& dim = k.call.args[2];
      kernels::sort_axis(k.outputs[0], k.outputs[1], x,
                         axis_of(dim.is_none() ? -1 : dim.as_int(), x.rank()),
                         k.call.args[3].as_bool());
    }),
    .grad = Grad([](V x, int64_t, std::optional<int64_t> dim, bool, bool, Vs out, Vs dout) {
      return spread_back(x, out[1], dout[0], dim.value_or(-1));
    }),
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .function = "topk",
    .methods = "=",
});

constexpr Op topk_primitive = define({
    .name = "TopK",
    .schema = "input_x: Tensor, k: int; sorted: bool = True",
    .doc = "The `k` largest elements along the last axis and int32 indices of where they were.",
    .body = Decompose([](V x, int64_t k, bool) { return Vs(topk(x, k)); }),
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .function = "top_k",
    .methods = "=",
});

constexpr Op unique = define({
    .name = "Unique",
    .schema = "input: Tensor",
    .doc = "The distinct elements in the order of their first appearance, and for each element the "
           "int32 index of its own.",
    .infer = Infer([](Call& call, TensorType x) {
      need_order(call, x, 0);
      return Types{tensor(x.dtype, Shape{Dim::unknown()}), as_indices(x)};
    }),
    .body = Kernel(unique_kernel),
    .constant = true,
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op unique_runs = define({
    .name = "UniqueRuns",
    .schema = "input: Tensor",
    .doc = "The elements that differ from the one before, for each element the index of its own, "
           "and how many there are of each.",
    .infer = Infer([](Call& call, TensorType x) {
      need_order(call, x, 0);
      return Types{tensor(x.dtype, Shape{Dim::unknown()}), tensor(DType::kInt64, x.shape),
                   tensor(DType::kInt64, Shape{Dim::unknown()})};
    }),
    .body = Kernel(consecutive_kernel),
    .constant = true,
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
});

constexpr Op unique_consecutive = define({
    .name = "UniqueConsecutive",
    .schema = "input: Tensor, return_inverse: bool = False, return_counts: bool = False",
    .doc = "The elements that differ from the one before; on demand also the index of each "
           "element's own and how many there are of each.",
    .body = Decompose([](V x, bool inverse, bool counts) {
      Vs all = unique_runs(x), result{all[0]};
      if (inverse) result.push_back(all[1]);
      if (counts) result.push_back(all[2]);
      return result;
    }),
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .function = "",
});

constexpr Op search_places = define({
    .name = "SearchPlaces",
    .schema = "sorted_sequence: Tensor, values: Tensor, right: bool",
    .doc = "Where each of `values` belongs in the sorted last axis: before (or after) its equals.",
    .infer = Infer([](Call& call, TensorType sorted, TensorType values, bool) {
      bool fits = sorted.rank() == 1 || sorted.rank() == values.rank();
      for (int i = 0; fits && i + 1 < sorted.rank(); ++i)
        fits = !differ(sorted.shape[i], values.shape[i]);
      if (!fits || sorted.rank() == 0)
        throw call.error("`sorted_sequence` needs one axis, or the leading axes of `values`")
            .label(0, "{}", describe(sorted))
            .label(1, "{}", describe(values))
            .slug("searchsorted-shape");
      need_order(call, sorted, 0);
      return tensor(DType::kInt64, values.shape);
    }),
    .body = Kernel(search_kernel),
    .constant = true,
    .no_oracle = "its samples need a sorted sequence; tests/ops/test_indexing.py compares",
    .function = "",
});

constexpr Op searchsorted = define({
    .name = "SearchSorted",
    .schema = "sorted_sequence: Tensor, values: Operand, *, out_int32: bool = False, "
              "right: bool = False, side: str? = None, sorter: Tensor? = None",
    .doc = "Where each of `values` belongs in the sorted last axis of `sorted_sequence`.",
    .body = Decompose([](Call& call, V sorted, V values, bool out_int32, bool right,
                         std::optional<std::string_view> side, std::optional<V> sorter) -> V {
      if (side && *side != "left" && *side != "right")
        throw call.error("`side` needs to be 'left' or 'right'")
            .label(4, "'{}'", *side)
            .slug("side");
      if (sorter) sorted = gather_elements(sorted, -1, *sorter);
      DType dtype = common_dtype(sorted, values);
      V places = search_places(as_tensor_of(sorted, dtype, call.dispatcher),
                               as_tensor_of(values, dtype, call.dispatcher),
                               side ? *side == "right" : right);
      return out_int32 ? V(cast(places, DType::kInt32)) : places;
    }),
    .no_oracle = "its samples need a sorted sequence; tests/ops/test_indexing.py compares",
    .function = "searchsorted",
});

constexpr Op histogram_size = define({
    .name = "CountingRange",
    .schema = "input: Tensor, minlength: int",
    .doc = "The numbers from 0 to the largest of `input` (or minlength - 1): int64.",
    .infer = Infer([](Call& call, TensorType x, int64_t minlength) {
      if (x.rank() != 1 || !is_int(x.dtype) || minlength < 0)
        throw call.error("bincount needs one axis of integers, and a `minlength` of 0 or more")
            .label(0, "{}", describe(x))
            .label(1, "{}", minlength)
            .slug("bincount");
      return tensor(DType::kInt64, Shape{Dim::unknown()});
    }),
    .body = Kernel([](KernelCall& k) {
      int64_t count = k.call.args[1].as_int();
      Tensor all = kernels::wide_integers(k.call.args[0].as_tensor());
      for (int64_t i : kernels::numbers(all)) count = std::max(count, i + 1);
      k.outputs[0] = Tensor(DType::kInt64, Ints{count});
      for (int64_t i = 0; i < count; ++i) k.outputs[0].data_as<int64_t>()[i] = i;
    }),
    .constant = true,
    .no_oracle = "its samples need numbers of 0 or more; tests/ops/test_indexing.py compares",
    .function = "",
});

constexpr Op bincount = define({
    .name = "Bincount",
    .schema = "input: Tensor, weights: Tensor? = None, minlength: int = 0",
    .doc = "How often each number from 0 to the largest is there, or the sum of its weights; "
           "float32.",
    .body = Decompose([](V x, std::optional<V> weights, int64_t minlength) -> V {
      V like = cast(histogram_size(x, minlength), DType::kFloat32);
      V amount = weights ? V(cast(*weights, DType::kFloat32)) : V(fill_like(x, 1, DType::kFloat32));
      return index_get_grad(amount, Vs{x}, like, 0);
    }),
    .no_oracle = "its samples need numbers of 0 or more; tests/ops/test_indexing.py compares",
    .methods = "=",
});

}  // namespace duet::ops
