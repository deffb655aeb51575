// How the tensors of a fused group lie in memory: the same for a plan that runs at once and for a
// program that is laid out before it runs.
#pragma once

#include <numeric>

#include "runtime/eager/plan.h"
#include "runtime/strides.h"

namespace duet {

/// The order in which the axes of the space lie in memory: that of its first whole operand. One
/// that is spread over an axis says nothing of where that axis lies.
/// `layout_of(node)` is the layout of an operand.
template <class LayoutOf>
Ints space_order(const GroupStep& step, LayoutOf&& layout_of) {
  Ints order(step.space.size());
  std::iota(order.begin(), order.end(), 0);
  for (const auto& operand : step.operands) {
    if (operand.node < 0) continue;
    const Layout& layout = layout_of(operand.node);
    if (count(layout.shape) != count(step.space)) continue;
    Layout over{step.space, Ints(step.space.size()), 0};
    bool spread = false;
    for (size_t a = 0; a < step.space.size(); ++a) {
      over.strides[a] = operand.axes[a] < 0 ? 0 : layout.strides[operand.axes[a]];
      spread |= over.strides[a] == 0 && step.space[a] > 1;
    }
    if (!spread) return memory_order(over);
  }
  return order;
}

inline Layout output_layout(const GroupStep::Output& output, std::span<const int64_t> order) {
  bool whole = output.shape.size() == order.size();
  for (size_t a = 0; a < order.size() && whole; ++a)
    whole = output.axes[a] < 0 || output.axes[a] == static_cast<int>(a);
  return whole ? dense_in_order(output.shape, order) : contiguous(output.shape);
}

}  // namespace duet
