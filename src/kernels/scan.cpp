// Every function walks the other axes row by row and runs along its own axis.
#include "kernels/scan.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "kernels/elements.h"
#include "kernels/rows_parallel.h"

namespace duet::kernels {
namespace {

/// One line along the axis: where it begins and the distance of its elements in bytes.
struct Line {
  char* at;
  int64_t step;
  template <class T>
  T& item(int64_t i) const {
    return *reinterpret_cast<T*>(at + i * step);
  }
};

Tensor without(const Tensor& t, int axis) { return t.view(select(t.layout(), axis, 0)); }
int64_t step_of(const Tensor& t, int axis) {
  return t.strides()[axis] * static_cast<int64_t>(size_of(t.dtype()));
}
char* start(const Tensor& t) { return t.data_as<char>(); }

/// Calls f with the address of each place of N tensors of one shape, from several threads; a place
/// stands for `length` elements.
template <size_t N, class F>
void each_place(const std::array<Tensor, N>& tensors, int64_t length, F f) {
  std::array<Ints, N> strides;
  std::array<char*, N> starts;
  for (size_t k = 0; k < N; ++k) {
    strides[k] = byte_strides(tensors[k]);
    starts[k] = start(tensors[k]);
  }
  Rows<N> rows(tensors[0].shape(), strides);
  constexpr int64_t kGrain = 16384;
  int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, length));
  each_in_parallel(rows, starts, static_cast<double>(length), grain,
                   [&](std::array<char*, N> at, const std::array<int64_t, N>& step, int64_t n) {
                     for (int64_t i = 0; i < n; ++i) {
                       f(at);
                       for (size_t k = 0; k < N; ++k) at[k] += step[k];
                     }
                   });
}

constexpr int64_t kLongGcd = 20;  // elements that a greatest common divisor takes the time of

template <class T>
bool is_nan(T x) {
  return x != x;
}

/// Whether `x` replaces `best`; equal ones do if `later`.
template <class T>
bool beats(T x, T best, bool largest, bool later) {
  if (is_nan(best)) return later && is_nan(x);
  if (is_nan(x)) return true;
  return (largest ? x > best : x < best) || (later && x == best);
}

template <class T>
T wrapped_sum(T a, T b) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
  else
    return a + b;
}
template <class T>
T wrapped_product(T a, T b) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  else
    return a * b;
}

/// Lines that lie side by side in both tensors: running values of `count` of them at a time.
template <class T>
void scan_side_by_side(Line out, Line in, int64_t length, int64_t count, Scan kind,
                       ScanOrder order) {
  constexpr int64_t kSide = 64;
  T sums[kSide];
  std::fill_n(sums, count, kind == Scan::kSum ? T(0) : T(1));
  for (int64_t k = 0; k < length; ++k) {
    int64_t i = order.reverse ? length - 1 - k : k;
    const T* items = &in.item<T>(i);
    T* results = &out.item<T>(i);
    auto step = [&](auto combine) {
#pragma omp simd
      for (int64_t c = 0; c < count; ++c) {
        T before = sums[c], sum = combine(before, items[c]);
        sums[c] = sum;
        results[c] = order.exclusive ? before : sum;
      }
    };
    if (kind == Scan::kSum)
      step([](T a, T b) { return wrapped_sum(a, b); });
    else
      step([](T a, T b) { return wrapped_product(a, b); });
  }
}

/// Along an axis that is not the last one of two row-major tensors.
template <class T>
void scan_columns(const Tensor& to, const Tensor& from, Scan kind, ScanOrder order) {
  constexpr int64_t kSide = 64;
  int64_t length = from.shape()[order.axis], inner = from.strides()[order.axis];
  int64_t blocks = (inner + kSide - 1) / kSide, outer = from.count() / (inner * length);
  auto step = inner * static_cast<int64_t>(sizeof(T));
  parallel_for(outer * blocks, static_cast<double>(from.count()), [&](int64_t job) {
    int64_t first = job % blocks * kSide, start = job / blocks * length * inner + first;
    Line out{reinterpret_cast<char*>(to.data_as<T>() + start), step};
    Line in{reinterpret_cast<char*>(from.data_as<T>() + start), step};
    scan_side_by_side<T>(out, in, length, std::min(kSide, inner - first), kind, order);
  });
}

}  // namespace

