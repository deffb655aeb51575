// Counting into bins.
#include <algorithm>
#include <cmath>

#include "kernels/copy.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// Bins of one width from `low` to `high`; both 0 stand for the smallest and largest element.
void count_bins(KernelCall& k) {
  Tensor x = kernels::row_major(k.call.args[0].as_tensor());
  const Tensor& out = k.outputs[0];
  const auto* data = x.data_as<double>();
  int64_t bins = out.count();
  double low = k.call.args[2].as_float(), high = k.call.args[3].as_float();
  if (low == 0 && high == 0 && x.count() > 0) {
    auto [least, most] = std::minmax_element(data, data + x.count());
    low = *least;
    high = *most;
  }
  if (!std::isfinite(low) || !std::isfinite(high))
    throw k.call.error("histc needs a finite range")
        .label(0, "{} to {}", low, high)
        .help("say `min` and `max`")
        .slug("histc");
  if (low == high) {
    low -= 1;
    high += 1;
  }
  kernels::fill_zero(out);
  auto* counts = out.data_as<double>();
  for (int64_t i = 0; i < x.count(); ++i) {
    if (!(data[i] >= low && data[i] <= high)) continue;
    auto bin = static_cast<int64_t>((data[i] - low) / (high - low) * static_cast<double>(bins));
    counts[std::min(bin, bins - 1)] += 1;
  }
}

}  // namespace

constexpr Op histogram = define({
    .name = "Histogram",
    .schema = "input: Tensor, bins: int, min: float, max: float",
    .doc = "How many elements (float64) lie in each of `bins` bins of one width.",
    .infer = Infer([](Call& call, TensorType x, int64_t bins, double low, double high) {
      if (x.dtype != DType::kFloat64)
        throw call.type_error("`input` needs to be float64")
            .label(0, "{}", describe(x))
            .slug("needs-floats");
      if (bins < 1 || !(low <= high))
        throw call.error("histc needs one bin or more, and `min` below `max`")
            .label(1, "{} bins", bins)
            .label(2, "{}", low)
            .label(3, "{}", high)
            .slug("histc");
      return tensor(DType::kFloat64, Shape{bins});
    }),
    .body = Kernel(count_bins),
    .constant = true,
    .oracle = "np.histogram(input, bins, (min, max))[0].astype(np.float64)",
    .samples = {"f64[20] 4 -1.0 1.0"},
    .function = "",
});

constexpr Op histc = define({
    .name = "Histc",
    .schema = "input: Tensor, bins: int = 100, min: float = 0.0, max: float = 0.0",
    .doc = "How many elements lie in each of `bins` bins from `min` to `max` (from the smallest to "
           "the largest element if both are 0), in the dtype of `input`.",
    .body = Decompose([](V x, int64_t bins, double low, double high) -> V {
      return cast(histogram(cast(x, DType::kFloat64), bins, low, high), x.dtype());
    }),
    .oracle = "np.histogram(input, bins, (min, max))[0].astype(input.dtype)",
    .samples = {"f32[20] 4 -1.0 1.0"},
    .methods = "=",
});

}  // namespace duet::ops
