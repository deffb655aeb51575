// Optimisers: one formula per step that gives the parameter and its state anew and writes them in
// place.
//
// Numbers (rates, decays) are operands: a schedule changes them at each step without a new kernel.
// Formulas are those of MindSpore's operators of the same names; papers: Polyak 1964 (momentum),
// Kingma and Ba 2015 (Adam), Loshchilov and Hutter 2019 (decoupled weight decay), Duchi et al. 2011
// (Adagrad), Tieleman and Hinton 2012 (RMSProp), Reddi et al. 2018 (AMSGrad).
#include "ops/families/optimizer.h"

#include <array>

namespace duet::ops {

Types updated_types(Call& call) {
  TensorType variable = call.type(0);
  Types types;
  for (size_t i = 0; i < call.args.size(); ++i) {
    if (!call.args[i].is_tensor() && !call.args[i].is_node()) continue;
    auto shape = try_broadcast(variable.shape, call.type(i).shape);
    if (!shape || !(*shape == variable.shape))
      throw call.error("an optimiser needs gradient and state in the shape of the parameter")
          .label(0, "{}", describe(variable))
          .label(static_cast<int>(i), "{}", describe(call.type(i)))
          .slug("optimizer-shape");
  }
  for (int8_t argument : call.op.updates.argument)
    if (argument >= 0) types.push_back(call.type(argument));
  return types;
}

constexpr Op apply_gradient_descent = define({
    .name = "ApplyGradientDescent",
    .schema = "var: Tensor, alpha: Operand, delta: Tensor",
    .doc = "var -= alpha * delta, in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto rate, auto g) { return to(p - rate * g, p); }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_momentum = define({
    .name = "ApplyMomentum",
    .schema = "variable: Tensor, accumulation: Tensor, learning_rate: Operand, gradient: Tensor, "
              "momentum: Operand; "
              "use_nesterov: bool = False",
    .doc = "accumulation = accumulation * momentum + gradient; variable -= learning_rate * "
           "accumulation, in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto a, auto rate, auto g, auto momentum, Attr<bool> nesterov) {
      S next = a * momentum + g;
      S step = nesterov ? g * rate + next * momentum * rate : next * rate;
      return std::array<S, 2>{to(p - step, p), to(next, a)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op sgd = define({
    .name = "SGD",
    .schema = "parameters: Tensor, gradient: Tensor, learning_rate: Operand, accum: Tensor, "
              "momentum: Operand, stat: Tensor; "
              "dampening: float = 0.0, weight_decay: float = 0.0, nesterov: bool = False",
    .doc = "One step of stochastic gradient descent, with momentum where it is positive; in place. "
           "`stat` is positive before "
           "the first step, in which the gradient alone starts the accumulation.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto gradient, auto rate, auto a, auto momentum, auto stat,
                      auto dampening, auto decay, Attr<bool> nesterov) {
      S g = gradient + decay * p;
      S next = scalar::select(stat > 0, g, a * momentum + (1 - dampening) * g);
      S moving = nesterov ? g + next * momentum : next;
      S step = scalar::select(momentum > 0, moving, g);
      S kept = scalar::select(momentum > 0, next, a);
      S begun = scalar::select(momentum > 0, scalar::constant(stat, 0), stat);
      return std::array<S, 3>{to(p - rate * step, p), to(kept, a), to(begun, stat)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 3, 5}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op adam = define({
    .name = "Adam",
    .schema = "var: Tensor, m: Tensor, v: Tensor, beta1_power: Operand, beta2_power: Operand, lr: "
              "Operand, beta1: Operand, "
              "beta2: Operand, epsilon: Operand, gradient: Tensor; use_nesterov: bool = False",
    .doc = "One step of Adam, in place: running means of the gradient and its square, corrected "
           "for their start.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto m, auto v, auto power1, auto power2, auto lr, auto beta1,
                      auto beta2, auto epsilon, auto g, Attr<bool> nesterov) {
      S rate = lr * scalar::sqrt(1 - power2) / (1 - power1);
      S mean = m + (g - m) * (1 - beta1);
      S square = v + (g * g - v) * (1 - beta2);
      S direction = nesterov ? mean * beta1 + (1 - beta1) * g : mean;
      return std::array<S, 3>{to(p - rate * direction / (scalar::sqrt(square) + epsilon), p),
                              to(mean, m), to(square, v)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2}},
    .no_oracle = kNoUpdateOracle,
    .function = "adam",
});

constexpr Op apply_adam_with_amsgrad = define({
    .name = "ApplyAdamWithAmsgradV2",
    .schema = "var: Tensor, m: Tensor, v: Tensor, vhat: Tensor, beta1_power: Operand, beta2_power: "
              "Operand, lr: Operand, "
              "beta1: Operand, beta2: Operand, epsilon: Operand, grad: Tensor",
    .doc = "One step of Adam that divides by the greatest mean square so far; in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto m, auto v, auto greatest, auto power1, auto power2, auto lr,
                      auto beta1, auto beta2, auto epsilon, auto g) {
      S rate = lr * scalar::sqrt(1 - power2) / (1 - power1);
      S mean = m + (g - m) * (1 - beta1);
      S square = v + (g * g - v) * (1 - beta2);
      S top = scalar::max(greatest, square);
      return std::array<S, 4>{to(p - rate * mean / (scalar::sqrt(top) + epsilon), p), to(mean, m),
                              to(square, v), to(top, greatest)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2, 3}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op adam_weight_decay = define({
    .name = "AdamWeightDecay",
    .schema = "var: Tensor, m: Tensor, v: Tensor, lr: Operand, beta1: Operand, beta2: Operand, "
              "epsilon: Operand, "
              "decay: Operand, gradient: Tensor",
    .doc = "One step of Adam with decoupled weight decay and no correction of the start; in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto m, auto v, auto lr, auto beta1, auto beta2, auto epsilon,
                      auto decay, auto g) {
      S mean = beta1 * m + (1 - beta1) * g;
      S square = beta2 * v + (1 - beta2) * g * g;
      S step = mean / (scalar::sqrt(square) + epsilon) + decay * p;
      return std::array<S, 3>{to(p - lr * step, p), to(mean, m), to(square, v)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_adagrad = define({
    .name = "ApplyAdagrad",
    .schema = "var: Tensor, accum: Tensor, lr: Operand, grad: Tensor; update_slots: bool = True",
    .doc = "accum += grad * grad; var -= lr * grad / sqrt(accum), in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto a, auto lr, auto g, Attr<bool> update) {
      S sum = update ? a + g * g : a;
      return std::array<S, 2>{to(p - lr * g / scalar::sqrt(sum), p), to(sum, a)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_rms_prop = define({
    .name = "ApplyRMSProp",
    .schema = "var: Tensor, mean_square: Tensor, moment: Tensor, learning_rate: Operand, grad: "
              "Tensor, decay: Operand, "
              "momentum: Operand, epsilon: Operand",
    .doc = "One step over the root of a running mean of squares, with momentum; in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto square, auto moment, auto rate, auto g, auto decay,
                      auto momentum, auto epsilon) {
      S mean = decay * square + (1 - decay) * g * g;
      S next = momentum * moment + rate * g / scalar::sqrt(mean + epsilon);
      return std::array<S, 3>{to(p - next, p), to(mean, square), to(next, moment)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_centered_rms_prop = define({
    .name = "ApplyCenteredRMSProp",
    .schema =
        "var: Tensor, mean_gradient: Tensor, mean_square: Tensor, moment: Tensor, grad: Tensor, "
        "learning_rate: Operand, decay: Operand, momentum: Operand, epsilon: Operand",
    .doc = "One step over the root of a running variance of the gradient, with momentum; in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto centre, auto square, auto moment, auto g, auto rate, auto decay,
                      auto momentum, auto epsilon) {
      S middle = decay * centre + (1 - decay) * g;
      S mean = decay * square + (1 - decay) * g * g;
      S next = momentum * moment + rate * g / scalar::sqrt(mean - middle * middle + epsilon);
      return std::array<S, 4>{to(p - next, p), to(middle, centre), to(mean, square),
                              to(next, moment)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2, 3}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

}  // namespace duet::ops
