// The eager engine: the Dispatcher that computes at once.
//
// `apply` computes an operator from its record (compute.h), and where a gradient is being recorded
// adds one entry to the tape (tape.h). Any thread may call it; the tape is the thread's own.
#pragma once

#include "ops/deferred.h"

namespace duet {

class DUET_API Engine final : public Dispatcher, public GradientEngine {
 public:
  Values apply(const Op& op, std::span<const Value> args) override;
  TensorType type(const Value& value) const override;
  Values gradients(const Op& op, std::span<const Value> args, std::span<const Value> outs,
                   std::span<const Value> cotangents, uint64_t wanted) override;
};

DUET_API Engine& eager();

}  // namespace duet