void scan(const Tensor& to, const Tensor& from, Scan kind, ScanOrder order) {
  int64_t length = from.shape()[order.axis];
  if (to.count() == 0) return;
  int64_t to_step = step_of(to, order.axis), from_step = step_of(from, order.axis);
  bool apart = to.storage()->buffer() != from.storage()->buffer();
  visit_numbers(from.dtype(), [&]<class T>(std::type_identity<T>) {
    if constexpr (!std::is_same_v<T, bool>)
      if (apart && to.contiguous() && from.contiguous() && from.strides()[order.axis] > 1)
        return scan_columns<T>(to, from, kind, order);
    auto run = [&](std::array<char*, 2> at) {
      Line out{at[0], to_step}, in{at[1], from_step};
      T sum = kind == Scan::kSum ? T(0) : T(1);
      for (int64_t k = 0; k < length; ++k) {
        int64_t i = order.reverse ? length - 1 - k : k;
        T item = in.item<T>(i), before = sum;
        sum = kind == Scan::kSum ? wrapped_sum(sum, item) : wrapped_product(sum, item);
        out.item<T>(i) = order.exclusive ? before : sum;
      }
    };
    each_place(std::array{without(to, order.axis), without(from, order.axis)}, length, run);
  });
}

void linear_recurrence(const Tensor& h, const Tensor& x, const Tensor& b, int axis, bool reverse) {
  int64_t length = h.shape()[axis];
  if (h.count() == 0) return;
  int64_t steps[] = {step_of(h, axis), step_of(x, axis), step_of(b, axis)};
  visit_numbers(h.dtype(), [&]<class T>(std::type_identity<T>) {
    auto run = [&](std::array<char*, 3> at) {
      Line out{at[0], steps[0]}, factor{at[1], steps[1]}, summand{at[2], steps[2]};
      T state = T(0);
      for (int64_t k = 0; k < length; ++k) {
        int64_t i = reverse ? length - 1 - k : k;
        state = wrapped_sum(summand.item<T>(i), wrapped_product(factor.item<T>(i), state));
        out.item<T>(i) = state;
      }
    };
    each_place(std::array{without(h, axis), without(x, axis), without(b, axis)}, length, run);
  });
}

void shift(const Tensor& to, const Tensor& from, int axis, bool back) {
  int64_t length = to.shape()[axis], step = back ? 1 : -1;
  if (to.count() == 0) return;
  int64_t steps[] = {step_of(to, axis), step_of(from, axis)};
  visit_numbers(to.dtype(), [&]<class T>(std::type_identity<T>) {
    auto run = [&](std::array<char*, 2> at) {
      Line out{at[0], steps[0]}, in{at[1], steps[1]};
      for (int64_t i = 0; i < length; ++i) {
        bool inside = i + step >= 0 && i + step < length;
        out.item<T>(i) = inside ? in.item<T>(i + step) : T(0);
      }
    };
    each_place(std::array{without(to, axis), without(from, axis)}, length, run);
  });
}

void running_extreme(const Tensor& values, const Tensor& places, const Tensor& from, int axis,
                     bool largest) {
  int64_t length = from.shape()[axis];
  if (values.count() == 0) return;
  int64_t steps[] = {step_of(values, axis), step_of(places, axis), step_of(from, axis)};
  visit_ordered(from.dtype(), [&]<class T>(std::type_identity<T>) {
    auto run = [&](std::array<char*, 3> at) {
      Line value{at[0], steps[0]}, place{at[1], steps[1]}, in{at[2], steps[2]};
      int64_t best = 0;
      for (int64_t i = 0; i < length; ++i) {
        if (beats(in.item<T>(i), in.item<T>(best), largest, true)) best = i;
        value.item<T>(i) = in.item<T>(best);
        place.item<int64_t>(i) = best;
      }
    };
    each_place(std::array{without(values, axis), without(places, axis), without(from, axis)},
               length, run);
  });
}

