// Products of matrices and vectors. All of them come down to `matmul` and `dense`, the two records
// that have a kernel.
#include "ops/families/matmul.h"

#include "kernels/dnnl_matmul.h"

namespace duet {

void check_factors(Call& call, int a, int b) {
  TensorType x = call.type(a), y = call.type(b);
  if (x.dtype != y.dtype)
    throw call.type_error("a product needs factors of one dtype")
        .label(a, "{}", describe(x))
        .label(b, "{}", describe(y))
        .help("convert one of them with .astype({})", name(promote(x, y)))
        .slug("product-dtype");
  if (is_bool(x.dtype))
    throw call.type_error("a product needs numbers")
        .label(a, "{}", describe(x))
        .slug("product-dtype");
}

void check_rank(Call& call, int argument, int rank) {
  TensorType type = call.type(argument);
  if (type.rank() == rank) return;
  throw call.error("this product needs a tensor of rank {} here", rank)
      .label(argument, "rank {}: {}", type.rank(), describe(type))
      .slug("product-rank");
}

V product_of_rows(V x, V y) {
  auto foldable = [](Dim extent) { return extent.value() > 0; };
  auto folded = [](V v) {
    if (v.rank() == 2) return v;
    return V(ops::reshape(v, Ints{-1, v.dim(-1).value()}));
  };
  if (foldable(x.dim(-1)) && foldable(y.dim(-1)))
    return ops::matmul(folded(x), folded(y), true, false);
  return ops::matmul(x, y, true, false);
}

namespace {

struct Flags {
  bool a, b;
};

/// Rows and inner extent of the first, inner extent and columns of the second factor.
struct Extents {
  Dim rows, inner_a, inner_b, columns;
};

Extents extents(const TensorType& a, const TensorType& b, Flags transpose) {
  bool swap_a = transpose.a && a.rank() > 1, swap_b = transpose.b && b.rank() > 1;
  return {a.rank() > 1 ? a.dim(swap_a ? -1 : -2) : Dim(1), a.dim(swap_a ? -2 : -1),
          b.rank() > 1 ? b.dim(swap_b ? -1 : -2) : b.dim(0),
          b.rank() > 1 ? b.dim(swap_b ? -2 : -1) : Dim(1)};
}

TensorType infer_matmul(Call& call, TensorType a, TensorType b, Flags transpose) {
  if (a.rank() < 1 || b.rank() < 1)
    throw call.error("matmul needs two tensors of rank 1 or more")
        .label(0, "{}", describe(a))
        .label(1, "{}", describe(b))
        .help("write `input * other` to scale by a number")
        .slug("matmul-rank");
  check_factors(call, 0, 1);
  Extents e = extents(a, b, transpose);
  if (differ(e.inner_a, e.inner_b))
    throw call.error("matmul needs the columns of `input` to equal the rows of `other`")
        .label(0, "{} columns: {}", e.inner_a.value(), describe(a))
        .label(1, "{} rows: {}", e.inner_b.value(), describe(b))
        .slug("matmul-shapes");
  Shape batch_a = a.rank() > 2 ? a.batch() : Shape{}, batch_b = b.rank() > 2 ? b.batch() : Shape{};
  auto batch = try_broadcast(batch_a, batch_b);
  if (!batch)
    throw call.error("matmul needs leading axes that broadcast")
        .label(0, "{}", describe(a))
        .label(1, "{}", describe(b))
        .slug("matmul-shapes");
  if (a.rank() > 1) batch->push_back(e.rows);
  if (b.rank() > 1) batch->push_back(e.columns);
  return tensor(a.dtype, std::move(*batch));
}

Tensor swapped(const Tensor& t) {
  Layout layout = t.layout();
  int last = layout.rank() - 1;
  std::swap(layout.shape[last], layout.shape[last - 1]);
  std::swap(layout.strides[last], layout.strides[last - 1]);
  return t.view(layout);
}

Tensor with_axis(const Tensor& t, int axis) { return t.view(insert_axis(t.layout(), axis)); }

void run_matmul(KernelCall& k) {
  Tensor a = k.call.args[0].as_tensor(), b = k.call.args[1].as_tensor(), out = k.outputs[0];
  bool row = a.rank() == 1, column = b.rank() == 1;
  if (row)
    a = with_axis(a, 0);
  else if (k.call.args[2].as_bool())
    a = swapped(a);
  if (column)
    b = with_axis(b, 1);
  else if (k.call.args[3].as_bool())
    b = swapped(b);
  if (column) out = with_axis(out, out.rank());
  if (row) out = with_axis(out, out.rank() - 1);
  kernels::matmul(a, b, {}, out);
}

Grads grad_of_matrices(V a, V b, V dout, Flags t) {
  V da = t.a ? ops::matmul(b, dout, t.b, true) : ops::matmul(dout, b, false, !t.b);
  if (b.rank() == 2 && a.rank() > 2 && !t.a)
    return {da, t.b ? product_of_rows(dout, a) : product_of_rows(a, dout)};
  V db = t.b ? ops::matmul(dout, a, true, t.a) : ops::matmul(a, dout, !t.a, false);
  return {da, db};
}

/// One factor is a vector: each gradient is a product element by element, perhaps summed.
Grads grad_of_vectors(V a, V b, V dout, Flags t) {
  if (a.rank() == 1 && b.rank() == 1) return {dout * b, dout * a};
  if (a.rank() == 1) {
    V row = ops::expand_dims(dout, -2);
    V da = ops::matmul(row, b, false, !t.b);
    V db = t.b ? ops::expand_dims(dout, -1) * a : row * ops::expand_dims(a, 1);
    return {da, db};
  }
  V spread = ops::expand_dims(dout, t.a ? -2 : -1);
  V da = spread * (t.a ? V(ops::expand_dims(b, 1)) : b);
  Ints rows;
  for (int i = 0; i < a.rank(); ++i)
    if (i != a.rank() - (t.a ? 2 : 1)) rows.push_back(i);
  return {da, ops::reduce_sum(a * spread, rows, false)};
}

}  // namespace

namespace ops {

constexpr Op matmul = define({
    .name = "MatMul",
    .schema = "input: Tensor, other: Tensor; transpose_a: bool = False, transpose_b: bool = False",
    .doc = "Matrix product over the last two axes; leading axes broadcast. A tensor of rank 1 is a "
           "row as `input` and a column as `other`, and that axis is not in the result.",
    .infer = Infer([](Call& call, TensorType a, TensorType b, bool transpose_a, bool transpose_b) {
      return infer_matmul(call, a, b, {transpose_a, transpose_b});
    }),
    .body = Kernel(run_matmul),
    .grad = Grad([](V a, V b, bool transpose_a, bool transpose_b, V, V dout) {
      Flags transpose{transpose_a, transpose_b};
      return a.rank() == 1 || b.rank() == 1 ? grad_of_vectors(a, b, dout, transpose)
                                            : grad_of_matrices(a, b, dout, transpose);
    }),
    .oracle = "(input.swapaxes(-1, -2) if transpose_a else input) @ (other.swapaxes(-1, -2) if "
              "transpose_b else other)",
    .samples = {"f32[2,3] f32[3,4] False False", "f32[3,2] f32[3,4] True False",
                "f32[2,3] f32[4,3] False True", "f32[5,1,2,3] f32[7,3,4] False False",
                "f32[5,2,3] f32[3,4] False False", "f32[3] f32[3] False False",
                "f32[3] f32[2,3,4] False False", "f32[5,2,3] f32[3] False False",
                "i32[2,3] i32[3,2] False False", "c64[2,3] c64[3,2] False False",
                "f32[2,0] f32[0,3] False False", "f64[33,20] f64[20,17] False False"},
    .function = "matmul",
    .methods = "=",
});

constexpr Op dense = define({
    .name = "Dense",
    .schema = "input: Tensor, weight: Tensor, bias: Tensor? = None",
    .doc = "A fully connected layer: `input` times the transposed `weight`, plus `bias`.",
    .infer = Infer([](Call& call, TensorType x, TensorType w, Value bias) {
      if (x.rank() < 1 || w.rank() != 2)
        throw call.error("dense needs an `input` of rank 1 or more and a `weight` of rank 2")
            .label(0, "{}", describe(x))
            .label(1, "{}", describe(w))
            .slug("dense-rank");
      check_factors(call, 0, 1);
      if (differ(x.dim(-1), w.dim(1)))
        throw call.error("dense needs the columns of `input` to equal the columns of `weight`")
            .label(0, "{} columns: {}", x.dim(-1).value(), describe(x))
            .label(1, "{} columns: {}", w.dim(1).value(), describe(w))
            .help("`weight` is stored as (out, in)")
            .slug("dense-shapes");
      if (!bias.is_none()) {
        TensorType b = call.type(2);
        if (b.rank() != 1 || differ(b.dim(0), w.dim(0)) || b.dtype != x.dtype)
          throw call.error("dense needs one bias of the same dtype for each row of `weight`")
              .label(1, "{}", describe(w))
              .label(2, "{}", describe(b))
              .slug("dense-shapes");
      }
      TensorType result = x;
      result.shape[result.rank() - 1] = w.dim(0);
      return result;
    }),
    .body = Kernel([](KernelCall& k) {
      Tensor x = k.call.args[0].as_tensor(), w = k.call.args[1].as_tensor(), out = k.outputs[0];
      const Value& bias = k.call.args[2];
      if (x.rank() == 1) {
        x = with_axis(x, 0);
        out = with_axis(out, 0);
      }
      kernels::matmul(x, swapped(w), bias.is_none() ? Tensor() : bias.as_tensor(), out);
    }),
    .grad = Grad([](V x, V w, V bias, V, V dout) {
      V dx = matmul(dout, w);
      V dw = product_of_rows(dout, x);
      return Grads{dx, dw, bias.is_none() ? V() : dout};
    }),
    .oracle = "input @ weight.T + (0 if bias is None else bias)",
    .samples = {"f32[2,3] f32[4,3] f32[4]", "f32[5,2,3] f32[4,3] None", "f32[3] f32[4,3] f32[4]",
                "bf16[6,8] bf16[4,8] bf16[4]", "f64[2,3] f64[4,3] f64[4]"},
});

constexpr Op batch_matmul = define({
    .name = "BatchMatMul",
    .schema = "input_x: Tensor, mat2: Tensor; transpose_a: bool = False, transpose_b: bool = False",
    .doc = "Matrix products of two batches of matrices.",
    .body = Decompose([](Call& call, V a, V b, bool transpose_a, bool transpose_b) {
      if (a.rank() < 2 || b.rank() < 2)
        throw call.error("bmm needs two batches of matrices")
            .label(0, "{}", describe(a.type()))
            .label(1, "{}", describe(b.type()))
            .slug("product-rank");
      return matmul(a, b, transpose_a, transpose_b);
    }),
    .oracle = "(input_x.swapaxes(-1, -2) if transpose_a else input_x) @ (mat2.swapaxes(-1, -2) if "
              "transpose_b else mat2)",
    .samples = {"f32[5,2,3] f32[5,3,4] False False", "f32[5,2,3] f32[5,4,3] False True"},
    .function = "bmm",
    .methods = "bmm",
});

constexpr Op mm = define({
    .name = "Mm",
    .schema = "input: Tensor, mat2: Tensor",
    .doc = "The product of two matrices.",
    .body = Decompose([](Call& call, V a, V b) {
      check_rank(call, 0, 2);
      check_rank(call, 1, 2);
      return matmul(a, b);
    }),
    .oracle = "input @ mat2",
    .samples = {"f32[2,3] f32[3,4]"},
    .methods = "=",
});

constexpr Op mv = define({
    .name = "Mv",
    .schema = "mat: Tensor, vec: Tensor",
    .doc = "The product of a matrix and a vector.",
    .body = Decompose([](Call& call, V a, V b) {
      check_rank(call, 0, 2);
      check_rank(call, 1, 1);
      return matmul(a, b);
    }),
    .oracle = "mat @ vec",
    .samples = {"f32[2,3] f32[3]"},
    .methods = "=",
});

constexpr Op outer = define({
    .name = "Outer",
    .schema = "input: Tensor, vec2: Tensor",
    .doc = "Every element of `input` times every element of `vec2`, as a matrix.",
    .body = Decompose([](V a, V b) { return reshape(a, Ints{-1, 1}) * reshape(b, Ints{1, -1}); }),
    .oracle = "np.outer(input, vec2)",
    .samples = {"f32[2] f32[3]", "i32[3] i32[3]", "f32[2,2] f32[3]"},
    .function = "outer ger",
    .methods = "=",
});

}  // namespace ops
}  // namespace duet
