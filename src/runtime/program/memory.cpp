// The arena: instructions in order, blocks taken from and given back to a list of gaps; a result
// takes the place of an operand that ends where it begins.
#include "runtime/program/memory.h"

#include <algorithm>
#include <map>

#include "base/switches.h"

namespace duet {
namespace {

constexpr int64_t kAlignment = 64;

int64_t rounded(size_t bytes) {
  return (std::max<int64_t>(static_cast<int64_t>(bytes), 1) + kAlignment - 1) / kAlignment *
         kAlignment;
}

/// Free stretches of the arena, by offset.
class Gaps {
 public:
  int64_t take(int64_t bytes) {
    auto best = gaps_.end();
    for (auto gap = gaps_.begin(); gap != gaps_.end(); ++gap)
      if (gap->second >= bytes && (best == gaps_.end() || gap->second < best->second)) best = gap;
    if (best == gaps_.end()) {
      // The last gap may grow.
      int64_t at = end_;
      if (!gaps_.empty() && gaps_.rbegin()->first + gaps_.rbegin()->second == end_) {
        at = gaps_.rbegin()->first;
        gaps_.erase(at);
      }
      end_ = at + bytes;
      return at;
    }
    auto [at, size] = *best;
    gaps_.erase(best);
    if (size > bytes) gaps_[at + bytes] = size - bytes;
    return at;
  }
  void give(int64_t at, int64_t bytes) {
    auto next = gaps_.lower_bound(at);
    if (next != gaps_.end() && at + bytes == next->first) {
      bytes += next->second;
      next = gaps_.erase(next);
    }
    if (next != gaps_.begin()) {
      auto before = std::prev(next);
      if (before->first + before->second == at) {
        before->second += bytes;
        return;
      }
    }
    gaps_[at] = bytes;
  }
  int64_t end() const { return end_; }

 private:
  std::map<int64_t, int64_t> gaps_;
  int64_t end_ = 0;
};

}  // namespace

bool may_overwrite(const FusedGroup& group, size_t output, int root) {
  if (switched(Switch::kNoReuse)) return false;
  const MemoryAccess& out = group.outputs[output];
  for (size_t k = 0; k < group.operands.size(); ++k) {
    const MemoryAccess& operand = group.operands[k];
    if (operand.root != root) continue;
    if (operand.offset != out.offset || operand.dtype != out.dtype ||
        !(operand.strides == out.strides) || group.read_last[k] > group.written_in[output])
      return false;
  }
  return true;
}

ArenaPlan plan_arena(const Lowered& lowered, const std::vector<Instruction>& instructions,
                     const std::vector<bool>& elsewhere) {
  size_t roots = lowered.roots.size();
  std::vector<int> last(roots, -1);
  for (int i = 0; i < static_cast<int>(instructions.size()); ++i) {
    each_write(lowered, instructions[i], [&](int root) { last[root] = i; });
    each_read(lowered, instructions[i], [&](int root) { last[root] = i; });
  }
  ArenaPlan plan{std::vector<int64_t>(roots, -1), 0};
  std::vector<bool> overwritten(roots);
  Gaps gaps;
  for (int i = 0; i < static_cast<int>(instructions.size()); ++i) {
    const Instruction& instruction = instructions[i];
    auto in_place = [&](size_t output) -> int64_t {
      int root = instruction.group.outputs[output].root;
      for (const MemoryAccess& operand : instruction.group.operands) {
        int from = operand.root;
        if (from < 0 || plan.offsets[from] < 0 || last[from] != i || overwritten[from] ||
            lowered.roots[from].bytes != lowered.roots[root].bytes ||
            !may_overwrite(instruction.group, output, from))
          continue;
        overwritten[from] = true;
        return plan.offsets[from];
      }
      return -1;
    };
    for (size_t k = 0; k < instruction.group.outputs.size(); ++k) {
      int root = instruction.group.outputs[k].root;
      if (elsewhere[root]) continue;
      int64_t at = in_place(k);
      plan.offsets[root] = at >= 0 ? at : gaps.take(rounded(lowered.roots[root].bytes));
    }
    if (instruction.op)
      for (int value : instruction.op->results) {
        int root = lowered.values[value].root;
        if (!elsewhere[root]) plan.offsets[root] = gaps.take(rounded(lowered.roots[root].bytes));
      }
    auto end = [&](int root) {
      if (last[root] != i || plan.offsets[root] < 0 || overwritten[root]) return;
      overwritten[root] = true;
      gaps.give(plan.offsets[root], rounded(lowered.roots[root].bytes));
    };
    each_read(lowered, instruction, end);
    each_write(lowered, instruction, end);
  }
  plan.bytes = static_cast<size_t>(gaps.end());
  return plan;
}

}  // namespace duet
