// Patterns from formulas, matching, and what may be known of a value's layout.
#include "passes/rewrite.h"

#include <algorithm>
#include <bit>

#include "ir/result_types.h"
#include "ops/ops.h"
#include "ops/registry.h"

namespace duet::passes {

using ir::Node;
using ir::NodeKind;

namespace {

constexpr int64_t kFirstInner = 1000;  // values of the pattern's own operators
constexpr int kUnknowns = 6;

/// Writes down what a left side calls.
class PatternRecorder final : public Dispatcher {
 public:
  struct Step {
    const Op* op;
    Values args;
  };
  Values apply(const Op& op, std::span<const Value> args) override {
    steps.push_back({&op, Values(args)});
    return {Value::node(kFirstInner + static_cast<int64_t>(steps.size()) - 1)};
  }
  TensorType type(const Value&) const override {
    DUET_BUG("the left side of an equation asks for types");
  }
  std::vector<Step> steps;
};

/// Which unknown an attribute of a pattern stands for.
std::optional<int> unknown_attribute(const Value& value) {
  if (value.kind() == Value::Kind::kDType) {
    int index = static_cast<int>(value.as_dtype()) - detail::kUnknownDType;
    return index >= 0 ? std::optional(index) : std::nullopt;
  }
  if (value.kind() != Value::Kind::kInts) return std::nullopt;
  const Ints& ints = value.as_ints();
  bool unknown = ints.size() == 2 && ints[0] == detail::kUnknownInts;
  return unknown ? std::optional(static_cast<int>(ints[1])) : std::nullopt;
}

bool equal_numbers(const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) return false;
  if (a.kind() == Value::Kind::kComplex || b.kind() == Value::Kind::kComplex) return false;
  return std::bit_cast<uint64_t>(a.as_float()) == std::bit_cast<uint64_t>(b.as_float());
}

}  // namespace

struct Rewriter::Pattern {
  const Rewrite* rewrite;
  std::vector<PatternRecorder::Step> steps;  // the last one is the root
};

/// One attempt to read a node as a pattern.
struct Rewriter::Match {
  const Rewriter& rewriter;
  const Pattern& pattern;
  int region;
  Values bound = Values(kUnknowns);
  bool known[kUnknowns] = {};

  bool step(size_t i, const Node& node) {
    const PatternRecorder::Step& wanted = pattern.steps[i];
    if (node.kind != NodeKind::kApply || node.op != wanted.op || node.types.size() != 1)
      return false;
    if (node.args.size() != wanted.args.size()) return false;
    for (size_t k = 0; k < wanted.args.size(); ++k)
      if (!value(wanted.args[k], node.args[k])) return false;
    return true;
  }

  bool value(const Value& wanted, const Value& found) {
    if (wanted.is_node()) {
      int64_t number = wanted.as_node();
      if (number < kFirstInner) return tensor_like(found) && bind(static_cast<int>(number), found);
      const Node* inner = rewriter.maker(found);
      return inner && inner->kind == NodeKind::kApply && inside(*inner) &&
             step(static_cast<size_t>(number - kFirstInner), *inner);
    }
    if (auto index = unknown_attribute(wanted))
      return (found.kind() == wanted.kind() || found.is_none()) && bind(*index, found);
    return wanted == found || equal_numbers(wanted, found);
  }

  bool tensor_like(const Value& found) const {
    if (!found.is_node()) return found.is_tensor();
    const ir::Type& type = rewriter.edit_->graph().type(found.as_node());
    if (!type.is_tensor() || !type.rank_known() || !type.dtype_known()) return false;
    // A half that its region has not rounded yet must not leave it unseen.
    const Node* made = rewriter.maker(found);
    return !made || made->region == 0 || made->region == region || !is_half(*type.known_dtype());
  }

  bool bind(int index, const Value& found) {
    if (known[index]) return bound[index] == found;
    known[index] = true;
    bound[index] = found;
    return true;
  }

  /// Whether what is between the sides was never seen outside: halves are rounded at the edge.
  bool inside(const Node& inner) const {
    if (inner.region == region) return true;
    for (const ir::Type& type : inner.types)
      if (!type.dtype_known() || is_half(*type.known_dtype())) return false;
    return true;
  }
};

Rewriter::Rewriter(std::span<const Rewrite> table) : by_op_(registry().size()) {
  for (const Rewrite& rewrite : table) {
    PatternRecorder recorder;
    Values unknowns = rewrite.from.unknowns();
    DUET_CHECK(unknowns.size() <= kUnknowns);
    Call call(ops::copy, recorder, unknowns);
    rewrite.from.run(call);
    const Op* root = recorder.steps.back().op;
    by_op_[entry(*root).id].push_back({&rewrite, std::move(recorder.steps)});
  }
}

