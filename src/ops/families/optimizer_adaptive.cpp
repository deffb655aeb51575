// More optimisers of MindSpore's operator list: one formula per step, written in place.
//
// Papers: Kingma and Ba 2015 (AdaMax), Zeiler 2012 (Adadelta), McMahan et al. 2013 (FTRL), Bello et
// al. 2017 (AddSign, PowerSign), Duchi and Singer 2009 (proximal steps).
#include <array>

#include "ops/families/optimizer.h"

namespace duet::ops {
namespace {

/// The point nearest to `p` with penalties l1 |x| and l2 x^2 / 2, at this rate.
S proximal(S p, S rate, S l1, S l2) {
  S size = scalar::max(scalar::abs(p) - rate * l1, zero(p));
  return scalar::copy_sign(size, p) / (rate * l2 + 1);
}

}  // namespace

constexpr Op apply_adamax = define({
    .name = "ApplyAdaMax",
    .schema = "var: Tensor, m: Tensor, v: Tensor, beta1_power: Operand, lr: Operand, "
              "beta1: Operand, beta2: Operand, epsilon: Operand, grad: Tensor",
    .doc =
        "m = beta1 m + (1 - beta1) grad; v = max(beta2 v, |grad|); var -= lr / (1 - beta1_power) "
        "m / (v + epsilon), in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto m, auto v, auto power, auto rate, auto beta1, auto beta2,
                      auto epsilon, auto g) {
      S mean = beta1 * m + (1 - beta1) * g, size = scalar::max(beta2 * v, scalar::abs(g));
      S next = p - rate / (1 - power) * (mean / (size + epsilon));
      return std::array<S, 3>{to(next, p), to(mean, m), to(size, v)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_adadelta = define({
    .name = "ApplyAdadelta",
    .schema = "var: Tensor, accum: Tensor, accum_update: Tensor, lr: Operand, rho: Operand, "
              "epsilon: Operand, grad: Tensor",
    .doc = "Steps by the ratio of the running sizes of past steps and of gradients, in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto accum, auto moved, auto rate, auto rho, auto epsilon, auto g) {
      S squares = rho * accum + (1 - rho) * (g * g);
      S step = scalar::sqrt(moved + epsilon) / scalar::sqrt(squares + epsilon) * g;
      S steps = rho * moved + (1 - rho) * (step * step);
      return std::array<S, 3>{to(p - rate * step, p), to(squares, accum), to(steps, moved)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_ftrl = define({
    .name = "ApplyFtrl",
    .schema = "var: Tensor, accum: Tensor, linear: Tensor, grad: Tensor, lr: Operand, l1: Operand, "
              "l2: Operand, lr_power: Operand",
    .doc = "Follows the regularised leader with penalties `l1` and `l2`, in place.",
    .infer = kUpdated,
    .body = Scalar(
        [](auto p, auto accum, auto linear, auto g, auto rate, auto l1, auto l2, auto power) {
          S squares = accum + g * g;
          S now = scalar::pow(squares, -power), before = scalar::pow(accum, -power);
          S sum = linear + g - (now - before) / rate * p;
          S held = scalar::max(scalar::min(sum, l1), -l1);
          return std::array<S, 3>{to((held - sum) / (now / rate + l2 * 2), p), to(squares, accum),
                                  to(sum, linear)};
        }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1, 2}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_add_sign = define({
    .name = "ApplyAddSign",
    .schema = "var: Tensor, m: Tensor, lr: Operand, alpha: Operand, sign_decay: Operand, "
              "beta: Operand, grad: Tensor",
    .doc = "m = beta m + (1 - beta) grad; var -= lr (alpha + sign_decay sign(grad) sign(m)) grad, "
           "in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto m, auto rate, auto alpha, auto decay, auto beta, auto g) {
      S mean = beta * m + (1 - beta) * g;
      S step = (alpha + decay * scalar::sign(g) * scalar::sign(mean)) * g;
      return std::array<S, 2>{to(p - rate * step, p), to(mean, m)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_power_sign = define({
    .name = "ApplyPowerSign",
    .schema = "var: Tensor, m: Tensor, lr: Operand, logbase: Operand, sign_decay: Operand, "
              "beta: Operand, grad: Tensor",
    .doc =
        "m = beta m + (1 - beta) grad; var -= lr e^(logbase sign_decay sign(grad) sign(m)) grad, "
        "in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto m, auto rate, auto logbase, auto decay, auto beta, auto g) {
      S mean = beta * m + (1 - beta) * g;
      S step = scalar::exp(logbase * decay * scalar::sign(g) * scalar::sign(mean)) * g;
      return std::array<S, 2>{to(p - rate * step, p), to(mean, m)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_adagrad_v2 = define({
    .name = "ApplyAdagradV2",
    .schema = "var: Tensor, accum: Tensor, lr: Operand, grad: Tensor; epsilon: float, "
              "update_slots: bool = True",
    .doc = "accum += grad^2; var -= lr grad / (sqrt(accum) + epsilon), in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto accum, auto rate, auto g, auto epsilon, Attr<bool> update) {
      S squares = update ? accum + g * g : accum;
      S step = rate * g / (scalar::sqrt(squares) + epsilon);
      return std::array<S, 2>{to(p - step, p), to(squares, accum)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_proximal_gradient_descent = define({
    .name = "ApplyProximalGradientDescent",
    .schema = "var: Tensor, alpha: Operand, l1: Operand, l2: Operand, delta: Tensor",
    .doc = "A gradient step, then the nearest point under the penalties `l1` and `l2`, in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto rate, auto l1, auto l2, auto g) {
      return to(proximal(p - rate * g, rate, l1, l2), p);
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

constexpr Op apply_proximal_adagrad = define({
    .name = "ApplyProximalAdagrad",
    .schema = "var: Tensor, accum: Tensor, lr: Operand, l1: Operand, l2: Operand, grad: Tensor",
    .doc =
        "accum += grad^2; a gradient step of rate lr / sqrt(accum), then the nearest point under "
        "the penalties `l1` and `l2`, in place.",
    .infer = kUpdated,
    .body = Scalar([](auto p, auto accum, auto lr, auto l1, auto l2, auto g) {
      S squares = accum + g * g, rate = lr / scalar::sqrt(squares);
      return std::array<S, 2>{to(proximal(p - rate * g, rate, l1, l2), p), to(squares, accum)};
    }),
    .promote = Promote::kNone,
    .constant = true,
    .updates = {{0, 1}},
    .no_oracle = kNoUpdateOracle,
    .function = "",
});

}  // namespace duet::ops
