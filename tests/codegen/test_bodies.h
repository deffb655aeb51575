// Scalar bodies and groups that several tests use.
#pragma once

#include <bit>

#include "codegen/group.h"
#include "ops/scalar/emitter.h"

namespace duet {

inline Program binary_body(Instr op, DType type, DType result) {
  Recorder r({type, type});
  auto x = r.emit(Instr::kInput, type, 0), y = r.emit(Instr::kInput, type, 1);
  auto out = r.emit(op, result, x, y);
  return r.finish({out}, {result});
}
inline Program add_body(DType type) { return binary_body(Instr::kAdd, type, type); }

inline Program copy_body(DType type) {
  Recorder r({type});
  auto x = r.emit(Instr::kInput, type, 0);
  return r.finish({x}, {type});
}

inline Emitter::Id f32(Recorder& r, float x) {
  return r.constant(DType::kFloat32, std::bit_cast<uint32_t>(x));
}

/// exp by splitting x / ln 2 into an integer and a rest; good to a few ulp where it does not
/// underflow.
inline Emitter::Id exp_of(Recorder& r, Emitter::Id x) {
  constexpr DType kF = DType::kFloat32, kI = DType::kInt32;
  x = r.emit(Instr::kMax, kF, r.emit(Instr::kMin, kF, x, f32(r, 88)), f32(r, -87));
  auto n = r.emit(Instr::kRound, kF, r.emit(Instr::kMul, kF, x, f32(r, 1.44269504F)));
  auto rest = r.emit(Instr::kFma, kF, n, f32(r, -0.693145752F), x);
  rest = r.emit(Instr::kFma, kF, n, f32(r, -1.42860677e-6F), rest);
  auto p = f32(r, 1.0F / 720);
  for (float c : {1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F})
    p = r.emit(Instr::kFma, kF, p, rest, f32(r, c));
  auto e = r.emit(Instr::kConvert, kI, n);
  e = r.emit(Instr::kShl, kI, r.emit(Instr::kAdd, kI, e, r.constant(kI, 127)), r.constant(kI, 23));
  return r.emit(Instr::kMul, kF, p, r.emit(Instr::kBitcast, kF, e));
}

inline Group softmax_group() {
  constexpr DType kF = DType::kFloat32;
  using S = Source::Kind;
  using T = Sink::Kind;
  Recorder exponent({kF, kF});
  auto x = exponent.emit(Instr::kInput, kF, 0), m = exponent.emit(Instr::kInput, kF, 1);
  auto e = exp_of(exponent, exponent.emit(Instr::kSub, kF, x, m));
  Group g;
  g.operands = g.outputs = g.temporaries = {kF};
  g.reduced = {kF, kF};
  g.stages.push_back({copy_body(kF), {{S::kOperand, 0}}, {{T::kReduced, 0, Instr::kMax}}});
  g.stages.push_back({exponent.finish({e, e}, {kF, kF}),
                      {{S::kOperand, 0}, {S::kReduced, 0}},
                      {{T::kTemporary, 0}, {T::kReduced, 1, Instr::kAdd}}});
  g.stages.push_back({binary_body(Instr::kDiv, kF, kF),
                      {{S::kTemporary, 0}, {S::kReduced, 1}},
                      {{T::kOutput, 0}}});
  return g;
}

/// Index of the first largest element, as int64.
inline Group argmax_group() {
  constexpr DType kF = DType::kFloat32, kI = DType::kInt64;
  using S = Source::Kind;
  using T = Sink::Kind;
  Recorder pick({kF, kF, kI});
  auto x = pick.emit(Instr::kInput, kF, 0), m = pick.emit(Instr::kInput, kF, 1),
       i = pick.emit(Instr::kInput, kI, 2);
  auto is = pick.emit(Instr::kEq, DType::kBool, x, m);
  auto out = pick.emit(Instr::kSelect, kI, is, i, pick.constant(kI, INT64_MAX));
  Group g;
  g.operands = {kF};
  g.outputs = {kI};
  g.reduced = {kF, kI};
  g.stages.push_back({copy_body(kF), {{S::kOperand, 0}}, {{T::kReduced, 0, Instr::kMax}}});
  g.stages.push_back({pick.finish({out}, {kI}),
                      {{S::kOperand, 0}, {S::kReduced, 0}, {S::kIndex, 0}},
                      {{T::kReduced, 1, Instr::kMin}}});
  g.stages.push_back({copy_body(kI), {{S::kReduced, 1}}, {{T::kOutput, 0}}, true});
  return g;
}

}  // namespace duet
