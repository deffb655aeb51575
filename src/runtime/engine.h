// The eager engine: the Dispatcher that computes at once.
//
// `apply` computes an operator from its record (compute.h), and where a gradient is being recorded
// adds one entry to the tape (tape.h). Any thread may call it; the tape is the thread's own.
#pragma once

#include "ops/dispatcher.h"

namespace duet {

class DUET_API Engine final : public Dispatcher {
 public:
  Values apply(const Op& op, std::span<const Value> args) override;
  TensorType type(const Value& value) const override;
};

DUET_API Engine& eager();

}  // namespace duet
