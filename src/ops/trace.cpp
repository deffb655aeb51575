// Recording calls of operators as a flat list.
#include "ops/trace.h"

#include "ops/op.h"

namespace duet {
namespace {

/// The same argument with every tensor or node an input of `trace`.
Value as_input(Trace& trace, const Value& value, Dispatcher& dispatcher) {
  if (value.is_tensor()) return trace.input(type_of(value.as_tensor()));
  if (value.is_node()) return trace.input(dispatcher.type(value));
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(as_input(trace, item, dispatcher));
  return items;
}

}  // namespace

Types infer(const Op& op, std::span<const Value> args, Dispatcher& dispatcher) {
  Call call(op, dispatcher, args);
  if (op.infer.run) return op.infer.run(call);
  Trace trace;
  Values inputs;
  for (const Value& arg : args) inputs.push_back(as_input(trace, arg, dispatcher));
  Call inner(op, trace, inputs);
  Types types;
  for (const Value& result : op.body.decompose(inner)) types.push_back(trace.type(result));
  return types;
}

Value Trace::input(TensorType type) {
  DUET_CHECK(entries_.empty());
  ++inputs_;
  types_.push_back(std::move(type));
  return Value::node(nodes() - 1);
}

Values Trace::apply(const Op& op, std::span<const Value> args) {
  if (of_ == TraceOf::kParts && op.body.is(BodyKind::kDecompose) && !op.checks.run) {
    Call call(op, *this, args);
    if (op.infer.run) op.infer.run(call);  // for its errors: parts know less of what is needed
    return op.body.decompose(call);
  }
  Types types = infer(op, args, *this);
  Entry entry{&op, Values(args), static_cast<int>(nodes()), static_cast<int>(types.size())};
  Values results;
  for (TensorType& type : types) {
    types_.push_back(std::move(type));
    results.push_back(Value::node(nodes() - 1));
  }
  entries_.push_back(std::move(entry));
  return results;
}

TensorType Trace::type(const Value& value) const {
  if (value.is_tensor()) return type_of(value.as_tensor());
  return types_[value.as_node()];
}

}  // namespace duet
