// Straight-line reverse mode. The order of everything here is that of runtime/tape/backward.cpp.
#include "autodiff/walk.h"

#include <algorithm>

#include "autodiff/two_ways.h"
#include "ir/examples.h"
#include "ir/result_types.h"
#include "ops/deferred.h"
#include "ops/ops.h"
#include "ops/registry.h"

namespace duet::autodiff {
namespace {

using ir::Node;
using ir::NodeKind;

bool lets_through(const Node& node) {
  if (node.constant) return false;
  switch (node.kind) {
    case NodeKind::kApply:
      return !node.op->constant;
    case NodeKind::kLeaf:
    case NodeKind::kIf:
    case NodeKind::kWhile:
    case NodeKind::kCall:
    case NodeKind::kMake:
    case NodeKind::kGet:
    case NodeKind::kPush:
    case NodeKind::kPop:
      return true;
    case NodeKind::kScalar:
    case NodeKind::kToTensor:
    case NodeKind::kItem:
    case NodeKind::kCheck:
    case NodeKind::kRaise:
    case NodeKind::kPrint:
    case NodeKind::kCommit:
    case NodeKind::kHostCall:
      return false;
  }
  return false;
}

bool has_cotangent(const Node& node, size_t k) {
  if (!is_differentiable(node.types[k])) return false;
  if (node.kind != NodeKind::kApply || !is_differentiable(node.types[0])) return true;
  return comes_back(k, node.types[k].as_tensor().dtype, node.types[0].as_tensor().dtype);
}

/// The Tensor arguments that a rule answers for.
Values tensor_slots(const Node& node) {
  Values slots;
  for (const Value& slot : gradient_slots(*node.op, node.args))
    if (slot.is_tensor() || slot.is_node()) slots.push_back(slot);
  return slots;
}

/// Leaves of the nodes since `begin` those that `results` need. What a rule's operators demand
/// holds where the operator itself has come through: checks go too, they would keep alive what
/// nobody wants.
void drop_unneeded(ir::Graph& graph, size_t begin, const Values& results) {
  std::vector<bool> needed(graph.value_count());
  auto need = [&](int64_t value) { needed[value] = true; };
  for (const Value& result : results) ir::each_node(result, need);
  std::vector<Node> kept;
  while (graph.nodes.size() > begin) {
    Node node = std::move(graph.nodes.back());
    graph.nodes.pop_back();
    bool live = false;
    for (size_t k = 0; k < node.types.size(); ++k)
      live = live || needed[node.first + static_cast<int64_t>(k)];
    if (!live) continue;
    for (const Value& arg : node.args) ir::each_node(arg, need);
    kept.push_back(std::move(node));
  }
  std::move(kept.rbegin(), kept.rend(), std::back_inserter(graph.nodes));
}

Values results_of(const Node& node) {
  Values results;
  for (size_t k = 0; k < node.types.size(); ++k)
    results.push_back(Value::node(node.first + static_cast<int64_t>(k)));
  return results;
}

}  // namespace

bool goes_by_parts(const Node& node) {
  return node.kind == NodeKind::kApply && node.op->body.is(BodyKind::kDecompose) &&
         !node.op->grad.run && !node.op->constant;
}

// --- dependence
// ------------------------------------------------------------------------------------

void Dependence::add(int64_t value) {
  auto at = static_cast<size_t>(value);
  if (marks_.size() <= at) marks_.resize(std::max<size_t>(at + 1, graph_.value_count()));
  marks_[at] = true;
}

bool Dependence::any(const Value& value) const {
  bool any = false;
  ir::each_node(value, [&](int64_t v) { any |= has(v); });
  return any;
}

bool Dependence::any_of(std::span<const Value> values) const {
  return std::any_of(values.begin(), values.end(), [&](const Value& v) { return any(v); });
}

bool Dependence::pass(const Node& node) {
  if (!any_of(node.args)) return false;
  for (size_t k = 0; k < node.types.size(); ++k)
    if (lets_through(node) && has_cotangent(node, k)) add(node.first + static_cast<int64_t>(k));
  return true;
}

// --- forward
// ---------------------------------------------------------------------------------------

Values Walk::run() {
  ir::PlaceRef place = recorder_.place();
  keep_.assign(graph_.value_count(), false);
  for (int64_t leaf : request_.leaves) {
    depends_.add(leaf);
    keep_[leaf] = true;
  }
  prepare();
  seed();
  go_back();
  Values gradients;
  for (int64_t leaf : request_.leaves) gradients.push_back(cotangents_.of(leaf));
  put_replacements();
  recorder_.set_place(std::move(place));
  return gradients;
}

/// Appends the stretch anew, node by node, so that parts can take the place of an operator.
void Walk::prepare() {
  auto begin = graph_.nodes.begin() + static_cast<int64_t>(request_.from);
  std::vector<Node> stretch(std::make_move_iterator(begin),
                            std::make_move_iterator(graph_.nodes.end()));
  graph_.nodes.erase(begin, graph_.nodes.end());
  auto user = std::ranges::find_if(
      request_.users, [&](const UserGradient& u) { return u.position >= request_.from; });
  for (size_t i = 0; i <= stretch.size(); ++i) {
    for (; user != request_.users.end() && user->position == request_.from + i; ++user)
      note_user(*user);
    if (i < stretch.size()) settle(std::move(stretch[i]));
  }
  middle_ = graph_.nodes.size();
}

void Walk::note_user(UserGradient& user) {
  user.position = graph_.nodes.size();
  bool any = std::ranges::any_of(user.inputs, [&](int64_t v) { return depends_.has(v); });
  for (int64_t result : user.results)
    if (any && is_differentiable(graph_.type(result))) depends_.add(result);
}

void Walk::settle(Node node) {
  // What an outer gradient records, eager mode computes operator by operator, the gradient rules of
  // inner ones too: each rounds its result.
  node.region = 0;
  if (goes_by_parts(node) && depends_.any_of(node.args)) {
    settle_parts(std::move(node));
    return;
  }
  depends_.pass(node);
  graph_.nodes.push_back(std::move(node));
}

/// Whether the rules of an operator may ask for an extent that nobody knows yet.
bool Walk::waits(const Node& node) const {
  bool known = true;
  for (const ir::Type& type : node.types)
    known = known && type.is_tensor() && type.rank_known() && type.as_tensor().known();
  return !known || ir::open_extents(graph_, *node.op, node.args) || has_open_attribute(node);
}

/// A number that the operator's rule wants to know and that is known only at run time.
bool Walk::has_open_attribute(const Node& node) const {
  const auto& params = entry(*node.op).schema.params;
  for (size_t i = 0; i < node.args.size(); ++i)
    if (node.args[i].is_node() && params[i].kind != ParamKind::kOperand &&
        params[i].kind != ParamKind::kTensor && params[i].kind != ParamKind::kAny)
      return true;
  return false;
}

/// The parts of an operator; nothing where they are known only at run time.
std::optional<Values> Walk::parts_of(const Node& node) {
  if (ir::open_numbers(graph_, *node.op, node.args)) return std::nullopt;
  const size_t at = graph_.nodes.size();
  auto decompose = [&] {
    Call call(*node.op, recorder_, node.args);
    return node.op->body.decompose(call);
  };
  if (!waits(node)) return decompose();
  auto parts = unless_extents_are_asked(decompose);
  if (!parts) graph_.nodes.resize(at);
  return parts;
}

void Walk::settle_parts(Node node) {
  recorder_.set_place(node.place);
  const auto at = static_cast<int64_t>(graph_.nodes.size());
  auto known = parts_of(node);
  if (!known) {
    depends_.pass(node);
    graph_.nodes.push_back(std::move(node));
    return;
  }
  Values results = std::move(*known);
  std::vector<Node> parts(std::make_move_iterator(graph_.nodes.begin() + at),
                          std::make_move_iterator(graph_.nodes.end()));
  graph_.nodes.erase(graph_.nodes.begin() + at, graph_.nodes.end());
  for (Node& part : parts) settle(std::move(part));
  for (size_t k = 0; k < results.size(); ++k) {
    Node same;
    same.kind = NodeKind::kLeaf;
    same.args = {results[k]};
    same.first = node.first + static_cast<int64_t>(k);
    same.types = {node.types[k]};
    same.place = node.place;
    settle(std::move(same));
  }
}

// --- back
// ------------------------------------------------------------------------------------------

void Walk::seed() {
  for (size_t i = 0; i < request_.outputs.size(); ++i) {
    const Value& output = request_.outputs[i];
    Value cotangent = i < request_.cotangents.size() ? request_.cotangents[i] : Value();
    bool by_itself = cotangent.is_none() && request_.cotangents.empty() && output.is_node() &&
                     graph_.type(output.as_node()).is_tensor();
    if (by_itself) cotangent = V(ops::ones_like(V(&recorder_, output))).value();
    cotangents_.add(output, cotangent);
  }
}

void Walk::go_back() {
  auto user = request_.users.rbegin();
  for (size_t i = middle_;; --i) {
    while (user != request_.users.rend() && user->position > i) ++user;
    for (; user != request_.users.rend() && user->position == i; ++user) user_step(*user);
    if (i == request_.from) return;
    step(i - 1);
  }
}

void Walk::user_step(const UserGradient& user) {
  bool any = std::ranges::any_of(user.inputs, [&](int64_t v) { return depends_.has(v); });
  if (!any || std::ranges::none_of(user.results, [&](int64_t v) { return cotangents_.has(v); }))
    return;
  Values cotangents;
  for (int64_t result : user.results)
    cotangents.push_back(cotangents_.has(result) ? cotangents_.of(result)
                                                 : zeros(recorder_, result));
  Values gradients = user.backward(cotangents);
  for (size_t i = 0; i < user.inputs.size() && i < gradients.size(); ++i)
    if (depends_.has(user.inputs[i])) cotangents_.add(Value::node(user.inputs[i]), gradients[i]);
}

bool Walk::active(const Node& node) const {
  if (!lets_through(node) || !depends_.any_of(node.args)) return false;
  for (size_t k = 0; k < node.types.size(); ++k)
    if (cotangents_.has(node.first + static_cast<int64_t>(k))) return true;
  return false;
}

void Walk::step(size_t i) {
  if (!active(graph_.nodes[i])) return;
  const Node node = graph_.nodes[i];  // recording moves the nodes
  recorder_.set_place(node.place);
  switch (node.kind) {
    case NodeKind::kApply:
      apply(node);
      break;
    case NodeKind::kLeaf:
      if (depends_.any(node.args[0])) cotangents_.add(node.args[0], cotangents_.of(node.first));
      break;
    case NodeKind::kGet:
      if (!node.args[1].is_number()) DUET_BUG("a gradient through a part known at run time only");
      cotangents_.add_part(node.args[0].as_node(), static_cast<size_t>(node.args[1].as_int()),
                           cotangents_.of(node.first));
      break;
    case NodeKind::kMake:
      make(node);
      break;
    case NodeKind::kPush:
      push(node);
      break;
    case NodeKind::kPop:
      pop(node);
      break;
    case NodeKind::kCall:
      call(i, node);
      break;
    case NodeKind::kIf:
      branch(i, node);
      break;
    case NodeKind::kWhile:
      loop(i, node);
      break;
    case NodeKind::kScalar:
    case NodeKind::kToTensor:
    case NodeKind::kItem:
    case NodeKind::kCheck:
    case NodeKind::kRaise:
    case NodeKind::kPrint:
    case NodeKind::kCommit:
    case NodeKind::kHostCall:
      DUET_BUG("a cotangent has come to a node that lets none through");
  }
  for (size_t k = 0; k < node.types.size(); ++k) {
    int64_t value = node.first + static_cast<int64_t>(k);
    if (static_cast<size_t>(value) >= keep_.size() || !keep_[value]) cotangents_.drop(value);
  }
}

void Walk::apply(const Node& node) {
  if (apply_user_rule(node)) return;
  Values slots = tensor_slots(node);
  Mask wanted;
  for (size_t i = 0; i < slots.size(); ++i)
    if (depends_.any(slots[i])) wanted.add(i);
  Values outs = results_of(node), cotangents = cotangents_of(node), gradients;
  const size_t begin = graph_.nodes.size();
  recorder_.begin_region();
  auto by_rule = [&] {
    return apply_rule({*node.op, recorder_, node.args, outs, cotangents}, wanted);
  };
  if (!waits(node)) {
    gradients = by_rule();
  } else {
    std::optional<Values> found;
    bool open = ir::open_numbers(graph_, *node.op, node.args) || has_open_attribute(node);
    if (node.op->grad.run && !open) found = unless_extents_are_asked(by_rule);
    if (!found) graph_.nodes.resize(begin);
    gradients = found ? std::move(*found) : put_off(node, outs, cotangents);
  }
  recorder_.end_region();
  drop_unneeded(graph_, begin, gradients);
  for (size_t i = 0; i < slots.size(); ++i)
    if (depends_.any(slots[i])) cotangents_.add(slots[i], gradients[i]);
}

/// A kernel takes its numbers as Tensors, a rule as they are.
Value Walk::number_of(const Value& arg) const {
  if (!arg.is_node()) return arg;
  for (const Node& node : graph_.nodes)
    if (node.first == arg.as_node() && node.kind == NodeKind::kToTensor) return node.args[0];
  return arg;
}

/// The gradients by one node that waits for the extents; one for each tensor slot.
Values Walk::put_off(const Node& node, const Values& outs, const Values& cotangents) {
  auto is_tensor = [&](int64_t value) { return graph_.type(value).is_tensor(); };
  Values slots = gradient_slots(*node.op, node.args), gradients;
  uint64_t wanted = 0;
  for (size_t i = 0; i < slots.size(); ++i)
    if (depends_.any(slots[i])) wanted |= uint64_t{1} << std::min<size_t>(i, 63);
  Values args = node.args;
  for (Value& arg : args) arg = number_of(arg);
  Values packed = pack_deferred({*node.op, args, outs, cotangents, wanted}, is_tensor);
  Values made = recorder_.apply(ops::operator_gradient, packed);
  size_t next = 0;
  for (size_t i = 0; i < slots.size(); ++i) {
    bool tensor = slots[i].is_tensor() || slots[i].is_node();
    if (is_wanted(wanted, i) && tensor)
      gradients.push_back(made[next++]);
    else if (tensor)
      gradients.emplace_back();
  }
  return gradients;
}

bool Walk::apply_user_rule(const Node& node) {
  if (!request_.rule) return false;
  const auto begin = static_cast<int64_t>(graph_.nodes.size());
  Values gradients;
  if (!request_.rule(node, all_cotangents_of(node), gradients)) {
    graph_.nodes.erase(graph_.nodes.begin() + begin, graph_.nodes.end());
    return false;
  }
  Values slots = tensor_slots(node);
  for (size_t i = 0; i < slots.size() && i < gradients.size(); ++i)
    if (depends_.any(slots[i])) cotangents_.add(slots[i], gradients[i]);
  return true;
}

void Walk::make(const Node& node) {
  if (!is_differentiable(node.types[0])) return;
  Value parts = cotangents_.of(node.first);
  if (node.types[0].kind() == ir::TypeKind::kStack) return;  // it was empty
  for (size_t i = 0; i < node.args.size(); ++i)
    if (depends_.any(node.args[i])) cotangents_.add(node.args[i], parts.as_list()[i]);
}

/// The Stack of cotangents is taken from where values were put.
void Walk::push(const Node& node) {
  const ir::Type& stack = node.types[0];
  const bool boxed = stack.items()[0].kind() == ir::TypeKind::kAny;
  Node pop;
  pop.kind = NodeKind::kPop;
  pop.args = {cotangents_.of(node.first)};
  pop.types = {stack, boxed ? cotangent_type(ir::type_of(graph_, node.args[1])) : stack.items()[0]};
  int64_t first = recorder_.append(std::move(pop));
  cotangents_.add(node.args[0], Value::node(first));
  cotangents_.add(node.args[1], taken_apart(recorder_, first + 1));
}

void Walk::pop(const Node& node) {
  Values parts = cotangents_of(node);
  const bool boxed = node.types[0].items()[0].kind() == ir::TypeKind::kAny;
  for (size_t k = 0; k < parts.size(); ++k) {
    const int64_t value = node.first + static_cast<int64_t>(k);
    if (boxed)
      parts[k] = put_together(recorder_, completed(recorder_, parts[k], Value::node(value)));
    else if (!is_present(parts[k]))
      parts[k] = zeros(recorder_, value);
  }
  Node push;
  push.kind = NodeKind::kPush;
  push.args = std::move(parts);
  push.types = {node.types[0]};
  cotangents_.add(node.args[0], Value::node(recorder_.append(std::move(push))));
}

Values Walk::cotangents_of(const Node& node) const {
  Values cotangents;
  for (size_t k = 0; k < node.types.size(); ++k)
    cotangents.push_back(cotangents_.of(node.first + static_cast<int64_t>(k)));
  return cotangents;
}

Values Walk::all_cotangents_of(const Node& node) {
  Values cotangents = cotangents_of(node);
  for (size_t k = 0; k < cotangents.size(); ++k)
    if (!is_present(cotangents[k]))
      cotangents[k] = zeros(recorder_, node.first + static_cast<int64_t>(k));
  return cotangents;
}

std::vector<bool> Walk::wanted(std::span<const Value> args) const {
  std::vector<bool> wanted;
  for (const Value& arg : args) wanted.push_back(depends_.any(arg));
  return wanted;
}

// --- graphs below: the nodes that take their place
// -------------------------------------------------

int64_t Walk::replace(size_t i, Node forward, std::vector<Node> before) {
  const Node old = graph_.nodes[i];
  std::vector<Node> nodes = std::move(before);
  forward.place = old.place;
  const int64_t first = forward.first = graph_.new_values(forward.types);
  nodes.push_back(std::move(forward));
  for (size_t k = 0; k < old.types.size(); ++k) {
    Node same;
    same.kind = NodeKind::kLeaf;
    same.args = {Value::node(first + static_cast<int64_t>(k))};
    same.first = old.first + static_cast<int64_t>(k);
    same.types = {old.types[k]};
    same.place = old.place;
    nodes.push_back(std::move(same));
  }
  replacements_[i] = std::move(nodes);
  return first;
}

void Walk::put_replacements() {
  if (replacements_.empty()) return;
  std::vector<Node> nodes;
  auto user = request_.users.begin();
  size_t middle = middle_;
  for (size_t i = 0; i <= graph_.nodes.size(); ++i) {
    for (; user != request_.users.end() && user->position <= i; ++user)
      if (user->position == i) user->position = nodes.size();
    if (i == middle_) middle = nodes.size();
    if (i == graph_.nodes.size()) break;
    if (auto found = replacements_.find(i); found == replacements_.end())
      nodes.push_back(std::move(graph_.nodes[i]));
    else
      std::ranges::move(found->second, std::back_inserter(nodes));
  }
  middle_ = middle;
  graph_.nodes = std::move(nodes);
}

}  // namespace duet::autodiff
