// What the element-wise families share: infer rules, small formulas, and words for gradient rules.
#pragma once

#include "ops/infer.h"
#include "ops/ops.h"
#include "ops/scalar/functions.h"

namespace duet {

namespace detail {
DUET_API Types infer_of_numbers(Call& call);
DUET_API Types infer_of_integers(Call& call);
DUET_API Types infer_of_reals(Call& call);
DUET_API Types infer_of_floats(Call& call);
}  // namespace detail

/// `elementwise`, refusing bool operands.
inline constexpr InferRule of_numbers{detail::infer_of_numbers};
/// `elementwise`, for integers and bool only.
inline constexpr InferRule of_integers{detail::infer_of_integers};
/// `elementwise`, refusing complex operands: an order is needed.
inline constexpr InferRule of_reals{detail::infer_of_reals};
/// `elementwise`, for real floats only: the formula has fractions that integers cannot hold.
inline constexpr InferRule of_floats{detail::infer_of_floats};

inline S zero(S like) { return scalar::constant(like, 0); }
inline S one(S like) { return scalar::constant(like, 1); }

/// Whether `v` is the number `number`, known now.
inline bool is_number(const V& v, double number) {
  auto kind = v.value().kind();
  bool real =
      kind == Value::Kind::kInt || kind == Value::Kind::kFloat || kind == Value::Kind::kBool;
  return real && v.value().as_float() == number;
}

/// Refuses two numbers where operands meet in a dtype that a tensor gives.
inline void need_tensor(const Call& call, const V& x, const V& y) {
  if (x.is_number() && y.is_number())
    throw call.type_error("this operator needs a Tensor among its operands").slug("needs-tensor");
}

/// Whether `v` is not zero, as what can be multiplied with; `v` may be a number.
inline V nonzero_of(V v) {
  if (!v.is_number()) return ops::not_equal(v, 0);
  return {v.dispatcher(), Value(is_number(v, 0) ? 0 : 1)};
}

/// `x` where `condition` holds, else 0: what gradients of piecewise formulas are made of.
inline V kept(V condition, V x) { return ops::select(condition, x, 0); }

}  // namespace duet
