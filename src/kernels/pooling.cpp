// Work is cut into blocks of channels of one image: 64 where channels lie together, one otherwise.
// A block walks the windows, and a window its elements, always in row-major order.
#include "kernels/pooling.h"

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/dnnl_convolution.h"
#include "kernels/dnnl_copy.h"

namespace duet::kernels {
namespace {

constexpr int kBlock = 64;
using Three = std::array<int64_t, 3>;

/// Three spatial axes of a tensor; missing ones have extent 1.
struct Image {
  Three extent{1, 1, 1}, stride{0, 0, 0};
  explicit Image(const Tensor& t) {
    int axes = t.rank() - 2;
    for (int i = 0; i < axes; ++i) {
      extent[3 - axes + i] = t.shape()[i + 2];
      stride[3 - axes + i] = t.strides()[i + 2];
    }
  }
};

/// The elements of a window along one axis: start, start + step, ...; some may be in the padding.
struct Run {
  int64_t start, count, step;
};

struct Geometry {
  Image in, out;
  Three kernel{1, 1, 1}, step{1, 1, 1}, before{0, 0, 0}, after{0, 0, 0}, dilation{1, 1, 1};
  bool adaptive;

  Geometry(const Tensor& x, const Tensor& y, const Pooling& p)
      : in(x), out(y), adaptive(p.adaptive) {
    int axes = adaptive ? 0 : x.rank() - 2;
    for (int i = 0; i < axes; ++i) {
      int to = 3 - axes + i;
      kernel[to] = p.kernel[i];
      step[to] = p.window.stride[i];
      before[to] = p.window.before[i];
      after[to] = p.window.after[i];
      dilation[to] = p.window.dilation[i];
    }
  }

  Run run(int axis, int64_t at) const {
    if (!adaptive) return {at * step[axis] - before[axis], kernel[axis], dilation[axis]};
    int64_t extent = in.extent[axis], places = out.extent[axis], start = at * extent / places;
    return {start, ((at + 1) * extent + places - 1) / places - start, 1};
  }

  /// Calls f(offset in the output, output position) for each window.
  template <class F>
  void windows(F f) const {
    for (int64_t a = 0; a < out.extent[0]; ++a)
      for (int64_t b = 0; b < out.extent[1]; ++b)
        for (int64_t c = 0; c < out.extent[2]; ++c)
          f(a * out.stride[0] + b * out.stride[1] + c * out.stride[2], Three{a, b, c});
  }

  /// Calls f(offset in the input, row-major index) for each element of the window at `at`.
  template <class F>
  void elements(const Three& at, F f, int axis = 0, int64_t offset = 0, int64_t index = 0) const {
    if (axis == 3) return f(offset, index);
    Run r = run(axis, at[axis]);
    for (int64_t k = 0; k < r.count; ++k) {
      int64_t i = r.start + k * r.step;
      if (i >= 0 && i < in.extent[axis])
        elements(at, f, axis + 1, offset + i * in.stride[axis], index * in.extent[axis] + i);
    }
  }

  /// Elements of the window at `at`; with `padding`, those in the padding too.
  int64_t size(const Three& at, bool padding) const {
    int64_t n = 1;
    for (int axis = 0; axis < 3; ++axis) {
      Run r = run(axis, at[axis]);
      int64_t start = r.start, end = std::min(start + r.count, in.extent[axis] + after[axis]);
      if (!padding) {
        start = std::max<int64_t>(start, 0);
        end = std::min(end, in.extent[axis]);
      }
      n *= std::max<int64_t>(end - start, 0);
    }
    return n;
  }
};

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

template <class T>
void max_values(const Tensor& x, const Pooling& pooling, const Tensor& out) {
  Geometry g(x, out, pooling);
  blocks(x, x.strides()[1] == 1, [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(x, n, first);
    T* to = at<T>(out, n, first);
    g.windows([&](int64_t y, const Three& window) {
      constexpr int kWidth = decltype(width)::value;
      T best[kWidth];
      for (T& value : best) value = -std::numeric_limits<T>::infinity();
      int64_t count = kWidth == 1 ? 1 : channels;
      g.elements(window, [&](int64_t offset, int64_t) {
#pragma omp simd
        for (int64_t c = 0; c < count; ++c) {
          T v = from[offset + c];
          best[c] = v > best[c] || v != v ? v : best[c];
        }
      });
      for (int64_t c = 0; c < count; ++c) to[y + c * out.strides()[1]] = best[c];
    });
  });
}

template <class T>
void max_places(const Tensor& x, const Pooling& pooling, const Tensor& places) {
  Geometry g(x, places, pooling);
  blocks(x, x.strides()[1] == 1, [&](auto width, int64_t n, int64_t first, int64_t channels) {
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
  blocks(x, x.strides()[1] == 1, [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(x, n, first);
    g.windows([&](int64_t place, const Three& window) {
      Best<T, decltype(width)::value> best;
      best.find(g, window, from, channels);
      for (int64_t c = 0; c < channels; ++c)
        if (best.offset[c] >= 0) f(best.offset[c], place, n, first + c);
    });
  });
}

template <class T>
void averages(const Tensor& x, const Pooling& pooling, Divisor divisor, const Tensor& out) {
  Geometry g(x, out, pooling);
  blocks(x, x.strides()[1] == 1, [&](auto width, int64_t n, int64_t first, int64_t channels) {
    const T* from = at<const T>(x, n, first);
    T* to = at<T>(out, n, first);
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
  blocks(dx, dx.strides()[1] == 1, [&](auto width, int64_t n, int64_t first, int64_t channels) {
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
      each_maximum<T>(from, by, pooling, [&](int64_t i, int64_t y, int64_t n, int64_t c) {
        at<T>(result, n, c)[i] += at<const T>(by, n, c)[y];
      });
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
