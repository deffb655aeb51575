// Axes are matched by their products: neighbouring axes that every tensor walks as one may be cut
// otherwise. Neighbouring axes of one kind (row or outer) are one to a fold, so that its order
// stays what it was.
#include "runtime/program/space.h"

#include <algorithm>

namespace duet {
namespace {

/// A run of axes of one space and the run of the other with the same number of elements.
struct Block {
  size_t from_first, from_last, to_first, to_last;  // last: one past
};

std::optional<std::vector<Block>> match(const Ints& from, const Ints& to) {
  std::vector<Block> blocks;
  size_t i = from.size(), j = to.size();
  while (i > 0 && j > 0) {
    Block block{0, i, 0, j};
    int64_t p = from[--i], q = to[--j];
    while (p != q) {
      if (p < q ? i == 0 : j == 0) return std::nullopt;
      if (p < q)
        p *= from[--i];
      else
        q *= to[--j];
    }
    block.from_first = i;
    block.to_first = j;
    blocks.push_back(block);
  }
  if (i > 0 || j > 0) return std::nullopt;
  return blocks;
}

bool is_row(uint64_t row_axes, size_t axis) { return row_axes >> axis & 1; }

/// Strides over the new axes of a block; false if the tensor does not walk the old ones as one.
bool recut(const Block& block, const Ints& from, const Ints& to, const Ints& old, Ints& strides) {
  size_t old_axes = block.from_last - block.from_first, axes = block.to_last - block.to_first;
  if (old_axes == 1 && axes == 1) {
    strides[block.to_first] = old[block.from_first];
    return true;
  }
  for (size_t a = block.from_first; a + 1 < block.from_last; ++a)
    if (old[a] != old[a + 1] * from[a + 1]) return false;
  int64_t stride = old[block.from_last - 1];
  for (size_t a = block.to_last; a-- > block.to_first;) {
    strides[a] = stride;
    stride *= to[a];
  }
  return true;
}

bool recut(const std::vector<Block>& blocks, const Ints& from, const Ints& to,
           std::vector<MemoryAccess>& accesses) {
  for (MemoryAccess& access : accesses) {
    Ints strides(to.size());
    for (const Block& block : blocks)
      if (!recut(block, from, to, access.strides, strides)) return false;
    access.strides = std::move(strides);
  }
  return true;
}

/// The row axes of `from` as axes of `to`; nothing if a block mixes kinds.
std::optional<uint64_t> rows_over(const std::vector<Block>& blocks, uint64_t row_axes) {
  uint64_t result = 0;
  for (const Block& block : blocks) {
    bool row = is_row(row_axes, block.from_first);
    for (size_t a = block.from_first; a < block.from_last; ++a)
      if (is_row(row_axes, a) != row) return std::nullopt;
    for (size_t a = block.to_first; row && a < block.to_last; ++a) result |= uint64_t{1} << a;
  }
  return result;
}

/// `cluster` over the space `to`.
std::optional<Cluster> over(const Cluster& cluster, const Ints& to) {
  auto blocks = match(cluster.space, to);
  if (!blocks) return std::nullopt;
  auto rows = rows_over(*blocks, cluster.row_axes);
  if (!rows) return std::nullopt;
  Cluster result = cluster;
  result.space = to;
  result.row_axes = *rows;
  for (Member& member : result.members)
    if (!recut(*blocks, cluster.space, to, member.operands) ||
        !recut(*blocks, cluster.space, to, member.outputs))
      return std::nullopt;
  return result;
}

/// A map over the outer axes of `rows`, once per row of it.
std::optional<Cluster> once_per_row(const Cluster& map, const Cluster& rows) {
  if (map.row_axes != 0 || rows.row_axes == 0) return std::nullopt;
  Ints outer;
  for (size_t a = 0; a < rows.space.size(); ++a)
    if (!is_row(rows.row_axes, a)) outer.push_back(rows.space[a]);
  auto result = over(map, outer);
  if (!result) return std::nullopt;
  for (Member& member : result->members) {
    member.once_per_row = true;
    for (auto* accesses : {&member.operands, &member.outputs})
      for (MemoryAccess& access : *accesses) {
        Ints strides;
        for (size_t a = 0, next = 0; a < rows.space.size(); ++a)
          strides.push_back(is_row(rows.row_axes, a) ? 0 : access.strides[next++]);
        access.strides = std::move(strides);
      }
  }
  result->space = rows.space;
  return result;
}

std::optional<Cluster> together(std::optional<Cluster> a, const Cluster& b) {
  if (!a || (a->row_axes != 0 && b.row_axes != 0 && a->row_axes != b.row_axes)) return std::nullopt;
  a->row_axes |= b.row_axes;
  a->members.insert(a->members.end(), b.members.begin(), b.members.end());
  return a;
}

}  // namespace

std::vector<Cluster> common_spaces(const Cluster& a, const Cluster& b) {
  std::vector<Cluster> found;
  auto add = [&](std::optional<Cluster> cluster) {
    if (cluster) found.push_back(std::move(*cluster));
  };
  add(together(over(a, b.space), b));
  if (!(a.space == b.space)) add(together(over(b, a.space), a));
  add(together(once_per_row(a, b), b));
  add(together(once_per_row(b, a), a));
  return found;
}

}  // namespace duet
