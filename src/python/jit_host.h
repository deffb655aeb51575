// What a compiled function needs of Python while it runs, and what it says aloud.
#pragma once

#include <chrono>

#include "frontend/evaluate/jit_object.h"
#include "frontend/evaluate/leave.h"
#include "frontend/evaluate/visit.h"
#include "python/object.h"
#include "runtime/program.h"

namespace duet::python {

/// Thrown through a program that the call leaves; how it goes on is in the host.
struct LeftGraph {};

/// Prints, visits and the program's own exceptions, under the interpreter lock.
class PythonHost final : public HostHook {
 public:
  /// `interruptible`: the program writes to nothing outside, so Ctrl-C may leave it anywhere.
  PythonHost(const frontend::Compiled& compiled, const frontend::Signature& signature,
             bool interruptible)
      : compiled_(compiled), signature_(signature), interruptible_(interruptible) {}
  Values call(const ir::Node& node, std::span<const Value> args) override;
  void poll() override {
    if (interruptible_ && ++polls_ % kPollsPerLook == 0) look_for_signals();
  }
  /// A call that leaves the graph begins anew: nothing is made for it to go on.
  void begin_anew() { anew_ = true; }
  /// Without frames the call begins anew.
  frontend::Left take_left() { return std::move(left_); }

 private:
  [[noreturn]] void leave(const ir::Node& node, std::span<const Value> args);
  static constexpr unsigned kPollsPerLook = 16;
  void look_for_signals();

  const frontend::Compiled& compiled_;
  const frontend::Signature& signature_;
  Values visit(const frontend::Visit& visit, const ir::Node& node, std::span<const Value> args);
  frontend::Held held_;  // results of visits
  frontend::Left left_;
  bool anew_ = false;
  bool interruptible_;
  unsigned polls_ = 0;
  std::chrono::steady_clock::time_point looked_;
};

/// Once for each function; a program that turns warnings into errors sees one.
void warn_of_fallback(frontend::JitObject* self, const frontend::Unsupported& unsupported);
void warn_of_many(frontend::JitObject* self);
/// Sets the exception of a function that must not run in Python.
/// `visits`: all that Python would do in it (jit_insight.h).
void refuse_to_fall_back(frontend::JitObject* self, const frontend::Unsupported& unsupported,
                         const Object& visits);

}  // namespace duet::python
