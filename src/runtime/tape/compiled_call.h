// A compiled function called while a gradient is recorded: one entry of the tape, whose backward is
// a program too (autodiff/reverse.h, split).
//
// An object of this kind is kept beside a compiled graph and makes what it needs when it is first
// needed: the forward program that returns residuals, by which inputs are tracked and which outputs
// had cotangents the last time; the backward program; and, where an outer gradient wants to see the
// backward, the gradient as one graph, itself a compiled call. Any thread may call it.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "autodiff/reverse.h"
#include "runtime/program/program.h"

namespace duet {

class DUET_API CompiledCall : public std::enable_shared_from_this<CompiledCall> {
 public:
  /// `graph` as it was recorded: passes are run on what is made of it.
  explicit CompiledCall(ir::GraphRef graph) : graph_(std::move(graph)) {}

  /// As GraphProgram::run; where the tape records and knows an input, the call is one entry of it,
  /// and the Tensors among the results and the states that are written are values of the tape.
  Values run(std::span<const Value> inputs, HostHook* host);

 private:
  struct Ways;
  struct Entry;
  using WaysRef = std::shared_ptr<Ways>;
  /// What is known after the first call with these inputs tracked.
  struct Learned {
    std::vector<int> tracked;   // outputs that a gradient may come back through
    std::vector<bool> present;  // outputs that had a cotangent the last time
    std::vector<bool> sums;     // by wanted input: what its gradient begins with matters
  };

  WaysRef ways(const std::vector<int>& wanted, Learned& learned);
  WaysRef ways(const autodiff::SplitRequest& request);
  /// What goes back from the same residuals with these sums; null where none does.
  WaysRef with_sums(const WaysRef& ways, const std::vector<int>& begun);
  Values record(std::span<const Value> inputs, const std::vector<int>& wanted, HostHook* host);
  struct Arrived;
  Values go_back(const Entry& entry, const Arrived& arrived);
  Values go_back_one_way(const Entry& entry, const Arrived& arrived, bool recorded);
  const GraphProgram& plain();

  struct OneWay {
    autodiff::GradientGraph gradient;
    std::shared_ptr<CompiledCall> call;
  };

  ir::GraphRef graph_;
  std::mutex mutex_;
  std::shared_ptr<const GraphProgram> plain_;
  std::map<autodiff::SplitRequest, WaysRef> ways_;
  std::map<std::vector<int>, Learned> learned_;  // by wanted
  std::map<std::pair<autodiff::SplitRequest, std::vector<int>>, WaysRef> begun_;
  std::map<std::pair<autodiff::SplitRequest, bool>, OneWay> one_ways_;
};

}  // namespace duet
