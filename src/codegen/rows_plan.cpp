// How a group's stages walk the space of one call.
#include <algorithm>

#include "base/error.h"
#include "codegen/rows.h"

namespace duet {
namespace {

using From = StageSlot::From;

/// First axis of the run of axes of one kind that ends before `end`. Axes of extent 1 are of either
/// kind.
int start_of_kind(std::span<const int64_t> shape, uint64_t row_axes, int end, bool row) {
  int first = end;
  for (int a = end; a-- > 0;) {
    if (shape[a] == 1) continue;
    if ((row_axes >> a & 1) != row) break;
    first = a;
  }
  return first;
}

Access access(const RowSpace& space, const StageRun& run, StageSlot& slot) {
  switch (slot.from) {
    case From::kIndex:
      return Access::kIndex;
    case From::kTemporary:
    case From::kFold:
      return Access::kContiguous;
    case From::kReduced:
      return space.in_columns || run.per_row ? Access::kContiguous : Access::kOne;
    case From::kMemory:
      break;
  }
  if (!space.in_columns && run.per_row) {
    // One row has one element; rows of a batch lie side by side or share it.
    bool shared = space.outer.rank() == 1 && space.outer.strides(0)[slot.index] == 0;
    return shared ? Access::kOne : Access::kContiguous;
  }
  size_t size = size_of(slot.type);
  bool even = !space.in_columns || run.per_row || space.row[slot.index].even();
  const Line& line = space.in_columns ? space.column[slot.index] : space.row[slot.index];
  if (even && line.constant()) return Access::kOne;
  slot.packed = !even || !line.contiguous(size);
  return Access::kContiguous;
}

StageSlot slot_of(const Group& group, const Source& source) {
  switch (source.kind) {
    case Source::Kind::kOperand:
      return {From::kMemory, source.index, group.operands[source.index]};
    case Source::Kind::kTemporary:
      return {From::kTemporary, source.index, group.temporaries[source.index]};
    case Source::Kind::kReduced:
      return {From::kReduced, source.index, group.reduced[source.index]};
    case Source::Kind::kIndex:
      return {From::kIndex, 0, DType::kInt64};
  }
  DUET_BUG("a source of no kind");
}

StageSlot slot_of(const Group& group, const Sink& sink, bool per_row) {
  switch (sink.kind) {
    case Sink::Kind::kOutput:
      return {From::kMemory, static_cast<int>(group.operands.size()) + sink.index,
              group.outputs[sink.index]};
    case Sink::Kind::kTemporary:
      return {From::kTemporary, sink.index, group.temporaries[sink.index]};
    case Sink::Kind::kReduced:
      return {per_row ? From::kReduced : From::kFold, sink.index, group.reduced[sink.index]};
  }
  DUET_BUG("a sink of no kind");
}

/// All that the stage stores are large aligned lines that no operand shares.
bool may_stream(const Group& group, const StageRun& run, const RowSpace& space,
                std::span<const Strided> views) {
  if (space.in_columns || run.per_row) return false;
  int64_t elements = space.outer.count() * space.row_elements();
  bool stores = false;
  for (size_t k = run.sources; k < run.slots.size(); ++k) {
    const StageSlot& slot = run.slots[k];
    if (slot.from == From::kFold) continue;
    if (slot.from != From::kMemory || slot.packed) return false;
    if (elements * static_cast<int64_t>(size_of(slot.type)) <= streaming_bytes()) return false;
    auto bits = reinterpret_cast<uintptr_t>(views[slot.index].data);
    for (const Walk* walk : {&space.outer, &space.row_outer})
      for (int axis = 0; axis < walk->rank(); ++axis)
        bits |= static_cast<uintptr_t>(walk->strides(axis)[slot.index]);
    if (bits % 64 != 0) return false;
    for (size_t t = 0; t < group.operands.size(); ++t)
      if (views[t].data == views[slot.index].data) return false;
    stores = true;
  }
  return stores;
}

}  // namespace

RowSpace::RowSpace(std::span<const int64_t> shape, uint64_t row_axes,
                   std::span<const Strided> views)
    : outer(static_cast<int>(views.size())),
      row_outer(static_cast<int>(views.size())),
      row(views.size()),
      column(views.size()) {
  int rank = static_cast<int>(shape.size());
  int columns_from = start_of_kind(shape, row_axes, rank, false);
  // A row of one element stands in columns too: kernels then see long lines.
  in_columns = columns_from < rank;
  int row_from = start_of_kind(shape, row_axes, columns_from, true);
  Ints strides(views.size());
  for (int a = 0; a < rank; ++a) {
    if (shape[a] == 1) continue;
    bool of_row = (row_axes >> a & 1) != 0;
    empty |= shape[a] == 0 && !of_row;
    for (size_t t = 0; t < views.size(); ++t) {
      strides[t] = views[t].strides[a];
      if (a >= columns_from)
        column[t].add_axis(shape[a], strides[t]);
      else if (a >= row_from)
        row[t].add_axis(shape[a], strides[t]);
    }
    if (a >= columns_from)
      columns *= shape[a];
    else if (a >= row_from)
      length *= shape[a];
    else
      (of_row ? row_outer : outer).add_axis(shape[a], strides.data());
  }
}

StageRun plan_stage(const CompiledGroup& group, int stage, const RowSpace& space,
                    std::span<const Strided> views) {
  const Stage& source = group.group().stages[stage];
  StageRun run;
  run.per_row = source.per_row;
  run.folds = group.folds(stage);
  run.sources = static_cast<int>(source.sources.size());
  for (const Source& s : source.sources) run.slots.push_back(slot_of(group.group(), s));
  for (const Sink& s : source.sinks) {
    run.slots.push_back(slot_of(group.group(), s, source.per_row));
    if (run.slots.back().from == From::kFold) run.combines.push_back(s.combine);
  }
  SmallVector<Access, 8> accesses;
  int64_t elements = space.in_columns ? kColumnPiece : kLinePiece;
  for (size_t k = 0; k < run.slots.size(); ++k) {
    Access way = access(space, run, run.slots[k]);
    if (k < source.sources.size()) accesses.push_back(way);
    if (run.slots[k].packed)
      run.pack_bytes += elements * static_cast<int64_t>(size_of(run.slots[k].type)) + 64;
  }
  Form form = run.per_row        ? Form::kMap
              : space.in_columns ? Form::kColumns
              : run.folds        ? Form::kRow
                                 : Form::kMap;
  bool streams = may_stream(group.group(), run, space, views);
  run.kernel = &group.kernel(stage, form, {accesses.data(), accesses.size()}, streams);
  return run;
}

}  // namespace duet
