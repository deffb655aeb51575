// The closed instruction set of scalar bodies. Every edge is defined; `num.h` is the definition
// that computes, the code generator must give the same bits.
//
//   integers wrap; x / 0 and x % 0 are 0; the most negative / -1 wraps; shifts by the width or more
//   give 0 (or the sign); float to int saturates, NaN is 0; anything to bool is `!= 0` (NaN is
//   true); min and max pass NaN on; round is half to even; rounding to bfloat16 is done in integers
//   and keeps subnormals; fma rounds once; add, mul, ... never contract. float16 and bfloat16 are
//   storage only: they are converted to float32 before use.
#pragma once

#include <cstdint>

namespace duet {

enum class Instr : uint8_t {
  kInput,     // operand `a` of the body; for complex operands `b` is 0 (real) or 1 (imaginary)
  kConstant,  // the bits `imm`
  kConvert,   // `a`, of another type
  kBitcast,   // the bits of `a`, of another type of the same size
  kAdd,
  kSub,
  kMul,
  kDiv,  // floats: IEEE; integers: towards zero
  kRem,  // floats: C's fmod; integers: sign of the dividend
  kNeg,
  kAbs,
  kMin,
  kMax,
  kFma,  // a * b + c
  kSqrt,
  kFloor,
  kCeil,
  kTrunc,
  kRound,
  kAnd,  // integers and bool
  kOr,
  kXor,
  kNot,
  kShl,
  kShr,  // arithmetic for signed, logical for unsigned
  kEq,   // results are bool; NaN compares unequal to all
  kNe,
  kLt,
  kLe,
  kSelect,  // a ? b : c
};

}  // namespace duet