namespace {

/// Where the first extreme of a run stands: what it is first, in lanes, then where.
template <class T>
int64_t place_in_run(const T* items, int64_t n, bool largest) {
  constexpr int64_t kSide = 16;
  T lanes[kSide];
  std::fill_n(lanes, kSide, items[0]);
  bool nan = false;
  auto better = [&](T x, T best) {
    return largest ? (x > best ? x : best) : (x < best ? x : best);
  };
  int64_t i = 0;
  for (; i + kSide <= n; i += kSide)
    for (int64_t lane = 0; lane < kSide; ++lane) {
      nan |= is_nan(items[i + lane]);
      lanes[lane] = better(items[i + lane], lanes[lane]);
    }
  for (; i < n; ++i) {
    nan |= is_nan(items[i]);
    lanes[0] = better(items[i], lanes[0]);
  }
  if (nan) return std::find_if(items, items + n, is_nan<T>) - items;
  T best = lanes[0];
  for (T lane : lanes) best = better(lane, best);
  return std::find(items, items + n, best) - items;
}

}  // namespace

void place_of_extreme(const Tensor& places, const Tensor& from, int axis, bool largest) {
  int64_t length = from.shape()[axis], step = step_of(from, axis);
  if (places.count() == 0) return;
  visit_ordered(from.dtype(), [&]<class T>(std::type_identity<T>) {
    auto run = [&](std::array<char*, 2> at) {
      Line in{at[1], step};
      auto& place = *reinterpret_cast<int64_t*>(at[0]);
      if (step == sizeof(T)) {
        place = place_in_run(&in.item<T>(0), length, largest);
        return;
      }
      place = 0;
      for (int64_t i = 1; i < length; ++i)
        if (beats(in.item<T>(i), in.item<T>(place), largest, false)) place = i;
    };
    each_place(std::array{places, without(from, axis)}, length, run);
  });
}

void median(const Tensor& values, const Tensor& places, const Tensor& from, int axis,
            bool skip_nan) {
  int64_t length = from.shape()[axis], step = step_of(from, axis);
  if (values.count() == 0) return;
  visit_ordered(from.dtype(), [&]<class T>(std::type_identity<T>) {
    auto run = [&](std::array<char*, 3> at) {
      std::vector<int64_t> order(length);
      Line in{at[2], step};
      std::iota(order.begin(), order.end(), 0);
      auto numbers = std::stable_partition(order.begin(), order.end(),
                                           [&](int64_t i) { return !is_nan(in.item<T>(i)); });
      int64_t chosen = 0;
      if (numbers == order.begin() || (!skip_nan && numbers != order.end())) {
        chosen = *std::min_element(numbers, order.end());
      } else {
        auto middle = order.begin() + (numbers - order.begin() - 1) / 2;
        std::nth_element(order.begin(), middle, numbers, [&](int64_t a, int64_t b) {
          T x = in.item<T>(a), y = in.item<T>(b);
          return x < y || (x == y && a < b);
        });
        chosen = *middle;
      }
      *reinterpret_cast<T*>(at[0]) = in.item<T>(chosen);
      *reinterpret_cast<int64_t*>(at[1]) = chosen;
    };
    each_place(std::array{values, places, without(from, axis)}, length, run);
  });
}

void gcd(const Tensor& to, const Tensor& a, const Tensor& b) {
  visit_ordered(to.dtype(), [&]<class T>(std::type_identity<T>) {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      auto size = [](T x) {
        auto wide = static_cast<uint64_t>(x);
        return x < T{0} ? 0 - wide : wide;
      };
      each_place(std::array{to, a, b}, kLongGcd, [&](std::array<char*, 3> at) {
        T x = *reinterpret_cast<T*>(at[1]), y = *reinterpret_cast<T*>(at[2]);
        *reinterpret_cast<T*>(at[0]) = static_cast<T>(std::gcd(size(x), size(y)));
      });
    }
  });
}

}  // namespace duet::kernels
