"""Which function each Primitive class calls, where the operator's own record does not say it.

A line is: the class, the function, and what the constructor takes, as Python writes parameters.
`name as keyword` passes a parameter under another name; `name as -` keeps it as an attribute only.
"""

TABLE = """
ACos: acos
AccumulateNV2: addn
AcosH: acosh
AdaptiveMaxPool2D: adaptive_max_pool2d | output_size, return_indices=True
AdjustHue: adjust_hue
AdjustSaturation: adjust_saturation
AffineGrid: affine_grid | align_corners=False
Assert: assert_all | summarize=3
BartlettWindow: bartlett_window | periodic=True, dtype=float32
BatchToSpace: batch_to_space | block_size as block_shape, crops
BatchToSpaceND: batch_to_space_nd | block_shape, crops
BlackmanWindow: blackman_window | periodic=True, dtype=float32
BoundingBoxDecode: bounding_box_decode | max_shape, means=(0.0,0.0,0.0,0.0), \
stds=(1.0,1.0,1.0,1.0), wh_ratio_clip=0.016
BoundingBoxEncode: bounding_box_encode | means=(0.0,0.0,0.0,0.0), stds=(1.0,1.0,1.0,1.0)
Bucketize: bucketize | boundaries
CTCGreedyDecoder: ctc_greedy_decoder | merge_repeated=True
Cdist: cdist | p=2.0
ChannelShuffle: channel_shuffle | group as groups
CheckValid: check_valid
Cholesky: cholesky | upper=False
CholeskyInverse: cholesky_inverse | upper=False
ComplexAbs: abs
ConfusionMatrix: confusion_matrix | num_classes, dtype='int32'
ConjugateTranspose: conjugate_transpose
CopyWithSlice: copy_with_slice
CountNonZero: count_nonzero | dims=None as axis
CropAndResize: crop_and_resize | method='bilinear', extrapolation_value=0.0
Cross: cross_product | dim=-65530
Cummax: cummax | axis
Cummin: cummin | axis
CumulativeLogsumexp: cumulative_logsumexp | exclusive=False, reverse=False
DType: dtype
DeformableOffsets: deformable_offsets | strides, pads, ksize, dilations=(1,1,1,1), \
data_format='NCHW', deformable_groups=1, modulated=True
Depend: depend
DepthToSpace: depth_to_space | block_size
Div: div
Dropout: dropout_with_mask | keep_prob=0.5, Seed0=0, Seed1=0
DynamicShape: tensor_shape | dtype=int64 as -
Einsum: einsum_operands | equation
EmbeddingLookup: embedding_lookup
Eps: eps
EqualCount: equal_count
Erf: erf
EuclideanNorm: euclidean_norm | keep_dims=False
ExtractImagePatches: extract_image_patches | ksizes, strides, rates, padding='VALID'
Eye: eye
FastGelu: fast_gelu
Fill: fill
FillDiagonal: fill_diagonal | fill_value, wrap=False
FillV2: fill_value
Fills: fills
Flatten: flatten
FloatStatus: float_status
FractionalMaxPool3DWithFixedKsize: fractional_with_samples3d | ksize, output_shape, \
data_format='NCDHW'
FractionalMaxPoolWithFixedKsize: fractional_with_samples2d | ksize, output_shape, \
data_format='NCHW'
FusedAdaFactor: ada_factor | enable_scale_parameter=False, enable_first_moment=False, \
enable_weight_decay=False
FusedAdaFactorWithGlobalNorm: ada_factor_with_global_norm | enable_scale_parameter=False, \
enable_first_moment=False, enable_weight_decay=False
FusedSparseAdam: rows_adam | use_locking=False as -, use_nesterov=False
FusedSparseFtrl: rows_ftrl | lr, l1, l2, lr_power, use_locking=False as -
FusedSparseLazyAdam: rows_lazy_adam | use_locking=False as -, use_nesterov=False
FusedSparseProximalAdagrad: rows_proximal_adagrad | use_locking=False as -
GatherV2: gather
GeLU: gelu_tanh
Gelu: gelu_tanh
Ger: ger
GridSampler2D: grid_sample | interpolation_mode='bilinear' as mode, padding_mode='zeros', \
align_corners=False
GridSampler3D: grid_sample | interpolation_mode='bilinear' as mode, padding_mode='zeros', \
align_corners=False
HSVToRGB: hsv_to_rgb
HammingWindow: hamming_window | periodic=True, alpha=0.54, beta=0.46, dtype=float32
Histogram: histc | bins=100, min=0.0, max=0.0
IOU: iou | mode='iou'
Identity: identity
IdentityN: identity_n
InTopK: intopk | k
IndexAdd: index_add_axis | axis, use_lock=True as -, check_index_bound=True as -
IndexPut: index_put_copy | accumulate=0
InplaceAdd: inplace_add | indices
InplaceIndexAdd: inplace_index_add | axis
InplaceSub: inplace_sub | indices
InplaceUpdate: inplace_update | indices
InplaceUpdateV2: inplace_update_v2
Inv: inv
InvertPermutation: invert_permutation
IsClose: isclose | rtol=1e-05, atol=1e-08, equal_nan=False
LerpScalar: lerp
ListDiff: list_diff | out_idx=int32
LogMatrixDeterminant: log_matrix_determinant
LogSpace: logspace | steps=10, base=10, dtype=float32
LogicalXor: logical_xor
Logit: logit_within | eps=-1.0
MatrixBandPart: matrix_band_part
MatrixDeterminant: matrix_determinant
MatrixDiagPartV3: matrix_diag_part | align='RIGHT_LEFT'
MatrixDiagV3: matrix_diag_v3 | align='RIGHT_LEFT'
MatrixExp: matrix_exp
MatrixInverse: matrix_inverse | adjoint=False
MatrixPower: matrix_power | n
MatrixSetDiagV3: matrix_set_diag | align='RIGHT_LEFT'
MatrixSolve: matrix_solve | adjoint=False
Median: median_with_place | global_median=False, axis=0, keep_dims=False, ignore_nan=False
MirrorPad: mirror_pad | mode='REFLECT'
Mod: fmod
MultiMarginLoss: multi_margin_rows | p=1, margin=1.0, reduction='mean'
MultilabelMarginLoss: multilabel_margin_loss | reduction='mean'
Mvlgamma: mvlgamma | p
NMSWithMask: nms_with_mask | iou_threshold=0.5
NanToNum: nan_to_num | nan=None, posinf=None, neginf=None
NthElement: nth_element | reverse=False
NuclearNorm: nuclear_norm | dim=None, keepdim=False
Pack: stack | axis=0
Pad: pad_constant | paddings
PadV3: pad_v3 | mode='constant', paddings_contiguous=True
Padding: padding | pad_dim_size=8
Partial: partial
Pdist: pdist | p=2.0
Poisson: poisson | seed=0, seed2=0 as -
PopulationCount: population_count
Print: print_
RGBToHSV: rgb_to_hsv
ROIAlign: roi_align | pooled_height, pooled_width, spatial_scale, sample_num=2, roi_end_mode=1
RandomCategorical: random_categorical | dtype=int64
RandomChoiceWithMask: random_choice_with_mask | count=256, seed=0, seed2=0
RandomGamma: random_gamma | seed=0, seed2=0 as -
RandomPoisson: random_poisson | seed=0, seed2=0 as -, dtype=int64
RandomShuffle: shuffle | seed=0, seed2=0 as -
Randperm: padded_randperm | max_length=1, pad=-1, dtype=int32
RandpermV2: randperm | seed=0, offset=0, dtype=int64
Rank: rank
RealDiv: true_divide
ReduceStd: reduce_std | axis=(), unbiased=True, keep_dims=False
Renorm: renorm | p, dim as axis, maxnorm
ResizeBicubic: resize_bicubic | align_corners=False, half_pixel_centers=False
ResizeBilinear: resize_bilinear | size, align_corners=False, half_pixel_centers=False
ResizeBilinearV2: resize_bilinear | align_corners=False, half_pixel_centers=False
ResizeLinear1D: resize_linear_1d | coordinate_transformation_mode='align_corners'
ResizeNearestNeighbor: resize_nearest_neighbor | size, align_corners=False, \
half_pixel_centers=False
ResizeNearestNeighborV2: resize_nearest_neighbor | align_corners=False, half_pixel_centers=False
ReverseSequence: reverse_sequence | seq_dim, batch_dim=0
ReverseV2: flip | axis as dims
Roll: roll | shift as shifts, axis as dims
ScalarCast: scalar_cast
ScalarToTensor: scalar_to_tensor
SearchSorted: searchsorted | dtype=int64 as -, right=False
SegmentMax: segment_max
SegmentMean: segment_mean
SegmentMin: segment_min
SegmentProd: segment_prod
SegmentSum: segment_sum
Select: select
Shape: shape
SigmoidCrossEntropyWithLogits: sigmoid_cross_entropy
Size: size
SpaceToBatch: space_to_batch | block_size, paddings
SpaceToBatchND: space_to_batch_nd | block_shape as block_size, paddings
SpaceToDepth: space_to_depth | block_size
SparseApplyAdadelta: rows_adadelta | epsilon, use_locking=False as -
SparseApplyAdagrad: rows_adagrad | lr, update_slots=True, use_locking=False as -
SparseApplyAdagradV2: rows_adagrad_v2 | lr, epsilon, use_locking=False as -, update_slots=True
SparseApplyFtrl: rows_ftrl | lr, l1, l2, lr_power, use_locking=False as -
SparseApplyFtrlV2: rows_ftrl_shrunk | lr, l1, l2, l2_shrinkage, lr_power, use_locking=False as -
SparseApplyProximalAdagrad: rows_proximal_adagrad | use_locking=False as -
SparseApplyRMSProp: rows_rmsprop | rho, momentum, epsilon, use_locking=False as -
SparseDenseCwiseAdd: sparse_dense_cwise_add
SparseDenseCwiseMul: sparse_dense_cwise_mul
SparseGatherV2: gather
Split: split_equal | axis=0, output_num=1
SquareSumAll: square_sum_all
SquaredDifference: squared_difference
StandardLaplace: standard_laplace | seed=0, seed2=0 as -
StandardNormal: standard_normal | seed=0, seed2=0 as -
StopGradient: stop_gradient
StridedSlice: strided_slice | begin_mask=0, end_mask=0, ellipsis_mask=0, new_axis_mask=0, \
shrink_axis_mask=0
Svd: svd | full_matrices=False, compute_uv=True
TensorAdd: add
TensorShape: tensor_shape
TensorToTuple: tensor_to_tuple
Tile: tile
TransposeView: transpose
Tril: tril | diagonal=0
TrilIndices: tril_indices | row, col, offset=0, dtype=int32
TripletMarginLoss: triplet_margin_loss | p=2, swap=False, eps=1e-06, reduction='mean'
Triu: triu | diagonal=0
TriuIndices: triu_indices | row, col, offset=0, dtype=int32
TruncatedNormal: truncated_normal | dtype=float32, seed=0, seed2=0
TupleToArray: tuple_to_array
UniformInt: uniform_int | seed=0, seed2=0 as -
UniformReal: uniform_real | seed=0, seed2=0 as -
Unique: unique
UniqueConsecutive: unique_consecutive | return_inverse=False, return_counts=False, dim=None
UniqueWithPad: unique_with_pad
Unpack: unstack | axis=0 as dim
Unstack: unstack | axis=0 as dim, num=None as -
"""
