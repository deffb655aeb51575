// A product added to a tensor: beta * input + alpha * (a @ b).
#include "ops/families/matmul.h"

namespace duet::ops {
namespace {

V scaled(V x, V factor) {
  bool one = factor.value().kind() != Value::Kind::kComplex && factor.value().as_float() == 1;
  return one ? x : x * factor;
}

V added(V input, V product, V beta, V alpha) {
  V left = scaled(input, beta), right = scaled(product, alpha);
  return left + right;
}

}  // namespace

constexpr Op addmm = define({
    .name = "Addmm",
    .schema = "input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: number = 1, alpha: number = 1",
    .doc = "Adds a product of matrices: beta * input + alpha * (mat1 @ mat2).",
    .body = Decompose([](Call& call, V input, V a, V b, V beta, V alpha) {
      check_rank(call, 1, 2);
      check_rank(call, 2, 2);
      return added(input, matmul(a, b), beta, alpha);
    }),
    .oracle = "beta * input + alpha * (mat1 @ mat2)",
    .samples = {"f32[2,4] f32[2,3] f32[3,4] 1 1", "f32[4] f32[2,3] f32[3,4] 0.5 2"},
    .methods = "=",
});

constexpr Op addmv = define({
    .name = "Addmv",
    .schema = "input: Tensor, mat: Tensor, vec: Tensor, *, beta: number = 1, alpha: number = 1",
    .doc = "Adds a product of a matrix and a vector: beta * input + alpha * (mat @ vec).",
    .body = Decompose([](Call& call, V input, V a, V b, V beta, V alpha) {
      check_rank(call, 1, 2);
      check_rank(call, 2, 1);
      return added(input, matmul(a, b), beta, alpha);
    }),
    .oracle = "beta * input + alpha * (mat @ vec)",
    .samples = {"f32[2] f32[2,3] f32[3] 1 1", "f32[2] f32[2,3] f32[3] 0.5 2"},
    .methods = "=",
});

constexpr Op addr = define({
    .name = "Addr",
    .schema = "x: Tensor, vec1: Tensor, vec2: Tensor, *, beta: number = 1, alpha: number = 1",
    .doc = "Adds an outer product: beta * x + alpha * outer(vec1, vec2).",
    .body = Decompose(
        [](V x, V a, V b, V beta, V alpha) { return added(x, outer(a, b), beta, alpha); }),
    .oracle = "beta * x + alpha * np.outer(vec1, vec2)",
    .samples = {"f32[2,3] f32[2] f32[3] 1 1", "f32[2,3] f32[2] f32[3] 0.5 2"},
    .methods = "=",
});

constexpr Op baddbmm = define({
    .name = "Baddbmm",
    .schema = "input: Tensor, batch1: Tensor, batch2: Tensor, beta: number = 1, alpha: number = 1",
    .doc = "Adds products of batches of matrices: beta * input + alpha * (batch1 @ batch2).",
    .body = Decompose([](Call& call, V input, V a, V b, V beta, V alpha) {
      check_rank(call, 1, 3);
      check_rank(call, 2, 3);
      return added(input, matmul(a, b), beta, alpha);
    }),
    .oracle = "beta * input + alpha * (batch1 @ batch2)",
    .samples = {"f32[5,2,4] f32[5,2,3] f32[5,3,4] 1 1", "f32[2,4] f32[5,2,3] f32[5,3,4] 0.5 2"},
    .methods = "=",
});

constexpr Op addbmm = define({
    .name = "Addbmm",
    .schema =
        "input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: number = 1, alpha: number = 1",
    .doc = "Adds the sum of products of a batch of matrices: beta * input + alpha * sum(batch1 @ "
           "batch2).",
    .body = Decompose([](Call& call, V input, V a, V b, V beta, V alpha) {
      check_rank(call, 1, 3);
      check_rank(call, 2, 3);
      V sum = reduce_sum(matmul(a, b), Ints{0}, false);
      return added(input, sum, beta, alpha);
    }),
    .oracle = "beta * input + alpha * (batch1 @ batch2).sum(0)",
    .samples = {"f32[2,4] f32[5,2,3] f32[5,3,4] 1 1", "f32[2,4] f32[5,2,3] f32[5,3,4] 0.5 2"},
    .methods = "=",
});

}  // namespace duet::ops
