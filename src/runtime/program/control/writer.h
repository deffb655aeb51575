// Writing a control routine (codegen/control.h): registers, steps, blocks. Internal to the program.
#pragma once

#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "codegen/control.h"
#include "ops/scalar/scalar.h"

namespace duet {

class ControlWriter {
 public:
  ControlWriter() { open_.push_back(&spec_.main); }

  int add_register(DType type, int count = 1) {
    spec_.registers.push_back({type, count});
    return static_cast<int>(spec_.registers.size()) - 1;
  }
  int input(DType type, int count) {
    spec_.inputs.push_back(add_register(type, count));
    return spec_.inputs.back();
  }
  const ControlRegister& type(int r) const { return spec_.registers[r]; }

  /// Bits of each element; one stands for all.
  int constant(DType type, int count, std::vector<uint64_t> bits);
  /// Registers of the results; each source has as many elements as the results.
  std::vector<int> body(const Program& program, std::vector<int> sources);
  int shuffle(int source, const std::vector<int64_t>& indices);
  int fold(ControlKind kind, Instr combine, int source, int outer, int rows);
  /// A formula on single elements: `f` is given an S for each source.
  template <class F>
  int formula(std::initializer_list<int> sources, F f);
  int convert(int source, DType to);
  void leave_if(int truth);

  /// What is written until `close` belongs to this block.
  void open(ControlBlock& block) { open_.push_back(&block); }
  void close() { open_.pop_back(); }
  void add(ControlStep step) { open_.back()->steps.push_back(std::move(step)); }
  size_t steps() const { return steps_; }
  ControlSpec finish(std::vector<int> results) {
    spec_.main.results = std::move(results);
    return std::move(spec_);
  }

 private:
  int apply(Recorder& recorder, S result, std::vector<int> sources);

  ControlSpec spec_;
  std::vector<ControlBlock*> open_;
  std::map<std::string, int> bodies_;
  size_t steps_ = 0;
};

template <class F>
int ControlWriter::formula(std::initializer_list<int> sources, F f) {
  std::vector<DType> types;
  for (int r : sources) types.push_back(type(r).type);
  Recorder recorder(types);
  std::vector<S> values;
  for (size_t k = 0; k < types.size(); ++k)
    values.emplace_back(&recorder, types[k],
                        recorder.emit(Instr::kInput, types[k], static_cast<uint16_t>(k)));
  return apply(recorder, f(values), sources);
}

}  // namespace duet
