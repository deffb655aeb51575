// A graph of MindIR: inputs, nodes in program order, results. docs/mindir.md is its law.
//
// A value is a number; `Value::node(v)` stands for it among the arguments of operators, so that
// gradient rules and decompositions, written against Dispatcher, serve here unchanged. A node makes
// values `first .. first + types.size() - 1`, and has its types, its place in the user's source and
// its effect from birth. Constants (numbers, attributes, small Tensors) stand as Values in
// arguments. Nodes with an effect are never dead and keep their order.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ir/type.h"
#include "ops/op.h"

namespace duet::ir {

class Graph;
using GraphRef = std::shared_ptr<Graph>;

/// A place in the user's program, with the call through which it was reached.
struct Place {
  std::string file;
  std::string function;  // qualified name
  int line = 0, column = 0, end_line = 0, end_column = 0;
  std::shared_ptr<const Place> called_from;
};
using PlaceRef = std::shared_ptr<const Place>;

enum class NodeKind : uint8_t {
  kApply,     // an operator
  kScalar,    // Python arithmetic on run-time numbers; `name` is the operation: "add", "lt", ...
  kLeaf,      // its argument as a value of its own, which gradients can be asked of
  kToTensor,  // a run-time number as a 0-d Tensor of a dtype (args: number, dtype)
  kItem,      // a 0-d or one-element Tensor as a run-time number
  kIf,        // args: condition, captured values...; graphs: then, else
  kWhile,     // args: state...; graphs: condition, body (state -> state)
  kCall,      // args; graphs: callee
  kMake,      // a Tuple, Seq, Dict or Variant of its arguments; its type says which
  kGet,       // one part of one (args: value, index)
  kPush,      // args: stack, value
  kPop,       // args: stack; results: stack, value
  kCheck,     // args: condition, message parts...; `name`: exception type. Or what `op` demands of
              // its arguments at run time (Op::checks; and Op::infer where extents are unknown):
              // args: the operator's. An effect
  kRaise,     // args: message parts...; `name`: exception type. An effect
  kPrint,     // args: parts. An effect
  kCommit,    // args: state input, value: what the outside sees from here on. An effect
  kHostCall,  // a visit to Python; `name` says of what, `host` names the object. An effect
};

struct DUET_API Node {
  NodeKind kind = NodeKind::kApply;
  const Op* op = nullptr;  // kApply, and kCheck of an operator's demands
  std::string name;
  Values args;
  int64_t first = 0;             // number of its first result
  SmallVector<Type, 1> types;    // of its results
  std::vector<GraphRef> graphs;  // branches, body, callee
  PlaceRef place;
  /// Nodes that one gradient rule or one decomposition has recorded share a region (> 0): they are
  /// one operator's work, and a half is rounded only where it leaves them, as in eager mode. 0: the
  /// node is a region of its own.
  int region = 0;
  /// Nothing flows back through it: it was recorded while gradients were paused.
  bool constant = false;
  int64_t host = -1;  // kHostCall: index into the caller's table of Python objects

  bool has_effect() const { return kind >= NodeKind::kCheck; }
  bool is(const Op& o) const { return op == &o; }
};

/// A value from outside.
struct Input {
  int64_t value = 0;
  std::string name;  // of the argument, or the dotted name of the Parameter
  Type type;
  /// A storage of the outside world (Parameter, random state): Commit may write it.
  bool state = false;
};

class DUET_API Graph {
 public:
  std::string name;
  std::vector<Input> inputs;
  std::vector<Node> nodes;  // program order
  Values results;           // nodes, constants, lists of these

  int64_t add_input(std::string name, Type type, bool state = false);
  /// Appends; the node's `types` are complete. Returns the number of its first result.
  int64_t append(Node node);
  int64_t value_count() const { return static_cast<int64_t>(types_.size()); }
  const Type& type(int64_t value) const { return types_[value]; }
  /// A number for a value that a pass makes; the node is put into `nodes` by the pass's Edit.
  int64_t new_values(std::span<const Type> types);

 private:
  std::vector<Type> types_;  // by value
};

/// Calls `f(number)` for each node among a value and the lists in it.
template <class F>
void each_node(const Value& value, F&& f) {
  if (value.is_node())
    f(value.as_node());
  else if (value.is_list())
    for (const Value& item : value.as_list()) each_node(item, f);
}

/// The same value with every node replaced by `f(number)`: for loops where time counts.
template <class F>
Value with_nodes(const Value& value, F&& f) {
  if (value.is_node()) return f(value.as_node());
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(with_nodes(item, f));
  return items;
}
DUET_API Value map_nodes(const Value& value, const std::function<Value(int64_t)>& f);

}  // namespace duet::ir
