// What a compiled function needs of Python while it runs, and what it says aloud.
#pragma once

#include "frontend/evaluate/jit_object.h"
#include "python/object.h"
#include "runtime/program.h"

namespace duet::python {

/// Prints and visits, under the interpreter lock.
class PythonHost final : public HostHook {
 public:
  explicit PythonHost(const frontend::Compiled& compiled) : compiled_(compiled) {}
  Values call(const ir::Node& node, std::span<const Value> args) override;

 private:
  const frontend::Compiled& compiled_;
};

/// Once for each function; a program that turns warnings into errors sees one.
void warn_of_fallback(frontend::JitObject* self, const frontend::Unsupported& unsupported);
void warn_of_many(frontend::JitObject* self);
/// Sets the exception of a function that must not run in Python.
void refuse_to_fall_back(frontend::JitObject* self, const frontend::Unsupported& unsupported);

}  // namespace duet::python
