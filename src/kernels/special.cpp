// The incomplete gamma function by its series below a + 1 and its continued fraction (Lentz) above;
// zeta by Euler and Maclaurin; Bessel functions by the C++ library, and by their asymptotic series
// where that overflows.
#include "kernels/special.h"

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "kernels/rows.h"

namespace duet::kernels {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr int kMostTerms = 200000;

/// x^a e^-x / gamma(a + 1).
double leading(double a, double x) { return std::exp(a * std::log(x) - x - std::lgamma(a + 1)); }

/// The lower share; converges fast for x below a + 1.
double by_series(double a, double x) {
  double term = 1, sum = 1;
  for (int k = 1; k < kMostTerms && term > sum * kEpsilon; ++k) sum += term *= x / (a + k);
  return leading(a, x) * sum;
}

/// The upper share; converges fast for x above a + 1.
double by_fraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (int k = 1; k < kMostTerms; ++k) {
    double an = -k * (k - a);
    b += 2;
    d = an * d + b;
    c = b + an / c;
    if (std::abs(d) < kTiny) d = kTiny;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    double factor = d * c;
    h *= factor;
    if (std::abs(factor - 1) < kEpsilon) break;
  }
  return leading(a, x) * a * h;
}

double digamma(double x) {
  if (x == 0) return -std::copysign(kInf, x);
  if (x <= 0 && x == std::floor(x)) return kNan;
  if (x < 0) return digamma(1 - x) - std::numbers::pi / std::tan(std::numbers::pi * x);
  double shift = 0;
  for (; x < 12; ++x) shift -= 1 / x;
  double w = 1 / (x * x);
  double tail = w * (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w / 132))));
  return shift + std::log(x) - 0.5 / x - tail;
}

/// sum over k of (-+1)^k a_k(n) / x^k, the asymptotic series of I (alternating) and K.
double hankel_series(int64_t order, double x, bool alternating) {
  double mu = 4.0 * static_cast<double>(order * order), term = 1, sum = 1;
  for (int k = 1; k < 30; ++k) {
    double odd = 2.0 * k - 1;
    double next = term * (mu - odd * odd) / (8.0 * k * x) * (alternating ? -1 : 1);
    if (std::abs(next) > std::abs(term)) break;
    sum += term = next;
  }
  return sum;
}

// Beyond this the functions themselves come near the largest double.
constexpr double kLarge = 300;

double bessel_i(int64_t order, double x, bool scaled) {
  double size = std::abs(x), sign = x < 0 && order % 2 != 0 ? -1 : 1;
  if (size > kLarge) {
    double series = hankel_series(order, size, true) / std::sqrt(2 * std::numbers::pi * size);
    return sign * series * (scaled ? 1 : std::exp(size));
  }
  double value = std::cyl_bessel_i(static_cast<double>(order), size);
  return sign * value * (scaled ? std::exp(-size) : 1);
}

double bessel_k(int64_t order, double x, bool scaled) {
  if (x < 0) return kNan;
  if (x == 0) return kInf;
  if (x > kLarge) {
    double series = hankel_series(order, x, false) * std::sqrt(std::numbers::pi / (2 * x));
    return series * (scaled ? 1 : std::exp(-x));
  }
  return std::cyl_bessel_k(static_cast<double>(order), x) * (scaled ? std::exp(x) : 1);
}

template <size_t N, class F>
void map(const std::array<Tensor, N>& tensors, F f) {
  std::array<Ints, N> strides;
  std::array<char*, N> starts;
  for (size_t k = 0; k < N; ++k) {
    strides[k] = byte_strides(tensors[k]);
    starts[k] = tensors[k].template data_as<char>();
  }
  Rows<N> rows(tensors[0].shape(), strides);
  bool wide = tensors[0].dtype() == DType::kFloat64;
  auto load = [wide](const char* at) {
    return wide ? *reinterpret_cast<const double*>(at)
                : static_cast<double>(*reinterpret_cast<const float*>(at));
  };
  rows.each(starts, [&](std::array<char*, N> at, const std::array<int64_t, N>& step, int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      double value;
      if constexpr (N == 3)
        value = f(load(at[1]), load(at[2]));
      else
        value = f(load(at[1]));
      if (wide)
        *reinterpret_cast<double*>(at[0]) = value;
      else
        *reinterpret_cast<float*>(at[0]) = static_cast<float>(value);
      for (size_t k = 0; k < N; ++k) at[k] += step[k];
    }
  });
}

}  // namespace

