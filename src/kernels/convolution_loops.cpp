// One plane of the input, one of the weight and one of the output meet in `taps`; the three results
// differ in which of them is summed.
#include "kernels/convolution_loops.h"

#include <array>
#include <cmath>

#include "base/error.h"
#include "base/parallel.h"

namespace duet::kernels {
namespace {

// Slow and rare: always worth a region.
constexpr double kManyNanoseconds = 1e6;

/// Extents and strides of three spatial axes; missing ones have extent 1.
struct Plane {
  std::array<int64_t, 3> extent{1, 1, 1}, stride{0, 0, 0};
  explicit Plane(const Tensor& t) {
    int axes = t.rank() - 2;
    for (int i = 0; i < axes; ++i) {
      extent[3 - axes + i] = t.shape()[i + 2];
      stride[3 - axes + i] = t.strides()[i + 2];
    }
  }
};

struct Geometry {
  Plane in, weight, out;
  std::array<int64_t, 3> step{1, 1, 1}, before{0, 0, 0}, dilation{1, 1, 1};

  Geometry(const Tensor& x, const Tensor& w, const Tensor& y, const Window& window)
      : in(x), weight(w), out(y) {
    int axes = x.rank() - 2;
    for (int i = 0; i < axes; ++i) {
      step[3 - axes + i] = window.stride[i];
      before[3 - axes + i] = window.before[i];
      dilation[3 - axes + i] = window.dilation[i];
    }
  }

  /// Calls f(input offset, weight offset, output offset) for each product.
  template <class F>
  void taps(F f, int axis = 0, int64_t x = 0, int64_t w = 0, int64_t y = 0) const {
    if (axis == 3) return f(x, w, y);
    for (int64_t o = 0; o < out.extent[axis]; ++o)
      for (int64_t k = 0; k < weight.extent[axis]; ++k) {
        int64_t i = o * step[axis] - before[axis] + k * dilation[axis];
        if (i < 0 || i >= in.extent[axis]) continue;
        taps(f, axis + 1, x + i * in.stride[axis], w + k * weight.stride[axis],
             y + o * out.stride[axis]);
      }
  }
};

template <class T>
void fill_plane(T* plane, const Plane& shape, T value) {
  for (int64_t a = 0; a < shape.extent[0]; ++a)
    for (int64_t b = 0; b < shape.extent[1]; ++b)
      for (int64_t c = 0; c < shape.extent[2]; ++c)
        plane[a * shape.stride[0] + b * shape.stride[1] + c * shape.stride[2]] = value;
}

/// The plane of the first two indices.
template <class T>
T* plane(const Tensor& t, int64_t i, int64_t j) {
  return t.data_as<T>() + i * t.strides()[0] + j * t.strides()[1];
}

template <class T>
void forward(const Tensor& x, const Tensor& w, const Tensor& bias, const Window& window,
             const Tensor& out) {
  Geometry g(x, w, out, window);
  int64_t outs = out.shape()[1], ins = w.shape()[1], per_group = outs / window.groups;
  parallel_for(out.shape()[0] * outs, kManyNanoseconds, [&](int64_t job) {
    int64_t n = job / outs, o = job % outs;
    T* y = plane<T>(out, n, o);
    fill_plane(y, g.out, bias ? bias.data_as<T>()[o * bias.strides()[0]] : T(0));
    for (int64_t c = 0; c < ins; ++c) {
      const T *from = plane<T>(x, n, o / per_group * ins + c), *by = plane<T>(w, o, c);
      g.taps([=](int64_t i, int64_t k, int64_t p) { y[p] = std::fma(from[i], by[k], y[p]); });
    }
  });
}

template <class T>
void backward_input(const Tensor& dout, const Tensor& w, const Window& window, const Tensor& dx) {
  Geometry g(dx, w, dout, window);
  int64_t channels = dx.shape()[1], ins = w.shape()[1], per_group = w.shape()[0] / window.groups;
  parallel_for(dx.shape()[0] * channels, kManyNanoseconds, [&](int64_t job) {
    int64_t n = job / channels, c = job % channels, group = c / ins;
    T* x = plane<T>(dx, n, c);
    fill_plane(x, g.in, T(0));
    for (int64_t o = group * per_group; o < (group + 1) * per_group; ++o) {
      const T *from = plane<T>(dout, n, o), *by = plane<T>(w, o, c % ins);
      g.taps([=](int64_t i, int64_t k, int64_t p) { x[i] = std::fma(from[p], by[k], x[i]); });
    }
  });
}

template <class T>
void backward_weight(const Tensor& dout, const Tensor& x, const Window& window, const Tensor& dw) {
  Geometry g(x, dw, dout, window);
  int64_t outs = dw.shape()[0], ins = dw.shape()[1], per_group = outs / window.groups;
  parallel_for(outs * ins, kManyNanoseconds, [&](int64_t job) {
    int64_t o = job / ins, c = job % ins;
    T* w = plane<T>(dw, o, c);
    fill_plane(w, g.weight, T(0));
    for (int64_t n = 0; n < x.shape()[0]; ++n) {
      const T *from = plane<T>(x, n, o / per_group * ins + c), *by = plane<T>(dout, n, o);
      g.taps([=](int64_t i, int64_t k, int64_t p) { w[k] = std::fma(from[i], by[p], w[k]); });
    }
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

}  // namespace

void convolution_loops(const Tensor& x, const Tensor& w, const Tensor& bias, const Window& window,
                       const Tensor& out) {
  with_float(out.dtype(), [&](auto t) { forward<decltype(t)>(x, w, bias, window, out); });
}

void input_grad_loops(const Tensor& dout, const Tensor& w, const Window& window, const Tensor& dx) {
  with_float(dx.dtype(), [&](auto t) { backward_input<decltype(t)>(dout, w, window, dx); });
}

void weight_grad_loops(const Tensor& dout, const Tensor& x, const Window& window,
                       const Tensor& dw) {
  with_float(dw.dtype(), [&](auto t) { backward_weight<decltype(t)>(dout, x, window, dw); });
}

}  // namespace duet::kernels
