// Activations with a bend: pieces of straight lines.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op relu = define({
    .name = "ReLU",
    .schema = "input: Tensor",
    .doc = "Each element, or 0 where it is negative.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return is_bool(x.dtype()) ? x : scalar::max(x, zero(x)); }),
    .grad = Grad([](V, V out, V dout) { return Grads{kept(greater(out, 0), dout)}; }),
    .oracle = "np.maximum(input, 0)",
    .samples = {"f32[2,3]", "i32[4]", "f32[]", "f16[3]", "f64[0]"},
    .function = "relu",
    .methods = "relu",
});

constexpr Op relu6 = define({
    .name = "ReLU6",
    .schema = "x: Tensor",
    .doc = "Each element, held between 0 and 6.",
    .infer = of_reals,
    .body =
        Scalar([](auto x) { return scalar::min(scalar::max(x, zero(x)), scalar::constant(x, 6)); }),
    .grad = Grad([](V, V out, V dout) {
      return Grads{kept(logical_and(greater(out, 0), less(out, 6)), dout)};
    }),
    .oracle = "np.clip(x, 0, 6)",
    .samples = {"f32[2,3]", "f32[]", "f16[3]"},
    .function = "relu6",
});

constexpr Op leaky_relu = define({
    .name = "LeakyReLU",
    .schema = "input: Tensor; alpha: float = 0.2",
    .doc = "Each element, multiplied by `alpha` where it is negative.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto alpha) { return scalar::select(x > 0, x, x * alpha); }),
    .grad = Grad([](V x, double alpha, V, V dout) {
      return Grads{select(greater(x, 0), dout, dout * alpha)};
    }),
    .oracle = "np.where(input > 0, input, input * alpha)",
    .samples = {"f32[2,3] 0.2", "f32[4] 0.01", "f16[3] 0.1"},
    .function = "leaky_relu",
});

constexpr Op prelu = define({
    .name = "PReLU",
    .schema = "input: Tensor, weight: Tensor",
    .doc = "Each element, multiplied by the weight of its channel (axis 1) where it is negative.",
    .body = Decompose([](Call& call, V x, V weight) {
      if (weight.rank() > 1)
        throw call.error("`weight` needs one axis: a weight for all or for each channel")
            .label(1, "{}", describe(weight.type()))
            .slug("prelu-weight");
      V slopes = weight;
      for (int i = 2; i < x.rank(); ++i) slopes = expand_dims(slopes, -1);
      return V(select(greater(x, 0), x, x * slopes));
    }),
    .oracle = "np.where(input > 0, input, input * weight.reshape((-1,) + (1,) * (input.ndim - 2)))",
    .samples = {"f32[2,3] f32[3]", "f32[2,3,4] f32[1]", "f32[2,3,4,5] f32[3]"},
    .function = "prelu",
});

constexpr Op hardtanh = define({
    .name = "Hardtanh",
    .schema = "input: Tensor; min_val: float = -1.0, max_val: float = 1.0",
    .doc = "Each element, held between `min_val` and `max_val`.",
    .infer = of_numbers,
    .body =
        Scalar([](auto x, auto low, auto high) { return scalar::min(scalar::max(x, low), high); }),
    .grad = Grad([](V, double low, double high, V out, V dout) {
      return Grads{kept(logical_and(greater(out, low), less(out, high)), dout)};
    }),
    .oracle = "np.clip(input, min_val, max_val)",
    .samples = {"f32[2,3] -1.0 1.0", "f32[4] -0.5 0.25"},
});

constexpr Op hardsigmoid = define({
    .name = "HSigmoid",
    .schema = "input: Tensor",
    .doc = "x / 6 + 1 / 2, held between 0 and 1.",
    .infer = of_reals,
    .body = Scalar([](auto x) {
      return scalar::min(scalar::max(x + 3, zero(x)), scalar::constant(x, 6)) / 6;
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) { return Grads{kept(less(abs(x), 3), dout / 6)}; }),
    .oracle = "np.clip(input + 3, 0, 6) / 6",
    .samples = {"f32[2,3]", "f16[3]"},
    .function = "hardsigmoid",
});

constexpr Op hardswish = define({
    .name = "HSwish",
    .schema = "input: Tensor",
    .doc = "Each element times its hard sigmoid.",
    .infer = of_reals,
    .body = Scalar([](auto x) {
      S gate = scalar::min(scalar::max(x + 3, zero(x)), scalar::constant(x, 6)) / 6;
      return x * gate;
    }),
    .promote = Promote::kFloat,
    .grad = Grad([](V x, V, V dout) {
      V inside = dout * (x / 3 + 0.5);
      return Grads{select(less_equal(x, -3.0), 0, select(less(x, 3.0), inside, dout))};
    }),
    .oracle = "input * np.clip(input + 3, 0, 6) / 6",
    .samples = {"f32[2,3]", "f16[3]"},
    .function = "hardswish",
});

constexpr Op softshrink = define({
    .name = "SoftShrink",
    .schema = "input: Tensor; lambd: float = 0.5",
    .doc = "Each element moved by `lambd` towards 0, and 0 where that is nearer.",
    .infer = of_floats,
    .body = Scalar([](auto x, auto lambd) {
      S moved =
          scalar::select(x > lambd, x - lambd, scalar::select(x < -lambd, x + lambd, zero(x)));
      return scalar::select(scalar::is_nan(x), x, moved);
    }),
    .grad = Grad([](V, double, V out, V dout) { return Grads{kept(not_equal(out, 0), dout)}; }),
    .oracle = "np.sign(input) * np.maximum(np.abs(input) - lambd, 0)",
    .samples = {"f32[2,3] 0.5", "f16[3] 0.25"},
    .function = "softshrink",
    .methods = "soft_shrink",
});

constexpr Op hardshrink = define({
    .name = "HShrink",
    .schema = "input: Tensor; lambd: float = 0.5",
    .doc = "Each element, or 0 where it is no farther from 0 than `lambd`.",
    .infer = of_floats,
    .body = Scalar(
        [](auto x, auto lambd) { return scalar::select(scalar::abs(x) <= lambd, zero(x), x); }),
    .grad = Grad(
        [](V x, double lambd, V, V dout) { return Grads{kept(greater(abs(x), lambd), dout)}; }),
    .oracle = "np.where(np.abs(input) > lambd, input, 0)",
    .samples = {"f32[2,3] 0.5", "f16[3] 0.25"},
    .function = "hardshrink",
    .methods = "hardshrink",
});

constexpr Op threshold = define({
    .name = "Threshold",
    .schema = "input: Tensor, thr: float, value: float",
    .doc = "Each element above `thr`; `value` for the others.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto thr, auto value) { return scalar::select(x > thr, x, value); }),
    .grad =
        Grad([](V x, double thr, double, V, V dout) { return Grads{kept(greater(x, thr), dout)}; }),
    .oracle = "np.where(input > thr, input, value).astype(input.dtype)",
    .samples = {"f32[2,3] 0.25 7.0"},
});

}  // namespace duet::ops
