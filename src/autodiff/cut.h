// The joint graph of a transformation, forward then backward, and parts of it as graphs of their
// own. Internal to autodiff.
#pragma once

#include "autodiff/two_ways.h"

namespace duet::autodiff {

/// One graph that goes both ways.
struct Joint {
  ir::Graph graph;
  size_t inputs;              // the first are the graph's own, the others cotangents
  size_t middle = 0;          // backward nodes begin here
  Values gradients;           // by input: nodes and constants
  std::vector<bool> live;     // by node: needed by a gradient
  std::vector<bool> needed;   // by value
  std::vector<size_t> again;  // forward nodes that backward computes again
  std::vector<int64_t> residuals;
};

/// `complete`: these inputs have a gradient, if one that adds nothing.
Joint join(const ir::Graph& source, const TwoWaysRequest& request, TwoWaysMemo& memo,
           const std::vector<bool>& complete = {});

/// A part of a graph as a graph of its own, numbered afresh.
class Extract {
 public:
  explicit Extract(const ir::Graph& source) : source_(source), numbers_(source.value_count(), -1) {
    result_->name = source.name;
  }
  void input(const ir::Input& input, bool state) {
    numbers_[input.value] = result_->add_input(input.name, input.type, state);
  }
  void input(int64_t value, std::string name) {
    numbers_[value] = result_->add_input(std::move(name), source_.type(value));
  }
  void node(const ir::Node& node) {
    ir::Node copy = node;
    for (Value& arg : copy.args) arg = renumbered(arg);
    int64_t first = result_->append(std::move(copy));
    for (size_t k = 0; k < node.types.size(); ++k)
      numbers_[node.first + static_cast<int64_t>(k)] = first + static_cast<int64_t>(k);
  }
  void result(const Value& value) { result_->results.push_back(renumbered(value)); }
  /// The value stands for one of the new graph.
  void name(int64_t value, int64_t number) { numbers_[value] = number; }
  const std::shared_ptr<ir::Graph>& graph() const { return result_; }
  ir::GraphRef take(std::string_view what) {
    result_->name += what;
    return std::move(result_);
  }

 private:
  Value renumbered(const Value& value) const {
    return ir::with_nodes(value, [&](int64_t v) {
      DUET_CHECK(numbers_[v] >= 0);
      return Value::node(numbers_[v]);
    });
  }

  const ir::Graph& source_;
  std::shared_ptr<ir::Graph> result_ = std::make_shared<ir::Graph>();
  std::vector<int64_t> numbers_;
};

/// Gradients become results; answers their structures.
Values put_gradients(const Joint& joint, Extract& extract);
/// Adds an input for each cotangent of `result`, a value of `graph` or of the one it is a copy of.
Value seed(ir::Graph& graph, const Value& result, const Value& structure);

}  // namespace duet::autodiff
