// Tests of the reader of samples.
#include "ops/samples.h"

#include <gtest/gtest.h>

namespace duet::testing {

TEST(Samples, AreReadItemByItem) {
  std::vector<TensorType> tensors;
  Values args = parse_sample("f32[2,3] (0,2) -1 0.5 True None 'floor' f64 [i32[2],i32[]]",
                             [&](const TensorType& type) {
                               tensors.push_back(type);
                               return Value();
                             });
  ASSERT_EQ(args.size(), 9U);
  EXPECT_EQ(tensors.size(), 3U);
  EXPECT_EQ(tensors[0], tensor(DType::kFloat32, {2, 3}));
  EXPECT_EQ(args[1].as_ints(), (Ints{0, 2}));
  EXPECT_EQ(args[2].as_int(), -1);
  EXPECT_EQ(args[3].as_float(), 0.5);
  EXPECT_EQ(args[7].as_dtype(), DType::kFloat64);
  EXPECT_EQ(args[8].as_list().size(), 2U);
}

}  // namespace duet::testing
