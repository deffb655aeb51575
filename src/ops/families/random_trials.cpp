// Gamma and Poisson numbers: kernels that try until a number is accepted.
#include "kernels/index.h"
#include "kernels/random.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {
namespace {

Types infer_trials(Call& call) {
  TensorType state = call.type(0), parameters = call.type(1);
  if (state.dtype != DType::kUInt64 || state.rank() != 1 || differ(state.shape[0], 2))
    throw call.error("a random operator needs a uint64 state of two elements")
        .label(0, "{}", describe(state))
        .slug("random-state");
  if (parameters.dtype != DType::kFloat32 && parameters.dtype != DType::kFloat64)
    throw call.type_error("the parameters of a distribution need to be float32 or float64")
        .label(1, "{}", describe(parameters))
        .slug("needs-floats");
  return {state, parameters};
}

template <void (*draw)(const Tensor&, const Tensor&, uint64_t, uint64_t)>
void trials_kernel(KernelCall& k) {
  Tensor before = k.call.args[0].as_tensor();
  const auto* from = before.data_as<uint64_t>();
  uint64_t key = from[0], counter = from[before.strides()[0]];
  draw(k.outputs[1], kernels::row_major(k.call.args[1].as_tensor()), key, counter);
  auto* to = k.outputs[0].data_as<uint64_t>();
  auto drawn = static_cast<uint64_t>(k.outputs[1].count());
  to[0] = key;
  to[k.outputs[0].strides()[0]] = counter + drawn * kernels::kCountersPerDraw;
}

}  // namespace

constexpr Op random_gamma = define({
    .name = "RandomGammaDraw",
    .schema = "state: Tensor, shapes: Tensor",
    .doc = "Numbers of the gamma distribution with the shape parameters `shapes` and scale 1.",
    .infer = InferRule{infer_trials},
    .body = Kernel(trials_kernel<kernels::draw_gamma>),
    .constant = true,
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

constexpr Op random_poisson = define({
    .name = "RandomPoissonDraw",
    .schema = "state: Tensor, means: Tensor",
    .doc = "Counts of the Poisson distribution with the means `means`.",
    .infer = InferRule{infer_trials},
    .body = Kernel(trials_kernel<kernels::draw_poisson>),
    .constant = true,
    .updates = {{0}},
    .no_oracle = "random; tests/ops/test_random.py tests its distribution",
    .function = "",
});

}  // namespace duet::ops
