// All operators, found by name, and what is derived from each record once: its schema, its recorded
// formulas.
#pragma once

#include <memory>
#include <shared_mutex>
#include <unordered_map>

#include "ops/op.h"
#include "ops/schema.h"

namespace duet {

/// A scalar body recorded for given operand dtypes and attributes.
struct ScalarKernel {
  Program program;
  /// Schema index of each operand of the program.
  SmallVector<int, 4> operands;
  DType common;  // the promoted dtype; of a Reduce operator the result's
};

struct DUET_API OpEntry {
  const Op* op;
  int id;
  Schema schema;
  std::vector<std::string> functions;  // Python names, main one first
  std::vector<std::string> methods;

  /// Recorded on first use; `key` are the operands' dtypes and attributes (see scalar_kernel).
  mutable std::shared_mutex mutex;
  mutable std::unordered_map<std::string, std::unique_ptr<ScalarKernel>> kernels;
};

DUET_API const std::vector<std::unique_ptr<OpEntry>>& registry();
DUET_API const OpEntry& entry(const Op& op);
/// By record name ("MatMul") or Python function name ("matmul"); null if there is none.
DUET_API const OpEntry* find_op(std::string_view name);

/// The formula of a Scalar operator for these arguments. Attribute values other than numbers
/// specialise it.
DUET_API const ScalarKernel& scalar_kernel(const Op& op, std::span<const Value> args,
                                           Dispatcher& dispatcher);
/// The formula of a Reduce operator's `map`, for an input of this dtype; its result is not yet
/// rounded to a half.
DUET_API const ScalarKernel& reduce_kernel(const Op& op, DType input);

/// The arguments that a gradient rule answers for, in its order: each Tensor or Operand parameter
/// (also when it holds a number or None), each member of a Tensor[].
DUET_API Values gradient_slots(const Op& op, std::span<const Value> args);

/// Brings arguments into the schema's kinds and fills in defaults; says what does not fit.
DUET_API Values bind(const Op& op, std::span<const Value> args);

}  // namespace duet
