// What branches and loops share: nodes as graphs of their own, the frame's part of a state, one
// side's and one pass's outcome.
#pragma once

#include "frontend/evaluate/branches/fork.h"

namespace duet::frontend {

/// Nodes as a graph of their own: values from outside become inputs, in the order of `captured`.
class Extraction {
 public:
  explicit Extraction(ir::Graph& from, std::string name) : from_(from) {
    graph_ = std::make_shared<ir::Graph>();
    graph_->name = std::move(name);
  }

  /// Makes `value` (a number in the outer graph) the next input.
  void input(int64_t value) {
    numbers_[value] =
        graph_->add_input(fmt::format("v{}", graph_->inputs.size()), from_.type(value));
  }
  void take(std::vector<ir::Node> nodes) {
    for (ir::Node& node : nodes) {
      for (Value& arg : node.args) arg = renumbered(arg);
      int64_t old = node.first;
      auto count = static_cast<int64_t>(node.types.size());
      int64_t first = graph_->append(std::move(node));
      for (int64_t k = 0; k < count; ++k) numbers_[old + k] = first + k;
    }
  }
  /// The only element of a Tensor of the condition's graph, as a number of the outer one's.
  Value item(const Value& value) {
    TensorType type = from_.type(value.as_node()).as_tensor();
    NumberKind kind = is_bool(type.dtype)  ? NumberKind::kBool
                      : is_int(type.dtype) ? NumberKind::kInt
                                           : NumberKind::kFloat;
    ir::Node node;
    node.kind = ir::NodeKind::kItem;
    node.args = {value};
    node.types.push_back(ir::Type::scalar(kind));
    node.first = from_.new_values(node.types);
    Value result = Value::node(node.first);
    std::vector<ir::Node> one;
    one.push_back(std::move(node));
    take(std::move(one));
    return result;
  }
  void result(const Value& value) { graph_->results.push_back(renumbered(value)); }
  ir::GraphRef finish() { return graph_; }

 private:
  Value renumbered(const Value& value) {
    return ir::map_nodes(value, [&](int64_t number) { return Value::node(numbers_.at(number)); });
  }

  ir::Graph& from_;
  ir::GraphRef graph_;
  std::unordered_map<int64_t, int64_t> numbers_;
};

/// What nodes and results read that they do not make, in order.
class Captures {
 public:
  void nodes(const std::vector<ir::Node>& nodes) {
    for (const ir::Node& node : nodes) {
      for (const Value& arg : node.args) value(arg);
      for (size_t k = 0; k < node.types.size(); ++k)
        made_.insert(node.first + static_cast<int64_t>(k));
    }
  }
  void value(const Value& value) {
    ir::each_node(value, [&](int64_t number) {
      if (!made_.contains(number) && seen_.insert(number).second) order.push_back(number);
    });
  }
  /// Another graph begins: what the last one made is not there.
  void next() { made_.clear(); }
  void exclude(int64_t value) { seen_.insert(value); }

  std::vector<int64_t> order;

 private:
  std::unordered_set<int64_t> made_, seen_;
};

inline FrameState save_frame(const Frame& frame) {
  return {frame.variables, frame.stack, frame.activations};
}

inline void restore_frame(Frame& frame, const FrameState& state) {
  frame.variables = state.variables;
  frame.stack = state.stack;
  frame.activations = state.activations;
}

/// Iterators of the loops above `height` are advanced by whoever goes on: each side gets its own.
void own_iterators(FrameState& state, const FrameState& start, size_t height);

/// Why a graph does not go on, and where that is.
struct Reason {
  std::string text, slug;
  ir::PlaceRef place;
};

/// While a loop or fork is open.
class Machine::InFork {
 public:
  InFork(Machine& machine, const syntax::Step* step, const WorldState& before) : machine_(machine) {
    machine.forks_.push_back({step, &before});
  }
  ~InFork() { machine_.forks_.pop_back(); }
  InFork(const InFork&) = delete;
  InFork& operator=(const InFork&) = delete;

 private:
  Machine& machine_;
};

/// While rounds of a loop are evaluated.
class Machine::InLoop {
 public:
  InLoop(Machine& machine, const syntax::Step* loop) : machine_(machine) {
    machine.loops_.push_back(loop);
  }
  ~InLoop() { machine_.loops_.pop_back(); }
  InLoop(const InLoop&) = delete;
  InLoop& operator=(const InLoop&) = delete;

 private:
  Machine& machine_;
};

/// One side of a branch.
struct Machine::Side {
  Completion outcome;
  State state;
  std::vector<ir::Node> nodes;
  std::optional<Reason> left = {};  // the graph does not have it: Python goes on in its place
};

/// One pass through condition and body, from a state.
struct Machine::Pass {
  Value condition;
  std::vector<ir::Node> test, body;
  State after;
  Object broken;        // whether the iteration has left the loop; null: never
  bool unseen = false;  // the condition visits, and nothing behind it has looked
};

}  // namespace duet::frontend
