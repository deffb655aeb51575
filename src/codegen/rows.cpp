// Runs the stages of a group over blocks (a row, or some rows side by side) and over the pieces of
// a row.
#include "codegen/rows.h"

#include <algorithm>
#include <vector>

#include "base/parallel.h"
#include "codegen/fold.h"
#include "codegen/scratch.h"

namespace duet {
namespace {

using From = StageSlot::From;

constexpr int64_t kTaskElements = 16384;
constexpr int64_t kWidest = 1024;           // columns of a block
constexpr int64_t kBlockBytes = 256 << 10;  // of temporaries, to stay in the second-level cache

/// What one block's stages leave for each other.
struct BlockState {
  SmallVector<int64_t, 8> offsets;  // of the outer index, per tensor
  int64_t first_column = 0, width = 1;
  SmallVector<char*, 4> temporaries, reduced;
};

/// A piece of the row: elements [first, first + count) of the last row axes.
struct Piece {
  int64_t first = 0, count = 0;
  int64_t position = 0;             // of its first element in the whole row
  SmallVector<int64_t, 8> offsets;  // of the other row axes, per tensor
  char* const* folded = nullptr;    // where the next fold goes
};

/// Where one pointer of a kernel stands.
struct Place {
  char* start = nullptr;  // of the tensor, at the outer and the first row axes
  char* at = nullptr;
  int64_t row_stride = 0;
};

/// A stage of rows that need no pieces and no scratch: pointers are a base and the row's offset.
/// Rows go through the stages in batches, so that stages per row see several rows at once.
struct DirectStage {
  const Kernel* kernel;
  int64_t n;
  SmallVector<char*, 8> bases;
  SmallVector<int, 8> tensors;  // whose offset is added; the number of tensors: none
  Ints steps;                   // from one row of a batch to the next
  bool per_row;
};

class RowsRun {
 public:
  RowsRun(const CompiledGroup& group, const RowSpace& space, std::span<const Strided> views);
  void run();

 private:
  size_t tensors() const { return views_.size(); }
  int64_t blocks_across() const { return (space_.columns + width_ - 1) / width_; }
  int64_t state_bytes() const;
  void take_state(ScratchFrame& scratch, BlockState& state) const;
  bool is_direct() const;
  int64_t batch_rows() const;
  SmallVector<DirectStage, 6> direct_stages(const BlockState& state) const;
  void run_direct(int64_t first, int64_t last, const BlockState& state) const;
  void run_block(int64_t block, BlockState& state, bool split) const;
  void run_per_row(const StageRun& stage, const BlockState& state) const;
  void run_pieces(const StageRun& stage, const BlockState& state, bool split) const;
  void run_some(const StageRun& stage, const BlockState& state, int64_t first, int64_t last,
                char* const* folded) const;
  void run_piece(const StageRun& stage, const BlockState& state, int64_t piece,
                 char* const* folded) const;
  Piece piece_at(int64_t number) const;
  Place place(const StageSlot& slot, const BlockState& state, Piece& piece,
              ScratchFrame& scratch) const;
  void pack(const StageSlot& slot, const BlockState& state, const Place& place, const Piece& piece,
            bool out) const;

