// Maxima of windows where channels lie together: as many channels at once as a register holds, what
// is left in smaller pieces. Internal to pooling*.cpp.
#pragma once

#include <cstring>
#include <limits>
#include <type_traits>

#include "base/small_vector.h"
#include "kernels/pooling_geometry.h"

namespace duet::kernels {

/// N values of T in a register, and integers of their width. Less than a register is moved alone;
/// what stands beside it does not matter.
template <class T, int N>
struct Lanes {
  static constexpr size_t kBytes = N * sizeof(T), kRegister = kBytes < 16 ? 16 : kBytes;
  using Whole = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;
  typedef T Values __attribute__((vector_size(kRegister)));
  typedef Whole Integers __attribute__((vector_size(kRegister)));

  static Values load(const T* from) {
    Values v;
    if constexpr (kBytes >= 16) {
      std::memcpy(&v, from, sizeof v);
    } else {
      Part part;
      std::memcpy(&part, from, kBytes);
      v = reinterpret_cast<Values>(Parts{part});
    }
    return v;
  }
  static void store(T* to, Values v) {
    if constexpr (kBytes >= 16) {
      std::memcpy(to, &v, sizeof v);
    } else {
      Part part = reinterpret_cast<Parts>(v)[0];
      std::memcpy(to, &part, kBytes);
    }
  }

 private:
  using Part = std::conditional_t<kBytes == 4, int32_t, int64_t>;
  typedef Part Parts __attribute__((vector_size(kRegister)));
};

/// The elements of a window: start + each of these.
struct Taps {
  int64_t start = 0;
  const SmallVector<int64_t, 16>* offsets = nullptr;
};

/// Windows of `g` with their elements. Most are whole, and differ only in where they begin.
class Windows {
 public:
  explicit Windows(const Geometry& g) : g_(g) {
    if (g.adaptive) return;
    for (int64_t a = 0; a < g.kernel[0]; ++a)
      for (int64_t b = 0; b < g.kernel[1]; ++b)
        for (int64_t c = 0; c < g.kernel[2]; ++c)
          whole_.push_back(a * g.dilation[0] * g.in.stride[0] + b * g.dilation[1] * g.in.stride[1] +
                           c * g.dilation[2] * g.in.stride[2]);
  }

  /// Calls f(offset in the output, taps) for each window.
  template <class F>
  [[gnu::always_inline]] void each(F f) {
    const Three& places = g_.out.extent;
    for (int64_t a = 0; a < places[0]; ++a)
      for (int64_t b = 0; b < places[1]; ++b) {
        bool inside = !g_.adaptive && is_inside(0, a) && is_inside(1, b);
        int64_t start = first(0, a) + first(1, b);
        int64_t y = a * g_.out.stride[0] + b * g_.out.stride[1];
        for (int64_t c = 0; c < places[2]; ++c, y += g_.out.stride[2])
          if (inside && is_inside(2, c))
            f(y, Taps{start + first(2, c), &whole_});
          else
            f(y, part({a, b, c}));
      }
  }

 private:
  bool is_inside(int axis, int64_t at) const {
    Run run = g_.run(axis, at);
    return run.start >= 0 && run.start + (run.count - 1) * run.step < g_.in.extent[axis];
  }
  int64_t first(int axis, int64_t at) const {
    return (at * g_.step[axis] - g_.before[axis]) * g_.in.stride[axis];
  }
  Taps part(const Three& window) {
    part_.clear();
    g_.elements(window, [&](int64_t offset, int64_t) { part_.push_back(offset); });
    return {0, &part_};
  }

  const Geometry& g_;
  SmallVector<int64_t, 16> whole_, part_;
};

/// f(lanes, first channel) until all channels are done.
template <class T, class F>
[[gnu::always_inline]] inline void each_lanes(int64_t channels, F f) {
  constexpr int kMost = 32 / sizeof(T);
  int64_t c = 0;
  for (; c + kMost <= channels; c += kMost) f(Lanes<T, kMost>(), c);
  if constexpr (kMost > 4)
    if (channels - c >= 4) f(Lanes<T, 4>(), c), c += 4;
  if (channels - c >= 2) f(Lanes<T, 2>(), c), c += 2;
  if (channels > c) f(Lanes<T, 1>(), c);
}

/// The maximum of each window; a NaN wins.
template <class T>
void max_of_windows(const Geometry& g, int64_t channels, const T* x, T* out) {
  Windows(g).each([&](int64_t y, const Taps& taps) __attribute__((always_inline)) {
    each_lanes<T>(channels, [&](auto lanes, int64_t c) __attribute__((always_inline)) {
      using L = decltype(lanes);
      using V = typename L::Values;
      V best = V{} - std::numeric_limits<T>::infinity();
      for (int64_t offset : *taps.offsets) {
        V v = L::load(x + taps.start + offset + c);
        best = (v > best) | (v != v) ? v : best;
      }
      L::store(out + y + c, best);
    });
  });
}

/// Adds to `dx`, where the (first) maximum of each window is, what `dout` has for it.
template <class T>
void add_to_max_of_windows(const Geometry& g, int64_t channels, const T* x, const T* dout, T* dx) {
  Windows(g).each([&](int64_t y, const Taps& taps) __attribute__((always_inline)) {
    using Whole = typename Lanes<T, 1>::Whole;
    const auto& offsets = *taps.offsets;
    auto count = static_cast<Whole>(offsets.size());
    if (count == 0) return;
    each_lanes<T>(channels, [&](auto lanes, int64_t c) __attribute__((always_inline)) {
      using L = decltype(lanes);
      using V = typename L::Values;
      using Integers = typename L::Integers;
      const T* from = x + taps.start + c;
      T* to = dx + taps.start + c;
      V best = L::load(from + offsets[0]), by = L::load(dout + y + c);
      Integers place{};
      for (Whole k = 1; k < count; ++k) {
        V v = L::load(from + offsets[k]);
        auto better = (v > best) | ((v != v) & (best == best));
        best = better ? v : best;
        place = better ? k + Integers{} : place;
      }
      for (Whole k = 0; k < count; ++k) {
        V old = L::load(to + offsets[k]);
        L::store(to + offsets[k], place == k ? old + by : old);
      }
    });
  });
}

}  // namespace duet::kernels
