// What a compiled function needs of Python while it runs, and what it says aloud.
#pragma once

#include <chrono>

#include "frontend/evaluate/branches/leave.h"
#include "frontend/evaluate/jit_object.h"
#include "frontend/evaluate/visits/visit.h"
#include "python/object.h"
#include "runtime/program/program.h"

namespace duet::python {

/// Thrown through a program that the call leaves; how it goes on is in the host.
struct LeftGraph {};

/// Prints, visits and the program's own exceptions, under the interpreter lock. Between visits the
/// lock is kept, unless the program says that something long comes (`rest`): taking it costs more
/// than a small visit. Threads that wait for it get it as from Python's own loop.
class PythonHost final : public HostHook {
 public:
  /// `interruptible`: the program writes to nothing outside, so Ctrl-C may leave it anywhere.
  PythonHost(const frontend::Compiled& compiled, const frontend::Signature& signature,
             bool interruptible)
      : compiled_(compiled), signature_(signature), interruptible_(interruptible) {}
  Values call(const ir::Node& node, std::span<const Value> args) override;
  void visit(const ir::Node& node, const HostCallArguments& given) override;
  void poll() override {
    if (++polls_ % kPollsPerLook == 0) look_around();
  }
  /// Lets others have the interpreter lock, until the next visit.
  void rest() override {
    polls_ |= kPollsPerLook - 1;  // time passes
    if (!resting_) resting_ = PyEval_SaveThread();
  }
  void hold() {
    if (resting_) PyEval_RestoreThread(std::exchange(resting_, nullptr));
  }
  /// The lock is held for each visit alone: what is between them is long.
  void rest_always() {
    always_ = true;
    rest();
  }
  size_t kept() const override { return held_.objects.size(); }
  void keep(size_t kept, std::span<const Value> values) override {
    if (held_.objects.size() >= kept + room_) forget(kept, values);
  }
  /// A call that leaves the graph begins anew: nothing is made for it to go on.
  void begin_anew() { anew_ = true; }
  /// It has printed, or visited Python.
  bool spoke() const { return spoke_; }
  /// What the graph raises is set.
  bool raised() const { return raised_; }
  /// Without frames the call begins anew.
  frontend::Left take_left() { return std::move(left_); }

 private:
  [[noreturn]] void leave(const ir::Node& node, std::span<const Value> args);
  void look_around();
  void forget(size_t kept, std::span<const Value> values);

  static constexpr unsigned kPollsPerLook = 64;
  static constexpr size_t kRoom = 256;  // objects that are no longer needed

  const frontend::Compiled& compiled_;
  const frontend::Signature& signature_;
  frontend::Held held_;  // results of visits
  size_t room_ = kRoom;
  frontend::Left left_;
  PyThreadState* resting_ = nullptr;  // this thread's, while others may have the lock
  bool always_ = false;
  bool anew_ = false;
  bool spoke_ = false, raised_ = false;
  bool interruptible_;
  unsigned polls_ = 0;
  std::chrono::steady_clock::time_point looked_, yielded_;
};

/// Once for each function; a program that turns warnings into errors sees one.
void warn_of_fallback(frontend::JitObject* self, const frontend::Unsupported& unsupported);
void warn_of_many(frontend::JitObject* self);
/// Sets the exception of a function that must not run in Python.
/// `visits`: all that Python would do in it (jit_insight.h).
void refuse_to_fall_back(frontend::JitObject* self, const frontend::Unsupported& unsupported,
                         const Object& visits);

}  // namespace duet::python
