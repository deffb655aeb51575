// Control routines that compute with numbers: what runs where no code can be generated, and what
// generated routines are tested against.
#include <cstring>

#include "base/error.h"
#include "codegen/control.h"
#include "codegen/fold.h"
#include "codegen/kernel.h"

namespace duet {
namespace {

class ControlInterpreter {
 public:
  ControlInterpreter(const ControlSpec& spec, ControlCall& call)
      : spec_(spec), call_(call), values_(spec.registers.size()) {
    for (size_t r = 0; r < values_.size(); ++r)
      values_[r].resize(spec.registers[r].count * size_of(spec.registers[r].type));
  }

  ControlEnd run() {
    char* at = call_.memory;
    for (int r : spec_.inputs) {
      std::memcpy(values_[r].data(), at, values_[r].size());
      at += bytes_of(spec_.registers[r]);
    }
    ControlEnd end = block(spec_.main);
    if (end != ControlEnd::kDone) return end;
    for (int r : spec_.main.results) {
      std::memcpy(at, values_[r].data(), values_[r].size());
      at += bytes_of(spec_.registers[r]);
    }
    return end;
  }

 private:
  ControlEnd block(const ControlBlock& block) {
    for (const ControlStep& step : block.steps) {
      ControlEnd end = this->step(step);
      if (end != ControlEnd::kDone) return end;
    }
    return ControlEnd::kDone;
  }

  ControlEnd step(const ControlStep& step) {
    switch (step.kind) {
      case ControlKind::kConstant:
        for (int i = 0; i < type(step.results[0]).count; ++i)
          std::memcpy(element(step.results[0], i), &step.numbers[step.numbers.size() == 1 ? 0 : i],
                      size_of(type(step.results[0]).type));
        return ControlEnd::kDone;
      case ControlKind::kBody:
        body(step);
        return ControlEnd::kDone;
      case ControlKind::kShuffle:
        for (size_t i = 0; i < step.numbers.size(); ++i)
          std::memcpy(element(step.results[0], static_cast<int>(i)),
                      element(step.sources[0], static_cast<int>(step.numbers[i])),
                      size_of(type(step.results[0]).type));
        return ControlEnd::kDone;
      case ControlKind::kFoldLines:
      case ControlKind::kFoldColumns:
        fold(step);
        return ControlEnd::kDone;
      case ControlKind::kIf:
        return branch(step);
      case ControlKind::kWhile:
        return loop(step);
      case ControlKind::kPush:
        return push(step);
      case ControlKind::kPop:
        pop(step);
        return ControlEnd::kDone;
      case ControlKind::kLeave:
        return truth(step.sources[0]) ? ControlEnd::kLeft : ControlEnd::kDone;
    }
    DUET_BUG("a step of no kind");
  }

  void body(const ControlStep& step) {
    std::vector<const void*> inputs;
    std::vector<void*> outputs;
    std::vector<int64_t> input_strides, output_strides;
    for (int r : step.sources) {
      inputs.push_back(values_[r].data());
      input_strides.push_back(static_cast<int64_t>(size_of(type(r).type)));
    }
    for (int r : step.results) {
      outputs.push_back(values_[r].data());
      output_strides.push_back(static_cast<int64_t>(size_of(type(r).type)));
    }
    duet::run(spec_.bodies[step.body], inputs.data(), input_strides.data(), outputs.data(),
              output_strides.data(), type(step.results[0]).count);
  }

  void fold(const ControlStep& step) {
    auto outer = static_cast<int>(step.numbers[0]), rows = static_cast<int>(step.numbers[1]);
    bool lines = step.kind == ControlKind::kFoldLines;
    DType dtype = type(step.sources[0]).type;
    for (int o = 0; o < outer; ++o) {
      std::vector<char> lanes((lines ? kLanes : 1) * size_of(dtype));
      fill_identity(step.combine, dtype, lanes.data(), lines ? kLanes : 1);
      for (int r = 0; r < rows; ++r)
        fold_into(step.combine, dtype, lanes.data() + (lines ? r * size_of(dtype) : 0),
                  element(step.sources[0], lines ? o * rows + r : r * outer + o), 1);
      for (int half = lines ? kLanes / 2 : 0; half > 0; half /= 2)
        fold_into(step.combine, dtype, lanes.data(), lanes.data() + half * size_of(dtype), half);
      std::memcpy(element(step.results[0], o), lanes.data(), size_of(dtype));
    }
  }

  ControlEnd branch(const ControlStep& step) {
    const ControlBlock& taken = step.blocks[truth(step.sources[0]) ? 0 : 1];
    ControlEnd end = block(taken);
    if (end == ControlEnd::kDone) move(taken.results, step.results);
    return end;
  }

  ControlEnd loop(const ControlStep& step) {
    move(step.sources, step.results);
    for (;;) {
      ControlEnd end = block(step.blocks[0]);
      if (end != ControlEnd::kDone || !truth(step.blocks[0].results[0])) return end;
      end = block(step.blocks[1]);
      if (end != ControlEnd::kDone) return end;
      move(step.blocks[1].results, step.results);
      if (--call_.ticks <= 0 && call_.poll(&call_) != 0) return ControlEnd::kStopped;
    }
  }

  ControlEnd push(const ControlStep& step) {
    int64_t bytes = 16;
    for (size_t k = 1; k < step.sources.size(); ++k)
      bytes += packed_bytes_of(type(step.sources[k]));
    if (call_.stack_used + bytes > call_.stack_bytes) return ControlEnd::kFull;
    char* at = call_.stack + call_.stack_used;
    std::memcpy(at, values_[step.sources[0]].data(), sizeof(int64_t));
    at += 16;
    for (size_t k = 1; k < step.sources.size(); ++k) {
      std::memcpy(at, values_[step.sources[k]].data(), values_[step.sources[k]].size());
      at += packed_bytes_of(type(step.sources[k]));
    }
    std::memcpy(values_[step.results[0]].data(), &call_.stack_used, sizeof(int64_t));
    call_.stack_used += bytes;
    return ControlEnd::kDone;
  }

  void pop(const ControlStep& step) {
    int64_t entry = 0;
    std::memcpy(&entry, values_[step.sources[0]].data(), sizeof(entry));
    const char* at = call_.stack + entry;
    std::memcpy(values_[step.results[0]].data(), at, sizeof(int64_t));
    at += 16;
    for (size_t k = 1; k < step.results.size(); ++k) {
      std::memcpy(values_[step.results[k]].data(), at, values_[step.results[k]].size());
      at += packed_bytes_of(type(step.results[k]));
    }
  }

  /// All at once: a result may be a source of another.
  void move(const std::vector<int>& from, const std::vector<int>& to) {
    std::vector<std::vector<char>> moved;
    for (int r : from) moved.push_back(values_[r]);
    for (size_t k = 0; k < to.size(); ++k) values_[to[k]] = std::move(moved[k]);
  }

  const ControlRegister& type(int r) const { return spec_.registers[r]; }
  char* element(int r, int i) { return values_[r].data() + i * size_of(type(r).type); }
  bool truth(int r) const { return values_[r][0] != 0; }

  const ControlSpec& spec_;
  ControlCall& call_;
  std::vector<std::vector<char>> values_;
};

}  // namespace

int64_t interpret_control(ControlCall* call, const void* self) {
  const ControlSpec& spec = static_cast<const ControlRoutine*>(self)->spec;
  return static_cast<int64_t>(ControlInterpreter(spec, *call).run());
}

}  // namespace duet