  const CompiledGroup& group_;
  const RowSpace& space_;
  std::span<const Strided> views_;
  SmallVector<StageRun, 4> stages_;
  int64_t width_ = 1;
  int64_t batch_ = 1;     // rows of a direct run that go through a stage together
  int64_t position_ = 0;  // where kIndex starts in a row of one piece
};

RowsRun::RowsRun(const CompiledGroup& group, const RowSpace& space, std::span<const Strided> views)
    : group_(group), space_(space), views_(views) {
  for (int s = 0; s < static_cast<int>(group.group().stages.size()); ++s)
    stages_.push_back(plan_stage(group, s, space, views));
  int64_t element_bytes = 0;
  for (DType type : group.group().temporaries) element_bytes += static_cast<int64_t>(size_of(type));
  int64_t widest = kWidest;
  if (element_bytes > 0)
    widest = kBlockBytes / std::max<int64_t>(1, element_bytes * space.row_elements());
  width_ = std::min(std::clamp<int64_t>(widest / kLanes * kLanes, kLanes, kWidest), space.columns);
  batch_ = batch_rows();
}

int64_t RowsRun::state_bytes() const {
  int64_t bytes = 0;
  for (DType type : group_.group().temporaries)
    bytes += space_.row_elements() * width_ * batch_ * static_cast<int64_t>(size_of(type)) + 64;
  for (DType type : group_.group().reduced)
    bytes += width_ * batch_ * static_cast<int64_t>(size_of(type)) + 64;
  return bytes;
}

void RowsRun::take_state(ScratchFrame& scratch, BlockState& state) const {
  state.offsets.resize(tensors());
  for (DType type : group_.group().temporaries)
    state.temporaries.push_back(scratch.take(space_.row_elements() * width_ * batch_ *
                                             static_cast<int64_t>(size_of(type))));
  for (DType type : group_.group().reduced)
    state.reduced.push_back(scratch.take(width_ * batch_ * static_cast<int64_t>(size_of(type))));
}

void RowsRun::run() {
  int64_t blocks = space_.outer.count() * blocks_across();
  int64_t block_elements = std::max<int64_t>(1, space_.row_elements() * width_);
  double nanoseconds =
      static_cast<double>(blocks) * static_cast<double>(block_elements) * group_.nanoseconds();
  // Few long rows: threads share each row. Which threads do what does not touch the order of a
  // fold.
  bool split = space_.pieces() > 1 && blocks < int64_t{2} * thread_count();
  int64_t per_task = split ? blocks : std::max<int64_t>(1, kTaskElements / block_elements);
  int64_t tasks = (blocks + per_task - 1) / per_task;
  bool direct = is_direct();
  parallel_for(tasks, nanoseconds, [&](int64_t task) {
    ScratchFrame scratch(state_bytes());
    BlockState state;
    take_state(scratch, state);
    int64_t last = std::min(blocks, (task + 1) * per_task);
    if (direct) return run_direct(task * per_task, last, state);
    for (int64_t b = task * per_task; b < last; ++b) run_block(b, state, split);
  });
}

bool RowsRun::is_direct() const {
  if (space_.in_columns || space_.pieces() != 1) return false;
  for (const StageRun& stage : stages_)
    for (const StageSlot& slot : stage.slots)
      if (slot.packed) return false;
  return true;
}

/// Several short rows, if what the stages per row touch lies side by side.
int64_t RowsRun::batch_rows() const {
  if (!is_direct() || space_.outer.rank() != 1) return 1;
  bool has_per_row = false;
  for (const StageRun& stage : stages_) {
    has_per_row |= stage.per_row;
    for (const StageSlot& slot : stage.slots) {
      if (!stage.per_row || slot.from != From::kMemory) continue;
      int64_t stride = space_.outer.strides(0)[slot.index];
      if (stride != 0 && stride != static_cast<int64_t>(size_of(slot.type))) return 1;
    }
  }
  constexpr int64_t kBatchElements = 4096;
  constexpr int64_t kMostRows = 64;
  int64_t rows =
      std::clamp<int64_t>(kBatchElements / std::max<int64_t>(1, space_.length), 1, kMostRows);
  return has_per_row ? std::min(rows, space_.outer.count()) : 1;
}

SmallVector<DirectStage, 6> RowsRun::direct_stages(const BlockState& state) const {
  SmallVector<DirectStage, 6> stages;
  for (const StageRun& stage : stages_) {
    DirectStage& direct = stages.emplace_back();
    direct.kernel = stage.kernel;
    direct.per_row = stage.per_row;
    direct.n = space_.length;
    for (const StageSlot& slot : stage.slots) {
      auto size = static_cast<int64_t>(size_of(slot.type));
      char* base = nullptr;
      int64_t step = 0;
      switch (slot.from) {
        case From::kMemory:
          base = static_cast<char*>(views_[slot.index].data);
          step = space_.outer.rank() == 1 ? space_.outer.strides(0)[slot.index] : 0;
          break;
        case From::kTemporary:
          base = state.temporaries[slot.index];
          step = space_.length * size;
          break;
        case From::kReduced:
        case From::kFold:
          base = state.reduced[slot.index];
          step = size;
          break;
        case From::kIndex:
          base = reinterpret_cast<char*>(const_cast<int64_t*>(&position_));
          break;
      }
      direct.tensors.push_back(slot.from == From::kMemory ? slot.index
                                                          : static_cast<int>(tensors()));
      direct.bases.push_back(base);
      direct.steps.push_back(step);
    }
  }
  return stages;
}

void RowsRun::run_direct(int64_t first, int64_t last, const BlockState& state) const {
  SmallVector<DirectStage, 6> stages = direct_stages(state);
  SmallVector<int64_t, 9> offsets(tensors() + 1);
  size_t most = 0;
  bool streams = false;
  for (const DirectStage& stage : stages) {
    most = std::max(most, stage.bases.size());
    streams |= stage.kernel->spec.streaming;
  }
  SmallVector<void*, 16> pointers(most);
  for (int64_t row = first; row < last; row += batch_) {
    int64_t rows = std::min(batch_, last - row);
    space_.outer.locate(row, offsets.data());
    for (const DirectStage& stage : stages) {
      size_t count = stage.bases.size();
      for (int64_t r = 0; r < (stage.per_row ? 1 : rows); ++r) {
        for (size_t k = 0; k < count; ++k)
          pointers[k] = stage.bases[k] + offsets[stage.tensors[k]] + r * stage.steps[k];
        (*stage.kernel)(pointers.data(), nullptr, stage.per_row ? rows : stage.n, 1);
      }
    }
  }
  if (streams) finish_streaming();
}

void RowsRun::run_block(int64_t block, BlockState& state, bool split) const {
  int64_t across = blocks_across();
  space_.outer.locate(across == 1 ? block : block / across, state.offsets.data());
  state.first_column = across == 1 ? 0 : block % across * width_;
  state.width = std::min(width_, space_.columns - state.first_column);
  for (const StageRun& stage : stages_) {
    if (stage.per_row)
      run_per_row(stage, state);
    else
      run_pieces(stage, state, split);
    if (stage.kernel->spec.streaming) finish_streaming();
  }
}

void RowsRun::run_per_row(const StageRun& stage, const BlockState& state) const {
  ScratchFrame scratch(stage.pack_bytes * state.width);
  SmallVector<void*, 16> pointers;
  for (size_t k = 0; k < stage.slots.size(); ++k) {
    const StageSlot& slot = stage.slots[k];
    if (slot.from == From::kReduced) {
      pointers.push_back(state.reduced[slot.index]);
      continue;
    }
    char* start = static_cast<char*>(views_[slot.index].data) + state.offsets[slot.index];
    const Line& line = space_.column[slot.index];
    if (!slot.packed) {
      pointers.push_back(start + line.offset(state.first_column));
      continue;
    }
    size_t size = size_of(slot.type);
    char* at = scratch.take(state.width * static_cast<int64_t>(size));
    if (static_cast<int>(k) < stage.sources)
      line.gather(start, size, state.first_column, state.width, at);
    pointers.push_back(at);
  }
  (*stage.kernel)(pointers.data(), nullptr, state.width, 1);
  for (size_t k = stage.sources; k < stage.slots.size(); ++k) {
    const StageSlot& slot = stage.slots[k];
    if (!slot.packed) continue;
    char* start = static_cast<char*>(views_[slot.index].data) + state.offsets[slot.index];
    space_.column[slot.index].scatter(start, size_of(slot.type), state.first_column, state.width,
                                      static_cast<const char*>(pointers[k]));
  }
}

/// All pieces of the row; folds go to the block's reduced values.
void RowsRun::run_pieces(const StageRun& stage, const BlockState& state, bool split) const {
  SmallVector<char*, 4> folded;
  SmallVector<DType, 4> types;
  for (const StageSlot& slot : stage.slots) {
    if (slot.from != From::kFold) continue;
    folded.push_back(state.reduced[slot.index]);
    types.push_back(slot.type);
  }
  int64_t pieces = space_.pieces();
  // A task is an aligned power of two of pieces, so that its tree is a part of the whole tree.
  int64_t per_task = 1;
  while (per_task * space_.piece() * state.width < kTaskElements) per_task *= 2;
  if (!split || pieces <= per_task) return run_some(stage, state, 0, pieces, folded.data());
  int64_t tasks = (pieces + per_task - 1) / per_task;
  int64_t bytes = 0;
  for (DType type : types) bytes += tasks * state.width * static_cast<int64_t>(size_of(type)) + 64;
  ScratchFrame scratch(bytes);
  SmallVector<char*, 4> partial;
  for (DType type : types)
    partial.push_back(scratch.take(tasks * state.width * static_cast<int64_t>(size_of(type))));
  auto at = [&](size_t f, int64_t task) {
    return partial[f] + task * state.width * static_cast<int64_t>(size_of(types[f]));
  };
  double elements = static_cast<double>(space_.row_elements()) * static_cast<double>(state.width);
  parallel_for(tasks, elements * group_.nanoseconds(), [&](int64_t task) {
    SmallVector<char*, 4> into;
    for (size_t f = 0; f < types.size(); ++f) into.push_back(at(f, task));
    run_some(stage, state, task * per_task, std::min(pieces, (task + 1) * per_task), into.data());
  });
  for (size_t f = 0; f < types.size(); ++f) {
    Cascade cascade(stage.combines[f], types[f], state.width);
    for (int64_t task = 0; task < tasks; ++task) {
      std::copy_n(at(f, task), state.width * size_of(types[f]), static_cast<char*>(cascade.next()));
      cascade.push();
    }
    cascade.finish(folded[f]);
  }
}

/// Pieces [first, last), folded into one vector per fold.
void RowsRun::run_some(const StageRun& stage, const BlockState& state, int64_t first, int64_t last,
                       char* const* folded) const {
  if (last - first == 1) return run_piece(stage, state, first, folded);
  std::vector<Cascade> cascades;
  cascades.reserve(stage.combines.size());
  for (const StageSlot& slot : stage.slots)
    if (slot.from == From::kFold)
      cascades.emplace_back(stage.combines[cascades.size()], slot.type, state.width);
  SmallVector<char*, 4> next(cascades.size());
  for (int64_t piece = first; piece < last; ++piece) {
    for (size_t f = 0; f < cascades.size(); ++f) next[f] = static_cast<char*>(cascades[f].next());
    run_piece(stage, state, piece, next.data());
    for (Cascade& cascade : cascades) cascade.push();
  }
  for (size_t f = 0; f < cascades.size(); ++f) cascades[f].finish(folded[f]);
}

Piece RowsRun::piece_at(int64_t number) const {
  int64_t per_line = space_.pieces_per_line();
  int64_t line = per_line == 1 ? number : number / per_line;
  Piece piece;
  piece.first = per_line == 1 ? 0 : number % per_line * space_.piece();
  piece.count = std::min(space_.piece(), space_.length - piece.first);
  piece.position = line * space_.length + piece.first;
  piece.offsets.resize(tensors());
  if (space_.row_outer.rank() > 0) space_.row_outer.locate(line, piece.offsets.data());
  return piece;
}

Place RowsRun::place(const StageSlot& slot, const BlockState& state, Piece& piece,
                     ScratchFrame& scratch) const {
  int64_t row_bytes = state.width * static_cast<int64_t>(size_of(slot.type));
  switch (slot.from) {
    case From::kIndex:
      return {nullptr, reinterpret_cast<char*>(&piece.position), 0};
    case From::kReduced:
      return {nullptr, state.reduced[slot.index], 0};
    case From::kFold:
      return {nullptr, *piece.folded++, 0};
    case From::kTemporary:
      return {nullptr, state.temporaries[slot.index] + piece.position * row_bytes, row_bytes};
    case From::kMemory:
      break;
  }
  char* start = static_cast<char*>(views_[slot.index].data) + state.offsets[slot.index] +
                piece.offsets[slot.index];
  if (slot.packed) return {start, scratch.take(piece.count * row_bytes), row_bytes};
  const Line& row = space_.row[slot.index];
  char* at = start + row.offset(piece.first) + space_.column[slot.index].offset(state.first_column);
  return {start, at, row.stride()};
}

void RowsRun::run_piece(const StageRun& stage, const BlockState& state, int64_t number,
                        char* const* folded) const {
  Piece piece = piece_at(number);
  piece.folded = folded;
  ScratchFrame scratch(stage.pack_bytes * state.width);
  SmallVector<void*, 16> pointers;
  SmallVector<Place, 16> places;
  SmallVector<int64_t, 16> row_strides;
  for (const StageSlot& slot : stage.slots) {
    Place at = place(slot, state, piece, scratch);
    if (slot.packed && static_cast<int>(places.size()) < stage.sources)
      pack(slot, state, at, piece, false);
    places.push_back(at);
    pointers.push_back(at.at);
    row_strides.push_back(at.row_stride);
  }
  if (space_.in_columns)
    (*stage.kernel)(pointers.data(), row_strides.data(), state.width, piece.count);
  else
    (*stage.kernel)(pointers.data(), nullptr, piece.count, 1);
  for (size_t k = stage.sources; k < stage.slots.size(); ++k)
    if (stage.slots[k].packed) pack(stage.slots[k], state, places[k], piece, true);
}

/// Copies a piece of a tensor to scratch, or back.
void RowsRun::pack(const StageSlot& slot, const BlockState& state, const Place& place,
                   const Piece& piece, bool out) const {
  size_t size = size_of(slot.type);
  const Line& row = space_.row[slot.index];
  auto copy = [&](const Line& line, char* tensor, int64_t from, int64_t n, char* at) {
    if (out)
      line.scatter(tensor, size, from, n, at);
    else
      line.gather(tensor, size, from, n, at);
  };
  if (!space_.in_columns) return copy(row, place.start, piece.first, piece.count, place.at);
  for (int64_t r = 0; r < piece.count; ++r)
    copy(space_.column[slot.index], place.start + row.offset(piece.first + r), state.first_column,
         state.width, place.at + r * place.row_stride);
}

}  // namespace

void run_rows(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
              std::span<const Strided> operands, std::span<const Strided> outputs) {
  SmallVector<Strided, 8> views(operands.begin(), operands.end());
  views.append(outputs.begin(), outputs.end());
  RowSpace space(shape, row_axes, {views.data(), views.size()});
  if (space.empty) return;
  RowsRun(group, space, {views.data(), views.size()}).run();
}

void prepare_rows(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
                  std::span<const Strided> operands, std::span<const Strided> outputs) {
  SmallVector<Strided, 8> views(operands.begin(), operands.end());
  views.append(outputs.begin(), outputs.end());
  RowSpace space(shape, row_axes, {views.data(), views.size()});
  if (!space.empty) RowsRun(group, space, {views.data(), views.size()});
}

}  // namespace duet
