// What a program is made of: steps over the slots of one call. Internal to the program.
#pragma once

#include "runtime/program/program.h"

namespace duet {

/// What has been computed so far, by value number. Values that no two steps share have no slot.
class ProgramSlots {
 public:
  /// `places[value]` is where the slot is; without places each value has its own.
  explicit ProgramSlots(size_t count, const int* places = nullptr) : places_(places) {
    for (size_t i = 0; i < count; ++i) items_.emplace_back();
  }
  Value& operator[](int64_t value) { return items_[places_ ? places_[value] : value]; }
  const Value& operator[](int64_t value) const { return items_[places_ ? places_[value] : value]; }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }

 private:
  const int* places_;
  SmallVector<Value, 16> items_;
};

/// All state of one call.
struct ProgramFrame {
  std::span<const Value> inputs;
  HostHook* host;
  ProgramSlots slots;
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
  std::vector<bool> visited;  // by value number: a visit of this graph has made it
  std::vector<bool> plain;    // by value number: it holds no memory
};

/// A program below this one: built at its first call, since graphs may call themselves.
class SubPrograms;

/// One node, carried out by the eager engine's functions.
std::unique_ptr<ProgramStep> make_node_step(const ir::Node& node, const StateUse& states,
                                            std::vector<int64_t> last_uses, SubPrograms& programs);

/// Of a program that visits Python.
HostHook& host_of(const ProgramFrame& frame, const ir::Node& node);

/// A program that can be run again in the same frame, as loops do.
class FramedProgram : public GraphProgram {
 public:
  virtual ProgramFrame make_frame(HostHook* host) const = 0;
  virtual void run_in(ProgramFrame& frame, std::span<const Value> inputs,
                      Values& results) const = 0;
  /// `inputs` are used up, but states.
  virtual void run_on(ProgramFrame& frame, std::span<Value> inputs, Values& results) const = 0;
};

class SubPrograms {
 public:
  virtual ~SubPrograms() = default;
  virtual const GraphProgram& of(const ir::GraphRef& graph) = 0;
};

/// The outside sees `value` in the storage of `state` from now on.
void commit_state(ProgramFrame& frame, const Tensor& state, const Value& value);

/// The argument with nodes replaced by what their slots hold.
Value filled_in(const Value& value, const ProgramFrame& frame);
/// An argument of an operator: a list of numbers that are known now is a list of ints.
Value operator_argument(const Value& value, const ProgramFrame& frame);

}  // namespace duet
