// The driver of plain maps: axes sorted and collapsed, tiles claimed by threads, lines given to
// kernels.
#include <algorithm>
#include <cstdint>

#include "base/error.h"
#include "base/parallel.h"
#include "codegen/compiled.h"
#include "codegen/scratch.h"
#include "codegen/walk.h"

namespace duet {
namespace {

// A tile is what a thread claims: about this many elements.
constexpr int64_t kTile = 16384;
// If some tensor must be copied to scratch, tiles are square: the scratch stays in the first-level
// cache and each line of a transposed tensor is read once and used whole.
constexpr int64_t kPackedLine = 64;
constexpr int64_t kPackedRows = 64;
// Lines shorter than this are given to the kernel many at a time.
constexpr int64_t kShortLine = 256;

class MapRun {
 public:
  MapRun(const CompiledGroup& group, std::span<const Strided> operands,
         std::span<const Strided> outputs)
      : group_(group), outer_(static_cast<int>(operands.size() + outputs.size())) {
    for (const Strided& view : operands) views_.push_back(view);
    for (const Strided& view : outputs) views_.push_back(view);
    for (const Source& source : stage().sources) pointers_.push_back(source.index);
    for (const Sink& sink : stage().sinks)
      pointers_.push_back(static_cast<int>(operands.size()) + sink.index);
    for (DType type : group.group().operands) sizes_.push_back(size_of(type));
    for (DType type : group.group().outputs) sizes_.push_back(size_of(type));
  }
  /// Collapses the axes and chooses the kernel; false if there is nothing to do.
  bool prepare(std::span<const int64_t> shape);
  void run(std::span<const int64_t> shape);

 private:
  const Stage& stage() const { return group_.group().stages[0]; }
  int tensors() const { return static_cast<int>(views_.size()); }
  int sources() const { return static_cast<int>(stage().sources.size()); }
  SmallVector<int, 8> memory_order(std::span<const int64_t> shape) const;
  void choose_kernel();
  bool may_stream(int64_t elements) const;
  void tile(int64_t index) const;
  void packed_tile(char* const* starts, int64_t rows, int64_t n) const;

