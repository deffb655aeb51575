// Stages of groups become bodies, gathers and scatters become shuffles with known indices.
#include "runtime/program/control/tensors.h"

#include <algorithm>
#include <cstring>

#include "runtime/strides.h"

namespace duet {
namespace {

int64_t size_as_int(DType type) { return static_cast<int64_t>(size_of(type)); }

/// Elements of a strided walk over a space, row-major, offsets in elements.
std::vector<int64_t> walk(std::span<const int64_t> space, std::span<const int64_t> strides,
                          int64_t start) {
  std::vector<int64_t> found{start};
  for (size_t a = 0; a < space.size(); ++a) {
    std::vector<int64_t> next;
    next.reserve(found.size() * space[a]);
    for (int64_t at : found)
      for (int64_t i = 0; i < space[a]; ++i) next.push_back(at + i * strides[a]);
    found = std::move(next);
  }
  return found;
}

/// One atom: its space is rows in lines ([outer][row]) or in columns ([row][outer]).
class AtomWriter {
 public:
  AtomWriter(ControlWriter& writer, const Lowered& lowered, const Atom& atom,
             std::span<const SmallTensor> inputs, std::vector<int>& roots)
      : writer_(writer),
        lowered_(lowered),
        atom_(atom),
        inputs_(inputs),
        roots_(roots),
        temporaries_(atom.group.temporaries.size(), -1),
        reduced_(atom.group.reduced.size(), -1) {}

  bool write() {
    if (!find_rows()) return false;
    return std::ranges::all_of(atom_.group.stages, [&](const Stage& s) { return stage(s); });
  }

 private:
  bool find_rows() {
    size_t axes = atom_.space.size();
    auto row = [&](size_t a) { return (atom_.row_axes >> a & 1) != 0; };
    int changes = 0;
    for (size_t a = 0; a < axes; ++a) {
      (row(a) ? rows_ : outer_) *= static_cast<int>(atom_.space[a]);
      if (a > 0 && row(a) != row(a - 1)) ++changes;
    }
    // What stands side by side is folded one by one, as rows.h says; one element is in columns.
    columns_ = axes == 0 || !row(axes - 1);
    int64_t elements = count(atom_.space);
    return changes <= 1 && elements > 0 && elements <= kControlElements;
  }

  int outer_of(int element) const { return columns_ ? element % outer_ : element / rows_; }
  int row_of(int element) const { return columns_ ? element / outer_ : element % rows_; }
  int elements() const { return outer_ * rows_; }

  /// Where the elements of a stage lie, in elements of the root.
  std::vector<int64_t> places(const MemoryAccess& access, bool per_row) const {
    int64_t size = size_as_int(access.dtype);
    Ints strides;
    for (int64_t stride : access.strides) strides.push_back(stride / size);
    std::vector<int64_t> all = walk(atom_.space, strides, access.offset / size);
    if (!per_row) return all;
    std::vector<int64_t> first(outer_);
    for (int e = elements(); e-- > 0;)
      if (row_of(e) == 0) first[outer_of(e)] = all[e];
    return first;
  }

  int operand(const MemoryAccess& access, bool per_row) {
    int count = per_row ? outer_ : elements();
    if (access.constant >= 0) {
      uint64_t bits = lowered_.constants[access.constant][0];
      size_t size = size_of(access.dtype);
      if (size < 8) bits &= (uint64_t{1} << size * 8) - 1;
      return writer_.constant(access.dtype, count, {bits});
    }
    std::vector<int64_t> at = places(access, per_row);
    const Root& root = lowered_.roots[access.root];
    int reg = roots_[access.root];
    if (root.kind == Root::Kind::kInput) {
      reg = inputs_[root.index].reg;
      for (int64_t& element : at) element += inputs_[root.index].layout.offset;
    }
    if (reg < 0 || writer_.type(reg).type != access.dtype) return -1;
    for (int64_t element : at)
      if (element < 0 || element >= writer_.type(reg).count) return -1;
    return writer_.shuffle(reg, at);
  }

  int source(const Source& source, bool per_row) {
    std::vector<int64_t> indices(elements());
    switch (source.kind) {
      case Source::Kind::kOperand:
        return operand(atom_.operands[source.index], per_row);
      case Source::Kind::kTemporary:
        return temporaries_[source.index];
      case Source::Kind::kReduced:
        if (per_row) return reduced_[source.index];
        for (int e = 0; e < elements(); ++e) indices[e] = outer_of(e);
        return reduced_[source.index] < 0 ? -1 : writer_.shuffle(reduced_[source.index], indices);
      case Source::Kind::kIndex:
        if (per_row) return -1;
        for (int e = 0; e < elements(); ++e) indices[e] = row_of(e);
        return writer_.constant(DType::kInt64, elements(),
                                std::vector<uint64_t>(indices.begin(), indices.end()));
    }
    return -1;
  }

