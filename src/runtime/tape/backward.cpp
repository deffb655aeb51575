// The way back: cotangents in reverse program order, summed as they arrive.
#include <algorithm>
#include <optional>
#include <utility>

#include "ops/ops.h"
#include "ops/registry.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/tape/tape.h"

namespace duet {
namespace {

Tensor add(const Tensor& a, const Tensor& b) {
  Values args{Value(a), Value(b)};
  return eager().apply(ops::add, args)[0].as_tensor();
}

Tensor zeros_like(const Tensor& t) {
  const uint64_t zero[2] = {};
  return Tensor::filled(t.dtype(), t.shape(), zero);
}

}  // namespace

class Tape::Backward {
 public:
  Backward(Tape& tape, const std::deque<Entry>& entries, size_t first, uint32_t numbers)
      : tape_(tape), entries_(entries), first_(first), end_(entries.size()), cotangents_(numbers) {}

  void seed(std::span<const uint32_t> outputs, std::span<const Tensor> cotangents) {
    for (size_t i = 0; i < outputs.size(); ++i) accumulate(outputs[i], cotangents[i]);
  }
  std::vector<Tensor> run(std::span<const uint32_t> leaves) {
    mark_dependents(leaves);
    for (size_t i = end_; i-- > first_;)
      if (active(entries_[i])) step(entries_[i]);
    std::vector<Tensor> result;
    for (uint32_t leaf : leaves) result.push_back(cotangents_[leaf]);
    return result;
  }

 private:
  void accumulate(uint32_t index, const Tensor& cotangent) {
    if (index == 0 || !cotangent) return;
    Tensor& sum = cotangents_[index];
    sum = sum ? add(sum, cotangent) : cotangent;
  }

  void mark_dependents(std::span<const uint32_t> leaves) {
    depends_.assign(cotangents_.size(), false);
    keep_.assign(cotangents_.size(), false);
    for (uint32_t leaf : leaves) depends_[leaf] = keep_[leaf] = leaf != 0;
    for (size_t i = first_; i < end_; ++i) {
      const Entry& entry = entries_[i];
      bool any = std::any_of(entry.inputs.begin(), entry.inputs.end(),
                             [&](uint32_t input) { return depends_[input]; });
      for (uint32_t k = 0; any && k < entry.outputs; ++k) depends_[entry.first_output + k] = true;
    }
  }

  bool active(const Entry& entry) const {
    bool wanted = std::any_of(entry.inputs.begin(), entry.inputs.end(),
                              [&](uint32_t input) { return depends_[input]; });
    for (uint32_t k = 0; wanted && k < entry.outputs; ++k)
      if (cotangents_[entry.first_output + k]) return true;
    return false;
  }

  /// Hands the sums of inputs to the entry that goes on with them.
  Values take_sums(const Entry& entry) {
    Values sums(entry.inputs.size());
    for (size_t i = 0; i < entry.sums.size(); ++i) {
      uint32_t input = entry.inputs[i];
      // Of a value that comes in twice, only one knows: the others add to it.
      bool again = std::find(entry.inputs.begin(), entry.inputs.begin() + static_cast<int64_t>(i),
                             input) != entry.inputs.begin() + static_cast<int64_t>(i);
      if (!entry.sums[i] || again || !depends_[input] || !cotangents_[input]) continue;
      sums[i] = std::exchange(cotangents_[input], Tensor());
    }
    return sums;
  }

  void step(const Entry& entry) {
    Values gradients = gradients_of(entry);
    for (size_t i = 0; i < entry.inputs.size() && i < gradients.size(); ++i)
      if (gradients[i].is_tensor() && depends_[entry.inputs[i]])
        accumulate(entry.inputs[i], gradients[i].as_tensor());
    for (uint32_t k = 0; k < entry.outputs; ++k)
      if (!keep_[entry.first_output + k]) cotangents_[entry.first_output + k] = Tensor();
  }

  Values gradients_of(const Entry& entry) {
    if (entry.user) return user_gradients(entry);
    if (!entry.op) return {Value(cotangents_[entry.first_output])};
    return tape_.recording() ? recorded_gradients(entry) : planned_gradients(entry);
  }

