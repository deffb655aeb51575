// The list of all operators, by family. A record stands in `ops/families/<family>.cpp`; its name
// stands here. Everything else (Python function, stub, page, tests) is derived.
#pragma once

#include "ops/op.h"

// clang-format off
#define FOR_EACH_ACTIVATION_OP(X) \
  X(relu) X(relu6) X(leaky_relu) X(prelu) X(hardtanh) X(hardsigmoid) X(hardswish) X(softshrink) \
  X(hardshrink) X(threshold) X(sigmoid) X(logsigmoid) X(silu) X(gelu) X(gelu_function) \
  X(fast_gelu) X(elu) X(celu) X(selu) X(mish) X(softplus) X(softsign) X(tanhshrink) X(glu)

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

#define FOR_EACH_COMPLEX_OP(X) \
  X(real) X(imag) X(conj) X(angle) X(complex) X(polar) X(view_as_real)

#define FOR_EACH_CUMULATIVE_OP(X) \
  X(scan_sum) X(shift_along) X(linear_recurrence) X(scan_product) X(cumsum_primitive) \
  X(cumprod_primitive) X(cumsum) X(cumprod) \
  X(running_extreme) X(cummax) X(cummin) X(logcumsumexp) X(gcd_same) X(gcd) X(lcm)

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

#define FOR_EACH_LINALG_OP(X) \
  X(tensor_dot) X(inner) X(dot) X(batch_dot) X(einsum)

#define FOR_EACH_LOSS_OP(X) \
  X(axis_index) X(cross_entropy_rows) X(cross_entropy_soft_rows) X(nll_rows) X(cross_entropy) \
  X(nll_loss) X(nll_loss_primitive) X(softmax_cross_entropy) X(sparse_softmax_cross_entropy) \
  X(mse_loss) X(l1_loss) X(smooth_l1_loss) X(huber_loss) X(binary_cross_entropy) \
  X(bce_with_logits) X(kl_div) X(soft_margin_loss) X(l2_loss) X(cosine_similarity) \
  X(cosine_embedding_loss) X(margin_ranking_loss) X(hinge_embedding_loss) \
  X(triplet_margin_loss) X(gaussian_nll_loss) X(multi_margin_loss) X(multilabel_soft_margin_loss)

#define FOR_EACH_SOFTMAX_OP(X) \
  X(softmax) X(log_softmax) X(softmin)

#define FOR_EACH_EMBEDDING_OP(X) \
  X(embedding)

#define FOR_EACH_NORMALIZATION_OP(X) \
  X(layer_norm) X(layer_norm_primitive) X(rms_norm) X(standardize) X(group_norm) \
  X(instance_norm) X(l2_normalize) X(batch_norm_train) X(batch_norm_infer) X(update_running) \
  X(batch_norm) X(batch_norm_primitive)

#define FOR_EACH_RESAMPLE_OP(X) \
  X(resample_axis) X(resample_axis_grad) X(interpolate) X(unfold_windows) X(fold_windows) \
  X(unfold) X(fold)

#define FOR_EACH_POOLING_OP(X) \
  X(max_pooling) X(max_pooling_places) X(max_pooling_grad) X(max_pooling_take) X(avg_pooling) \
  X(avg_pooling_grad) X(max_pool1d) X(max_pool2d) X(max_pool3d) X(avg_pool1d) X(avg_pool2d) \
  X(avg_pool3d) X(adaptive_avg_pool1d) X(adaptive_avg_pool2d) X(adaptive_avg_pool3d) \
  X(adaptive_max_pool1d) X(adaptive_max_pool2d) X(adaptive_max_pool3d) X(max_pool_primitive) \
  X(max_pool_with_argmax) X(max_pool3d_primitive) X(avg_pool_primitive) X(avg_pool3d_primitive) X(lp_pool1d) \
  X(lp_pool2d) X(lrn)

