// Where the windows of a pooling lie, and their elements. Internal to pooling*.cpp.
#pragma once

#include <algorithm>
#include <array>

#include "kernels/pooling.h"

namespace duet::kernels {

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

  /// Whether elements and windows of a row lie side by side, at one distance for all windows.
  bool row_major() const { return !adaptive && in.stride[2] == 1 && out.stride[2] == 1; }

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

  /// Elements of the window at `at` along one axis; with `padding`, those in the padding too.
  int64_t size_along(int axis, int64_t at, bool padding) const {
    Run r = run(axis, at);
    int64_t start = r.start, end = std::min(start + r.count, in.extent[axis] + after[axis]);
    if (!padding) {
      start = std::max<int64_t>(start, 0);
      end = std::min(end, in.extent[axis]);
    }
    return std::max<int64_t>(end - start, 0);
  }

  /// Of all three axes.
  int64_t size(const Three& at, bool padding) const {
    int64_t n = 1;
    for (int axis = 0; axis < 3; ++axis) n *= size_along(axis, at[axis], padding);
    return n;
  }
};

}  // namespace duet::kernels
