// Special functions of double numbers that are no formula: they loop until a series or a continued
// fraction has converged.
#pragma once

#include "tensor/tensor.h"

namespace duet::kernels {

/// The regularized incomplete gamma function of `a` up to `x`; `upper`: from `x` on.
DUET_API double gamma_share(double a, double x, bool upper);
/// The derivative of the lower one with respect to `a`.
DUET_API double gamma_share_slope(double a, double x);
/// The sum of (q + k)^-s over k = 0, 1, 2, ...
DUET_API double zeta(double s, double q);
/// The derivative of order `n` of digamma.
DUET_API double polygamma(double n, double x);

enum class Bessel : uint8_t { kI, kJ, kK, kY };
/// A Bessel function of whole order. `scaled` (kI, kK): times exp(-|x|), exp(x).
DUET_API double bessel(Bessel kind, int64_t order, double x, bool scaled);

/// to[i] = f(a[i], b[i]), all float32 or all float64 and of one shape.
DUET_API void map_pairs(const Tensor& to, const Tensor& a, const Tensor& b,
                        double (*f)(double, double));
DUET_API void map_bessel(const Tensor& to, const Tensor& x, Bessel kind, int64_t order,
                         bool scaled);

}  // namespace duet::kernels
