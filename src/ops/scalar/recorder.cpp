// Recording: equal instructions are one, constants are computed now, what nobody needs is dropped.
#include <algorithm>
#include <span>

#include "base/error.h"
#include "ops/scalar/emitter.h"

namespace duet {
namespace {

int operand_count(Instr op) {
  switch (op) {
    case Instr::kInput:
    case Instr::kConstant:
      return 0;
    case Instr::kConvert:
    case Instr::kBitcast:
    case Instr::kNeg:
    case Instr::kAbs:
    case Instr::kSqrt:
    case Instr::kFloor:
    case Instr::kCeil:
    case Instr::kTrunc:
    case Instr::kRound:
    case Instr::kNot:
      return 1;
    case Instr::kFma:
    case Instr::kSelect:
      return 3;
    default:
      return 2;
  }
}

}  // namespace

Emitter::Id Recorder::add(Inst inst) {
  auto [at, fresh] = known_.try_emplace({inst.op, inst.type, inst.a, inst.b, inst.c, inst.imm},
                                        static_cast<Id>(program_.code.size()));
  if (fresh) program_.code.push_back(inst);
  return at->second;
}

Emitter::Id Recorder::constant(DType type, uint64_t bits) {
  return add({Instr::kConstant, type, 0, 0, 0, bits});
}

Emitter::Id Recorder::emit(Instr op, DType type, Id a, Id b, Id c) {
  int operands = operand_count(op);
  // What an instruction does not read must not be part of it: equal bodies are to have equal keys.
  if (operands == 1) b = 0;
  if (operands == 1 || operands == 2) c = 0;
  Inst inst{op, type, a, b, c};
  if (op == Instr::kConvert && program_.code[a].type == type) return a;
  if (operands == 0) return add(inst);
  const Id ids[] = {a, b, c};
  bool constant_operands = std::ranges::all_of(std::span(ids).first(operands), [&](Id id) {
    return program_.code[id].op == Instr::kConstant;
  });
  if (!constant_operands) return add(inst);
  uint64_t values[3] = {};
  for (int i = 0; i < operands; ++i)
    values[i] =
        program_.code[ids[i]].imm;  // NOLINT(clang-analyzer-core.CallAndMessage): three at most
  return constant(type, evaluate(inst, program_.code[a].type, values[0], values[1], values[2]));
}

Program Recorder::finish(std::vector<Id> outputs, std::vector<DType> output_types) {
  std::vector<bool> needed(program_.code.size());
  for (Id id : outputs) needed[id] = true;
  for (size_t k = program_.code.size(); k-- > 0;) {
    const Inst& inst = program_.code[k];
    if (!needed[k]) continue;
    const Id ids[] = {inst.a, inst.b, inst.c};
    for (int i = 0; i < operand_count(inst.op); ++i) needed[ids[i]] = true;
  }
  Program result{std::move(program_.inputs), {}, {}, std::move(output_types)};
  std::vector<Id> moved(program_.code.size());
  for (size_t k = 0; k < program_.code.size(); ++k) {
    if (!needed[k]) continue;
    Inst inst = program_.code[k];
    int operands = operand_count(inst.op);
    if (operands > 0) inst.a = moved[inst.a];
    if (operands > 1) inst.b = moved[inst.b];
    if (operands > 2) inst.c = moved[inst.c];
    moved[k] = static_cast<Id>(result.code.size());
    result.code.push_back(inst);
  }
  for (Id id : outputs) result.outputs.push_back(moved[id]);
  known_.clear();
  program_ = {};
  return result;
}

std::string Program::key() const {
  std::string text;
  for (DType t : inputs) fmt::format_to(std::back_inserter(text), "i{} ", static_cast<int>(t));
  for (const Inst& inst : code)
    fmt::format_to(std::back_inserter(text), "{}:{}:{},{},{},{:x} ", static_cast<int>(inst.op),
                   static_cast<int>(inst.type), inst.a, inst.b, inst.c, inst.imm);
  for (Emitter::Id id : outputs) fmt::format_to(std::back_inserter(text), "o{} ", id);
  for (DType t : output_types)
    fmt::format_to(std::back_inserter(text), "t{} ", static_cast<int>(t));
  return text;
}

}  // namespace duet
