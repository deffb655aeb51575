// Gamma by Marsaglia and Tsang ("A simple method for generating gamma variables", 2000), Poisson by
// products of uniform numbers for small means and by transformed rejection (Hoermann, "The
// transformed rejection method for generating Poisson random variables", 1993) for large ones.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/parallel.h"
#include "kernels/random.h"

namespace duet::kernels {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The random numbers of one element, one after the other.
class Stream {
 public:
  Stream(uint64_t key, uint64_t counter) : key_(key), counter_(counter) {}

  /// In (0, 1), 32 bits fine.
  double uniform() {
    if (used_ == 4) {
      random_words(key_, counter_++, words_);
      used_ = 0;
    }
    return (words_[used_++] + 0.5) * 0x1p-32;
  }
  double normal() {
    double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  uint64_t key_, counter_;
  uint32_t words_[4] = {};
  int used_ = 4;
};

double gamma(double shape, Stream& stream) {
  if (!(shape > 0)) return shape == 0 ? 0 : kNan;
  if (shape < 1) {
    double whole = gamma(shape + 1, stream);
    return whole * std::pow(stream.uniform(), 1 / shape);
  }
  double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    double x = stream.normal(), v = 1 + c * x;
    if (v <= 0) continue;
    v = v * v * v;
    if (std::log(stream.uniform()) < 0.5 * x * x + d * (1 - v + std::log(v))) return d * v;
  }
}

double small_poisson(double mean, Stream& stream) {
  double limit = std::exp(-mean), product = stream.uniform();
  double count = 0;
  for (; product > limit; ++count) product *= stream.uniform();
  return count;
}

double large_poisson(double mean, Stream& stream) {
  double b = 0.931 + 2.53 * std::sqrt(mean), a = -0.059 + 0.02483 * b;
  double inverse = 1.1239 + 1.1328 / (b - 3.4), accepted = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    double u = stream.uniform() - 0.5, v = stream.uniform(), size = 0.5 - std::abs(u);
    double count = std::floor((2 * a / size + b) * u + mean + 0.43);
    if (size >= 0.07 && v <= accepted) return count;
    if (count < 0 || (size < 0.013 && v > size)) continue;
    double weight = std::log(v * inverse / (a / (size * size) + b));
    if (weight <= count * std::log(mean) - mean - std::lgamma(count + 1)) return count;
  }
}

double poisson(double mean, Stream& stream) {
  if (!(mean >= 0)) return kNan;
  if (mean == 0) return 0;
  return mean < 10 ? small_poisson(mean, stream) : large_poisson(mean, stream);
}

template <class T>
void draw(const Tensor& out, const Tensor& from, uint64_t key, uint64_t counter,
          double (*number)(double, Stream&)) {
  constexpr int64_t kChunk = 256;
  auto* to = out.data_as<T>();
  const auto* parameters = from.data_as<T>();
  int64_t count = out.count();
  parallel_for((count + kChunk - 1) / kChunk, static_cast<double>(count) * 100, [&](int64_t chunk) {
    for (int64_t i = chunk * kChunk; i < std::min(count, (chunk + 1) * kChunk); ++i) {
      Stream stream(key, counter + static_cast<uint64_t>(i) * kCountersPerDraw);
      to[i] = static_cast<T>(number(static_cast<double>(parameters[i]), stream));
    }
  });
}

void draw(const Tensor& out, const Tensor& from, uint64_t key, uint64_t counter,
          double (*number)(double, Stream&)) {
  if (out.dtype() == DType::kFloat64)
    draw<double>(out, from, key, counter, number);
  else
    draw<float>(out, from, key, counter, number);
}

}  // namespace

void draw_gamma(const Tensor& out, const Tensor& shapes, uint64_t key, uint64_t counter) {
  draw(out, shapes, key, counter, gamma);
}

void draw_poisson(const Tensor& out, const Tensor& means, uint64_t key, uint64_t counter) {
  draw(out, means, key, counter, poisson);
}

}  // namespace duet::kernels
