// Errors and types of products and convolutions, as a recorder sees them.
#include <gtest/gtest.h>

#include "ops/ops.h"
#include "ops/registry.h"
#include "ops/trace.h"

namespace duet {
namespace {

class Products : public ::testing::Test {
 protected:
  V input(Shape shape, DType dtype = DType::kFloat32) {
    return {&trace, trace.input(tensor(dtype, std::move(shape)))};
  }
  /// The message and labels of the error that `f` throws.
  template <class F>
  static std::string error_of(F f) {
    try {
      f();
    } catch (const Error& error) {
      std::string text = error.message();
      for (const Label& label : error.labels())
        text += fmt::format(" | {}: {}", label.argument, label.text);
      return text;
    }
    return "no error";
  }
  Trace trace;
};

TEST_F(Products, MatmulTakesEveryRankThatNumpyTakes) {
  V a = input({2, 3}), b = input({3, 4}), x = input({3}), batch = input({5, 1, 2, 3}),
    other = input({7, 3, 4});
  EXPECT_EQ(V(ops::matmul(a, b)).shape(), (Shape{2, 4}));
  EXPECT_EQ(V(ops::matmul(a, x)).shape(), (Shape{2}));
  EXPECT_EQ(V(ops::matmul(x, b)).shape(), (Shape{4}));
  EXPECT_EQ(V(ops::matmul(x, x)).shape(), (Shape{}));
  EXPECT_EQ(V(ops::matmul(batch, other)).shape(), (Shape{5, 7, 2, 4}));
  EXPECT_EQ(V(ops::matmul(x, other)).shape(), (Shape{7, 4}));
  EXPECT_EQ(V(ops::matmul(batch, x)).shape(), (Shape{5, 1, 2}));
}

TEST_F(Products, UnknownExtentsFitEverything) {
  V a = input({Dim::unknown(), Dim::unknown()}), b = input({3, 4});
  EXPECT_EQ(V(ops::matmul(a, b)).shape(), (Shape{Dim::unknown(), 4}));
}

TEST_F(Products, MatmulSaysWhatDoesNotFit) {
  V a = input({8, 32}), b = input({64, 10}), half = input({32, 4}, DType::kFloat16);
  EXPECT_EQ(error_of([&] { ops::matmul(a, b); }),
            "matmul needs the columns of `input` to equal the rows of `other` | 0: 32 columns: "
            "float32 (8, 32) | 1: 64 rows: float32 (64, 10)");
  EXPECT_EQ(error_of([&] { ops::matmul(a, half); }),
            "a product needs factors of one dtype | 0: float32 (8, 32) | 1: float16 (32, 4)");
}

TEST_F(Products, ConvolutionsOfAllPaddings) {
  V x = input({2, 3, 32, 31}), w = input({8, 3, 3, 3}), back = input({3, 4, 3, 3});
  EXPECT_EQ(V(ops::conv2d(x, w)).shape(), (Shape{2, 8, 30, 29}));
  EXPECT_EQ(V(ops::conv2d(x, w, V(), Ints{2}, "same")).shape(), (Shape{2, 8, 16, 16}));
  EXPECT_EQ(V(ops::conv2d(x, w, V(), Ints{1}, "pad", Ints{1, 2, 0, 0})).shape(),
            (Shape{2, 8, 33, 29}));
  EXPECT_EQ(V(ops::conv_transpose2d(x, back, V(), Ints{2}, Ints{1}, Ints{1})).shape(),
            (Shape{2, 4, 64, 62}));
}

TEST_F(Products, ConvolutionSaysWhatDoesNotFit) {
  V x = input({2, 3, 8, 8}), w = input({8, 4, 3, 3});
  EXPECT_EQ(
      error_of([&] { ops::conv2d(x, w); }),
      "a convolution needs the channels of `input` to be those of `weight` times the groups "
      "| 0: 3 channels: float32 (2, 3, 8, 8) | 1: 4 channels, 1 groups: float32 (8, 4, 3, 3)");
  EXPECT_EQ(error_of([&] { ops::conv2d(x, w, V(), Ints{1}, "same", Ints{1}); }),
            "`padding` needs to be 0 unless `pad_mode` is 'pad' | 5: 1 | 4: 'same'");
}

}  // namespace
}  // namespace duet
