// The walk of reverse mode over one graph: forward once to see what depends on the leaves, back
// once with the cotangents. Internal to autodiff; reverse.h and two_ways.h are its ways in.
#pragma once

#include <map>

#include "autodiff/cotangents.h"
#include "autodiff/reverse.h"
#include "autodiff/rule.h"

namespace duet::autodiff {

class TwoWaysMemo;

/// Values that depend on a leaf.
class Dependence {
 public:
  explicit Dependence(const ir::Graph& graph) : graph_(graph) {}
  void add(int64_t value);
  bool has(int64_t value) const {
    return static_cast<size_t>(value) < marks_.size() && marks_[value];
  }
  bool any(const Value& value) const;
  bool any_of(std::span<const Value> values) const;
  /// Marks the node's results if it lets dependence through. Answers whether an argument depends.
  bool pass(const ir::Node& node);

 private:
  const ir::Graph& graph_;
  std::vector<bool> marks_;
};

/// As in eager mode, a decomposition without a rule of its own is differentiated part by part.
bool goes_by_parts(const ir::Node& node);

class Walk {
 public:
  Walk(ir::Recorder& recorder, const ReverseRequest& request, TwoWaysMemo& memo)
      : recorder_(recorder),
        graph_(recorder.graph()),
        request_(request),
        memo_(memo),
        depends_(graph_),
        cotangents_(recorder) {}

  Values run();
  /// Where what has been appended begins.
  size_t middle() const { return middle_; }

 private:
  // Forward.
  void prepare();
  void settle(ir::Node node);
  void settle_parts(ir::Node node);
  bool waits(const ir::Node& node) const;
  bool has_open_attribute(const ir::Node& node) const;
  Value number_of(const Value& arg) const;
  std::optional<Values> parts_of(const ir::Node& node);
  void note_user(UserGradient& user);

  // Back.
  void seed();
  void go_back();
  void user_step(const UserGradient& user);
  void step(size_t i);
  void apply(const ir::Node& node);
  Values put_off(const ir::Node& node, const Values& outs, const Values& cotangents);
  bool apply_user_rule(const ir::Node& node);
  void make(const ir::Node& node);
  void push(const ir::Node& node);
  void pop(const ir::Node& node);

  // Graphs below (walk_control.cpp).
  void call(size_t i, const ir::Node& node);
  void user_call(const ir::Node& node);
  void branch(size_t i, const ir::Node& node);
  void loop(size_t i, const ir::Node& node);
  /// What the arguments have so far, where a graph below adds to it more than once: it is handed
  /// in, so that sums go on in program order. None elsewhere.
  Values take_sums(std::span<const Value> args, std::span<const ir::GraphRef> graphs);
  /// `gradients` has the structure of each argument's, `found` the values.
  void give(std::span<const Value> args, const Values& gradients, const Values& found);
  /// The node at `i` becomes `forward`, which has further results; its own keep their numbers.
  int64_t replace(size_t i, ir::Node forward, std::vector<ir::Node> before = {});
  void put_replacements();

  Values cotangents_of(const ir::Node& node) const;
  /// With zeros where there is none.
  Values all_cotangents_of(const ir::Node& node);
  std::vector<bool> wanted(std::span<const Value> args) const;
  bool active(const ir::Node& node) const;

  ir::Recorder& recorder_;
  ir::Graph& graph_;
  const ReverseRequest& request_;
  TwoWaysMemo& memo_;
  Dependence depends_;
  Cotangents cotangents_;
  std::vector<bool> keep_;  // by value: is a leaf
  size_t middle_ = 0;
  std::map<size_t, std::vector<ir::Node>> replacements_;  // by index of the node
};

}  // namespace duet::autodiff