  const CompiledGroup& group_;
  SmallVector<Strided, 8> views_;
  SmallVector<size_t, 8> sizes_;
  SmallVector<int, 8> pointers_;  // tensor of each pointer of the kernel
  Walk outer_;                    // the axes but the last two
  Ints row_strides_, strides_;    // of the last two axes, per tensor
  int64_t rows_ = 1, n_ = 1;
  int64_t tile_rows_ = 1, tile_n_ = 1;
  bool packs_ = false, flat_rows_ = false;
  const Kernel* kernel_ = nullptr;
};

/// Slowest axis first: by the strides of the outputs, then of the operands.
SmallVector<int, 8> MapRun::memory_order(std::span<const int64_t> shape) const {
  SmallVector<int, 8> axes;
  auto slower = [&](int a, int b) {
    for (int t = tensors(); t-- > 0;) {
      int64_t x = std::abs(views_[t].strides[a]), y = std::abs(views_[t].strides[b]);
      if (x != y && x != 0 && y != 0) return x > y;
    }
    return false;
  };
  // By insertion: zeros make the comparison intransitive, which std::sort must not see.
  for (int a = 0; a < static_cast<int>(shape.size()); ++a) {
    if (shape[a] == 1) continue;
    axes.push_back(a);
    for (size_t at = axes.size() - 1; at > 0 && slower(axes[at], axes[at - 1]); --at)
      std::swap(axes[at], axes[at - 1]);
  }
  return axes;
}

bool MapRun::may_stream(int64_t elements) const {
  int outputs = tensors() - static_cast<int>(group_.group().operands.size());
  for (int t = tensors() - outputs; t < tensors(); ++t) {
    if (elements * static_cast<int64_t>(sizes_[t]) <= streaming_bytes()) return false;
    auto bits =
        reinterpret_cast<uintptr_t>(views_[t].data) | static_cast<uintptr_t>(row_strides_[t]);
    if (outer_.rank() > 0 || bits % 64 != 0) return false;
    for (int k = 0; k < tensors() - outputs; ++k)
      if (views_[k].data == views_[t].data) return false;
  }
  return true;
}

void MapRun::choose_kernel() {
  SmallVector<Access, 8> accesses;
  for (int t = 0; t < tensors(); ++t) {
    bool output = t >= static_cast<int>(group_.group().operands.size());
    packs_ |=
        n_ > 1 && strides_[t] != static_cast<int64_t>(sizes_[t]) && (output || strides_[t] != 0);
  }
  for (int k = 0; k < sources(); ++k)
    accesses.push_back(strides_[pointers_[k]] == 0 ? Access::kOne : Access::kContiguous);
  flat_rows_ = !packs_ && n_ < kShortLine && rows_ > 1;
  tile_n_ = std::min(n_, packs_ ? kPackedLine : kTile);
  tile_rows_ =
      std::clamp<int64_t>(packs_ ? kPackedRows : kTile / std::max<int64_t>(tile_n_, 1), 1, rows_);
  bool streams = !packs_ && !flat_rows_ && may_stream(outer_.count() * rows_ * n_);
  kernel_ = &group_.kernel(0, flat_rows_ ? Form::kColumns : Form::kMap,
                           {accesses.data(), accesses.size()}, streams);
}

bool MapRun::prepare(std::span<const int64_t> shape) {
  Walk all(tensors());
  Ints strides(views_.size());
  for (int axis : memory_order(shape)) {
    for (int t = 0; t < tensors(); ++t) strides[t] = views_[t].strides[axis];
    all.add_axis(shape[axis], strides.data());
  }
  if (std::ranges::count(shape, 0) > 0) return false;
  int rank = all.rank();
  row_strides_.resize(tensors(), 0);
  strides_.resize(tensors(), 0);
  if (rank > 0) {
    n_ = all.extent(rank - 1);
    strides_ = Ints(all.strides(rank - 1), all.strides(rank - 1) + tensors());
  }
  if (rank > 1) {
    rows_ = all.extent(rank - 2);
    row_strides_ = Ints(all.strides(rank - 2), all.strides(rank - 2) + tensors());
  }
  for (int axis = 0; axis < rank - 2; ++axis) outer_.add_axis(all.extent(axis), all.strides(axis));
  choose_kernel();
  return true;
}

void MapRun::run(std::span<const int64_t> shape) {
  if (!prepare(shape)) return;
  int64_t per_outer = ((rows_ + tile_rows_ - 1) / tile_rows_) * ((n_ + tile_n_ - 1) / tile_n_);
  double elements =
      static_cast<double>(outer_.count()) * static_cast<double>(rows_) * static_cast<double>(n_);
  parallel_for(outer_.count() * per_outer, elements * group_.nanoseconds(),
               [this](int64_t i) { tile(i); });
}

void MapRun::tile(int64_t index) const {
  int64_t across = (n_ + tile_n_ - 1) / tile_n_, down = (rows_ + tile_rows_ - 1) / tile_rows_;
  int64_t column = index % across * tile_n_, row = index / across % down * tile_rows_;
  int64_t n = std::min(tile_n_, n_ - column), rows = std::min(tile_rows_, rows_ - row);
  Ints offsets(tensors());
  outer_.locate(index / (across * down), offsets.data());
  SmallVector<char*, 16> pointers;
  Ints row_strides;
  for (int t : pointers_) {
    pointers.push_back(static_cast<char*>(views_[t].data) + offsets[t] + row * row_strides_[t] +
                       column * strides_[t]);
    row_strides.push_back(row_strides_[t]);
  }
  auto** raw = reinterpret_cast<void**>(pointers.data());
  if (flat_rows_) {
    (*kernel_)(raw, row_strides.data(), n, rows);
    return;
  }
  if (packs_) return packed_tile(pointers.data(), rows, n);
  for (int64_t r = 0; r < rows; ++r) {
    (*kernel_)(raw, nullptr, n, 1);
    for (size_t k = 0; k < pointers.size(); ++k) pointers[k] += row_strides[k];
  }
  if (kernel_->spec.streaming) finish_streaming();
}

/// A tile with tensors that are not contiguous along its lines: those go through scratch.
void MapRun::packed_tile(char* const* starts, int64_t rows, int64_t n) const {
  ScratchFrame scratch(static_cast<int64_t>(pointers_.size()) * kPackedLine * kPackedRows * 16);
  SmallVector<char*, 16> pointers;
  Ints steps;
  for (int k = 0; k < static_cast<int>(pointers_.size()); ++k) {
    int t = pointers_[k];
    auto size = static_cast<int64_t>(sizes_[t]);
    bool direct = n == 1 || strides_[t] == size || (k < sources() && strides_[t] == 0);
    char* at = direct ? starts[k] : scratch.take(rows * n * size);
    if (!direct && k < sources())
      copy_tile(sizes_[t], at, n * size, size, starts[k], row_strides_[t], strides_[t], rows, n);
    pointers.push_back(at);
    steps.push_back(direct ? row_strides_[t] : n * size);
  }
  for (int64_t r = 0; r < rows; ++r) {
    (*kernel_)(reinterpret_cast<void**>(pointers.data()), nullptr, n, 1);
    for (size_t k = 0; k < pointers.size(); ++k) pointers[k] += steps[k];
  }
  for (int k = sources(); k < static_cast<int>(pointers_.size()); ++k) {
    int t = pointers_[k];
    auto size = static_cast<int64_t>(sizes_[t]);
    if (n == 1 || strides_[t] == size) continue;
    copy_tile(sizes_[t], starts[k], row_strides_[t], strides_[t], pointers[k] - rows * steps[k],
              n * size, size, rows, n);
  }
}

}  // namespace

void run_map(const CompiledGroup& group, std::span<const int64_t> shape,
             std::span<const Strided> operands, std::span<const Strided> outputs) {
  MapRun(group, operands, outputs).run(shape);
}

void prepare_map(const CompiledGroup& group, std::span<const int64_t> shape,
                 std::span<const Strided> operands, std::span<const Strided> outputs) {
  MapRun(group, operands, outputs).prepare(shape);
}

}  // namespace duet
