// Arithmetic of views.
#include "tensor/layout.h"

#include <algorithm>

namespace duet {

int64_t count(std::span<const int64_t> shape) {
  int64_t n = 1;
  for (int64_t d : shape) {
    if (d < 0) return d;  // unknown while a graph is recorded
    n *= d;
  }
  return n;
}

Layout contiguous(std::span<const int64_t> shape) {
  Layout layout{Ints(shape), Ints(shape.size()), 0};
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    layout.strides[i] = stride;
    // What no memory holds has a layout all the same; whoever makes the memory refuses it.
    if (__builtin_mul_overflow(stride, std::max<int64_t>(shape[i], 1), &stride)) stride = INT64_MAX;
  }
  return layout;
}

bool is_contiguous(const Layout& layout) {
  int64_t stride = 1;
  for (size_t i = layout.shape.size(); i-- > 0;) {
    if (layout.shape[i] == 0) return true;
    if (layout.shape[i] != 1 && layout.strides[i] != stride) return false;
    stride *= std::max<int64_t>(layout.shape[i], 1);
  }
  return true;
}

bool straighten(Layout& layout) {
  int64_t stride = 1;
  bool odd = false;
  for (size_t i = layout.shape.size(); i-- > 0;) {
    if (layout.shape[i] == 0) return true;
    if (layout.strides[i] != stride) {
      if (layout.shape[i] != 1) return false;
      odd = true;
    }
    stride *= std::max<int64_t>(layout.shape[i], 1);
  }
  if (odd) layout.strides = contiguous(layout.shape).strides;
  return true;
}

std::pair<int64_t, int64_t> reach(const Layout& layout) {
  int64_t low = layout.offset, high = layout.offset;
  for (size_t i = 0; i < layout.shape.size(); ++i) {
    if (layout.shape[i] == 0) return {layout.offset, layout.offset};
    int64_t span = (layout.shape[i] - 1) * layout.strides[i];
    (span < 0 ? low : high) += span;
  }
  return {low, high + 1};
}

bool overlaps_itself(const Layout& layout) {
  SmallVector<std::pair<int64_t, int64_t>, 6> axes;
  for (size_t i = 0; i < layout.shape.size(); ++i)
    if (layout.shape[i] > 1) axes.emplace_back(std::abs(layout.strides[i]), layout.shape[i]);
  std::ranges::sort(axes);
  int64_t span = 0;
  for (auto [stride, extent] : axes) {
    if (stride <= span) return true;
    span += stride * (extent - 1);
  }
  return false;
}

std::optional<Layout> reshape(const Layout& layout, std::span<const int64_t> shape) {
  Layout result = contiguous(shape);
  result.offset = layout.offset;
  if (count(shape) == 0 || is_contiguous(layout)) return result;
  // Runs of old axes that are one block in memory are matched with runs of new axes of the same
  // product.
  size_t old_axis = 0, old_rank = layout.shape.size(), new_axis = 0;
  while (old_axis < old_rank) {
    if (layout.shape[old_axis] == 1) {
      ++old_axis;
      continue;
    }
    size_t old_end = old_axis + 1, new_end = new_axis + 1;
    int64_t old_size = layout.shape[old_axis], new_size = shape[new_axis];
    while (old_size != new_size) {
      if (old_size < new_size)
        old_size *= layout.shape[old_end++];
      else
        new_size *= shape[new_end++];
    }
    int64_t stride = 0;
    for (size_t i = old_end, inner = old_rank; i-- > old_axis;) {
      if (layout.shape[i] == 1) continue;
      if (inner == old_rank)
        stride = layout.strides[i];
      else if (layout.strides[i] != layout.strides[inner] * layout.shape[inner])
        return std::nullopt;
      inner = i;
    }
    for (size_t i = new_end; i-- > new_axis;) {
      result.strides[i] = stride;
      stride *= shape[i];
    }
    old_axis = old_end;
    new_axis = new_end;
  }
  return result;
}

Layout transpose(const Layout& layout, std::span<const int64_t> perm) {
  Layout result{Ints(perm.size()), Ints(perm.size()), layout.offset};
  for (size_t i = 0; i < perm.size(); ++i) {
    result.shape[i] = layout.shape[perm[i]];
    result.strides[i] = layout.strides[perm[i]];
  }
  return result;
}

Layout expand(const Layout& layout, std::span<const int64_t> shape) {
  Layout result{Ints(shape), Ints(shape.size()), layout.offset};
  size_t lead = shape.size() - layout.shape.size();
  for (size_t i = lead; i < shape.size(); ++i)
    result.strides[i] = layout.shape[i - lead] == shape[i] ? layout.strides[i - lead] : 0;
  return result;
}

Layout slice(const Layout& layout, int axis, int64_t start, int64_t length, int64_t step) {
  Layout result = layout;
  if (length > 0) result.offset += start * layout.strides[axis];
  result.shape[axis] = length;
  result.strides[axis] *= step;
  return result;
}

Layout select(const Layout& layout, int axis, int64_t index) {
  Layout result = layout;
  result.offset += index * layout.strides[axis];
  return remove_axis(result, axis);
}

Layout insert_axis(const Layout& layout, int axis) {
  Layout result = layout;
  int64_t stride = static_cast<size_t>(axis) < layout.shape.size()
                       ? layout.shape[axis] * layout.strides[axis]
                       : 1;
  result.shape.insert(axis, 1);
  result.strides.insert(axis, stride);
  return result;
}

Layout remove_axis(const Layout& layout, int axis) {
  Layout result = layout;
  result.shape.erase(axis);
  result.strides.erase(axis);
  return result;
}

}  // namespace duet
