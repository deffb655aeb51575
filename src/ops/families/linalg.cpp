// einsum and its relatives: each says which axes meet, contraction does the rest.
#include "ops/families/linalg.h"

#include <algorithm>
#include <optional>

#include "ops/families/matmul.h"

namespace duet::ops {
namespace {

Ints labels_from(int64_t first, int count) {
  Ints labels;
  for (int i = 0; i < count; ++i) labels.push_back(first + i);
  return labels;
}

/// Sums over axis `i` of `a` and `j` of `b` for each pair; the axes of `a` come first.
V contract_axes(V a, V b, const Ints& axes_a, const Ints& axes_b) {
  Ints first = labels_from(0, a.rank()), second = labels_from(100, b.rank()), kept;
  for (size_t i = 0; i < axes_a.size(); ++i) second[axes_b[i]] = first[axes_a[i]];
  auto summed_over = [&](int64_t label) {
    return std::find(first.begin(), first.end(), label) != first.end() &&
           std::find(second.begin(), second.end(), label) != second.end();
  };
  for (const Ints* labels : {&first, &second})
    for (int64_t label : *labels)
      if (!summed_over(label)) kept.push_back(label);
  return ordered(contracted({a, first}, {b, second}, kept), kept);
}

/// `axes` of tensor_dot: a number of axes, or the axes of each.
std::pair<Ints, Ints> axes_of(Call& call, const V& a, const V& b, const Value& axes) {
  if (axes.kind() == Value::Kind::kInt) {
    int64_t n = axes.as_int();
    if (n < 0 || n > a.rank() || n > b.rank())
      throw call.error("`axes` needs to be a number of axes that both tensors have")
          .label(2, "{}", n)
          .slug("contraction-axes");
    return {labels_from(a.rank() - n, static_cast<int>(n)), labels_from(0, static_cast<int>(n))};
  }
  Ints of[2];
  if (axes.is_list() && axes.as_list().size() == 2)
    for (int i = 0; i < 2; ++i) of[i] = ints_of(axes.as_list()[i]).value_or(Ints{});
  if (auto both = ints_of(axes); both && both->size() == 2) {
    of[0] = {(*both)[0]};
    of[1] = {(*both)[1]};
  }
  if (of[0].empty() || of[0].size() != of[1].size())
    throw call.error("`axes` needs to be an int or two tuples of equal length")
        .label(2, "{}", describe(axes))
        .slug("contraction-axes");
  for (int64_t& axis : of[0]) axis = call.axis(axis, a.rank(), 2);
  for (int64_t& axis : of[1]) axis = call.axis(axis, b.rank(), 2);
  return {of[0], of[1]};
}

void check_extents(Call& call, const V& a, const V& b, const Ints& axes_a, const Ints& axes_b) {
  check_factors(call, 0, 1);
  for (size_t i = 0; i < axes_a.size(); ++i)
    if (differ(a.dim(static_cast<int>(axes_a[i])), b.dim(static_cast<int>(axes_b[i]))))
      throw call.error("axes that are summed together need one extent")
          .label(0, "axis {}: {}", axes_a[i], describe(a.type()))
          .label(1, "axis {}: {}", axes_b[i], describe(b.type()))
          .slug("contraction-extents");
}

V contract_checked(Call& call, V a, V b, const Ints& axes_a, const Ints& axes_b) {
  check_extents(call, a, b, axes_a, axes_b);
  return contract_axes(a, b, axes_a, axes_b);
}

}  // namespace

constexpr Op tensor_dot = define({
    .name = "TensorDot",
    .schema = "x1: Tensor, x2: Tensor, axes: any",
    .doc = "Sums products over axes: the last `axes` of `x1` with the first of `x2`, or the axes "
           "that two tuples name.",
    .body = Decompose([](Call& call, V a, V b, Value axes) {
      auto [axes_a, axes_b] = axes_of(call, a, b, axes);
      return contract_checked(call, a, b, axes_a, axes_b);
    }),
    .oracle = "np.tensordot(x1, x2, axes)",
    .samples = {"f32[2,3,4] f32[3,4,5] 2", "f32[2,3] f32[2,4] (0,0)", "f32[2] f32[3] 0"},
    .function = "tensor_dot tensordot",
});

constexpr Op inner = define({
    .name = "Inner",
    .schema = "input: Tensor, other: Tensor",
    .doc = "Sums products over the last axes of both.",
    .body = Decompose([](Call& call, V a, V b) {
      if (a.rank() == 0 || b.rank() == 0) return a * b;
      return contract_checked(call, a, b, {a.rank() - 1}, {b.rank() - 1});
    }),
    .oracle = "np.inner(input, other)",
    .samples = {"f32[3] f32[3]", "f32[2,3] f32[4,5,3]"},
    .methods = "=",
});

constexpr Op dot = define({
    .name = "Dot",
    .schema = "input: Tensor, other: Tensor",
    .doc = "Sums products over the last axis of `input` and the last but one of `other`.",
    .body = Decompose([](Call& call, V a, V b) {
      if (a.rank() == 0 || b.rank() == 0) return a * b;
      return contract_checked(call, a, b, {a.rank() - 1}, {std::max(b.rank() - 2, 0)});
    }),
    .oracle = "np.dot(input, other)",
    .samples = {"f32[3] f32[3]", "f32[2,3] f32[3,4]", "f32[2,3] f32[5,3,4]"},
    .methods = "=",
});

constexpr Op batch_dot = define({
    .name = "BatchDot",
    .schema = "x1: Tensor, x2: Tensor, axes: any = None",
    .doc = "For each pair of examples (axis 0) sums products over one axis of each: by default the "
           "last of `x1` and the last but one of `x2`.",
    .body = Decompose([](Call& call, V a, V b, Value axes) {
      int64_t axis_a = a.rank() - 1, axis_b = std::max(b.rank() - 2, 1);
      if (axes.kind() == Value::Kind::kInt) axis_a = axis_b = axes.as_int();
      if (auto both = ints_of(axes); both && both->size() == 2) {
        axis_a = (*both)[0];
        axis_b = (*both)[1];
      }
      axis_a = call.axis(axis_a, a.rank(), 2);
      axis_b = call.axis(axis_b, b.rank(), 2);
      check_extents(call, a, b, {axis_a}, {axis_b});
      Ints first = labels_from(0, a.rank()), second = labels_from(100, b.rank()), kept;
      second[0] = first[0];
      second[axis_b] = first[axis_a];
      for (int64_t label : first)
        if (label != first[axis_a]) kept.push_back(label);
      for (int64_t label : second)
        if (label >= 100) kept.push_back(label);
      V out = ordered(contracted({a, first}, {b, second}, kept), kept);
      return out.rank() == 1 ? V(expand_dims(out, 1)) : out;
    }),
    .oracle = "np.einsum('bij,bjk->bik', x1, x2)",
    .samples = {"f32[2,3,4] f32[2,4,5] None"},
});

}  // namespace duet::ops
