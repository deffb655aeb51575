// The operators of advanced indexing: everything that picks or writes by index tensors is made of
// these four. src/ops/indexing.h turns x[...] into them.
#include "kernels/index.h"
#include "ops/combine.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// The common shape of the index tensors.
Shape index_shape(Call& call, const std::vector<TensorType>& indices, int argument) {
  Shape shape;
  for (const TensorType& index : indices) {
    if (!is_int(index.dtype) && !is_bool(index.dtype))
      throw call.index_error("an index tensor needs an integer dtype")
          .label(argument, "{}", describe(index))
          .slug("index-dtype");
    auto wider = try_broadcast(shape, index.shape);
    if (!wider)
      throw call.index_error("index tensors need shapes that broadcast")
          .label(argument, "{} and {}", describe(shape), describe(index.shape))
          .slug("index-broadcast");
    shape = *wider;
  }
  return shape;
}

Shape picked_shape(Call& call, const TensorType& x, const std::vector<TensorType>& indices,
                   int64_t axis, int argument) {
  if (axis + static_cast<int64_t>(indices.size()) > x.rank())
    throw call.index_error("an index needs at most as many items as the tensor has axes")
        .label(0, "{}", describe(x))
        .label(argument, "{} index tensors from axis {}", indices.size(), axis)
        .slug("index-items");
  Shape result(x.shape.begin(), x.shape.begin() + axis);
  for (Dim d : index_shape(call, indices, argument)) result.push_back(d);
  for (size_t i = axis + indices.size(); i < x.shape.size(); ++i) result.push_back(x.shape[i]);
  return result;
}

void check_range(Call& call, const Tensor& x, const std::vector<Tensor>& indices, int64_t axis) {
  for (size_t i = 0; i < indices.size(); ++i) {
    int64_t extent = x.shape()[axis + i];
    if (auto outside = kernels::first_outside(indices[i], extent))
      throw call.index_error("an index needs to lie within its axis")
          .label(0, "{} elements on axis {}: {}", extent, axis + i, describe(type_of(x)))
          .label(1, "index {}", *outside)
          .slug("index-range");
  }
}

std::vector<Tensor> tensors(const Value& list) {
  std::vector<Tensor> result;
  for (const Value& item : list.as_list()) result.push_back(item.as_tensor());
  return result;
}

/// Where `indices` point into `x`, from `axis` on.
Tensor places_of(KernelCall& k, const Tensor& x, const Value& list, int64_t axis) {
  std::vector<Tensor> indices = tensors(list);
  std::vector<TensorType> types;
  for (const Tensor& index : indices) types.push_back(type_of(index));
  Ints shape = TensorType{DType::kInt64, index_shape(k.call, types, 1)}.sizes();
  size_t first = axis, count = indices.size();
  return kernels::places(indices, shape, std::span(x.shape().begin() + first, count),
                         std::span(x.strides().begin() + first, count));
}

/// `value` broadcast to what the places show, apart from the memory of `to`.
Tensor spread(const Tensor& value, const Tensor& to, std::span<const int64_t> shape) {
  Tensor wide = value.view(duet::expand(value.layout(), shape));
  if (wide.contiguous() && value.storage()->buffer() != to.storage()->buffer()) return wide;
  Tensor result(wide.dtype(), wide.shape());
  kernels::copy_into(result, wide);
  return result;
}

void get_kernel(KernelCall& k) {
  Tensor x = k.call.args[0].as_tensor();
  int64_t axis = k.call.args[2].as_int();
  Tensor places = places_of(k, x, k.call.args[1], axis);
  kernels::take(k.outputs[0], x, static_cast<int>(axis),
                static_cast<int>(k.call.args[1].as_list().size()), kernels::numbers(places));
}

/// Writes `value` (argument `v`) into `to`, indices being argument 1.
void write(KernelCall& k, const Tensor& to, int v, int64_t axis, std::string_view reduce) {
  Tensor places = places_of(k, to, k.call.args[1], axis);
  std::vector<TensorType> types;
  for (const Tensor& index : tensors(k.call.args[1])) types.push_back(type_of(index));
  Shape shape = picked_shape(k.call, type_of(to), types, axis, 1);
  Tensor value = spread(k.call.args[v].as_tensor(), to, TensorType{to.dtype(), shape}.sizes());
  kernels::put(to, value, static_cast<int>(axis), static_cast<int>(types.size()),
               kernels::numbers(places), combine_with(combining(reduce), to.dtype()));
}

void put_kernel(KernelCall& k) {
  const Tensor& out = k.outputs[0];
  Tensor input = k.call.args[0].as_tensor();
  if (out.data() != input.data()) kernels::copy_into(out, input);
  write(k, out, 2, k.call.args[3].as_int(), k.call.args[4].as_string());
}