double gamma_share(double a, double x, bool upper) {
  if (!(a >= 0) || !(x >= 0)) return kNan;
  if (a == 0) return x == 0 ? kNan : (upper ? 0 : 1);
  if (x == 0) return upper ? 1 : 0;
  if (std::isinf(a)) return std::isinf(x) ? kNan : (upper ? 1 : 0);
  if (std::isinf(x)) return upper ? 0 : 1;
  bool series = x < a + 1;
  double share = series ? by_series(a, x) : by_fraction(a, x);
  return series == upper ? 1 - share : share;
}

double gamma_share_slope(double a, double x) {
  if (!(a > 0) || !(x >= 0)) return kNan;
  // So far out the share is 1 to all digits.
  if (x == 0 || x > 2 * a + 700) return 0;
  double term = 1, sum = 1, harmonic = 0, slopes = 0;
  for (int k = 1; k < kMostTerms && term > sum * kEpsilon; ++k) {
    harmonic += 1 / (a + k);
    sum += term *= x / (a + k);
    slopes += term * harmonic;
  }
  return leading(a, x) * ((std::log(x) - digamma(a + 1)) * sum - slopes);
}

double zeta(double s, double q) {
  if (s == 1) return kInf;
  if (!(s > 1)) return kNan;
  if (q <= 0 && q == std::floor(q)) return kInf;
  if (q < 0 && s != std::floor(s)) return kNan;
  // B(2j) / (2j)!
  constexpr double kTerms[] = {1.0 / 12,          -1.0 / 720,
                               1.0 / 30240,       -1.0 / 1209600,
                               1.0 / 47900160,    -691.0 / 1307674368000,
                               1.0 / 74724249600, -3617.0 / 10670622842880000};
  double sum = 0, at = q;
  for (; at < 12; ++at) sum += std::pow(at, -s);
  double power = std::pow(at, -s);
  sum += power * at / (s - 1) + power / 2;
  double factor = s * power / at;
  for (int j = 0; j < 8; ++j) {
    sum += kTerms[j] * factor;
    factor *= (s + 2 * j + 1) * (s + 2 * j + 2) / (at * at);
  }
  return sum;
}

double polygamma(double n, double x) {
  if (n < 0 || n != std::floor(n)) return kNan;
  if (n == 0) return digamma(x);
  double sign = std::fmod(n, 2) == 0 ? -1 : 1;
  return sign * std::tgamma(n + 1) * zeta(n + 1, x);
}

double bessel(Bessel kind, int64_t order, double x, bool scaled) {
  if (std::isnan(x)) return x;
  bool oscillates = kind == Bessel::kJ || kind == Bessel::kY;
  if (order < 0) {
    double sign = oscillates && order % 2 != 0 ? -1 : 1;
    return sign * bessel(kind, -order, x, scaled);
  }
  switch (kind) {
    case Bessel::kI:
      return bessel_i(order, x, scaled);
    case Bessel::kJ:
      return jn(static_cast<int>(order), x);
    case Bessel::kK:
      return bessel_k(order, x, scaled);
    case Bessel::kY:
      return x < 0 ? kNan : yn(static_cast<int>(order), x);
  }
  return kNan;
}

void map_pairs(const Tensor& to, const Tensor& a, const Tensor& b, double (*f)(double, double)) {
  map(std::array{to, a, b}, f);
}

void map_bessel(const Tensor& to, const Tensor& x, Bessel kind, int64_t order, bool scaled) {
  map(std::array{to, x}, [&](double at) { return bessel(kind, order, at, scaled); });
}

}  // namespace duet::kernels