#define FOR_EACH_REDUCTION_OP(X) \
  X(reduce_sum) X(real_product) X(reduce_prod) X(reduce_max) X(reduce_min) X(reduce_all) X(reduce_any) X(sum) \
  X(sum_method) X(prod) X(divide_by_count) X(reduce_mean) X(var) X(std) X(var_mean) X(std_mean) \
  X(count_nonzero) X(place_of_extreme) X(argmax) X(argmin) X(argmax_method) X(argmax_primitive) \
  X(argmin_primitive) X(argmax_with_value) X(argmin_with_value) X(max) X(min) X(max_method) \
  X(min_method) X(amax) X(amin) X(aminmax) X(median_places) X(median) X(nanmedian) X(norm) \
  X(vector_norm) X(lp_norm) X(dist) X(logsumexp) X(nansum) X(nanmean)

#define FOR_EACH_SHAPE_OP(X) \
  X(reshape) X(reshape_like) X(view) X(expand_dims) X(squeeze) X(flatten) X(flatten_all) X(ravel) \
  X(broadcast_to) X(broadcast_like) X(sum_to_like)

#define FOR_EACH_VIEWS_OP(X) \
  X(transpose) X(transpose_method) X(swapaxes) X(movedim) X(flip) X(fliplr) X(flipud) X(rot90) \
  X(index_view) X(index_view_grad) X(index_view_put) X(select_axis) X(narrow_view) X(slice) \
  X(diagonal) X(diagonal_grad) X(as_strided) X(as_strided_put) X(as_strided_grad) \
  X(diag_embed) X(diag) X(diagflat) X(trace) X(trace_method)

#define FOR_EACH_JOINING_OP(X) \
  X(concat_same) X(concat) X(split_like) X(stack) X(hstack) X(vstack) X(dstack) X(column_stack) \
  X(meshgrid_of) X(split) X(chunk) X(tensor_split) X(hsplit) X(vsplit) X(dsplit) X(unbind) \
  X(tile) X(repeat_elements) X(repeat_places) X(repeat_interleave) X(roll) X(pad)

#define FOR_EACH_INDEXING_OP(X) \
  X(index_get) X(index_get_grad) X(index_put) X(index_put_into) \
  X(where_method) X(select_method) X(masked_fill) X(nonzero_tuple) X(nonzero) \
  X(masked_select) X(tril) X(triu) X(one_hot_mask) X(one_hot) \
  X(fill_inplace) X(zero_inplace) X(copy_inplace) X(masked_fill_inplace)

#define FOR_EACH_GATHER_OP(X) \
  X(gather) X(gather_elements) X(gather_elements_grad) X(gather_method) X(gather_nd) \
  X(index_select) X(fit_index) X(take) X(take_method)

#define FOR_EACH_SCATTER_OP(X) \
  X(scatter_elements) X(tensor_scatter_elements) X(scatter) X(scatter_add_method) X(scatter_nd) \
  X(index_put_method) X(index_put_inplace) X(index_add) X(index_add_method) X(index_fill) \
  X(tensor_scatter_update) X(scatter_nd_update) X(scatter_update) \
  X(tensor_scatter_add) X(scatter_nd_add) X(scatter_add) \
  X(tensor_scatter_sub) X(scatter_nd_sub) X(scatter_sub) \
  X(tensor_scatter_mul) X(scatter_nd_mul) X(scatter_mul) \
  X(tensor_scatter_div) X(scatter_nd_div) X(scatter_div) \
  X(tensor_scatter_min) X(scatter_nd_min) X(scatter_min) \
  X(tensor_scatter_max) X(scatter_nd_max) X(scatter_max) \
  X(segment_reduce) X(unsorted_segment_sum) X(unsorted_segment_prod) X(unsorted_segment_min) \
  X(unsorted_segment_max) X(masked_scatter) X(masked_scatter_grad)

#define FOR_EACH_SORTING_OP(X) \
  X(sort) X(sort_method) X(argsort) X(msort) X(topk) X(topk_primitive) X(unique) X(unique_runs) \
  X(unique_consecutive) X(search_places) X(searchsorted) X(histogram_size) X(bincount) \
  X(histogram) X(histc)

#define FOR_EACH_RANDOM_OP(X) \
  X(random_bits) X(unit_interval) X(bell_curve) X(random_uniform) X(random_normal) \
  X(integers_below) X(random_integers) X(random_permutation) X(random_bernoulli) \
  X(random_exponential) X(random_dropout) X(categorical_pick) X(random_categorical) \
  X(random_gamma) X(random_poisson)

