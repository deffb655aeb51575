// Views that reorder or reverse axes. Views that pick elements
// stand in views_pick.cpp.
#include <algorithm>

#include "ops/basic_index.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// The permutation that `dims` names; none reverses all axes.
Ints permutation(Call& call, const std::optional<Ints>& dims, int rank) {
  Ints perm;
  if (!dims || (dims->empty() && rank > 0)) {
    for (int i = rank; i-- > 0;) perm.push_back(i);
    return perm;
  }
  std::vector<bool> seen(rank);
  for (int64_t d : *dims) {
    int64_t axis = d < 0 ? d + rank : d;
    if (axis < 0 || axis >= rank || seen[axis]) break;
    seen[axis] = true;
    perm.push_back(axis);
  }
  if (perm.size() != dims->size() || static_cast<int>(perm.size()) != rank)
    throw call.error("`dims` needs to name each axis of `input` once")
        .label(0, "{} axes: {}", rank, describe(call.type(0)))
        .label(1, "({})", fmt::join(*dims, ", "))
        .slug("transpose-axes");
  return perm;
}

Ints inverse(const Ints& perm) {
  Ints result(perm.size());
  for (size_t i = 0; i < perm.size(); ++i) result[perm[i]] = static_cast<int64_t>(i);
  return result;
}

Ints swapped(Call& call, int64_t a, int64_t b, int rank) {
  Ints perm;
  for (int i = 0; i < rank; ++i) perm.push_back(i);
  int first = call.axis(a, rank, 1), second = call.axis(b, rank, 2);
  if (rank > 0) std::swap(perm[first], perm[second]);
  return perm;
}

TensorType permuted(const TensorType& input, const Ints& perm) {
  TensorType result{input.dtype, {}};
  for (int64_t axis : perm) result.shape.push_back(input.shape[axis]);
  return result;
}

/// Axes of `source` go to the places `destination`, the others keep their order.
Ints moved(Call& call, const Ints& source, const Ints& destination, int rank) {
  if (source.size() != destination.size())
    throw call.error("`source` and `destination` need to name equally many axes")
        .label(1, "({})", fmt::join(source, ", "))
        .label(2, "({})", fmt::join(destination, ", "))
        .slug("movedim-count");
  call.axes(source, rank, 1);  // each axis once
  call.axes(destination, rank, 2);
  if (rank == 0) return {};  // its axes 0 and -1 are nowhere
  Ints perm(rank, -1);
  std::vector<bool> used(rank);
  for (size_t i = 0; i < source.size(); ++i) {
    int from = call.axis(source[i], rank, 1);
    perm[call.axis(destination[i], rank, 2)] = from;
    used[from] = true;
  }
  for (int from = 0, to = 0; from < rank; ++from) {
    if (used[from]) continue;
    while (perm[to] >= 0) ++to;
    perm[to] = from;
  }
  return perm;
}

V flipped(V x, const Ints& axes) {
  Ints spec;
  for (int i = 0; i < x.rank(); ++i) {
    bool turned = std::find(axes.begin(), axes.end(), i) != axes.end();
    for (int64_t number : {int64_t{basic_index::kRange}, int64_t{0}, int64_t{0}, int64_t{0},
                           int64_t{turned ? -1 : 1}})
      spec.push_back(number);
  }
  return copy(index_view(x, spec));
}

}  // namespace

constexpr Op transpose = define({
    .name = "Transpose",
    .schema = "input: Tensor, dims: int[]? = None",
    .doc = "The axes of `input` in the order `dims`; reversed if None.",
    .infer = Infer([](Call& call, TensorType input, std::optional<Ints> dims) {
      return permuted(input, permutation(call, dims, input.rank()));
    }),
    .body = View([](Call& call, const Layout& layout, std::optional<Ints> dims) {
      return duet::transpose(layout, permutation(call, dims, layout.rank()));
    }),
    .grad = Grad([](Call& call, V x, std::optional<Ints> dims, V, V dout) {
      return Grads{transpose(dout, inverse(permutation(call, dims, x.rank())))};
    }),
    .oracle = "input.transpose(dims)",
    .samples = {"f32[2,3] (1,0)", "f32[2,3,4] (2,0,1)", "f32[2,3,4] None", "f32[2,3] (-1,0)"},
    .function = "transpose permute",
    .methods = "permute",
});

