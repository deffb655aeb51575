// From nodes of a graph to work on memory: what eager mode would run for them, with every layout
// known beforehand. Internal to the program.
//
// Each operator (or gradient rule, Node::region) becomes what its own plan is made of: generated
// groups and single library calls. A value is a layout in a root; a root is one block of memory
// that somebody provides or some work computes. Views make no work.
#pragma once

#include <deque>
#include <variant>

#include "codegen/group.h"
#include "ir/graph.h"
#include "runtime/eager/plan.h"
#include "runtime/number.h"

namespace duet {

/// Where a tensor of a group lies at each index of its space.
struct MemoryAccess {
  int root = -1;      // or
  int constant = -1;  // an index into Lowered::constants
  DType dtype = DType::kFloat32;
  int64_t offset = 0;  // bytes
  Ints strides;        // bytes, per axis of the space
  friend bool operator==(const MemoryAccess&, const MemoryAccess&) = default;
};

/// A group over its space; no axis has extent 1.
struct Atom {
  Ints space;
  uint64_t row_axes = 0;
  Group group;
  std::vector<MemoryAccess> operands, outputs;
};

/// An operator that runs by itself.
struct OpWork {
  const Op* op = nullptr;
  Values args;                     // nodes are values of Lowered
  SmallVector<int, 2> results;     // values
  bool only_check = false;         // it refuses its arguments or does nothing
  const ir::Node* node = nullptr;  // that it is part of
  Values of_node = {};             // types of its arguments, where they are others than these
};

using Work = std::variant<Atom, OpWork>;

struct Root {
  enum class Kind : uint8_t { kInput, kTensor, kComputed };
  Kind kind = Kind::kComputed;
  int index = 0;  // of the input, or of the constant tensor
  int value = 0;  // that is all of it
  size_t bytes = 0;
};

struct LoweredValue {
  Tensor type;  // dtype and layout in the root, no storage
  int root = -1;
};

struct Lowered {
  std::vector<Root> roots;
  std::vector<LoweredValue> values;
  std::deque<Element> constants;  // stay where they are
  std::vector<Tensor> tensors;
  std::vector<Work> works;
};

class Lowering final : public Dispatcher {
 public:
  /// A value from outside; only type and layout of `tensor` matter.
  Value input(const Tensor& tensor);
  /// One operator, with nodes as `input` and `apply` give them.
  Values apply(const Op& op, std::span<const Value> args) override;
  /// The same; nothing where extents depend on elements.
  std::optional<Values> try_apply(const Op& op, const Values& args);
  TensorType type(const Value& value) const override;
  /// What `body` calls, as one operator's work; nothing if extents depend on elements.
  std::optional<Values> together(const Values& args, const PlanBody& body);
  /// Runs what the operator demands of these arguments.
  void check(const Op& op, const Values& args);
  /// What follows comes from here.
  void set_node(const ir::Node& node, const Values& args = {}) {
    node_ = &node;
    node_args_ = typed_all(args);
  }
  Lowered finish() { return std::move(result_); }

 private:
  int value_of(const Value& value);
  const Layout& layout(const Value& value) const;
  Values typed_all(std::span<const Value> args) const;
  Value typed(const Value& arg) const;
  Value add_value(DType dtype, Layout layout);
  MemoryAccess access(int value, std::span<const int64_t> shape,
                      std::span<const int64_t> order) const;
  MemoryAccess constant(const Value& number, DType dtype, size_t rank);
  void add(Atom atom);
  Values formula(const Op& op, const Values& args);
  Values reduction(const Op& op, const Values& args);
  Values view(const Op& op, const Values& args);
  Values kernel(const Op& op, const Values& args);
  Value copy(const Value& value);
  Values plan(const Plan& plan, std::span<const Value> inputs);
  void group(const GroupStep& step, Values& slots);

  Lowered result_;
  const ir::Node* node_ = nullptr;
  Values node_args_;
};

}  // namespace duet
