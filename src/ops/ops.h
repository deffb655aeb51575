// The list of all operators, by family. A record stands in `ops/families/<family>.cpp`; its name
// stands here. Everything else (Python function, stub, page, tests) is derived.
#pragma once

#include "ops/op.h"

// clang-format off
#define FOR_EACH_ACTIVATION_OP(X) \
  X(relu) X(relu6) X(leaky_relu) X(prelu) X(hardtanh) X(hardsigmoid) X(hardswish) X(softshrink) \
  X(hardshrink) X(threshold) X(sigmoid) X(logsigmoid) X(silu) X(gelu) X(gelu_function) \
  X(fast_gelu) X(elu) X(celu) X(selu) X(mish) X(softplus) X(softsign) X(tanhshrink)

#define FOR_EACH_ARITHMETIC_OP(X) \
  X(add) X(sub) X(subtract) X(mul) X(div) X(div_no_nan) X(mul_no_nan) X(neg) X(abs) X(sign) \
  X(square) X(sqrt) X(rsqrt) X(reciprocal) X(addn) X(addcmul) X(addcdiv) X(lerp) \
  X(floor_div) X(floor_mod) X(trunc_div) X(fmod) X(mod) X(divide) \
  X(maximum) X(minimum) X(fmax) X(fmin) X(clamp) X(clip_by_value) \
  X(power) X(pow) X(float_power)

#define FOR_EACH_BITS_OP(X) \
  X(bitwise_and) X(bitwise_or) X(bitwise_xor) X(bitwise_not) X(left_shift) X(right_shift)

#define FOR_EACH_CAST_OP(X) \
  X(cast) X(copy) X(stop_gradient)

#define FOR_EACH_COMPARISON_OP(X) \
  X(equal) X(not_equal) X(less) X(less_equal) X(greater) X(greater_equal) X(isclose) \
  X(approximate_equal) X(isnan) X(isinf) X(isfinite) X(isneginf) X(isposinf) X(isreal) X(signbit)

#define FOR_EACH_EXPONENTIAL_OP(X) \
  X(exp) X(exp2) X(expm1) X(log) X(log1p) X(log2) X(log10) X(logaddexp) X(logaddexp2) X(xlogy) \
  X(xdivy) X(logit)

#define FOR_EACH_LOGIC_OP(X) \
  X(logical_and) X(logical_or) X(logical_xor) X(logical_not) X(select)

#define FOR_EACH_CONVOLUTION_OP(X) \
  X(convolution) X(convolution_input_grad) X(convolution_weight_grad) X(convolution_transpose) \
  X(conv1d) X(conv2d) X(conv3d) X(conv2d_primitive) X(conv3d_primitive) X(conv_transpose2d) \
  X(conv2d_transpose_primitive) X(bias_add)

#define FOR_EACH_MATMUL_OP(X) \
  X(matmul) X(dense) X(batch_matmul) X(mm) X(mv) X(outer) X(addmm) X(addmv) X(addr) X(baddbmm) \
  X(addbmm)

#define FOR_EACH_REDUCTION_OP(X) \
  X(reduce_sum) X(reduce_prod) X(reduce_max) X(reduce_min) X(reduce_all) X(reduce_any) X(sum) \
  X(prod) X(divide_by_count) X(reduce_mean) X(var) X(std) X(var_mean) X(std_mean) \
  X(count_nonzero)

#define FOR_EACH_SHAPE_OP(X) \
  X(reshape) X(expand_dims) X(broadcast_to) X(broadcast_like) X(reshape_like) X(sum_to_like)

#define FOR_EACH_STATE_OP(X) \
  X(assign) X(assign_add) X(assign_sub)

#define FOR_EACH_SPECIAL_OP(X) \
  X(erf) X(erfc) X(erfinv) X(lgamma) X(digamma) X(trigamma) X(floor) X(ceil) X(trunc) X(rint) \
  X(round) X(frac) X(nan_to_num) X(heaviside) X(copysign) X(ldexp)

#define FOR_EACH_TRIGONOMETRIC_OP(X) \
  X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) \
  X(atan2) X(sinc) X(hypot) X(deg2rad) X(rad2deg)

#define FOR_EACH_OP(X) \
  FOR_EACH_ACTIVATION_OP(X) \
  FOR_EACH_ARITHMETIC_OP(X) \
  FOR_EACH_BITS_OP(X) \
  FOR_EACH_CAST_OP(X) \
  FOR_EACH_COMPARISON_OP(X) \
  FOR_EACH_EXPONENTIAL_OP(X) \
  FOR_EACH_LOGIC_OP(X) \
  FOR_EACH_CONVOLUTION_OP(X) \
  FOR_EACH_MATMUL_OP(X) \
  FOR_EACH_REDUCTION_OP(X) \
  FOR_EACH_SHAPE_OP(X) \
  FOR_EACH_SPECIAL_OP(X) \
  FOR_EACH_TRIGONOMETRIC_OP(X) \
  FOR_EACH_STATE_OP(X)
// clang-format on

namespace duet::ops {

#define DUET_DECLARE_OP(name) extern const Op name;
FOR_EACH_OP(DUET_DECLARE_OP)
#undef DUET_DECLARE_OP

}  // namespace duet::ops
