// The infer rules of the element-wise families.
#include "ops/families/rules.h"

#include "ops/registry.h"

namespace duet::detail {
namespace {

/// Refuses the first tensor whose dtype is not `allowed`, saying what is needed.
Types checked(Call& call, bool (*allowed)(DType), std::string_view needed, std::string_view slug) {
  const auto& params = entry(call.op).schema.params;
  for (size_t i = 0; i < call.args.size(); ++i) {
    const Value& arg = call.args[i];
    bool tensor = arg.is_tensor() || arg.is_node(), fraction = arg.kind() == Value::Kind::kFloat;
    if (tensor ? allowed(call.type(i).dtype) : !fraction || allowed(DType::kFloat64)) continue;
    throw call.type_error("`{}` needs {}", params[i].name, needed)
        .label(static_cast<int>(i), "{}", tensor ? describe(call.type(i)) : describe(arg))
        .slug(slug);
  }
  return infer_elementwise(call);
}

}  // namespace

Types infer_of_numbers(Call& call) {
  return checked(call, [](DType t) { return !is_bool(t); }, "numbers", "needs-numbers");
}
Types infer_of_integers(Call& call) {
  return checked(
      call, [](DType t) { return is_int(t) || is_bool(t); }, "integers or bool", "needs-integers");
}
Types infer_of_reals(Call& call) {
  return checked(call, [](DType t) { return !is_complex(t); }, "real numbers", "needs-reals");
}

Types infer_of_floats(Call& call) { return checked(call, is_float, "real floats", "needs-floats"); }

}  // namespace duet::detail
