// One loop over (image plane, window element, place); which side is written differs.
#include "kernels/unfold.h"

#include <cstring>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/dnnl_copy.h"

namespace duet::kernels {
namespace {

/// f(element of the image or null, element of the columns) for each pair that meets.
template <class T, class F>
void each(T* image, const Ints& extents, T* columns, const Pooling& p, F f) {
  int64_t height = extents[2], width = extents[3], window = p.kernel[0] * p.kernel[1];
  auto places = [&](int axis) {
    int64_t free = extents[axis + 2] + p.window.before[axis] + p.window.after[axis] -
                   p.window.dilation[axis] * (p.kernel[axis] - 1) - 1;
    return free / p.window.stride[axis] + 1;
  };
  int64_t rows = places(0), across = places(1);
  double nanoseconds = static_cast<double>(extents[0] * extents[1] * window * rows * across);
  parallel_for(extents[0] * extents[1], nanoseconds, [&](int64_t plane) {
    T* pixels = image + plane * height * width;
    T* column = columns + plane * window * rows * across;
    for (int64_t k = 0; k < window; ++k)
      for (int64_t r = 0; r < rows; ++r)
        for (int64_t c = 0; c < across; ++c, ++column) {
          int64_t h = r * p.window.stride[0] - p.window.before[0] +
                      k / p.kernel[1] * p.window.dilation[0],
                  w = c * p.window.stride[1] - p.window.before[1] +
                      k % p.kernel[1] * p.window.dilation[1];
          bool inside = h >= 0 && h < height && w >= 0 && w < width;
          f(inside ? pixels + h * width + w : nullptr, column);
        }
  });
}

template <class F>
void with_number(DType dtype, F f) {
  switch (dtype) {
    case DType::kFloat32:
      return f(float());
    case DType::kFloat64:
      return f(double());
    case DType::kInt32:
      return f(int32_t());
    case DType::kInt64:
      return f(int64_t());
    default:
      throw type_error("this operator needs real floats, int32 or int64")
          .note("an operand is {}", name(dtype))
          .slug("needs-floats");
  }
}

}  // namespace

void unfold(const Tensor& image, const Pooling& pooling, const Tensor& columns) {
  if (is_half(image.dtype())) {
    Tensor wide(DType::kFloat32, columns.shape());
    unfold(packed(image, DType::kFloat32), pooling, wide);
    return copy(wide, columns);
  }
  Tensor from = image.contiguous() ? image : packed(image, image.dtype());
  with_number(from.dtype(), [&](auto t) {
    using T = decltype(t);
    each(from.data_as<T>(), from.shape(), columns.data_as<T>(), pooling,
         [](const T* pixel, T* column) { *column = pixel ? *pixel : T(0); });
  });
}

void fold(const Tensor& columns, const Pooling& pooling, const Tensor& image) {
  if (is_half(image.dtype())) {
    Tensor wide(DType::kFloat32, image.shape());
    fold(packed(columns, DType::kFloat32), pooling, wide);
    return copy(wide, image);
  }
  Tensor from = columns.contiguous() ? columns : packed(columns, columns.dtype());
  std::memset(image.data(), 0, image.count() * size_of(image.dtype()));
  with_number(from.dtype(), [&](auto t) {
    using T = decltype(t);
    each(image.data_as<T>(), image.shape(), from.data_as<T>(), pooling,
         [](T* pixel, const T* column) {
           if (pixel) *pixel += *column;
         });
  });
}

}  // namespace duet::kernels
