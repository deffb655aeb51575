// Taps of the resampling kinds, and the loops that apply them: (outer, axis, inner).
#include "kernels/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/dnnl_copy.h"

namespace duet::kernels {
namespace {

/// Keys' cubic with a = -0.75.
double cubic(double x) {
  constexpr double kA = -0.75;
  x = std::abs(x);
  if (x <= 1) return ((kA + 2) * x - (kA + 3)) * x * x + 1;
  if (x < 2) return ((kA * x - 5 * kA) * x + 8 * kA) * x - 4 * kA;
  return 0;
}

double source(int64_t i, double scale, bool align_corners) {
  double at = static_cast<double>(i);
  return align_corners ? at * scale : (at + 0.5) * scale - 0.5;
}

struct Extents {
  int64_t outer = 1, axis, inner = 1;
  Extents(const Tensor& t, int along) : axis(t.shape()[along]) {
    for (int i = 0; i < along; ++i) outer *= t.shape()[i];
    for (int i = along + 1; i < t.rank(); ++i) inner *= t.shape()[i];
  }
};

/// The same along the last axis, element by element.
template <class T>
void apply_to_line(const T* from, T* to, int64_t count, const int64_t* index, const T* weights,
                   int taps, bool forward) {
  if (forward) {
    for (int64_t i = 0; i < count; ++i, index += taps, weights += taps) {
      T sum = 0;
      for (int t = 0; t < taps; ++t) sum = std::fma(weights[t], from[index[t]], sum);
      to[i] = sum;
    }
    return;
  }
  for (int64_t i = 0; i < count; ++i, index += taps, weights += taps)
    for (int t = 0; t < taps; ++t) to[index[t]] = std::fma(weights[t], from[i], to[index[t]]);
}

/// One tap of weight 1: elements are moved, nothing is added.
template <class T>
void pick(const T* from, T* to, const Extents& in, int64_t count, const int64_t* index) {
  int64_t inner = in.inner;
  parallel_for(in.outer, static_cast<double>(in.outer * count * inner) / 4, [&](int64_t o) {
    const T* source = from + o * in.axis * inner;
    T* target = to + o * count * inner;
    if (inner == 1)
      for (int64_t i = 0; i < count; ++i) target[i] = source[index[i]];
    else
      for (int64_t i = 0; i < count; ++i)
        std::memcpy(target + i * inner, source + index[i] * inner, inner * sizeof(T));
  });
}

/// to[j] += weight * from[k] for each tap; `forward` says which of the two is the result axis.
template <class T>
void apply(const T* from, T* to, const Extents& in, int64_t count, const Taps& taps, bool forward) {
  int64_t inner = in.inner, from_axis = forward ? in.axis : count,
          to_axis = forward ? count : in.axis;
  double nanoseconds = static_cast<double>(in.outer * count * inner * taps.taps);
  std::vector<T> own(taps.weight.begin(), taps.weight.end());
  const int64_t* index = taps.index.data();
  const T* weights = own.data();
  parallel_for(in.outer, nanoseconds, [&](int64_t o) {
    const T* source = from + o * from_axis * inner;
    T* target = to + o * to_axis * inner;
    if (inner == 1) return apply_to_line(source, target, count, index, weights, taps.taps, forward);
    for (int64_t i = 0; i < count; ++i)
      for (int t = 0; t < taps.taps; ++t) {
        int64_t k = index[i * taps.taps + t];
        T weight = weights[i * taps.taps + t];
        const T* a = source + (forward ? k : i) * inner;
        T* b = target + (forward ? i : k) * inner;
#pragma omp simd
        for (int64_t j = 0; j < inner; ++j) b[j] = std::fma(weight, a[j], b[j]);
      }
  });
}

void run(const Tensor& from, const Tensor& to, int axis, const Taps& taps, bool forward) {
  if (is_half(to.dtype())) {
    Tensor wide(DType::kFloat32, to.shape());
    run(packed(from, DType::kFloat32), wide, axis, taps, forward);
    return copy(wide, to);
  }
  Tensor x = from.contiguous() ? from : packed(from, from.dtype());
  Extents in(forward ? x : to, axis);
  int64_t count = (forward ? to : x).shape()[axis];
  if (forward && taps.taps == 1) {
    if (to.dtype() == DType::kFloat64)
      return pick(x.data_as<double>(), to.data_as<double>(), in, count, taps.index.data());
    return pick(x.data_as<float>(), to.data_as<float>(), in, count, taps.index.data());
  }
  std::memset(to.data(), 0, to.count() * size_of(to.dtype()));
  if (to.dtype() == DType::kFloat64)
    apply(x.data_as<double>(), to.data_as<double>(), in, count, taps, forward);
  else
    apply(x.data_as<float>(), to.data_as<float>(), in, count, taps, forward);
}

}  // namespace

Taps resampling_taps(Resampling kind, int64_t extent, int64_t count, bool align_corners,
                     double scale) {
  double step = scale;
  if (align_corners)
    step = count > 1 ? static_cast<double>(extent - 1) / static_cast<double>(count - 1) : 0;
  else if (step <= 0)
    step = static_cast<double>(extent) / static_cast<double>(count);
  bool nearest = kind == Resampling::kNearest || kind == Resampling::kNearestExact;
  Taps taps{nearest ? 1 : kind == Resampling::kLinear ? 2 : 4, {}, {}};
  auto add = [&](double index, double weight) {
    taps.index.push_back(std::clamp<int64_t>(static_cast<int64_t>(index), 0, extent - 1));
    taps.weight.push_back(weight);
  };
  for (int64_t i = 0; i < count; ++i) {
    auto at = static_cast<double>(i);
    if (kind == Resampling::kNearest)
      add(align_corners ? std::round(at * step) : std::floor(at * step), 1);
    if (kind == Resampling::kNearestExact) add(std::floor((at + 0.5) * step), 1);
    double x = source(i, step, align_corners);
    if (kind == Resampling::kLinear) {
      x = std::max(x, 0.0);
      double low = std::floor(x);
      add(low, 1 - (x - low));
      add(low + 1, x - low);
    }
    if (kind == Resampling::kCubic)
      for (int k = -1; k < 3; ++k) add(std::floor(x) + k, cubic(x - std::floor(x) - k));
  }
  return taps;
}

void resample(const Tensor& x, int axis, const Taps& taps, const Tensor& out) {
  run(x, out, axis, taps, true);
}

void resample_grad(const Tensor& dout, int axis, const Taps& taps, const Tensor& dx) {
  run(dout, dx, axis, taps, false);
}

}  // namespace duet::kernels
