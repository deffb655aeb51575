// The driver of groups with rows. Internal.
//
// The order of a fold, which fixes its bits: neighbouring axes of one kind are one by shape. If the
// last axis belongs to the row (a row in lines), the row is cut along its last axis into pieces of
// kLinePiece elements, each folded by one kernel (kRow: 64 lanes and their tree). If not (rows side
// by side), each column folds pieces of kColumnPiece rows one by one. Pieces are folded by a
// `Cascade`, a tree that depends on their number alone.
#pragma once

#include "codegen/compiled.h"
#include "codegen/walk.h"

namespace duet {

inline constexpr int64_t kLinePiece = 16384;
inline constexpr int64_t kColumnPiece = 64;

/// The space seen from the rows: outer axes, row axes but the last ones, the last row axes,
/// columns.
struct RowSpace {
  RowSpace(std::span<const int64_t> shape, uint64_t row_axes, std::span<const Strided> views);

  bool empty = false;        // no outer index
  bool in_columns = false;   // rows stand side by side
  Walk outer, row_outer;     // per tensor
  SmallVector<Line, 8> row;  // the last row axes, per tensor
  SmallVector<Line, 8> column;
  int64_t length = 1;  // of the last row axes
  int64_t columns = 1;
  int64_t row_elements() const { return row_outer.count() * length; }
  int64_t piece() const { return in_columns ? kColumnPiece : kLinePiece; }
  int64_t pieces_per_line() const { return (length + piece() - 1) / piece(); }
  int64_t pieces() const { return row_outer.count() * pieces_per_line(); }
};

/// One pointer of a stage's kernel.
struct StageSlot {
  enum class From : uint8_t { kMemory, kTemporary, kReduced, kFold, kIndex };
  From from;
  int index;  // of the tensor (operands, then outputs), temporary or reduced value
  DType type;
  bool packed = false;
};

struct StageRun {
  const Kernel* kernel = nullptr;
  bool per_row = false;
  bool folds = false;
  int sources = 0;
  int64_t pack_bytes = 0;  // scratch for one call, per column
  SmallVector<StageSlot, 8> slots;
  SmallVector<Instr, 4> combines;  // of the fold slots, in order
};

/// Chooses kernels and ways to walk for one stage.
StageRun plan_stage(const CompiledGroup& group, int stage, const RowSpace& space,
                    std::span<const Strided> views);

}  // namespace duet
