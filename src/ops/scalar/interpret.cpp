// The instruction set applied: constants while recording, whole programs where no code can be
// generated.
#include <cstring>
#include <type_traits>
#include <vector>

#include "ops/scalar/emitter.h"
#include "ops/scalar/visit.h"

namespace duet {
namespace {

template <class T>
T load(uint64_t bits) {
  // Operands that an instruction does not have are any bits at all, and no bool.
  if constexpr (std::is_same_v<T, bool>) return (bits & 0xff) != 0;
  T value;
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}
template <class T>
uint64_t store(T value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  return bits;
}

template <class T>
uint64_t compute_float(Instr op, Num<T> a) {
  switch (op) {
    case Instr::kSqrt:
      return store(sqrt(a).value);
    case Instr::kFloor:
      return store(floor(a).value);
    case Instr::kCeil:
      return store(ceil(a).value);
    case Instr::kTrunc:
      return store(trunc(a).value);
    case Instr::kRound:
      return store(round(a).value);
    default:
      DUET_BUG("instruction {} is not one of floats", static_cast<int>(op));
  }
}

template <class T>
uint64_t compute_bits(Instr op, Num<T> a, Num<T> b) {
  switch (op) {
    case Instr::kAnd:
      return store(and_(a, b).value);
    case Instr::kOr:
      return store(or_(a, b).value);
    case Instr::kXor:
      return store(xor_(a, b).value);
    case Instr::kNot:
      return store(not_(a).value);
    case Instr::kShl:
      if constexpr (Num<T>::kInt) return store(shl(a, b).value);
      [[fallthrough]];
    case Instr::kShr:
      if constexpr (Num<T>::kInt) return store(shr(a, b).value);
      [[fallthrough]];
    default:
      DUET_BUG("instruction {} is not one of integers", static_cast<int>(op));
  }
}

template <class T>
uint64_t compute_number(Instr op, Num<T> a, Num<T> b, Num<T> c) {
  switch (op) {
    case Instr::kAdd:
      return store(add(a, b).value);
    case Instr::kSub:
      return store(sub(a, b).value);
    case Instr::kMul:
      return store(mul(a, b).value);
    case Instr::kDiv:
      return store(div(a, b).value);
    case Instr::kRem:
      return store(rem(a, b).value);
    case Instr::kNeg:
      return store(neg(a).value);
    case Instr::kAbs:
      return store(abs(a).value);
    case Instr::kFma:
      return store(fma(a, b, c).value);
    default:
      if constexpr (Num<T>::kFloat)
        return compute_float(op, a);
      else
        return compute_bits(op, a, b);
  }
}

template <class T>
uint64_t compute(Instr op, Num<T> a, Num<T> b, Num<T> c) {
  switch (op) {
    case Instr::kMin:
      return store(min(a, b).value);
    case Instr::kMax:
      return store(max(a, b).value);
    case Instr::kEq:
      return store(eq(a, b).value);
    case Instr::kNe:
      return store(ne(a, b).value);
    case Instr::kLt:
      return store(lt(a, b).value);
    case Instr::kLe:
      return store(le(a, b).value);
    default:
      if constexpr (Num<T>::kBool)
        return compute_bits(op, a, b);
      else
        return compute_number(op, a, b, c);
  }
}

uint64_t convert_bits(DType from, DType to, uint64_t bits) {
  return visit(from, [&]<class F>(std::type_identity<F>) {
    return visit(to,
                 [&]<class T>(std::type_identity<T>) { return store(convert<T>(load<F>(bits))); });
  });
}

}  // namespace

uint64_t evaluate(const Inst& inst, DType operand_type, uint64_t a, uint64_t b, uint64_t c) {
  switch (inst.op) {
    case Instr::kConvert:
      return convert_bits(operand_type, inst.type, a);
    case Instr::kBitcast:
      return a;
    case Instr::kSelect:
      return a & 1 ? b : c;
    default:
      break;
  }
  return visit(operand_type, [&]<class T>(std::type_identity<T>) -> uint64_t {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>)
      DUET_BUG("halves are converted before use");
    else
      return compute(inst.op, Num<T>{load<T>(a)}, Num<T>{load<T>(b)}, Num<T>{load<T>(c)});
  });
}

void run(const Program& program, const void* const* inputs, const int64_t* input_strides,
         void* const* outputs, const int64_t* output_strides, int64_t count) {
  std::vector<uint64_t> values(program.code.size());
  for (int64_t i = 0; i < count; ++i) {
    for (size_t k = 0; k < program.code.size(); ++k) {
      const Inst& inst = program.code[k];
      if (inst.op == Instr::kInput) {
        const char* element = static_cast<const char*>(inputs[inst.a]) + i * input_strides[inst.a];
        values[k] = 0;
        std::memcpy(&values[k], element + inst.b * size_of(inst.type), size_of(inst.type));
      } else if (inst.op == Instr::kConstant) {
        values[k] = inst.imm;
      } else {
        values[k] = evaluate(inst, program.code[inst.a].type, values[inst.a], values[inst.b],
                             values[inst.c]);
      }
    }
    for (size_t k = 0, at = 0; k < program.output_types.size(); ++k) {
      char* element = static_cast<char*>(outputs[k]) + i * output_strides[k];
      size_t part = size_of(real_part(program.output_types[k]));
      for (int p = 0; p <= static_cast<int>(is_complex(program.output_types[k])); ++p)
        std::memcpy(element + p * part, &values[program.outputs[at++]], part);
    }
  }
}

}  // namespace duet
