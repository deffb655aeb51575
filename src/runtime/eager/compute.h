// One operator computed, nothing recorded: a function for each kind of body.
#pragma once

#include "codegen/group.h"
#include "ops/op.h"
#include "ops/registry.h"

namespace duet {

/// Results of `op` on bound arguments. Operators with `.updates` write their arguments' storages.
Values compute(const Op& op, std::span<const Value> args);

Values compute_scalar(const Op& op, std::span<const Value> args);
Values compute_reduce(const Op& op, std::span<const Value> args);
Values compute_view(const Op& op, std::span<const Value> args);
Values compute_kernel(const Op& op, std::span<const Value> args);

/// The group of a reduction: folds in the computing type; a half is rounded once per row, behind
/// the fold.
Group fold_group(const ScalarKernel& formula, Instr combine);

/// How the results of a formula on elements lie: row-major where every operand does, else in the
/// memory order of the first operand that has the whole shape densely. `operands` may be null
/// (numbers).
Layout elementwise_layout(const Ints& shape, std::span<const Tensor> operands);

/// A row-major copy, or the tensor itself if it is row-major.
DUET_API Tensor make_contiguous(const Tensor& tensor);
/// A fresh row-major copy.
DUET_API Tensor copy_of(const Tensor& tensor);

/// The target of a write: its storage is private afterwards and counted as written.
Tensor prepare_write(const Op& op, const Value& argument);
/// What is read keeps its value while `target` is written: a copy where memory is shared in part.
Tensor apart_from(const Tensor& read, const Tensor& target);

}  // namespace duet
