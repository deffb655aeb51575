// Every record on every dtype, in the eager engine: it computes, or refuses. What it computes is
// compared elsewhere (tests/ops/test_records.py); here the sanitizers watch how.
#include <gtest/gtest.h>

#include <utility>

#include "base/error.h"
#include "ops/samples.h"
#include "runtime/eager/engine.h"

namespace duet::testing {
namespace {

/// Elements 1 (true), which as indices, counts and labels are in range nearly everywhere.
Tensor ones(DType dtype, const Shape& shape) {
  Values one = eager().apply(*find_op("FillShape")->op, Values{Ints{}, int64_t{1}, dtype});
  Ints extents;
  for (Dim extent : shape) extents.push_back(extent.value());
  return Tensor::filled(dtype, extents, one[0].as_tensor().data());
}

class Dtypes : public ::testing::TestWithParam<int> {};

TEST_P(Dtypes, EveryRecordComputesOrRefuses) {
  auto dtype = static_cast<DType>(GetParam());
  int computed = 0;
  for (const auto& entry : registry()) {
    const char* sample = entry->op->samples.text[0];
    if (!sample) continue;
    // Parts that only other operators call may count on tensors of one dtype.
    bool part = entry->functions.empty() && entry->methods.empty();
    for (bool everywhere : {true, false}) {
      if (part && !everywhere) continue;
      bool first = true;
      auto tensor = [&](const TensorType& type) -> Value {
        bool change = everywhere || std::exchange(first, false);
        return ones(change ? dtype : type.dtype, type.shape);
      };
      try {
        eager().apply(*entry->op, bind(*entry->op, parse_sample(sample, tensor)));
        ++computed;
      } catch (const Error&) {
        // The operator says what it needs.
      } catch (const Bug&) {
        EXPECT_TRUE(part) << entry->op->name;
      }
    }
  }
  EXPECT_GT(computed, 200);
}

INSTANTIATE_TEST_SUITE_P(All, Dtypes, ::testing::Range(0, kDTypeCount), [](const auto& info) {
  return std::string(name(static_cast<DType>(info.param)));
});

}  // namespace
}  // namespace duet::testing
