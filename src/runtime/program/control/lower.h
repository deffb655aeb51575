// From a stretch of a graph with branches and loops over small values to a control routine
// (codegen/control.h). Internal to the program.
#pragma once

#include <memory>
#include <optional>
#include <variant>

#include "codegen/control.h"
#include "ir/graph.h"
#include "runtime/program/control/tensors.h"

namespace duet {

/// What the stacks of one place of the program hold: known from the first Push on.
struct StackParts;

/// A value of the graph in registers.
struct ControlItem {
  enum class Kind : uint8_t { kTensor, kNumber, kParts, kStack, kConstant };
  Kind kind = Kind::kConstant;
  int reg = -1;                       // kTensor, kNumber, kStack
  Layout layout;                      // kTensor: over the register
  std::vector<ControlItem> parts;     // kParts
  std::shared_ptr<StackParts> stack;  // kStack
  Value constant;                     // none, text
};

struct StackParts {
  std::optional<ControlItem> item;
};

/// How a result leaves: what its registers, in order, are put together to.
struct LoweredControl {
  ControlSpec spec;
  std::vector<ControlItem> results;  // tensors compact
};

/// `types`: what the inputs are this time; tensors by dtype and layout, numbers by any value of
/// their kind. Nothing where something has no formula.
std::optional<LoweredControl> lower_control(const ir::Graph& graph, std::span<const Value> types);

/// The layout that an input's elements are given in.
Layout control_input_layout(const Tensor& tensor);

}  // namespace duet