  /// The whole root, out of the elements of a stage.
  bool output(const MemoryAccess& access, int reg, bool per_row) {
    if (access.root < 0) return false;
    auto bytes = static_cast<int64_t>(lowered_.roots[access.root].bytes);
    int64_t whole = bytes / size_as_int(access.dtype);
    std::vector<int64_t> from(whole, -1), at = places(access, per_row);
    for (size_t e = 0; e < at.size(); ++e) {
      if (at[e] < 0 || at[e] >= whole) return false;
      from[at[e]] = static_cast<int64_t>(e);
    }
    if (whole == 0 || std::ranges::count(from, -1) > 0) return false;
    roots_[access.root] = writer_.shuffle(reg, from);
    return true;
  }

  bool sink(const Sink& sink, int reg, bool per_row) {
    switch (sink.kind) {
      case Sink::Kind::kOutput:
        return output(atom_.outputs[sink.index], reg, per_row);
      case Sink::Kind::kTemporary:
        temporaries_[sink.index] = reg;
        return true;
      case Sink::Kind::kReduced:
        reduced_[sink.index] =
            per_row ? reg
                    : writer_.fold(columns_ ? ControlKind::kFoldColumns : ControlKind::kFoldLines,
                                   sink.combine, reg, outer_, rows_);
        return true;
    }
    return false;
  }

  bool stage(const Stage& stage) {
    std::vector<int> sources;
    for (const Source& from : stage.sources) {
      sources.push_back(source(from, stage.per_row));
      if (sources.back() < 0) return false;
    }
    for (DType type : stage.body.output_types)
      if (is_complex(type)) return false;
    // A body without sources does not say how many elements it has.
    if (sources.empty()) return false;
    std::vector<int> results = writer_.body(stage.body, sources);
    for (size_t k = 0; k < results.size(); ++k)
      if (!sink(stage.sinks[k], results[k], stage.per_row)) return false;
    return true;
  }

  ControlWriter& writer_;
  const Lowered& lowered_;
  const Atom& atom_;
  std::span<const SmallTensor> inputs_;
  std::vector<int>& roots_;
  std::vector<int> temporaries_, reduced_;
  int outer_ = 1, rows_ = 1;
  bool columns_ = false;
};

}  // namespace

std::vector<int64_t> elements_of(const Layout& layout, std::span<const int64_t> order) {
  Ints space, strides;
  for (int64_t axis : order) {
    space.push_back(layout.shape[axis]);
    strides.push_back(layout.strides[axis]);
  }
  return walk(space, strides, layout.offset);
}

Layout compact_layout(const Layout& layout) {
  return dense_in_order(layout.shape, memory_order(layout));
}

SmallTensor compact(ControlWriter& writer, const SmallTensor& tensor) {
  int reg = writer.shuffle(tensor.reg, elements_of(tensor.layout, memory_order(tensor.layout)));
  return {reg, compact_layout(tensor.layout)};
}

int constant_register(ControlWriter& writer, const Tensor& tensor) {
  if (!tensor.contiguous() || tensor.count() == 0 || tensor.count() > kControlElements ||
      is_complex(tensor.dtype()))
    return -1;
  std::vector<uint64_t> bits(tensor.count());
  size_t size = size_of(tensor.dtype());
  for (size_t i = 0; i < bits.size(); ++i)
    std::memcpy(&bits[i], tensor.data_as<char>() + i * size, size);
  return writer.constant(tensor.dtype(), static_cast<int>(tensor.count()), std::move(bits));
}

std::optional<std::vector<int>> write_works(ControlWriter& writer, const Lowered& lowered,
                                            std::span<const SmallTensor> inputs) {
  std::vector<int> roots(lowered.roots.size(), -1);
  for (size_t r = 0; r < roots.size(); ++r) {
    const Root& root = lowered.roots[r];
    if (root.kind != Root::Kind::kTensor) continue;
    roots[r] = constant_register(writer, lowered.tensors[root.index]);
    if (roots[r] < 0) return std::nullopt;
  }
  for (const Work& work : lowered.works) {
    const auto* atom = std::get_if<Atom>(&work);
    if (!atom || !AtomWriter(writer, lowered, *atom, inputs, roots).write()) return std::nullopt;
  }
  return roots;
}

}  // namespace duet
