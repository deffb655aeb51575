// Work is cut into blocks of channels of one image: 64 where channels lie together, one otherwise.
// A block walks the windows, and a window its elements, always in row-major order.
#include "kernels/pooling.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/dnnl_convolution.h"
#include "kernels/dnnl_copy.h"
#include "kernels/pooling_geometry.h"
#include "kernels/pooling_lanes.h"
#include "kernels/pooling_planes.h"

namespace duet::kernels {
namespace {

constexpr int kBlock = 64;
/// f(n, first channel, channels) for each block, with the width of a block as a constant.
template <class F>
void blocks(const Tensor& x, bool channels_inner, F f) {
  int64_t channels = x.shape()[1], width = channels_inner ? kBlock : 1;
  int64_t per_image = (channels + width - 1) / width;
  double nanoseconds = static_cast<double>(x.count());
  parallel_for(x.shape()[0] * per_image, nanoseconds, [&](int64_t job) {
    int64_t first = job % per_image * width;
    int64_t count = std::min(width, channels - first);
    if (channels_inner)
      f(std::integral_constant<int, kBlock>(), job / per_image, first, count);
    else
      f(std::integral_constant<int, 1>(), job / per_image, first, int64_t{1});
  });
}

template <class T>
T* at(const Tensor& t, int64_t n, int64_t c) {
  return t.data_as<T>() + n * t.strides()[0] + c * t.strides()[1];
}

/// The maximum of one window for each channel of a block, and where it is.
template <class T, int N>
struct Best {
  T value[N];
  int64_t offset[N];
  int64_t index[N];

