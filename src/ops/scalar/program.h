// A scalar body as data: a straight list of instructions, recorded once per dtypes. It is what the
// code generator reads, what the kernel cache is keyed by, and what runs as numbers where no code
// can be generated.
#pragma once

#include <string>
#include <vector>

#include "base/export.h"
#include "ops/scalar/instr.h"
#include "tensor/dtype.h"

namespace duet {

struct Inst {
  Instr op;
  DType type;  // of the result
  uint16_t a = 0, b = 0, c = 0;
  uint64_t imm = 0;
  friend bool operator==(const Inst&, const Inst&) = default;
};

struct Program {
  std::vector<DType> inputs;  // stored dtype of each operand
  std::vector<Inst> code;
  /// Instruction of each result; a complex result is two entries in a row.
  std::vector<uint16_t> outputs;
  std::vector<DType> output_types;  // stored dtype of each result (complex: one entry)

  friend bool operator==(const Program&, const Program&) = default;
  /// The canonical text: equal programs, equal keys.
  DUET_API std::string key() const;
};

/// Computes `count` elements with `Num`; strides are in bytes. The reference for the code
/// generator.
DUET_API void run(const Program& program, const void* const* inputs, const int64_t* input_strides,
                  void* const* outputs, const int64_t* output_strides, int64_t count);

}  // namespace duet
