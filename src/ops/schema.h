// The signature of an operator, read from its record's text: `input: Tensor, axis: int[]? = None,
// *, keep_dims: bool = False`.
//
// Types: Tensor (a number is refused), Operand (Tensor or number; numbers promote weakly), Tensor[]
// (list or tuple), int, float, bool, str, dtype, int[] (a single int is taken as a list of one),
// number (any Python number), any; `int | Tensor` is one of several.
// `?` after the type allows None. What follows `*` is keyword only. What follows `;` is also an
// argument, and the one that the Primitive class takes when it is made:
// `ops.MatMul(transpose_a=True)(x, y)`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/value.h"

namespace duet {

enum class ParamKind : uint8_t {
  kTensor,
  kOperand,
  kTensors,
  kInt,
  kFloat,
  kBool,
  kString,
  kDType,
  kInts,
  kNumber,
  kAny
};

struct Param {
  std::string name;
  ParamKind kind;
  bool optional = false;  // None is allowed
  bool keyword_only = false;
  bool construction = false;  // given to the Primitive class
  std::optional<Value> default_value = std::nullopt;
  std::vector<ParamKind> choices = {};  // of kAny: one of these; empty: every value
};

struct Schema {
  std::vector<Param> params;
};

DUET_API Schema parse_schema(std::string_view text);
/// As Python writes it, for docs and stubs: `input, axis=None, *, keep_dims=False`.
DUET_API std::string signature(const Schema& schema);

}  // namespace duet
