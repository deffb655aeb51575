// Sums of cotangents, and what stands for none where a value is needed.
#include "autodiff/cotangents.h"

#include <algorithm>

#include "ir/result_types.h"
#include "ops/ops.h"

namespace duet::autodiff {

bool is_differentiable(const ir::Type& type) {
  switch (type.kind()) {
    case ir::TypeKind::kTensor:
      return type.rank_known() && type.dtype_known();
    case ir::TypeKind::kTuple:
    case ir::TypeKind::kDict:
      return std::ranges::any_of(type.items(),
                                 [](const ir::Type& item) { return is_differentiable(item); });
    case ir::TypeKind::kStack:
      // What a graph that calls itself keeps is boxed (two_ways_recursive.cpp).
      if (type.items()[0].kind() == ir::TypeKind::kAny) return true;
      return std::ranges::any_of(type.items(),
                                 [](const ir::Type& item) { return is_differentiable(item); });
    case ir::TypeKind::kScalar:
    case ir::TypeKind::kSeq:
    case ir::TypeKind::kVariant:
    case ir::TypeKind::kString:
    case ir::TypeKind::kAny:
    case ir::TypeKind::kNone:
      return false;
  }
  return false;
}

bool is_differentiable(const ir::Graph& graph, const Value& value) {
  bool any = false;
  ir::each_node(value, [&](int64_t v) { any |= is_differentiable(graph.type(v)); });
  return any;
}

bool is_present(const Value& cotangent) {
  if (!cotangent.is_list()) return !cotangent.is_none();
  const Values& items = cotangent.as_list();
  return std::any_of(items.begin(), items.end(), is_present);
}

Value empty_stack(ir::Recorder& recorder, const ir::Type& stack) {
  ir::Node node;
  node.kind = ir::NodeKind::kMake;
  node.types.push_back(stack);
  return Value::node(recorder.append(std::move(node)));
}

Value zeros(ir::Recorder& recorder, int64_t value) {
  const ir::Type type = recorder.graph().type(value);
  if (type.kind() == ir::TypeKind::kStack) return empty_stack(recorder, type);
  return V(ops::zeros_like(V(&recorder, Value::node(value)))).value();
}

Value nothing(ir::Recorder& recorder, int64_t value) {
  const ir::Type type = recorder.graph().type(value);
  if (type.kind() == ir::TypeKind::kStack) return empty_stack(recorder, type);
  V zero = ops::zeros_like(V(&recorder, Value::node(value)));
  return type.as_tensor().dtype == DType::kBool ? zero.value() : (-zero).value();
}

Value completed(ir::Recorder& recorder, const Value& cotangent, const Value& like) {
  if (like.is_list()) {
    Values parts;
    for (size_t i = 0; i < like.as_list().size(); ++i)
      parts.push_back(completed(recorder, cotangent.is_list() ? cotangent.as_list()[i] : Value(),
                                like.as_list()[i]));
    return parts;
  }
  if (!like.is_node()) return {};
  const ir::Type type = recorder.graph().type(like.as_node());
  if (!is_differentiable(type)) return {};
  if (type.kind() != ir::TypeKind::kTuple && type.kind() != ir::TypeKind::kDict)
    return is_present(cotangent) ? cotangent : nothing(recorder, like.as_node());
  Values parts;
  for (size_t i = 0; i < type.items().size(); ++i) {
    ir::Node get;
    get.kind = ir::NodeKind::kGet;
    get.args = {like, Value(static_cast<int64_t>(i))};
    get.types.push_back(type.items()[i]);
    parts.push_back(Value::node(recorder.append(std::move(get))));
  }
  return completed(recorder, cotangent, parts);
}

ir::Type cotangent_type(const ir::Type& type) {
  if (!is_differentiable(type)) return ir::Type::none();
  if (type.kind() != ir::TypeKind::kTuple && type.kind() != ir::TypeKind::kDict) return type;
  std::vector<ir::Type> items;
  for (const ir::Type& item : type.items()) items.push_back(cotangent_type(item));
  return ir::Type::tuple(std::move(items));
}

Value taken_apart(ir::Recorder& recorder, int64_t value) {
  const ir::Type type = recorder.graph().type(value);
  if (type.kind() == ir::TypeKind::kNone) return {};
  if (type.kind() != ir::TypeKind::kTuple) return Value::node(value);
  Values parts;
  for (size_t i = 0; i < type.items().size(); ++i) {
    if (type.items()[i].kind() == ir::TypeKind::kNone) {
      parts.emplace_back();
      continue;
    }
    ir::Node get;
    get.kind = ir::NodeKind::kGet;
    get.args = {Value::node(value), Value(static_cast<int64_t>(i))};
    get.types.push_back(type.items()[i]);
    parts.push_back(taken_apart(recorder, recorder.append(std::move(get))));
  }
  return parts;
}

Value put_together(ir::Recorder& recorder, const Value& cotangent) {
  if (!cotangent.is_list()) return cotangent;
  ir::Node make;
  make.kind = ir::NodeKind::kMake;
  std::vector<ir::Type> types;
  for (const Value& part : cotangent.as_list()) {
    make.args.push_back(put_together(recorder, part));
    types.push_back(ir::type_of(recorder.graph(), make.args.back()));
  }
  make.types.push_back(ir::Type::tuple(std::move(types)));
  return Value::node(recorder.append(std::move(make)));
}

Value Cotangents::sum(const Value& a, const Value& b) {
  if (!is_present(a)) return b;
  if (!is_present(b)) return a;
  if (a.is_node() && recorder_.graph().type(a.as_node()).kind() == ir::TypeKind::kStack)
    throw Error(ErrorKind::kRuntime, "third gradients of a recursion are computed in Python");
  if (!a.is_list()) return (V(&recorder_, a) + V(&recorder_, b)).value();
  DUET_CHECK(b.is_list() && a.as_list().size() == b.as_list().size());
  Values items;
  for (size_t i = 0; i < a.as_list().size(); ++i)
    items.push_back(sum(a.as_list()[i], b.as_list()[i]));
  return items;
}

void Cotangents::add(const Value& value, const Value& cotangent) {
  if (value.is_list() && cotangent.is_list()) {
    const Values& parts = value.as_list();
    for (size_t i = 0; i < parts.size(); ++i) add(parts[i], cotangent.as_list()[i]);
    return;
  }
  if (!value.is_node() || !is_present(cotangent)) return;
  auto at = static_cast<size_t>(value.as_node());
  Value total = sum(of(value.as_node()), cotangent);
  if (sums_.size() <= at) sums_.resize(at + 1);
  sums_[at] = std::move(total);
}

void Cotangents::add_part(int64_t value, size_t index, const Value& cotangent) {
  Values parts(recorder_.graph().type(value).items().size());
  DUET_CHECK(index < parts.size());
  parts[index] = cotangent;
  add(Value::node(value), parts);
}

Value Cotangents::of(int64_t value) const {
  auto at = static_cast<size_t>(value);
  return at < sums_.size() ? sums_[at] : Value();
}

void Cotangents::drop(int64_t value) {
  auto at = static_cast<size_t>(value);
  if (at < sums_.size()) sums_[at] = Value();
}

}  // namespace duet::autodiff