/// `x.transpose(0, 1)` exchanges two axes; `x.transpose((1, 0))` and `x.transpose(2, 0, 1)` order
/// all of them.
constexpr Op transpose_method = define({
    .name = "TransposeMethod",
    .schema = "input: Tensor, dim0: int | int[]? = None, dim1: int? = None, dim2: int? = None, "
              "dim3: int? = None, dim4: int? = None, dim5: int? = None, dim6: int? = None, "
              "dim7: int? = None",
    .doc = "The Tensor method `transpose`: two ints exchange these axes; a tuple, or as many ints "
           "as there are axes, orders all of them; nothing reverses them.",
    .body = Decompose([](Call& call, V x) -> V {
      if (call.args[1].is_none()) return transpose(x);
      auto given = ints_of(call.args[1]);
      if (!given)
        throw call.type_error("transpose needs ints, or a tuple of ints")
            .label(1, "{}", describe(call.args[1]))
            .slug("argument-type");
      Ints dims = *given;
      if (call.args[1].kind() != Value::Kind::kInt) return transpose(x, dims);
      for (size_t i = 2; i < call.args.size(); ++i)
        if (!call.args[i].is_none()) dims.push_back(call.args[i].as_int());
      if (dims.size() == 2) return swapaxes(x, dims[0], dims[1]);
      return transpose(x, dims);
    }),
    .oracle = "input.transpose(dim0)",
    .samples = {"f32[2,3] (1,0)", "f32[2,3,4] (2,0,1)", "f32[2,3] None"},
    .function = "",
    .methods = "transpose",
});

constexpr Op swapaxes = define({
    .name = "SwapAxes",
    .schema = "input: Tensor, axis0: int, axis1: int",
    .doc = "Exchanges two axes.",
    .infer = Infer([](Call& call, TensorType input, int64_t a, int64_t b) {
      return permuted(input, swapped(call, a, b, input.rank()));
    }),
    .body = View([](Call& call, const Layout& layout, int64_t a, int64_t b) {
      return duet::transpose(layout, swapped(call, a, b, layout.rank()));
    }),
    .grad = Grad([](V, int64_t a, int64_t b, V, V dout) { return Grads{swapaxes(dout, a, b)}; }),
    .oracle = "np.swapaxes(input, axis0, axis1)",
    .samples = {"f32[2,3] 0 1", "f32[2,3,4] -1 -2"},
    .function = "swapaxes swapdims",
    .methods = "=",
});

constexpr Op movedim = define({
    .name = "Movedim",
    .schema = "x: Tensor, source: int[], destination: int[]",
    .doc = "Moves the axes `source` to the places `destination`; the others keep their order.",
    .body = Decompose([](Call& call, V x, Ints source, Ints destination) -> V {
      return transpose(x, moved(call, source, destination, x.rank()));
    }),
    .oracle = "np.moveaxis(x, source, destination)",
    .samples = {"f32[2,3,4] 0 2", "f32[2,3,4] (0,1) (-1,0)"},
    .function = "movedim moveaxis",
    .methods = "=",
});

constexpr Op flip = define({
    .name = "Flip",
    .schema = "input: Tensor, dims: int[]",
    .doc = "Reverses the order of the elements along each axis of `dims`.",
    .body = Decompose(
        [](Call& call, V x, Ints dims) -> V { return flipped(x, call.axes(dims, x.rank(), 1)); }),
    .oracle = "np.flip(input, dims)",
    .samples = {"f32[2,3] 0", "f32[2,3] (0,1)", "f32[0,3] 1"},
    .function = "flip reverse",
    .methods = "=",
});

constexpr Op fliplr = define({
    .name = "Fliplr",
    .schema = "input: Tensor",
    .doc = "Reverses the order of the elements along axis 1.",
    .body = Decompose([](V x) -> V { return flip(x, Ints{1}); }),
    .oracle = "np.fliplr(input)",
    .samples = {"f32[2,3]"},
    .methods = "=",
});

constexpr Op flipud = define({
    .name = "Flipud",
    .schema = "input: Tensor",
    .doc = "Reverses the order of the elements along axis 0.",
    .body = Decompose([](V x) -> V { return flip(x, Ints{0}); }),
    .oracle = "np.flipud(input)",
    .samples = {"f32[2,3]"},
    .methods = "=",
});

constexpr Op rot90 = define({
    .name = "Rot90",
    .schema = "input: Tensor, k: int, dims: int[]",
    .doc = "Turns the plane of the two axes `dims` by `k` quarters, from the first towards the "
           "second.",
    .body = Decompose([](Call& call, V x, int64_t k, Ints dims) -> V {
      if (dims.size() != 2)
        throw call.error("`dims` needs to name two axes")
            .label(2, "({})", fmt::join(dims, ", "))
            .slug("rot90-axes");
      int rank = x.rank(), a = call.axis(dims[0], rank, 2), b = call.axis(dims[1], rank, 2);
      call.axes(dims, rank, 2);
      switch ((k % 4 + 4) % 4) {
        case 1:
          return copy(swapaxes(flip(x, Ints{b}), a, b));
        case 2:
          return flip(x, Ints{a, b});
        case 3:
          return flip(swapaxes(x, a, b), Ints{b});
        default:
          return copy(x);
      }
    }),
    .oracle = "np.rot90(input, k, dims)",
    .samples = {"f32[2,3] 1 (0,1)", "f32[2,3] 2 (0,1)", "f32[2,3] -1 (0,1)", "f32[2,3,4] 3 (2,0)"},
    .methods = "=",
});

}  // namespace duet::ops
