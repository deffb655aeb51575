// A decomposition or a gradient rule, made ready to run: recorded once per operator, types, memory
// orders and attributes; what no result needs is left out, neighbouring formulas and reductions are
// fused into groups (fuse.h).
//
// Inputs are the Tensors among the arguments, in order, members of lists each; of a gradient rule:
// the arguments', the results', the cotangents'.
#pragma once

#include <functional>
#include <memory>
#include <variant>

#include "autodiff/rule.h"
#include "codegen/compile.h"
#include "ops/trace.h"
#include "ops/v.h"
#include "runtime/number.h"

namespace duet {

/// One operator that runs by itself.
struct OpStep {
  const Op* op;
  Values args;       // nodes stand for tensors
  int first_result;  // node
  int results;
};

/// A fused group over one iteration space.
struct GroupStep {
  struct Operand {
    int node = -1;     // or
    int constant = 0;  // an index into `constants`
    /// For each axis of the space the operand's axis, or -1 where it does not vary.
    SmallVector<int8_t, 8> axes;
  };
  struct Output {
    int node;
    DType dtype;
    Ints shape;
    SmallVector<int8_t, 8> axes;
  };
  const CompiledGroup* group;
  Ints space;
  uint64_t row_axes = 0;
  std::vector<Operand> operands;
  std::vector<Output> outputs;
  std::vector<Element> constants;
};

class Plan {
 public:
  using Step = std::variant<OpStep, GroupStep>;

  /// Whether the elements of this input are read; of others the type is enough.
  bool reads(int input) const { return reads_[input]; }
  int inputs() const { return inputs_; }
  /// One value per result of the rule; none where it has none. Inputs that are not read may be
  /// null.
  Values run(std::span<const Tensor> inputs) const;
  const std::vector<Step>& steps() const { return steps_; }
  const Values& results() const { return results_; }

 private:
  friend class PlanBuilder;
  int inputs_ = 0;
  int nodes_ = 0;
  std::vector<bool> reads_;
  std::vector<Step> steps_;
  std::vector<std::vector<int>> dead_after_;  // nodes that no later step reads, by step
  Values results_;
};

/// The plan of a Decompose operator for these arguments; null if extents depend on elements: it
/// runs part by part.
std::shared_ptr<const Plan> decompose_plan(const Op& op, std::span<const Value> args);

/// The plan of the gradient of `op`. Cotangents exist for the results in `cotangents`, gradients
/// are wanted for the Tensor arguments in `wanted` (Tensors in lists count each).
/// Results are fitted: shape and dtype of the argument.
std::shared_ptr<const Plan> grad_plan(const Op& op, std::span<const Value> args,
                                      std::span<const Value> outs, autodiff::Mask cotangents,
                                      autodiff::Mask wanted);

/// The plan of what `body` calls, as one operator's work; null if extents depend on elements. Of
/// the Tensors among `args` only the types and layouts are looked at.
using PlanBody = std::function<Values(Dispatcher& dispatcher, const Values& inputs)>;
std::shared_ptr<const Plan> record_plan(std::span<const Value> args, const PlanBody& body);

/// Appends the Tensors among `values`, in order.
void flatten_tensors(std::span<const Value> values, std::vector<Tensor>& tensors);

}  // namespace duet
