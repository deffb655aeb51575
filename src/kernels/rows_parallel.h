// Rows of some tensors on several threads: each row belongs to one task, long rows are cut.
#pragma once

#include <algorithm>

#include "base/parallel.h"
#include "kernels/rows.h"

namespace duet::kernels {

/// Calls f(addresses, steps, count) like `Rows::each`; `nanoseconds` is one thread's estimate for
/// an element, `grain` how many elements a task has at least.
template <size_t N, class F>
void each_in_parallel(const Rows<N>& rows, std::array<char*, N> at, double nanoseconds,
                      int64_t grain, F f) {
  int64_t length = rows.row_length(), count = rows.count();
  double whole = nanoseconds * static_cast<double>(length) * static_cast<double>(count);
  if (!worth_a_region(whole)) return rows.each(at, f);
  int64_t pieces = std::max<int64_t>(1, length / grain);
  int64_t together = std::max<int64_t>(1, grain / std::max<int64_t>(1, length));
  int64_t groups = (count + together - 1) / together;
  parallel_for(groups * pieces, whole, [&](int64_t task) {
    int64_t group = task / pieces, piece = task % pieces;
    int64_t first = length * piece / pieces, last = length * (piece + 1) / pieces;
    auto shifted = at;
    for (size_t k = 0; k < N; ++k) shifted[k] += rows.step(k) * first;
    rows.some(shifted, group * together, std::min(count, (group + 1) * together),
              [&](auto row, auto step, int64_t) { f(row, step, last - first); });
  });
}

}  // namespace duet::kernels
