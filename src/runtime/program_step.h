// What a program is made of: steps over the slots of one call. Internal to the program.
#pragma once

#include "runtime/program.h"

namespace duet {

/// All state of one call.
struct ProgramFrame {
  std::span<const Value> inputs;
  HostHook* host;
  SmallVector<Value, 16> slots;  // by value number
};

/// One instruction; never changes.
class ProgramStep {
 public:
  virtual ~ProgramStep() = default;
  virtual void run(ProgramFrame& frame) const = 0;
  virtual std::string describe() const = 0;
};

/// What a graph knows about its own states.
struct StateUse {
  std::vector<int> input_of;  // by value number: index of the state input, or -1
  bool commits = false;       // here or in a graph below
};

/// A program below this one: built at its first call, since graphs may call themselves.
class SubPrograms;

/// One node, carried out by the eager engine's functions.
std::unique_ptr<ProgramStep> make_node_step(const ir::Node& node, const StateUse& states,
                                            std::vector<int64_t> last_uses, SubPrograms& programs);

class SubPrograms {
 public:
  virtual ~SubPrograms() = default;
  virtual const GraphProgram& of(const ir::GraphRef& graph) = 0;
};

/// The argument with nodes replaced by what their slots hold.
Value filled_in(const Value& value, const ProgramFrame& frame);

}  // namespace duet
