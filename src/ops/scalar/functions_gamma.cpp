// The logarithm of the gamma function and its derivative: Stirling's series at x + 10, brought back
// by the recurrence, and the reflection formula left of 1/2. Everything is computed in float64.
#include "ops/scalar/functions.h"
#include "ops/scalar/functions_detail.h"

namespace duet::scalar {
namespace {

using detail::polynomial;
using detail::widened;

constexpr double kPi = 0x1.921fb54442d18p1;
constexpr double kLogOfPi = 0x1.250d048e7a1bdp0;
constexpr double kScaleLog = 0x1.62e42fefa39efp5;  // of 2^64
constexpr int kSteps = 10;

/// Where the series is taken (`at`), for x >= 1/2; small x are shifted.
struct Shifted {
  S is_small, at;
};
Shifted shift(S x) {
  S is_small = x < kSteps;
  return {is_small, select(is_small, x + kSteps, x)};
}

/// lgamma(x) = series - log(steps).
struct Raised {
  S series, steps;
};
Raised upper_lgamma(S x) {
  Shifted shifted = shift(x);
  S steps = x;
  for (int i = 1; i < kSteps; ++i) steps = steps * (x + i);
  S w = shifted.at, inverse = 1 / w;
  S series =
      polynomial(inverse * inverse, {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
                                     -691.0 / 360360, 1.0 / 156, -3617.0 / 122400});
  constexpr double kHalfLogOfTurn = 0x1.d67f1c864beb5p-1;
  S result = (w - 0.5) * log(w) - w + kHalfLogOfTurn + inverse * series;
  S infinity = constant(x, std::numeric_limits<double>::infinity());
  return {select(x == infinity, x, result), select(shifted.is_small, steps, constant(x, 1))};
}

S upper_digamma(S x) {
  Shifted shifted = shift(x);
  // The sum of 1 / (x + i) as one fraction.
  S top = constant(x, 1), bottom = x;
  for (int i = 1; i < kSteps; ++i) {
    S next = x + i;
    top = fma(top, next, bottom);
    bottom = bottom * next;
  }
  S w = shifted.at, inverse = 1 / w, square = inverse * inverse;
  S series = polynomial(square, {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132,
                                 -691.0 / 32760, 1.0 / 12, -3617.0 / 8160});
  S result = log(w) - inverse * 0.5 - square * series;
  return result - select(shifted.is_small, top / bottom, constant(x, 0));
}

S upper_trigamma(S x) {
  Shifted shifted = shift(x);
  S steps = 1 / (x * x);
  for (int i = 1; i < kSteps; ++i) steps = steps + 1 / ((x + i) * (x + i));
  S w = shifted.at, inverse = 1 / w, square = inverse * inverse;
  S series = polynomial(
      square, {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6});
  S result = inverse + square * (inverse * series + 0.5);
  return result + select(shifted.is_small, steps, constant(x, 0));
}

/// In float64, and back.
S in_double(S x, S (*function)(S)) {
  S result = function(cast(widened(x), DType::kFloat64));
  return cast(result, x.dtype());
}

}  // namespace

S lgamma(S x) {
  return in_double(x, [](S y) {
    S left = y < 0.5, size = abs(y), part = abs(y - round(y));
    Raised upper = upper_lgamma(select(left, 1 - y, y));
    S infinity = constant(y, std::numeric_limits<double>::infinity());
    S small = part < 0x1p-40;
    // Left: log(pi / sine) less the series and its steps, all under one logarithm. What is small is
    // scaled, as a quotient of it could be too small for a double.
    S height = select(small, part * 0x1p64, detail::sine_of_part(part));
    S rest = log(select(left, height / upper.steps, upper.steps));
    S reflected =
        select(small, constant(y, kScaleLog), constant(y, kLogOfPi)) - upper.series - rest;
    reflected = select((part == 0) | (size == infinity), infinity, reflected);
    return select(left, reflected, upper.series - rest);
  });
}

S digamma(S x) {
  return in_double(x, [](S y) {
    S left = y < 0.5, part = y - round(y);
    S upper = upper_digamma(select(left, 1 - y, y));
    S size = abs(part), cotangent = detail::sine_of_part(0.5 - size) / detail::sine_of_part(size);
    S reflected = upper - copy_sign(cotangent, part) * kPi;
    S pole = constant(y, std::numeric_limits<double>::quiet_NaN());
    return select(left, select((part == 0) & (y < 0), pole, reflected), upper);
  });
}

S trigamma(S x) {
  return in_double(x, [](S y) {
    S left = y < 0.5, part = y - round(y), sine = detail::sine_of_part(abs(part));
    S upper = upper_trigamma(select(left, 1 - y, y));
    return select(left, (kPi * kPi) / (sine * sine) - upper, upper);
  });
}

}  // namespace duet::scalar