#define FOR_EACH_CREATION_OP(X) \
  X(fill_shape) X(fill_like) X(range_of) X(full) X(zeros) X(ones) X(full_like) X(zeros_like) \
  X(ones_like) X(arange) X(range) X(linspace) X(eye) X(tri_mask)

#define FOR_EACH_STATE_OP(X) \
  X(assign) X(assign_add) X(assign_sub)

#define FOR_EACH_OPTIMIZER_OP(X) \
  X(apply_gradient_descent) X(apply_momentum) X(sgd) X(adam) X(apply_adam_with_amsgrad) \
  X(adam_weight_decay) X(apply_adagrad) X(apply_rms_prop) X(apply_centered_rms_prop) \
  X(apply_adamax) X(apply_adadelta) X(apply_ftrl) X(apply_add_sign) X(apply_power_sign) \
  X(apply_adagrad_v2) X(apply_proximal_gradient_descent) X(apply_proximal_adagrad)

#define FOR_EACH_SPECIAL_OP(X) \
  X(erf) X(erfc) X(erfinv) X(lgamma) X(digamma) X(trigamma) X(floor) X(ceil) X(trunc) X(rint) \
  X(round) X(frac) X(nan_to_num) X(heaviside) X(copysign) X(nextafter) X(ldexp) \
  X(gamma_share) X(gamma_rest) X(gamma_share_slope) X(igamma) X(igammac) X(zeta_same) X(zeta) \
  X(polygamma_same) X(polygamma) X(bessel) X(bessel_i0) X(bessel_i0e) X(bessel_i1) \
  X(bessel_i1e) X(bessel_j0) X(bessel_j1) X(bessel_k0) X(bessel_k0e) X(bessel_k1) X(bessel_k1e) \
  X(bessel_y0) X(bessel_y1)

#define FOR_EACH_TRIGONOMETRIC_OP(X) \
  X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) \
  X(atan2) X(sinc) X(hypot) X(deg2rad) X(rad2deg)

#define FOR_EACH_OP(X) \
  FOR_EACH_ACTIVATION_OP(X) \
  FOR_EACH_ARITHMETIC_OP(X) \
  FOR_EACH_BITS_OP(X) \
  FOR_EACH_CAST_OP(X) \
  FOR_EACH_COMPARISON_OP(X) \
  FOR_EACH_COMPLEX_OP(X) \
  FOR_EACH_CUMULATIVE_OP(X) \
  FOR_EACH_EXPONENTIAL_OP(X) \
  FOR_EACH_LOGIC_OP(X) \
  FOR_EACH_CONVOLUTION_OP(X) \
  FOR_EACH_MATMUL_OP(X) \
  FOR_EACH_LINALG_OP(X) \
  FOR_EACH_LOSS_OP(X) \
  FOR_EACH_SOFTMAX_OP(X) \
  FOR_EACH_EMBEDDING_OP(X) \
  FOR_EACH_NORMALIZATION_OP(X) \
  FOR_EACH_RESAMPLE_OP(X) \
  FOR_EACH_POOLING_OP(X) \
  FOR_EACH_REDUCTION_OP(X) \
  FOR_EACH_SHAPE_OP(X) \
  FOR_EACH_VIEWS_OP(X) \
  FOR_EACH_JOINING_OP(X) \
  FOR_EACH_INDEXING_OP(X) \
  FOR_EACH_GATHER_OP(X) \
  FOR_EACH_SCATTER_OP(X) \
  FOR_EACH_SORTING_OP(X) \
  FOR_EACH_RANDOM_OP(X) \
  FOR_EACH_CREATION_OP(X) \
  FOR_EACH_SPECIAL_OP(X) \
  FOR_EACH_TRIGONOMETRIC_OP(X) \
  FOR_EACH_STATE_OP(X) \
  FOR_EACH_OPTIMIZER_OP(X)
// clang-format on

namespace duet::ops {

#define DUET_DECLARE_OP(name) extern const Op name;
FOR_EACH_OP(DUET_DECLARE_OP)
#undef DUET_DECLARE_OP

}  // namespace duet::ops
