// Orders of axes and strides.
#include "runtime/strides.h"

#include <algorithm>
#include <numeric>

namespace duet {

Ints memory_order(const Layout& layout) {
  Ints order(layout.shape.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    // An axis of extent 1 has no stride worth the name: it stays where it is among equals.
    if (layout.shape[a] == 1 || layout.shape[b] == 1) return false;
    return std::abs(layout.strides[a]) > std::abs(layout.strides[b]);
  });
  return order;
}

bool is_dense(const Layout& layout) {
  int64_t expected = 1;
  Ints order = memory_order(layout);
  for (size_t i = order.size(); i-- > 0;) {
    int64_t extent = layout.shape[order[i]];
    if (extent == 0) return true;
    if (extent != 1 && layout.strides[order[i]] != expected) return false;
    expected *= extent;
  }
  return true;
}

Layout dense_in_order(std::span<const int64_t> shape, std::span<const int64_t> order) {
  Layout layout{Ints(shape), Ints(shape.size()), 0};
  int64_t stride = 1;
  for (size_t i = order.size(); i-- > 0;) {
    layout.strides[order[i]] = stride;
    stride *= std::max<int64_t>(shape[order[i]], 1);
  }
  return layout;
}

void broadcast_strides(const Layout& layout, DType dtype, std::span<const int64_t> shape,
                       std::span<const int64_t> order, int64_t* strides) {
  auto size = static_cast<int64_t>(size_of(dtype));
  auto lead = static_cast<int64_t>(shape.size() - layout.shape.size());
  for (size_t i = 0; i < order.size(); ++i) {
    int64_t axis = order[i] - lead;
    strides[i] = axis < 0 || layout.shape[axis] == 1 ? 0 : layout.strides[axis] * size;
  }
}

}  // namespace duet
