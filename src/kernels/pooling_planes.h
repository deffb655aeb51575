// Pooling of row-major images: all windows of one row of the output at once, element by element of
// the window, so that neighbouring windows are lanes of one vector. Internal to pooling.cpp.
#pragma once

#include <algorithm>
#include <limits>
#include <type_traits>
#include <vector>

#include "kernels/pooling_geometry.h"

namespace duet::kernels {

/// One element of the windows of a row: window c finds it at `base + c * step`, if it is in
/// [first, end); the others have their padding there.
struct RowElement {
  int64_t base, first, end;
};

/// Calls f(element) for the elements of the windows (a, b, *) in row-major order.
template <class F>
void row_elements(const Geometry& g, int64_t a, int64_t b, F f) {
  Run planes = g.run(0, a), rows = g.run(1, b);
  int64_t step = g.step[2], extent = g.in.extent[2], windows = g.out.extent[2];
  for (int64_t i = 0; i < planes.count; ++i)
    for (int64_t j = 0; j < rows.count; ++j) {
      int64_t plane = planes.start + i * planes.step, row = rows.start + j * rows.step;
      if (plane < 0 || plane >= g.in.extent[0] || row < 0 || row >= g.in.extent[1]) continue;
      for (int64_t k = 0; k < g.kernel[2]; ++k) {
        int64_t start = k * g.dilation[2] - g.before[2];
        int64_t first = start < 0 ? (step - 1 - start) / step : 0;
        int64_t end = start < extent ? std::min(windows, (extent - 1 - start) / step + 1) : 0;
        if (first < end)
          f(RowElement{plane * g.in.stride[0] + row * g.in.stride[1] + start, first, end});
      }
    }
}

/// f(c, element of window c) where the element is no padding; the usual steps are constants.
template <class T, class F>
void each_window(const T* from, const RowElement& element, int64_t step, F f) {
  auto run = [&](auto by) {
#pragma omp simd
    for (int64_t c = element.first; c < element.end; ++c) f(c, from[element.base + c * by]);
  };
  if (step == 1) return run(std::integral_constant<int64_t, 1>());
  if (step == 2) return run(std::integral_constant<int64_t, 2>());
  run(step);
}

/// f(a, b, offset of the row in the output) for each row of windows.
template <class F>
void each_row(const Geometry& g, F f) {
  for (int64_t a = 0; a < g.out.extent[0]; ++a)
    for (int64_t b = 0; b < g.out.extent[1]; ++b)
      f(a, b, a * g.out.stride[0] + b * g.out.stride[1]);
}

template <class T>
void max_of_plane(const Geometry& g, const T* from, T* to) {
  each_row(g, [&](int64_t a, int64_t b, int64_t row) {
    T* best = to + row;
    std::fill_n(best, g.out.extent[2], -std::numeric_limits<T>::infinity());
    row_elements(g, a, b, [&](const RowElement& element) {
      each_window(from, element, g.step[2],
                  [&](int64_t c, T v) { best[c] = v > best[c] || v != v ? v : best[c]; });
    });
  });
}

/// Calls f(offset of the maximum in the input, offset in the output) for each window that has one:
/// the first of equals, the first NaN.
template <class T, class F>
void each_maximum_of_plane(const Geometry& g, const T* from, F f) {
  int64_t windows = g.out.extent[2], step = g.step[2];
  std::vector<T> best(windows);
  std::vector<int64_t> place(windows);
  T* value = best.data();
  int64_t* offset = place.data();
  each_row(g, [&](int64_t a, int64_t b, int64_t row) {
    std::fill_n(value, windows, -std::numeric_limits<T>::infinity());
    std::fill_n(offset, windows, int64_t{-1});
    row_elements(g, a, b, [&](const RowElement& element) {
      int64_t base = element.base;
      each_window(from, element, step, [=](int64_t c, T v) {
        T before = value[c];
        int64_t at = offset[c];
        bool better = (v > before) | ((v != v) & (before == before)) | (at < 0);
        value[c] = better ? v : before;
        offset[c] = better ? base + c * step : at;
      });
    });
    for (int64_t c = 0; c < windows; ++c)
      if (offset[c] >= 0) f(offset[c], row + c);
  });
}

/// `fixed` stands for the number of elements, if it is not 0.
template <class T>
void averages_of_plane(const Geometry& g, bool count_padding, int64_t fixed, const T* from, T* to) {
  int64_t windows = g.out.extent[2];
  std::vector<int64_t> sizes(windows);
  for (int64_t c = 0; c < windows; ++c) sizes[c] = g.size_along(2, c, count_padding);
  const int64_t* across = sizes.data();
  each_row(g, [&](int64_t a, int64_t b, int64_t row) {
    T* sum = to + row;
    std::fill_n(sum, windows, T{0});
    row_elements(g, a, b, [&](const RowElement& element) {
      each_window(from, element, g.step[2], [&](int64_t c, T v) { sum[c] += v; });
    });
    int64_t rest = g.size_along(0, a, count_padding) * g.size_along(1, b, count_padding);
    for (int64_t c = 0; c < windows; ++c)
      sum[c] /= static_cast<T>(fixed ? fixed : rest * across[c]);
  });
}

}  // namespace duet::kernels
