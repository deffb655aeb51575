// What a generated kernel computes: scalar bodies over an iteration space, with reductions of rows
// between them.
//
// The space is a shape with a set of row axes. For each index of the other (outer) axes the row
// axes span one row. The stages of a group run one after the other over each row; what a stage
// leaves in a temporary (one value per element of the row) or in a reduced value (one per row)
// later stages read from cache. Without row axes each row has one element: a plain map. Softmax is:
// max of the row -> reduced 0; exp(x - reduced 0) -> temporary 0, summed -> reduced 1; temporary 0
// / reduced 1 -> output.
//
// Bits depend on the shape, the row axes and the bodies alone, never on strides or threads (see
// `rows.h` for the order of a sum). Who wants speed passes the axes in memory order, the fastest
// last.
#pragma once

#include <string>
#include <vector>

#include "base/export.h"
#include "ops/scalar/program.h"

namespace duet {

/// Where an input of a body comes from.
struct Source {
  enum class Kind : uint8_t {
    kOperand,    // memory of the caller
    kTemporary,  // an element of the row, of an earlier stage
    kReduced,    // the row's number, of an earlier stage
    kIndex,      // int64: the position in the row, row-major
  };
  Kind kind = Kind::kOperand;
  int index = 0;
  friend bool operator==(const Source&, const Source&) = default;
};

/// Where a result of a body goes.
struct Sink {
  enum class Kind : uint8_t { kOutput, kTemporary, kReduced };
  Kind kind = Kind::kOutput;
  int index = 0;
  /// How a stage per element folds its results into a reduced value: kAdd, kMul, kMin, kMax, kAnd,
  /// kOr. The start is the identity (min and max: the type's limits, infinite for floats). A stage
  /// per row just sets the value.
  Instr combine = Instr::kAdd;
  friend bool operator==(const Sink&, const Sink&) = default;
};

struct Stage {
  Program body;
  std::vector<Source> sources;  // one per input of the body
  std::vector<Sink> sinks;      // one per result of the body
  /// Runs once per row: reads reduced values and operands that do not vary along the row, writes
  /// reduced values and outputs that have one element per row.
  bool per_row = false;
  friend bool operator==(const Stage&, const Stage&) = default;
};

struct Group {
  std::vector<Stage> stages;
  std::vector<DType> operands;
  std::vector<DType> outputs;
  std::vector<DType> temporaries;
  std::vector<DType> reduced;  // no halves: they are storage only
  friend bool operator==(const Group&, const Group&) = default;

  /// The canonical bytes: equal groups, equal keys.
  DUET_API std::string key() const;
};

/// A group of one stage without rows: `body` over its inputs.
DUET_API Group map_group(Program body);
/// A group that folds the results of `body`, one per output, over rows.
DUET_API Group reduce_group(Program body, Instr combine);

}  // namespace duet
