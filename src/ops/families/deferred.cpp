// What stands in graphs whose extents are known only at run time.
//
// OperatorGradient: the gradient of one call of an operator, computed when all extents are known.
// The Tensors among the call's arguments stand in a list of their own; their places in `args` hold
// kPlace. So gradients reach them as they reach the members of any list.
#include "ops/deferred.h"

#include "ops/infer.h"
#include "ops/ops.h"
#include "ops/registry.h"

namespace duet {
namespace {

using IsTensor = std::function<bool(int64_t)>;

/// A place is one `%`; what was text of `%` only gets one more.
bool is_place(const Value& value) {
  return value.kind() == Value::Kind::kString && !value.as_string().empty() &&
         value.as_string().find_first_not_of('%') == std::string_view::npos;
}

Value emptied(const Value& value, Values& tensors, const IsTensor& is_tensor) {
  if (value.is_tensor() || (value.is_node() && is_tensor(value.as_node()))) {
    tensors.push_back(value);
    return std::string("%");
  }
  if (is_place(value)) return std::string(value.as_string()) + "%";
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(emptied(item, tensors, is_tensor));
  return items;
}

Value refilled(const Value& value, std::span<const Value>& tensors) {
  if (is_place(value)) {
    if (value.as_string().size() > 1) return std::string(value.as_string().substr(1));
    Value tensor = tensors.front();
    tensors = tensors.subspan(1);
    return tensor;
  }
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(refilled(item, tensors));
  return items;
}

Values list_of(const Value& value) { return value.is_list() ? value.as_list() : Values{value}; }

}  // namespace

Values pack_deferred(const DeferredCall& call, const IsTensor& is_tensor) {
  Values tensors, args, cotangents;
  for (const Value& arg : call.args) args.push_back(emptied(arg, tensors, is_tensor));
  int64_t present = 0;
  for (size_t k = 0; k < call.cotangents.size(); ++k) {
    if (call.cotangents[k].is_none()) continue;
    present |= int64_t{1} << k;
    cotangents.push_back(call.cotangents[k]);
  }
  return {call.op.name,
          args,
          tensors,
          Values(call.outs),
          cotangents,
          present,
          static_cast<int64_t>(call.wanted)};
}

Deferred::Deferred(std::span<const Value> packed) {
  op = find_op(packed[0].as_string())->op;
  std::span<const Value> tensors = packed[2].as_list();
  for (const Value& arg : list_of(packed[1])) args.push_back(refilled(arg, tensors));
  outs = packed[3].as_list();
  size_t next = 0;
  for (size_t k = 0; k < outs.size(); ++k)
    cotangents.push_back(packed[5].as_int() >> k & 1 ? packed[4].as_list()[next++] : Value());
  wanted = static_cast<uint64_t>(packed[6].as_int());
}

namespace ops {

constexpr Op operator_gradient = define({
    .name = "OperatorGradient",
    .schema = "op: str, args: any, tensors: Tensor[], outs: Tensor[], cotangents: Tensor[], "
              "present: int, wanted: int",
    .doc = "The gradients of one call of the operator named `op`, computed when the call's extents "
           "are known. `%` in `args` stands for the next of `tensors`; the bits of `present` say "
           "which results have cotangents, those of `wanted` which gradients are asked for.",
    .infer = Infer([](Call& call, std::string_view, Value, Value, Value, Value, int64_t, int64_t) {
      Deferred forward(call.args);
      Values slots = gradient_slots(*forward.op, forward.args);
      Types types;
      for (size_t i = 0; i < slots.size(); ++i)
        if (is_wanted(forward.wanted, i)) types.push_back(call.dispatcher.type(slots[i]));
      return types;
    }),
    .body = Kernel([](KernelCall& k) {
      Deferred forward(k.call.args);
      auto* engine = dynamic_cast<GradientEngine*>(&k.call.dispatcher);
      DUET_CHECK(engine != nullptr);
      Values gradients = engine->gradients(*forward.op, forward.args, forward.outs,
                                           forward.cotangents, forward.wanted);
      for (size_t i = 0; i < gradients.size(); ++i) k.outputs[i] = gradients[i].as_tensor();
    }),
    .grad = Grad([](Call& call, std::string_view, Value, Value tensors, Value outs,
                    Value cotangents, int64_t, int64_t, Value out, Value dout) {
      Values forward(call.args.begin(), call.args.begin() + 7);
      const size_t inputs = tensors.as_list().size(), results = outs.as_list().size(),
                   douts = cotangents.as_list().size();
      // What `outs` are made of is in `tensors`: no gradient comes back through them.
      const auto through = [&](size_t i) { return i < inputs || i >= inputs + results; };
      uint64_t wanted = 0;
      for (size_t i = 0; i < inputs + results + douts; ++i)
        if (through(i)) wanted |= uint64_t{1} << std::min<size_t>(i, 63);
      Values made = list_of(out), slopes = list_of(dout), lists{tensors, outs, cotangents};
      auto listed = [&](int64_t node) {
        for (const Value& list : lists)
          for (const Value& item : list.as_list())
            if (item.is_node() && item.as_node() == node) return true;
        return false;
      };
      Values gradients = call.dispatcher.apply(
          operator_gradient,
          pack_deferred({operator_gradient, forward, made, slopes, wanted}, listed));
      Grads grads;
      size_t next = 0;
      for (size_t i = 0; i < inputs + results + douts; ++i)
        grads.push_back(is_wanted(wanted, i) ? V(&call.dispatcher, gradients[next++]) : V());
      return grads;
    }),
    .no_oracle = "the gradient of any operator",
    .function = "",
});

constexpr Op extent_of = define({
    .name = "ExtentOf",
    .schema = "input: Tensor, axis: int",
    .doc = "How many places `input` has along `axis`.",
    .infer = Infer([](Call& call, TensorType input, int64_t axis) {
      call.axis(axis, input.rank(), 1);
      return tensor(DType::kInt64, {});
    }),
    .body = Kernel([](KernelCall& k) {
      const Tensor input = k.call.args[0].as_tensor();
      int axis = k.call.axis(k.call.args[1].as_int(), input.rank(), 1);
      *k.outputs[0].data_as<int64_t>() = input.shape()[axis];
    }),
    .constant = true,
    .oracle = "np.asarray(input.shape[axis])",
    .samples = {"f32[2,3] 0", "i64[4] -1", "f16[0,2] 0"},
    .function = "",
});

}  // namespace ops
}  // namespace duet
