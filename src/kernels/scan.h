// Along one axis, in order: running sums and products, running extremes, places of extremes,
// medians, and the greatest common divisor. What depends on neighbours or loops until done is no
// formula on elements.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

enum class Scan : uint8_t { kSum, kProduct };

/// `exclusive`: each element leaves itself out. `reverse`: from the end. Any dtype but halves.
struct ScanOrder {
  int axis;
  bool exclusive = false, reverse = false;
};
DUET_API void scan(const Tensor& to, const Tensor& from, Scan kind, ScanOrder order);

/// h[i] = b[i] + x[i] * h[i - 1], with h[-1] = 0; all of one dtype and shape. `reverse`: from the
/// end.
DUET_API void linear_recurrence(const Tensor& h, const Tensor& x, const Tensor& b, int axis,
                                bool reverse);

/// Each element one place further along the axis (`back`: nearer to its start); 0 comes in.
DUET_API void shift(const Tensor& to, const Tensor& from, int axis, bool back);

/// The largest (or smallest) element so far, and where it stands; the later one of equals, and NaN
/// once there is one. `places` is int64.
DUET_API void running_extreme(const Tensor& values, const Tensor& places, const Tensor& from,
                              int axis, bool largest);

/// Where the largest (or smallest) element stands along `axis`, the first of equals; NaN counts as
/// the extreme. `places` is int64 of the shape of `from` without the axis.
DUET_API void place_of_extreme(const Tensor& places, const Tensor& from, int axis, bool largest);

/// The lower median along `axis` and where it stands; NaN if there is one, unless `skip_nan`.
DUET_API void median(const Tensor& values, const Tensor& places, const Tensor& from, int axis,
                     bool skip_nan);

/// Of two integer tensors of the dtype and shape of `to`.
DUET_API void gcd(const Tensor& to, const Tensor& a, const Tensor& b);

}  // namespace duet::kernels
