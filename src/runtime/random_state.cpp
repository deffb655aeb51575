// The one random state.
#include "runtime/random_state.h"

#include <random>

namespace duet {

Tensor make_random_state(int64_t seed) {
  Tensor state(DType::kUInt64, Ints{2});
  state.data_as<uint64_t>()[0] = static_cast<uint64_t>(seed);
  state.data_as<uint64_t>()[1] = 0;
  return state;
}

Tensor default_random_state() {
  // Never destroyed: threads may draw while the process ends.
  static const auto* const state = [] {
    std::random_device device;
    uint64_t seed = static_cast<uint64_t>(device()) << 32 | device();
    return new Tensor(make_random_state(static_cast<int64_t>(seed)));
  }();
  return *state;
}

void set_seed(int64_t seed) {
  Tensor state = default_random_state();
  state.storage()->make_private();
  state.storage()->written();
  state.data_as<uint64_t>()[0] = static_cast<uint64_t>(seed);
  state.data_as<uint64_t>()[1] = 0;
}

}  // namespace duet
