// The interface that a scalar body writes its instructions to, and the one that records them as a
// Program. Recording folds constants (with `Num`) and shares equal instructions.
#pragma once

#include <map>
#include <tuple>

#include "ops/scalar/program.h"

namespace duet {

class DUET_API Emitter {
 public:
  using Id = uint16_t;
  virtual ~Emitter() = default;
  virtual Id emit(Instr op, DType type, Id a = 0, Id b = 0, Id c = 0) = 0;
  /// `bits` holds the value in the low bytes.
  virtual Id constant(DType type, uint64_t bits) = 0;
  virtual DType type(Id id) const = 0;
};

class DUET_API Recorder final : public Emitter {
 public:
  explicit Recorder(std::vector<DType> inputs) { program_.inputs = std::move(inputs); }
  Id emit(Instr op, DType type, Id a = 0, Id b = 0, Id c = 0) override;
  Id constant(DType type, uint64_t bits) override;
  DType type(Id id) const override { return program_.code[id].type; }
  /// Ends the recording; instructions that no result needs are gone.
  Program finish(std::vector<Id> outputs, std::vector<DType> output_types);

 private:
  Id add(Inst inst);
  Program program_;
  std::map<std::tuple<Instr, DType, Id, Id, Id, uint64_t>, Id> known_;
};

/// The value of one instruction on constants (the low bytes of each operand).
DUET_API uint64_t evaluate(const Inst& inst, DType operand_type, uint64_t a, uint64_t b,
                           uint64_t c);

}  // namespace duet
