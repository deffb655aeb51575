// Other ways of compiling and running graphs that must give the same results to the last bit, for
// tests: with optimisations off, or with rare paths forced. DUET_SWITCHES=name,name sets them for
// a process, `set_switches` (mindspore._core.jit_switches) while it runs. What has been compiled
// under other switches is not used.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/export.h"

namespace duet {

enum class Switch : uint8_t {
  kNoPasses,   // graphs are built as recorded
  kNoFusion,   // each operator's work runs by itself
  kNoControl,  // no branches and loops in generated code
  kNoReuse,    // no result in the memory of an operand, nor in that of a state
  kLeave,      // at every run-time condition one side is left to Python
  kBeginAnew,  // a call that leaves its graph begins anew, wherever it is
  kTwice,      // each function is evaluated twice before it is compiled
  kRecompile,  // nothing that has been compiled is used again
};

/// Whether a switch is set.
DUET_API bool switched(Switch which);
/// All of them, a bit each.
DUET_API uint32_t switches();
/// Sets exactly those named: "no-fusion,leave"; "plain" stands for all optimisations off. False,
/// and nothing changes, if a name is not known.
DUET_API bool set_switches(std::string_view names);
/// The names of those that are set, in one order, with commas between.
DUET_API std::string switch_names();

}  // namespace duet
