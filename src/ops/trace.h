// A Dispatcher that writes down instead of computing: which operators a decomposition or gradient
// rule is made of. The eager engine fuses what it reads here; tests run every rule through it once.
#pragma once

#include "ops/dispatcher.h"

namespace duet {

/// Whether decompositions are written down as one call or as what they are made of.
enum class TraceOf : uint8_t { kCalls, kParts };

class DUET_API Trace final : public Dispatcher {
 public:
  explicit Trace(TraceOf of = TraceOf::kCalls) : of_(of) {}
  struct Entry {
    const Op* op;
    Values args;
    int first_result;  // node numbers of its results, in a row
    int results;
  };

  /// A value from outside.
  Value input(TensorType type);
  Values apply(const Op& op, std::span<const Value> args) override;
  TensorType type(const Value& value) const override;

  int inputs() const { return inputs_; }
  const std::vector<Entry>& entries() const { return entries_; }
  const TensorType& type(int64_t node) const { return types_[node]; }
  int64_t nodes() const { return static_cast<int64_t>(types_.size()); }

 private:
  TraceOf of_;
  int inputs_ = 0;
  std::vector<Entry> entries_;
  std::vector<TensorType> types_;  // by node; inputs come first
};

/// The result types of any operator; a decomposition without an infer rule is recorded to learn
/// them.
DUET_API Types infer(const Op& op, std::span<const Value> args, Dispatcher& dispatcher);

}  // namespace duet