Rewriter::~Rewriter() = default;

std::optional<Value> Rewriter::rewrite(Edit& edit) {
  edit_ = &edit;
  return rewrite(edit.node());
}

std::optional<Value> Rewriter::rewrite(const Node& node) {
  if (node.kind != NodeKind::kApply || node.types.size() != 1) return std::nullopt;
  for (const Pattern& pattern : by_op_[entry(*node.op).id])
    if (auto value = attempt(pattern, node)) return value;
  return std::nullopt;
}

std::optional<Value> Rewriter::attempt(const Pattern& pattern, const Node& node) {
  Match match{*this, pattern, node.region};
  if (!match.step(pattern.steps.size() - 1, node)) return std::nullopt;
  Call call(*node.op, *this, match.bound);
  const Rewrite& rewrite = *pattern.rewrite;
  if (rewrite.when.run && !rewrite.when.run(call)) return std::nullopt;
  const ir::Type wanted = node.types[0];  // `node` may move when nodes are made
  Value result;
  try {
    result = rewrite.to.run(call);
  } catch (const Error&) {
    return std::nullopt;  // what is wrong with the program is said where it runs
  }
  const ir::Type found = ir::type_of(edit_->graph(), result);
  if (found == wanted) {
    last_rule_ = rewrite.name;
    return result;
  }
  // A value that was there before stands for the whole only if it has its very type.
  bool made = std::ranges::none_of(match.bound, [&](const Value& v) { return v == result; });
  if (made) DUET_BUG("{} makes {} of {}", rewrite.name, to_text(found), to_text(wanted));
  return std::nullopt;
}

Values Rewriter::apply(const Op& op, std::span<const Value> args) {
  Node node;
  node.op = &op;
  node.args = Values(args);
  node.types = ir::apply_types(edit_->graph(), op, args);
  node.region = edit_->node().region;
  if (auto simpler = rewrite(node)) return {*simpler};
  return edit_->append(std::move(node));
}

TensorType Rewriter::type(const Value& value) const {
  return ir::GraphTypes(edit_->graph()).type(value);
}

const Node* Rewriter::maker(const Value& value) const {
  return value.is_node() ? edit_->maker(value.as_node()) : nullptr;
}

namespace {

constexpr int kDepth = 8;  // of the search; what is farther is not known

bool row_major(const Rewriter& rewriter, const Value& value, int depth);

/// Elementwise results lie as the first operand of their shape does (compute_scalar.cpp).
bool row_major_result(const Rewriter& rewriter, const Node& node, int depth) {
  const auto& result = node.types[0];
  for (const Value& arg : node.args) {
    if (!arg.is_node() && !arg.is_tensor()) continue;
    if (rewriter.type(arg).shape == result.as_tensor().shape)
      return row_major(rewriter, arg, depth + 1);
  }
  return true;
}

bool updates(const Op& op) { return op.updates.argument[0] >= 0; }

bool row_major(const Rewriter& rewriter, const Value& value, int depth) {
  if (value.is_tensor()) return true;
  const Node* node = rewriter.maker(value);
  if (!node || depth > kDepth) return false;
  if (node->kind == NodeKind::kToTensor) return true;
  if (node->kind != NodeKind::kApply || updates(*node->op)) return false;
  if (!node->types[0].rank_known() || !node->types[0].dtype_known()) return false;
  if (node->op->body.is(BodyKind::kReduce)) return true;
  if (node->op->body.is(BodyKind::kScalar)) return row_major_result(rewriter, *node, depth);
  if (node->is(ops::reshape)) return row_major(rewriter, node->args[0], depth + 1);
  return false;
}

bool dense(const Rewriter& rewriter, const Value& value, int depth) {
  if (row_major(rewriter, value, depth)) return true;
  const Node* node = rewriter.maker(value);
  if (!node || depth > kDepth || node->kind != NodeKind::kApply || updates(*node->op)) return false;
  if (node->op->body.is(BodyKind::kScalar)) return true;
  return node->is(ops::transpose) && dense(rewriter, node->args[0], depth + 1);
}

const Rewriter& rewriter_of(const V& x) { return static_cast<const Rewriter&>(*x.dispatcher()); }

}  // namespace

bool dense(const V& x) { return dense(rewriter_of(x), x.value(), 0); }
bool row_major(const V& x) { return row_major(rewriter_of(x), x.value(), 0); }

}  // namespace duet::passes