  void find(const Geometry& g, const Three& window, const T* x, int64_t channels) {
    for (int c = 0; c < N; ++c) {
      value[c] = -std::numeric_limits<T>::infinity();
      offset[c] = -1;
      index[c] = -1;
    }
    g.elements(window, [&](int64_t from, int64_t place) {
      int64_t count = N == 1 ? 1 : channels;
#pragma omp simd
      for (int64_t c = 0; c < count; ++c) {
        T v = x[from + c];
        bool better = v > value[c] || (v != v && value[c] == value[c]) || offset[c] < 0;
        value[c] = better ? v : value[c];
        offset[c] = better ? from : offset[c];
        index[c] = better ? place : index[c];
      }
    });
  }
};

/// Channels of images of one element are side by side in any order; those of larger ones may not.
template <class... Images>
bool channels_inner(const Images&... images) {
  return ((images.strides()[1] == 1) && ...);
}

template <class T>
void max_values(const Tensor& x, const Pooling& pooling, const Tensor& out) {
  Geometry g(x, out, pooling);
  blocks(x, channels_inner(x, out), [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(x, n, first);
    T* to = at<T>(out, n, first);
    if constexpr (decltype(width)::value > 1) return max_of_windows(g, channels, from, to);
    if (g.row_major()) return max_of_plane(g, from, to);
    g.windows([&](int64_t y, const Three& window) {
      T best = -std::numeric_limits<T>::infinity();
      g.elements(window, [&](int64_t offset, int64_t) {
        T v = from[offset];
        best = v > best || v != v ? v : best;
      });
      to[y] = best;
    });
  });
}

template <class T>
void max_places(const Tensor& x, const Pooling& pooling, const Tensor& places) {
  Geometry g(x, places, pooling);
  blocks(x, channels_inner(x), [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(x, n, first);
    auto* to = at<int64_t>(places, n, first);
    g.windows([&](int64_t y, const Three& window) {
      Best<T, decltype(width)::value> best;
      best.find(g, window, from, channels);
      for (int64_t c = 0; c < channels; ++c) to[y + c * places.strides()[1]] = best.index[c];
    });
  });
}

/// f(offset in the input's plane, offset in the output's, n, channel) for each window with a
/// maximum.
template <class T, class F>
void each_maximum(const Tensor& x, const Tensor& y, const Pooling& pooling, F f) {
  Geometry g(x, y, pooling);
  blocks(x, channels_inner(x), [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(x, n, first);
    if (decltype(width)::value == 1 && g.row_major())
      return each_maximum_of_plane(
          g, from, [&](int64_t offset, int64_t place) { f(offset, place, n, first); });
    g.windows([&](int64_t place, const Three& window) {
      Best<T, decltype(width)::value> best;
      best.find(g, window, from, channels);
      for (int64_t c = 0; c < channels; ++c)
        if (best.offset[c] >= 0) f(best.offset[c], place, n, first + c);
    });
  });
}

template <class T>
void add_to_maxima(const Tensor& x, const Tensor& y, const Pooling& pooling, const Tensor& to) {
  if (!channels_inner(x, y, to))
    return each_maximum<T>(x, y, pooling, [&](int64_t i, int64_t place, int64_t n, int64_t c) {
      at<T>(to, n, c)[i] += at<const T>(y, n, c)[place];
    });
  Geometry g(x, y, pooling);
  blocks(x, true, [&](auto, int64_t n, int64_t first, int64_t channels) {
    add_to_max_of_windows(g, channels, at<const T>(x, n, first), at<const T>(y, n, first),
                          at<T>(to, n, first));
  });
}

template <class T>
void averages(const Tensor& x, const Pooling& pooling, Divisor divisor, const Tensor& out) {
  Geometry g(x, out, pooling);
  blocks(x, channels_inner(x), [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(x, n, first);
    T* to = at<T>(out, n, first);
    if (decltype(width)::value == 1 && g.row_major())
      return averages_of_plane(g, divisor.count_padding, divisor.fixed, from, to);
    g.windows([&](int64_t y, const Three& window) {
      constexpr int kWidth = decltype(width)::value;
      T sum[kWidth] = {};
      int64_t count = kWidth == 1 ? 1 : channels;
      g.elements(window, [&](int64_t offset, int64_t) {
#pragma omp simd
        for (int64_t c = 0; c < count; ++c) sum[c] += from[offset + c];
      });
      int64_t size = divisor.fixed ? divisor.fixed : g.size(window, divisor.count_padding);
      for (int64_t c = 0; c < count; ++c)
        to[y + c * out.strides()[1]] = sum[c] / static_cast<T>(size);
    });
  });
}

template <class T>
void spread(const Tensor& dout, const Pooling& pooling, Divisor divisor, const Tensor& dx) {
  Geometry g(dx, dout, pooling);
  blocks(dx, channels_inner(dx), [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(dout, n, first);
    T* to = at<T>(dx, n, first);
    g.windows([&](int64_t y, const Three& window) {
      constexpr int kWidth = decltype(width)::value;
      int64_t size = divisor.fixed ? divisor.fixed : g.size(window, divisor.count_padding);
      int64_t count = kWidth == 1 ? 1 : channels;
      T share[kWidth];
      for (int64_t c = 0; c < count; ++c)
        share[c] = from[y + c * dout.strides()[1]] / static_cast<T>(size);
      g.elements(window, [&](int64_t offset, int64_t) {
#pragma omp simd
        for (int64_t c = 0; c < count; ++c) to[offset + c] += share[c];
      });
    });
  });
}

template <class F>
void with_float(DType dtype, F f) {
  if (dtype == DType::kFloat32) return f(float());
  if (dtype == DType::kFloat64) return f(double());
  throw type_error("this operator needs real floats")
      .note("an operand is {}", name(dtype))
      .slug("needs-floats");
}

/// In a dtype that is computed in, channels-last if `like` is, else row-major.
Tensor prepared(const Tensor& t, const Tensor& like) {
  bool last = is_channels_last(like.layout());
  bool fits = last ? is_channels_last(t.layout()) : t.contiguous();
  if (fits && !is_half(t.dtype())) return t;
  Tensor result(is_half(t.dtype()) ? DType::kFloat32 : t.dtype(), t.shape());
  if (last) result = result.view(channels_last(result.layout()));
  copy(t, result);
  return result;
}

/// `like` decides the layout of a result of the same rank.
void lay_out(Tensor& result, const Tensor& like) {
  if (is_channels_last(like.layout())) result = result.view(channels_last(result.layout()));
}

/// The result in a dtype that is computed in, and back.
template <class F>
void into(Tensor& out, const Tensor& like, F f) {
  lay_out(out, like);
  if (!is_half(out.dtype())) return f(out);
  Tensor result(DType::kFloat32, out.shape());
  result = result.view(Layout{out.shape(), out.strides(), 0});
  f(result);
  copy(result, out);
}

void clear(const Tensor& t) { std::memset(t.data(), 0, t.count() * size_of(t.dtype())); }

}  // namespace

void max_pool(const Tensor& x, const Pooling& pooling, Tensor& out, Tensor* places) {
  if (out.count() == 0) return;
  Tensor from = prepared(x, x);
  into(out, x, [&](const Tensor& result) {
    with_float(result.dtype(), [&](auto t) { max_values<decltype(t)>(from, pooling, result); });
  });
  if (!places) return;
  lay_out(*places, x);
  with_float(from.dtype(), [&](auto t) { max_places<decltype(t)>(from, pooling, *places); });
}

void max_pool_input_grad(const Tensor& x, const Tensor& dout, const Pooling& pooling, Tensor& dx) {
  Tensor from = prepared(x, x), by = prepared(dout, x);
  into(dx, x, [&](const Tensor& result) {
    clear(result);
    with_float(result.dtype(), [&](auto t) {
      using T = decltype(t);
      add_to_maxima<T>(from, by, pooling, result);
    });
  });
}

void max_pool_take(const Tensor& x, const Tensor& values, const Pooling& pooling, Tensor& out) {
  Tensor from = prepared(x, x), taken = prepared(values, x);
  into(out, x, [&](const Tensor& result) {
    clear(result);
    with_float(result.dtype(), [&](auto t) {
      using T = decltype(t);
      each_maximum<T>(from, result, pooling, [&](int64_t i, int64_t y, int64_t n, int64_t c) {
        at<T>(result, n, c)[y] = at<const T>(taken, n, c)[i];
      });
    });
  });
}

void avg_pool(const Tensor& x, const Pooling& pooling, Divisor divisor, Tensor& out) {
  if (out.count() == 0) return;
  Tensor from = prepared(x, x);
  into(out, x, [&](const Tensor& result) {
    with_float(result.dtype(),
               [&](auto t) { averages<decltype(t)>(from, pooling, divisor, result); });
  });
}

void avg_pool_input_grad(const Tensor& dout, const Pooling& pooling, Divisor divisor, Tensor& dx) {
  Tensor from = prepared(dout, dout);
  into(dx, dout, [&](const Tensor& result) {
    clear(result);
    if (from.count() == 0) return;
    with_float(result.dtype(),
               [&](auto t) { spread<decltype(t)>(from, pooling, divisor, result); });
  });
}

}  // namespace duet::kernels
