// Where the elements of a Tensor lie in its storage: extents, strides (in elements) and offset.
// Views are arithmetic on this; nothing here touches memory.
#pragma once

#include <optional>

#include "base/export.h"
#include "base/small_vector.h"

namespace duet {

struct Layout {
  Ints shape;
  Ints strides;
  int64_t offset = 0;

  int rank() const { return static_cast<int>(shape.size()); }
  friend bool operator==(const Layout&, const Layout&) = default;
};

DUET_API int64_t count(std::span<const int64_t> shape);
/// Row-major strides for `shape`.
DUET_API Layout contiguous(std::span<const int64_t> shape);
DUET_API bool is_contiguous(const Layout& layout);
/// Whether it is row-major; if so, axes of one element get the strides that row-major memory has
/// (0 or anything else says nothing there), so that whoever reads strides need not think of them.
DUET_API bool straighten(Layout& layout);
/// First and one-past-last element that the layout reaches, relative to the storage.
DUET_API std::pair<int64_t, int64_t> reach(const Layout& layout);
/// True if two different indices may mean the same element.
DUET_API bool overlaps_itself(const Layout& layout);

/// The same elements under another shape, or nothing where that needs a copy.
DUET_API std::optional<Layout> reshape(const Layout& layout, std::span<const int64_t> shape);
DUET_API Layout transpose(const Layout& layout, std::span<const int64_t> perm);
/// Repeats axes of extent 1 (and new leading axes) with stride 0. The caller has checked that
/// shapes fit.
DUET_API Layout expand(const Layout& layout, std::span<const int64_t> shape);
/// Elements start, start+step, ... of one axis.
DUET_API Layout slice(const Layout& layout, int axis, int64_t start, int64_t length, int64_t step);
DUET_API Layout select(const Layout& layout, int axis, int64_t index);
DUET_API Layout insert_axis(const Layout& layout, int axis);
DUET_API Layout remove_axis(const Layout& layout, int axis);

}  // namespace duet
