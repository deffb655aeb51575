// Windows as columns: unfold copies each window of (batch, channels, height, width) into a column
// of (batch, channels * window, places); fold adds the columns back.
#pragma once

#include "kernels/pooling.h"

namespace duet::kernels {

/// `columns` and `image` are row-major; every dtype of real numbers but bool.
DUET_API void unfold(const Tensor& image, const Pooling& pooling, const Tensor& columns);
DUET_API void fold(const Tensor& columns, const Pooling& pooling, const Tensor& image);

}  // namespace duet::kernels
