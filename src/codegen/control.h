// Small control flow as one function: branches and loops over a few numbers and small tensors, kept
// in registers. What the runtime's recogniser writes, the generator makes, the interpreter imitates
// and the cache keeps.
//
// A register holds up to kControlElements elements of one dtype and is written once; blocks below
// see the registers of the blocks around them. A routine has no effect but its results: it may be
// left at any point and run again, which is what happens where it cannot go on (an integer beyond
// 64 bits, a check that fails, no room for residuals): the caller then takes the ordinary way, or
// gives more room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/export.h"
#include "ops/scalar/program.h"

namespace duet {

inline constexpr int kControlElements = 64;

struct ControlRegister {
  DType type = DType::kFloat32;  // no complex dtype
  int count = 1;
  friend bool operator==(const ControlRegister&, const ControlRegister&) = default;
};

enum class ControlKind : uint8_t {
  kConstant,     // result = `numbers`, the bits of each element; one stands for all
  kBody,         // results = a body of the sources, element by element
  kShuffle,      // result[i] = source[numbers[i]]
  kFoldLines,    // result[o] = the fold of source[o * rows + r] over r, as a kernel of form kRow
                 // makes it; numbers: outer, rows
  kFoldColumns,  // result[o] = that of source[r * outer + o], as kColumns makes it
  kIf,           // sources: one truth; blocks: then, else, whose results are the results
  kWhile,        // sources: first state; blocks: condition, body. Results: the registers of the
                 // state, which both blocks read and which hold the last state behind the loop
  kPush,         // sources: stack, parts; result: the stack with one more. A stack is an int64
  kPop,          // source: stack; results: the stack below, parts
  kLeave,        // leaves the routine if the source is true
};

struct ControlStep;

struct ControlBlock {
  std::vector<ControlStep> steps;
  std::vector<int> results;
};

struct ControlStep {
  ControlKind kind = ControlKind::kBody;
  int body = 0;                                 // kBody: of ControlSpec::bodies
  Instr combine = Instr::kAdd;                  // of a fold
  std::vector<int> sources = {}, results = {};  // registers
  std::vector<uint64_t> numbers = {};
  std::vector<ControlBlock> blocks = {};
};

struct ControlSpec {
  std::vector<ControlRegister> registers;
  std::vector<Program> bodies;
  std::vector<int> inputs;  // registers
  ControlBlock main;

  /// Canonical bytes, also the cache's key; `decode` is the exact inverse.
  DUET_API std::string encode() const;
  DUET_API static bool decode(std::string_view bytes, ControlSpec* spec);
};

/// What distinguishes these bytes from those of a kernel.
inline constexpr char kControlMark = '\x7f';

/// Elements that a register has room for: a power of two. What stands behind its count is no value.
constexpr int room_of(int count) {
  int room = 1;
  while (room < count) room *= 2;
  return room;
}
constexpr int64_t bytes_of(const ControlRegister& r) {
  return (room_of(r.count) * static_cast<int64_t>(size_of(r.type)) + 63) / 64 * 64;
}
/// The same among the parts that a stack keeps, behind the 16 bytes that lead to the entry below.
constexpr int64_t packed_bytes_of(const ControlRegister& r) {
  return (room_of(r.count) * static_cast<int64_t>(size_of(r.type)) + 15) / 16 * 16;
}
inline constexpr int64_t kControlStackStart = 64;  // 0 is the empty stack

enum class ControlEnd : int64_t { kDone, kLeft, kFull, kStopped };

/// One call. `memory` holds the inputs and then the results, each bytes_of(register) long, aligned
/// to 64 bytes.
struct ControlCall {
  char* memory;
  char* stack;
  int64_t stack_bytes;
  int64_t stack_used;
  int64_t ticks;  // loop iterations until `poll` is called
  /// Gives `ticks` again; nonzero: the routine ends with kStopped.
  int64_t (*poll)(ControlCall*);
};

using ControlEntry = int64_t (*)(ControlCall*, const void* self);

struct ControlRoutine {
  ControlEntry entry;
  ControlSpec spec;
  ControlEnd operator()(ControlCall& call) const {
    return static_cast<ControlEnd>(entry(&call, this));
  }
};

/// The routine of a spec: generated once per process and spec, kept for the life of the process.
/// Thread safe.
DUET_API const ControlRoutine& control_routine(ControlSpec spec);

/// The routine that computes with numbers: the definition of all others.
DUET_API int64_t interpret_control(ControlCall* call, const void* self);

}  // namespace duet
