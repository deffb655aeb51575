// Roots that are computed from one another element by element lie alike. Such a class gets blocks
// if a weight's gradient is in it, all convolutions in it want the same ones, all that comes from
// outside are states that it updates, and nobody else reads it.
#include "runtime/program/blocks.h"

#include <algorithm>
#include <numeric>

#include "kernels/dnnl_convolution.h"
#include "ops/ops.h"

namespace duet {
namespace {

constexpr size_t kGroups = 7;  // where all three operators of a convolution have the groups

class Chooser {
 public:
  explicit Chooser(const Lowered& lowered)
      : lowered_(lowered), parents_(lowered.roots.size()), classes_(lowered.roots.size()) {
    std::iota(parents_.begin(), parents_.end(), 0);
  }

  RootBlocks run(const std::vector<StateUpdate>& updates, const std::vector<int>& outside) {
    for (const Work& work : lowered_.works)
      if (const auto* atom = std::get_if<Atom>(&work)) unite(*atom);
    for (const Work& work : lowered_.works)
      if (const auto* op = std::get_if<OpWork>(&work)) note(*op);
    for (int root : outside) refuse(root);
    note(updates);
    RootBlocks result(parents_.size());
    for (size_t r = 0; r < result.size(); ++r) {
      const Class& found = classes_[find(static_cast<int>(r))];
      if (found.trained && !found.refused && !is_one(static_cast<int>(r))) result[r] = found.blocks;
    }
    return result;
  }

 private:
  struct Class {
    std::optional<Blocks> blocks;
    bool trained = false;  // has a weight's gradient
    bool refused = false;
  };

  int find(int root) {
    while (parents_[root] != root) root = parents_[root] = parents_[parents_[root]];
    return root;
  }
  Class& class_of(int root) { return classes_[find(root)]; }
  void refuse(int root) { class_of(root).refused = true; }

  const Tensor& whole(int root) const { return lowered_.values[lowered_.roots[root].value].type; }
  bool is_one(int root) const { return whole(root).count() == 1; }

  /// Whether each index of the space is one element of the root, in row-major order.
  bool element_by_element(const Atom& atom, const MemoryAccess& access) const {
    const Tensor& type = whole(access.root);
    if (access.offset != 0 || !type.contiguous() || type.count() != count(atom.space)) return false;
    auto stride = static_cast<int64_t>(size_of(access.dtype));
    for (size_t a = atom.space.size(); a-- > 0; stride *= atom.space[a])
      if (access.strides[a] != stride) return false;
    return true;
  }

  static bool is_map(const Atom& atom) {
    if (atom.row_axes != 0 || atom.group.stages.size() != 1) return false;
    const Stage& stage = atom.group.stages[0];
    auto operand = [](const Source& s) { return s.kind == Source::Kind::kOperand; };
    auto output = [](const Sink& s) { return s.kind == Sink::Kind::kOutput; };
    return !stage.per_row && std::ranges::all_of(stage.sources, operand) &&
           std::ranges::all_of(stage.sinks, output);
  }

  void unite(const Atom& atom) {
    std::vector<int> roots;
    bool fits = is_map(atom);
    for (const auto* accesses : {&atom.operands, &atom.outputs})
      for (const MemoryAccess& access : *accesses) {
        if (access.root < 0 || is_one(access.root)) continue;
        roots.push_back(access.root);
        fits = fits && element_by_element(atom, access);
      }
    for (int root : roots) {
      if (!fits) refuse(root);
      if (!fits || find(root) == find(roots[0])) continue;
      class_of(roots[0]).refused |= class_of(root).refused;
      parents_[find(root)] = find(roots[0]);
    }
  }

  void note(const OpWork& work) {
    bool gradient = work.op == &ops::convolution_weight_grad;
    bool reads = work.op == &ops::convolution || work.op == &ops::convolution_input_grad;
    for (size_t k = 0; k < work.args.size(); ++k) {
      // Of the likes only the shape counts.
      if ((gradient || work.op == &ops::convolution_input_grad) && k == 2) continue;
      bool weight = reads && !work.only_check && k == 1 && by_library(work);
      ir::each_node(work.args[k],
                    [&](int64_t value) { want(static_cast<int>(value), work, weight); });
    }
    for (int value : work.results) {
      want(value, work, gradient);
      class_of(lowered_.values[value].root).trained |= gradient;
    }
  }

  /// A product of a row-major image with a window of one place reads the plain weight.
  bool by_library(const OpWork& work) const {
    const Tensor& w = lowered_.values[work.args[1].as_node()].type;
    if (work.op != &ops::convolution || w.count() != w.shape()[0] * w.shape()[1]) return true;
    const Value& image = work.args[0];
    return image.is_node() &&
           kernels::is_channels_last(lowered_.values[image.as_node()].type.layout());
  }

  /// An operator reads or writes a value: as a convolution does a weight, or otherwise.
  void want(int value, const OpWork& work, bool as_weight) {
    const LoweredValue& v = lowered_.values[value];
    std::optional<Blocks> blocks;
    if (as_weight && lowered_.roots[v.root].value == value && v.type.contiguous())
      blocks = kernels::weight_blocks(v.type.dtype(), v.type.shape(), work.args[kGroups].as_int());
    Class& of = class_of(v.root);
    if (!blocks || (of.blocks && *of.blocks != *blocks)) of.refused = true;
    of.blocks = blocks;
  }

  void note(const std::vector<StateUpdate>& updates) {
    std::vector<bool> updated(parents_.size());
    for (auto [old_root, value] : updates) {
      int fresh = lowered_.values[value].root;
      const Root& root = lowered_.roots[fresh];
      if (old_root >= 0 && find(old_root) == find(fresh) && root.value == value &&
          root.kind == Root::Kind::kComputed) {
        updated[old_root] = true;
        continue;
      }
      refuse(fresh);
      if (old_root >= 0) refuse(old_root);
    }
    for (size_t r = 0; r < updated.size(); ++r) {
      const Root& root = lowered_.roots[r];
      bool given = root.kind == Root::Kind::kTensor || root.kind == Root::Kind::kInput;
      bool half = size_of(whole(static_cast<int>(r)).dtype()) != sizeof(float);
      if ((given && !updated[r]) || half) refuse(static_cast<int>(r));
    }
  }

  const Lowered& lowered_;
  std::vector<int> parents_;
  std::vector<Class> classes_;
};

}  // namespace

RootBlocks choose_blocks(const Lowered& lowered, const std::vector<StateUpdate>& updates,
                         const std::vector<int>& outside) {
  return Chooser(lowered).run(updates, outside);
}

}  // namespace duet