constexpr auto infer_put = [](Call& call, TensorType x, std::vector<TensorType> indices,
                              TensorType value, int64_t axis, std::string_view) {
  Shape picked = picked_shape(call, x, indices, axis, 1);
  auto wide = try_broadcast(picked, value.shape);
  if (!wide || wide->size() != picked.size())
    throw call.error("the value needs a shape that broadcasts to that of the places written to")
        .label(0, "{} places", describe(picked))
        .label(2, "{}", describe(value))
        .slug("index-put-shape");
  if (value.dtype != x.dtype) DUET_BUG("{} is given a value of another dtype", call.op.name);
  return x;
};

constexpr auto check_put = [](Call& call, Tensor x, std::vector<Tensor> indices, Tensor,
                              int64_t axis,
                              std::string_view) { check_range(call, x, indices, axis); };

/// The gradients of writing: what is left of the old values, none for the indices, what was
/// written. Where places repeat and the last one wins, all of them are given the cotangent.
constexpr auto grad_put = [](V x, Vs indices, V value, int64_t axis, std::string_view reduce, V out,
                             V dout) {
  V at_places = index_get(dout, indices, axis), dx = dout, dvalue = at_places;
  if (reduce == "none") {
    dx = index_put(dout, indices, zeros_like(value), axis, reduce);
  } else if (reduce == "sub") {
    dvalue = -at_places;
  } else if (reduce == "mul") {
    dx = index_put(dout, indices, value, axis, reduce);
    dvalue = index_get(dout * x, indices, axis);
  } else if (reduce == "div") {
    dx = index_put(dout, indices, value, axis, reduce);
    dvalue = -(index_get(dout * out, indices, axis) / value);
  } else if (reduce == "min" || reduce == "max") {
    dx = dout * cast(equal(x, out), dout.dtype());
    dvalue = at_places * cast(equal(value, index_get(out, indices, axis)), dout.dtype());
  }
  Grads grads{dx};
  for (size_t i = 0; i < indices.size(); ++i) grads.push_back(V());
  grads.push_back(dvalue);
  return grads;
};

}  // namespace

constexpr Op index_get = define({
    .name = "IndexGet",
    .schema = "input: Tensor, indices: Tensor[], axis: int = 0",
    .doc = "The elements that the index tensors, broadcast together, name on the axes from `axis` "
           "on.",
    .infer = Infer([](Call& call, TensorType x, std::vector<TensorType> indices, int64_t axis) {
      return tensor(x.dtype, picked_shape(call, x, indices, axis, 1));
    }),
    .body = Kernel(get_kernel),
    .grad = Grad([](V x, Vs indices, int64_t axis, V, V dout) {
      Grads grads{index_get_grad(dout, indices, x, axis)};
      for (size_t i = 0; i < indices.size(); ++i) grads.push_back(V());
      return grads;
    }),
    .checks = Check([](Call& call, Tensor x, std::vector<Tensor> indices, int64_t axis) {
      check_range(call, x, indices, axis);
    }),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares x[...]",
    .function = "",
});

constexpr Op index_get_grad = define({
    .name = "IndexGetGrad",
    .schema = "dout: Tensor, indices: Tensor[], like: Tensor, axis: int",
    .doc = "Zeros in the shape of `like`, with `dout` added at the places that `indices` name.",
    .infer = Infer([](Call&, TensorType dout, std::vector<TensorType>, TensorType like, int64_t) {
      return tensor(dout.dtype, like.shape);
    }),
    .body = Kernel([](KernelCall& k) {
      kernels::fill_zero(k.outputs[0]);
      write(k, k.outputs[0], 0, k.call.args[3].as_int(), "add");
    }),
    .grad = Grad([](V, Vs indices, V, int64_t axis, V, V dout) {
      Grads grads{index_get(dout, indices, axis)};
      for (size_t i = 0; i <= indices.size(); ++i) grads.push_back(V());
      return grads;
    }),
    .no_oracle = "the gradient of IndexGet",
    .function = "",
});

constexpr Op index_put = define({
    .name = "IndexPut",
    .schema = "input: Tensor, indices: Tensor[], value: Tensor, axis: int = 0, "
              "reduce: str = 'none'",
    .doc = "A copy of `input` with `value` at the places that `indices` name on the axes from "
           "`axis` on; `reduce` says how it meets what is there.",
    .infer = Infer(infer_put),
    .body = Kernel(put_kernel),
    .grad = Grad(grad_put),
    .checks = Check(check_put),
    .no_oracle = "its argument is a list; tests/ops/test_indexing.py compares x[...] = v",
    .function = "",
});

constexpr Op index_put_into = define({
    .name = "IndexPutInto",
    .schema = "variable: Tensor, indices: Tensor[], value: Tensor, axis: int = 0, "
              "reduce: str = 'none'",
    .doc = "IndexPut, overwriting `variable`.",
    .infer = Infer(infer_put),
    .body = Kernel(put_kernel),
    .grad = Grad(grad_put),
    .checks = Check(check_put),
    .updates = {{0}},
    .no_oracle = "its result is the state it changes; tests/ops/test_indexing.py reads that",
    .function = "",
});

}  // namespace duet::ops
