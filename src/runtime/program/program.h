// A compiled graph: instructions over numbered slots, a memory plan, fused kernels across
// operators. Immutable once built; all state of a call is in the call, so that calls may nest and
// run side by side, without the interpreter lock.
#pragma once

#include <memory>

#include "ir/graph.h"

namespace duet {

/// What a kHostCall reads and gives: the program's own slots.
struct HostCallArguments {
  std::span<Value* const> args, results;
  uint64_t last = 0;  // arguments that nobody reads behind the node: they may be emptied
  uint64_t own = 0;   // of these, the ones that a visit of the same graph has made
};

/// Carries out kHostCall and kPrint; the binding implements it. Called under no lock.
class DUET_API HostHook {
 public:
  virtual ~HostHook() = default;
  virtual Values call(const ir::Node& node, std::span<const Value> args) = 0;
  /// A kHostCall.
  virtual void visit(const ir::Node& node, const HostCallArguments& given);
  /// Asked before each step: throws where the program is to be left (Ctrl-C).
  virtual void poll() = 0;
  /// Work of some length comes next, without visits: whatever is held for these is let go.
  virtual void rest() {}
  /// What visits give lives on in the host. `kept` at the beginning of a loop, then `keep` behind a
  /// round: of what was made since, only what `values` refer to is still needed.
  virtual size_t kept() const { return 0; }
  virtual void keep(size_t, std::span<const Value>) {}
};

class DUET_API GraphProgram {
 public:
  virtual ~GraphProgram() = default;
  static std::shared_ptr<const GraphProgram> build(const ir::Graph& graph);

  /// One Value for each of graph.inputs: Tensors and numbers. A `state` input is the Tensor whose
  /// storage Commit writes. Results in the structure of graph.results.
  virtual Values run(std::span<const Value> inputs, HostHook* host) const = 0;
  /// For explain and tests: one line per instruction.
  virtual std::string describe() const = 0;
};

}  // namespace duet
