// A compiled graph: instructions over numbered slots, a memory plan, fused kernels across
// operators. Immutable once built; all state of a call is in the call, so that calls may nest and
// run side by side, without the interpreter lock.
#pragma once

#include <memory>

#include "ir/graph.h"

namespace duet {

/// Carries out kHostCall and kPrint; the binding implements it. Called under no lock.
class DUET_API HostHook {
 public:
  virtual ~HostHook() = default;
  virtual Values call(const ir::Node& node, std::span<const Value> args) = 0;
  /// Asked before each step: throws where the program is to be left (Ctrl-C).
  virtual void poll() = 0;
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
