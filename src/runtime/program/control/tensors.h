// Work on small tensors, as lowered for the kernels, on the registers of a control routine: the
// same groups over the same spaces, so the same bits. Internal to the program.
#pragma once

#include <span>

#include "runtime/program/control/writer.h"
#include "runtime/program/lower.h"

namespace duet {

/// A tensor in a register: element i of the register is element i of its memory.
struct SmallTensor {
  int reg = -1;
  Layout layout;  // over the register
};

/// The element of the register that each index of the tensor means, row-major over `order`.
std::vector<int64_t> elements_of(const Layout& layout, std::span<const int64_t> order);

/// A register of its own for these elements, in the order of their memory.
SmallTensor compact(ControlWriter& writer, const SmallTensor& tensor);
Layout compact_layout(const Layout& layout);

/// A constant Tensor of the graph; -1 if it does not fit a register.
int constant_register(ControlWriter& writer, const Tensor& tensor);

/// Writes what `lowered` works; `inputs` stand for its kInput roots. The registers of the roots, or
/// nothing where a work has no formula.
std::optional<std::vector<int>> write_works(ControlWriter& writer, const Lowered& lowered,
                                            std::span<const SmallTensor> inputs);

}  // namespace duet
