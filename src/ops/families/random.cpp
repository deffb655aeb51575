// Random numbers with their state said: each operator takes `state` (uint64[2]: a seed, counters
// used so far), stores the new state into it and gives (state, values). Bits come from one kernel,
// everything else is a formula on bits. The Python functions pass the process's own state.
#include "kernels/random.h"

#include <algorithm>
#include <cmath>

#include "kernels/index.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"
#include "ops/scalar/functions.h"

namespace duet::ops {

namespace {

void check_state(Call& call, const TensorType& state) {
  if (state.dtype != DType::kUInt64 || state.rank() != 1 || differ(state.shape[0], 2))
    throw call.error("a random operator needs a uint64 state of two elements")
        .label(0, "{}", describe(state))
        .slug("random-state");
}

Ints sizes_of(const V& v) { return v.type().sizes(); }

/// Bits of a shape, and the state after them.
struct Draw {
  V state, bits;
  Draw(V from, const Ints& shape) {
    Vs results = random_bits(from, shape);
    state = results[0];
    bits = results[1];
  }
};

double probability(Call& call, double p, int argument) {
  if (!(p >= 0 && p <= 1))
    throw call.error("a probability needs to be from 0 to 1")
        .label(argument, "{}", p)
        .slug("probability");
  return p;
}

/// How many of the 2^32 words count for `p`.
int64_t share_of_words(double p) { return static_cast<int64_t>(std::llround(p * 0x1p32)); }

void categorical_kernel(KernelCall& k) {
  Tensor weights = kernels::row_major(k.call.args[0].as_tensor());
  Tensor bits = kernels::row_major(k.call.args[1].as_tensor());
  const Tensor& out = k.outputs[0];
  int64_t classes = weights.shape()[weights.rank() - 1], draws = out.shape()[out.rank() - 1];
  const auto* w = weights.data_as<float>();
  const auto* b = bits.data_as<uint32_t>();
  auto* to = out.data_as<int64_t>();
  std::vector<double> sums(classes);
  for (int64_t row = 0; draws > 0 && row < out.count() / draws; ++row, w += classes) {
    double sum = 0;
    for (int64_t i = 0; i < classes; ++i) sums[i] = sum += std::max(w[i], 0.0F);
    for (int64_t i = 0; i < draws; ++i) {
      double place = (static_cast<double>(*b++) + 0.5) * 0x1p-32 * sum;
      auto found = std::upper_bound(sums.begin(), sums.end(), place) - sums.begin();
      *to++ = std::min<int64_t>(found, classes - 1);
    }
  }
}

}  // namespace

constexpr Op random_bits = define({
    .name = "RandomBits",
    .schema = "state: Tensor, shape: int[]",
    .doc = "uint32 random bits of `shape`.",
    .infer = Infer([](Call& call, TensorType state, Ints shape) {
      check_state(call, state);
      for (int64_t d : shape)
        if (d < 0)
          throw call.error("a shape needs extents of 0 or more")
              .label(1, "({})", fmt::join(shape, ", "))
              .slug("negative-extent");
      return Types{state, tensor(DType::kUInt32, to_shape(shape))};
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor before = k.call.args[0].as_tensor();
      const auto* from = before.data_as<uint64_t>();
      uint64_t key = from[0], counter = from[before.strides()[0]];
      kernels::random_bits(k.outputs[1], key, counter);
      auto* to = k.outputs[0].data_as<uint64_t>();
      to[0] = key;
      to[k.outputs[0].strides()[0]] = counter + kernels::counters_for(k.outputs[1].count());
    }),
    .constant = true,
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py has its known answers",
    .function = "",
});

constexpr Op unit_interval = define({
    .name = "UnitInterval",
    .schema = "bits: Tensor, dtype: dtype",
    .doc = "Random bits as numbers in [0, 1), 24 bits fine.",
    .infer = elementwise,
    .body = Scalar([](auto bits, Attr<DType> dtype) {
      return scalar::cast(scalar::cast(bits >> 8, DType::kFloat32) * 0x1p-24, dtype);
    }),
    .promote = Promote::kNone,
    .constant = true,
    .oracle = "((bits >> 8) * 2.0 ** -24).astype(dtype)",
    .samples = {"u32[5] f32", "u32[2,3] f64"},
    .function = "",
});

constexpr Op bell_curve = define({
    .name = "BellCurve",
    .schema = "radius: Tensor, angle: Tensor, dtype: dtype",
    .doc = "Random bits as standard normal numbers (Box and Muller).",
    .infer = elementwise,
    .body = Scalar([](auto radius, auto angle, Attr<DType> dtype) {
      S u = (scalar::cast(radius, DType::kFloat32) + 0.5) * 0x1p-32;
      S turn = scalar::cast(angle >> 8, DType::kFloat32) * 0x1p-24;
      S r = scalar::sqrt(scalar::log(u) * -2.0);
      return scalar::cast(r * scalar::cos(turn * 6.283185307179586), dtype);
    }),
    .promote = Promote::kNone,
    .constant = true,
    .oracle = "(np.sqrt(-2 * np.log((radius + 0.5) * 2.0 ** -32)) * "
              "np.cos((angle >> 8) * 2.0 ** -24 * 2 * np.pi)).astype(dtype)",
    .samples = {"u32[5] u32[5] f32"},
    .function = "",
});

constexpr Op random_uniform = define({
    .name = "RandomUniform",
    .schema = "state: Tensor, shape: int[], dtype: dtype = float32",
    .doc = "Numbers in [0, 1).",
    .body = Decompose([](V state, Ints shape, DType dtype) {
      Draw draw(state, shape);
      return Vs{draw.state, unit_interval(draw.bits, dtype)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op random_normal = define({
    .name = "RandomNormal",
    .schema = "state: Tensor, shape: int[], dtype: dtype = float32",
    .doc = "Standard normal numbers.",
    .body = Decompose([](V state, Ints shape, DType dtype) {
      Draw radius(state, shape);
      Draw angle(radius.state, shape);
      return Vs{angle.state, bell_curve(radius.bits, angle.bits, dtype)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op integers_below = define({
    .name = "IntegersBelow",
    .schema = "bits: Tensor, low: number, range: number, dtype: dtype",
    .doc = "Random bits as integers from `low` on, below low + `range` (at most 2^32 of them).",
    .infer = elementwise,
    .body = Scalar([](auto bits, auto low, auto range, Attr<DType> dtype) {
      S wide = scalar::cast(bits, DType::kUInt64) * scalar::cast(range, DType::kUInt64);
      return scalar::cast(scalar::cast(wide >> 32, DType::kInt64) + low, dtype);
    }),
    .promote = Promote::kNone,
    .constant = true,
    .oracle = "(((bits.astype(np.uint64) * np.uint64(range)) >> np.uint64(32)).astype(np.int64)"
              " + low).astype(dtype)",
    .samples = {"u32[5] 0 7 i64", "u32[5] -3 6 i32"},
    .function = "",
});

constexpr Op random_integers = define({
    .name = "RandomIntegers",
    .schema = "state: Tensor, low: int, high: int, shape: int[], dtype: dtype = int64",
    .doc = "Integers from `low` on, below `high`.",
    .body = Decompose([](Call& call, V state, int64_t low, int64_t high, Ints shape, DType dtype) {
      if (high <= low || static_cast<uint64_t>(high) - static_cast<uint64_t>(low) > (1ULL << 32))
        throw call.error("randint needs `high` above `low`, by 2**32 at most")
            .label(1, "{}", low)
            .label(2, "{}", high)
            .slug("randint-range");
      Draw draw(state, shape);
      return Vs{draw.state, integers_below(draw.bits, low, high - low, dtype)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op random_permutation = define({
    .name = "RandomPermutation",
    .schema = "state: Tensor, n: int, dtype: dtype = int64",
    .doc = "The numbers from 0 to n - 1 in random order.",
    .body = Decompose([](Call& call, V state, int64_t n, DType dtype) {
      if (n < 0)
        throw call.error("randperm needs 0 or more numbers")
            .label(1, "{}", n)
            .slug("negative-extent");
      Draw high(state, {n});
      Draw low(high.state, {n});
      // 64 bits: two equal keys, which would favour the earlier number, do not happen.
      V wide = cast(high.bits, DType::kInt64) * (int64_t{1} << 31) + cast(low.bits, DType::kInt64);
      return Vs{low.state, cast(argsort(wide), dtype)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op random_bernoulli = define({
    .name = "RandomBernoulli",
    .schema = "state: Tensor, p: Tensor, dtype: dtype = float32",
    .doc = "1 with the probability that `p` holds, else 0.",
    .body = Decompose([](V state, V p, DType dtype) {
      Draw draw(state, sizes_of(p));
      return Vs{draw.state, cast(less(unit_interval(draw.bits, DType::kFloat32), p), dtype)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op random_exponential = define({
    .name = "RandomExponential",
    .schema = "state: Tensor, shape: int[], dtype: dtype = float32",
    .doc = "Exponentially distributed numbers of mean 1.",
    .body = Decompose([](V state, Ints shape, DType dtype) {
      Draw draw(state, shape);
      // In (0, 1]: the logarithm of 0 is not asked for.
      V u = 1 - unit_interval(draw.bits, DType::kFloat32);
      return Vs{draw.state, cast(-log(u), dtype)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op random_dropout = define({
    .name = "RandomDropout",
    .schema = "state: Tensor, input: Tensor, p: float = 0.5",
    .doc = "`input` with each element 0 with probability `p`, the others divided by 1 - p.",
    .body = Decompose([](Call& call, V state, V x, double p) {
      probability(call, p, 2);
      Draw draw(state, sizes_of(x));
      V keep = greater_equal(cast(draw.bits, DType::kInt64), share_of_words(p));
      double scale = p < 1 ? 1 / (1 - p) : 0;
      return Vs{draw.state, select(keep, x * scale, 0)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op categorical_pick = define({
    .name = "CategoricalPick",
    .schema = "weights: Tensor, bits: Tensor",
    .doc = "For each word of `bits` a class, as often as its weight (float32, last axis) says.",
    .infer = Infer([](Call& call, TensorType weights, TensorType bits) {
      if (weights.dtype != DType::kFloat32 || bits.dtype != DType::kUInt32)
        throw call.type_error("`weights` needs to be float32, and `bits` uint32")
            .label(0, "{}", describe(weights))
            .label(1, "{}", describe(bits))
            .slug("needs-floats");
      return tensor(DType::kInt64, bits.shape);
    }),
    .body = Kernel(categorical_kernel),
    .constant = true,
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op random_categorical = define({
    .name = "RandomCategoricalDraw",
    .schema = "state: Tensor, weights: Tensor, num_samples: int, replacement: bool = True",
    .doc = "`num_samples` classes for each row of weights; without replacement, no class twice.",
    .body = Decompose([](Call& call, V state, V weights, int64_t count, bool replacement) {
      int64_t classes = weights.rank() > 0 ? weights.dim(-1).value() : 0;
      if (weights.rank() < 1 || weights.rank() > 2 || count < 1 ||
          (!replacement && count > classes))
        throw call.error("multinomial needs one or two axes of weights, and enough of them")
            .label(1, "{}", describe(weights.type()))
            .label(2, "{} draws", count)
            .slug("multinomial");
      weights = cast(weights, DType::kFloat32);
      Ints shape = sizes_of(weights);
      if (!replacement) {
        // The classes whose exponential clocks ring first.
        Draw draw(state, shape);
        V clock = -log(1 - unit_interval(draw.bits, DType::kFloat32)) / weights;
        return Vs{draw.state, cast(Vs(topk(clock, count, -1, false))[1], DType::kInt64)};
      }
      shape.back() = count;
      Draw draw(state, shape);
      return Vs{draw.state, categorical_pick(weights, draw.bits)};
    }),
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

}  // namespace duet::ops
