// What is known of an operator's results while extents, and numbers among its arguments, are known
// only at run time: its rule is run on one set of extents after the other, and what all agree on
// is taken to be so.
//
// A rule is a function of extents and numbers; where a result's extent depends on an unknown one,
// two of the sets tell. They hold 0 and 1, small and large numbers, equal and different ones.
#pragma once

#include <functional>

#include "ir/graph.h"

namespace duet::ir {

/// Not even rank or number of an operator's results are known before it runs: no graph holds it.
class DUET_API UnknownTypes final : public std::exception {
 public:
  explicit UnknownTypes(const Op& op) : op_(op) {}
  const Op& op() const { return op_; }
  const char* what() const noexcept override { return "the types of results are not known"; }

 private:
  const Op& op_;
};

/// Calls `f` with the arguments and types of one example after the other, until it answers false.
/// Errors of operators that do not take an example pass it over. Answers whether any was taken.
using OnExample = std::function<bool(Dispatcher& types, const Values& args)>;
DUET_API bool each_example(const Graph& graph, std::span<const Value> args, const OnExample& f);

/// Types that fit what the operator gives for all examples; nothing if it takes none, or if their
/// number, rank or dtype differ.
DUET_API std::optional<Types> infer_by_examples(const Graph& graph, const Op& op,
                                                std::span<const Value> args);

/// Whether an extent of an argument is known only at run time, or a number that may decide one.
DUET_API bool open_extents(const Graph& graph, const Op& op, std::span<const Value> args);
/// Whether a run-time number stands among the arguments, but for operands of formulas.
DUET_API bool open_numbers(const Graph& graph, const Op& op, std::span<const Value> args);

}  // namespace duet::ir