  Values user_gradients(const Entry& entry) {
    Values douts;
    for (uint32_t k = 0; k < entry.outputs; ++k) {
      const Tensor& cotangent = cotangents_[entry.first_output + k];
      if (cotangent)
        douts.push_back(cotangent);
      else
        douts.push_back(entry.takes_none ? Value() : zeros_like(entry.outs[k].as_tensor()));
    }
    if (entry.takes_none)
      for (Value& sum : take_sums(entry)) douts.push_back(std::move(sum));
    return entry.user(douts);
  }

  Values planned_gradients(const Entry& entry) {
    std::vector<Tensor> inputs;
    flatten_tensors(entry.args, inputs);
    flatten_tensors(entry.outs, inputs);
    autodiff::Mask present, wanted;
    for (uint32_t k = 0; k < entry.outputs; ++k)
      if (cotangents_[entry.first_output + k]) present.add(k);
    for (uint32_t k = 0; k < entry.outputs; ++k) {
      if (!present.has(k)) continue;
      const Tensor& cotangent = cotangents_[entry.first_output + k];
      inputs.push_back(cotangent ? cotangent : zeros_like(entry.outs[k].as_tensor()));
    }
    for (size_t i = 0; i < entry.inputs.size(); ++i)
      if (depends_[entry.inputs[i]] && entry.wanted.has(i)) wanted.add(i);
    bool ready = entry.plan && wanted == entry.wanted &&
                 entry.plan->inputs() == static_cast<int>(inputs.size());
    auto plan = ready ? entry.plan : grad_plan(*entry.op, entry.args, entry.outs, present, wanted);
    return plan->run(inputs);
  }

  Values recorded_gradients(const Entry& entry) {
    Values douts;
    for (uint32_t k = 0; k < entry.outputs; ++k) {
      const Tensor& cotangent = cotangents_[entry.first_output + k];
      douts.push_back(cotangent ? Value(cotangent) : Value());
    }
    return autodiff::apply_rule({*entry.op, eager(), entry.args, entry.outs, douts}, entry.wanted);
  }

  Tape& tape_;
  const std::deque<Entry>& entries_;
  size_t first_, end_;
  std::vector<Tensor> cotangents_;  // by number
  std::vector<bool> depends_;       // by number: on a leaf
  std::vector<bool> keep_;          // by number: is a leaf
};

std::vector<uint32_t> Tape::numbers_of(std::span<const Tensor> tensors) {
  std::vector<uint32_t> numbers;
  for (const Tensor& tensor : tensors) numbers.push_back(var(tensor).index);
  return numbers;
}

std::vector<uint32_t> Tape::leaf_numbers(std::span<const Tensor> leaves) {
  std::vector<uint32_t> numbers;
  for (const Tensor& leaf : leaves) {
    auto made = leaves_.find(leaf.rep());
    numbers.push_back(made == leaves_.end() ? var(leaf).index : made->second.second);
  }
  return numbers;
}

std::vector<Tensor> Tape::gradients(size_t position, std::span<const Tensor> outputs,
                                    std::span<const Tensor> cotangents,
                                    std::span<const Tensor> leaves) {
  // Only an outer gradient wants to know what this one computes.
  std::optional<NoRecording> outermost;
  if (depth_ == 1) outermost.emplace();
  // Asking for a number may record what a written view is.
  std::vector<uint32_t> from = numbers_of(outputs), to = leaf_numbers(leaves);
  Backward backward(*this, entries_, position, next_);
  backward.seed(from, cotangents);
  return backward.run(to);
}

std::shared_ptr<const Tape::Section> Tape::section(size_t position, std::span<const Tensor> outputs,
                                                   std::span<const Tensor> leaves) {
  auto section = std::make_shared<Section>();
  section->outputs_ = numbers_of(outputs);
  section->leaves_ = leaf_numbers(leaves);
  section->entries_.assign(entries_.begin() + static_cast<int64_t>(position), entries_.end());
  section->numbers_ = next_;
  return section;
}

std::vector<Tensor> Tape::gradients(const Section& section, std::span<const Tensor> cotangents) {
  Backward backward(*this, section.entries_, 0, section.numbers_);
  backward.seed(section.outputs_, cotangents);
  return backward.run(section.leaves_);
}

}  // namespace duet
