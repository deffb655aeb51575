// The error bounds that ops/scalar/functions.h states, over the whole range of float32 and float64:
// every exponent, both signs, the limits, and a dense sample of the range where the function is
// interesting. The reference is long double.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

#include "base/format.h"
#include "ops/scalar/emitter.h"
#include "ops/scalar/functions.h"

namespace duet {
namespace {

using Function = S (*)(S);
using Reference = long double (*)(long double);

struct Case {
  const char* name;
  Function function;
  Reference reference;
  double bound;         // in ulp
  double low, high;     // the dense sample
  double absolute = 0;  // an error below this is always allowed: near roots of lgamma
};

template <class T>
constexpr DType kDType = sizeof(T) == 4 ? DType::kFloat32 : DType::kFloat64;

template <class T>
Program record(Function function) {
  Recorder recorder({kDType<T>});
  S x(&recorder, kDType<T>, recorder.emit(Instr::kInput, kDType<T>, 0, 0));
  S y = function(x);
  return recorder.finish({y.id()}, {kDType<T>});
}

template <class T>
std::vector<T> compute(Function function, const std::vector<T>& x) {
  Program program = record<T>(function);
  std::vector<T> y(x.size());
  const void* in = x.data();
  void* out = y.data();
  int64_t stride = sizeof(T);
  run(program, &in, &stride, &out, &stride, static_cast<int64_t>(x.size()));
  return y;
}

template <class T>
std::vector<T> samples(double low, double high) {
  using Word = std::conditional_t<sizeof(T) == 4, uint32_t, uint64_t>;
  constexpr int kMantissa = sizeof(T) == 4 ? 23 : 52;
  constexpr Word kExponents = sizeof(T) == 4 ? 256 : 2048;
  std::mt19937_64 random(42);
  std::vector<T> x{0,
                   T(-0.0),
                   1,
                   -1,
                   2,
                   10,
                   100,
                   1000,
                   T(0.5),
                   T(1) / 3,
                   std::numeric_limits<T>::infinity(),
                   -std::numeric_limits<T>::infinity(),
                   std::numeric_limits<T>::quiet_NaN(),
                   std::numeric_limits<T>::max(),
                   std::numeric_limits<T>::denorm_min(),
                   std::nextafter(T(1), T(0))};
  for (Word exponent = 0; exponent + 1 < kExponents; ++exponent)
    for (int k = 0; k < 12; ++k) {
      Word bits = (exponent << kMantissa) | (random() & ((Word{1} << kMantissa) - 1));
      T value;
      std::memcpy(&value, &bits, sizeof(T));
      x.push_back(value);
      x.push_back(-value);
    }
  std::uniform_real_distribution<double> dense(low, high);
  for (int k = 0; k < 40000; ++k) x.push_back(static_cast<T>(dense(random)));
  return x;
}

template <class T>
double ulps(T got, long double wanted) {
  if (std::isnan(wanted) || std::isnan(got))
    return std::isnan(wanted) && std::isnan(got) ? 0 : INFINITY;
  constexpr int kMantissa = std::numeric_limits<T>::digits - 1;
  constexpr int kLeast = std::numeric_limits<T>::min_exponent - 1;
  int largest = std::numeric_limits<T>::max_exponent;
  if (std::isinf(wanted) && std::isinf(got)) return (wanted > 0) == (got > 0) ? 0 : INFINITY;
  // Infinity stands for the power of two above the largest number.
  long double limit = std::ldexp(1.0L, largest);
  long double value = std::isinf(got) ? std::copysign(limit, static_cast<long double>(got)) : got;
  wanted = std::clamp(wanted, -limit, limit);
  int exponent = wanted == 0 ? kLeast : std::clamp(std::ilogb(wanted), kLeast, largest - 1);
  return static_cast<double>(std::fabs(value - wanted) / std::ldexp(1.0L, exponent - kMantissa));
}

template <class T>
void check(const Case& c) {
  std::vector<T> x = samples<T>(c.low, c.high), y = compute<T>(c.function, x);
  double worst = 0;
  T at = 0, got = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    long double wanted = c.reference(x[i]);
    if (std::fabs(y[i] - wanted) <= c.absolute * (sizeof(T) == 4 ? 0x1p29 : 1)) continue;
    double error = ulps(y[i], wanted);
    if (error <= worst) continue;
    worst = error;
    at = x[i];
    got = y[i];
  }
  EXPECT_LE(worst, c.bound) << fmt::format("{} of {} gives {}, not {}", c.name, at, got,
                                           static_cast<double>(c.reference(at)));
  ::testing::Test::RecordProperty("ulp", fmt::format("{:.2f}", worst));
  if (std::getenv("DUET_ULP"))
    fmt::print("{:10} f{} {:8.2f} ulp at {}\n", c.name, sizeof(T) * 8, worst, at);
}

long double digamma_reference(long double x) {
  long double pi = std::acos(-1.0L);
  if (std::isinf(x)) return x > 0 ? x : NAN;
  if (x == 0) return -INFINITY;
  if (x < 0) {
    long double part = x - std::rint(x);
    if (part == 0) return NAN;
    // Near zero the part would lose x against 1; the tangent has period 1.
    return digamma_reference(1 - x) - pi / std::tan(pi * (x > -0.5L ? x : part));
  }
  long double sum = 0;
  for (; x < 40; x += 1) sum -= 1 / x;
  long double z = 1 / (x * x);
  return sum + std::log(x) - 0.5L / x -
         z * (1 / 12.0L - z * (1 / 120.0L - z * (1 / 252.0L - z * (1 / 240.0L - z / 132))));
}

long double erfinv_reference(long double x) {
  if (std::fabs(x) >= 1) return std::fabs(x) == 1 ? std::copysign(INFINITY, x) : NAN;
  long double size = std::fabs(x), w = -std::log1p(-x * x), y = std::sqrt(w) * 0.9L;
  for (int step = 0; step < 60; ++step) {
    long double error = size < 0.5L ? std::erf(y) - size : (1 - size) - std::erfc(y);
    y -= error / (1.1283791670955125739L * std::exp(-y * y));
  }
  return std::copysign(size == 0 ? 0 : y, x);
}

long double sigmoid_reference(long double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}

constexpr Case kCases[] = {
    {"exp", scalar::exp, std::exp, 2, -110, 90},
    {"exp2", scalar::exp2, std::exp2, 2, -150, 130},
    {"expm1", scalar::expm1, std::expm1, 3, -3, 3},
    {"sinh", scalar::sinh, std::sinh, 4, -5, 5},
    {"cosh", scalar::cosh, std::cosh, 3, -90, 90},
    {"tanh", scalar::tanh, std::tanh, 5, -10, 10},
    {"sigmoid", scalar::sigmoid, sigmoid_reference, 4, -105, 20},
    {"log", scalar::log, std::log, 2, 0, 3},
    {"log1p", scalar::log1p, std::log1p, 3, -1, 2},
    {"log2", scalar::log2, std::log2, 3, 0, 3},
    {"log10", scalar::log10, std::log10, 3, 0, 3},
    {"asinh", scalar::asinh, std::asinh, 4, -3, 3},
    {"acosh", scalar::acosh, std::acosh, 4, 1, 3},
    {"atanh", scalar::atanh, std::atanh, 4, -1, 1},
    {"sin", scalar::sin, std::sin, 2, -100, 100},
    {"cos", scalar::cos, std::cos, 2, -100, 100},
    {"tan", scalar::tan, std::tan, 4, -100, 100},
    {"asin", scalar::asin, std::asin, 4, -1, 1},
    {"acos", scalar::acos, std::acos, 4, -1, 1},
    {"atan", scalar::atan, std::atan, 3, -3, 3},
    {"erf", scalar::erf, std::erf, 5, -4, 4},
    {"erfc", scalar::erfc, std::erfc, 8, -4, 11},
    {"erfinv", scalar::erfinv, erfinv_reference, 8, -1, 1},
    {"lgamma", scalar::lgamma, std::lgamma, 8, -3, 20, 0x1p-45},
    {"digamma", scalar::digamma, digamma_reference, 8, 0.1, 20, 0x1p-45},
};

class Functions : public ::testing::TestWithParam<Case> {};
TEST_P(Functions, StayWithinTheirBoundInFloat32) { check<float>(GetParam()); }
TEST_P(Functions, StayWithinTheirBoundInFloat64) { check<double>(GetParam()); }
INSTANTIATE_TEST_SUITE_P(All, Functions, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace duet
