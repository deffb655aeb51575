// Repeating and padding: results larger than their input, made of views, copies and joins.
#include <algorithm>

#include "kernels/index.h"
#include "ops/basic_index.h"
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// Each element of `axis` `count` times in a row.
V repeated(V x, int axis, int64_t count) {
  Ints wide = x.type().sizes(), flat = wide;
  wide.insert(axis + 1, count);
  flat[axis] *= count;
  return reshape(copy(broadcast_to(expand_dims(x, axis + 1), wide)), flat);
}

V tiled(Call& call, V x, Ints dims) {
  for (int64_t d : dims)
    if (d < 0)
      throw call.error("`dims` needs counts of 0 or more")
          .label(1, "({})", fmt::join(dims, ", "))
          .slug("tile-count");
  while (static_cast<int>(dims.size()) < x.rank()) dims.insert(0, 1);
  while (static_cast<int>(dims.size()) > x.rank()) x = expand_dims(x, 0);
  Ints from = x.type().sizes(), spread, wide, flat;
  for (size_t i = 0; i < dims.size(); ++i) {
    for (int64_t d : {int64_t{1}, from[i]}) spread.push_back(d);
    for (int64_t d : {dims[i], from[i]}) wide.push_back(d);
    flat.push_back(dims[i] * from[i]);
  }
  return reshape(copy(broadcast_to(reshape(x, spread), wide)), flat);
}

V rolled(V x, int axis, int64_t shift) {
  int64_t extent = x.dim(axis).value();
  if (extent == 0) return x;
  shift = (shift % extent + extent) % extent;
  if (shift == 0) return x;
  V tail = narrow_view(x, int64_t{axis}, extent - shift, shift);
  V head = narrow_view(x, int64_t{axis}, int64_t{0}, extent - shift);
  return concat(Vs{tail, head}, int64_t{axis});
}

/// Padding of one axis; a negative width cuts.
struct Widths {
  int axis;
  int64_t before, after;
};

std::vector<Widths> widths_of(Call& call, const Ints& padding, int rank) {
  if (padding.size() % 2 || static_cast<int>(padding.size()) > 2 * rank)
    throw call.error("`padding` needs two widths for each padded axis, the last axis first")
        .label(0, "{}", describe(call.type(0)))
        .label(1, "({})", fmt::join(padding, ", "))
        .slug("pad-widths");
  std::vector<Widths> widths;
  for (size_t i = 0; i + 1 < padding.size(); i += 2)
    if (padding[i] || padding[i + 1])
      widths.push_back({rank - 1 - static_cast<int>(i / 2), padding[i], padding[i + 1]});
  return widths;
}

V part(V x, int axis, int64_t start, int64_t length) {
  return narrow_view(x, int64_t{axis}, start, length);
}

V cut(Call& call, V x, const Widths& w) {
  int64_t before = std::min<int64_t>(w.before, 0), after = std::min<int64_t>(w.after, 0);
  int64_t length = x.dim(w.axis).value() + before + after;
  if (length < 0)
    throw call.error("`padding` needs to leave no negative extent")
        .label(0, "{}", describe(call.type(0)))
        .label(1, "({}, {}) on axis {}", w.before, w.after, w.axis)
        .slug("pad-widths");
  return before == 0 && after == 0 ? x : part(x, w.axis, -before, length);
}

V pad_constant(Call& call, V x, const std::vector<Widths>& widths, const Value& value) {
  for (const Widths& w : widths) x = cut(call, x, w);
  Ints shape = x.type().sizes(), spec;
  for (int64_t extent : x.type().sizes())
    for (int64_t n : {int64_t{basic_index::kRange}, int64_t{3}, int64_t{0}, extent, int64_t{1}})
      spec.push_back(n);
  for (const Widths& w : widths) {
    int64_t before = std::max<int64_t>(w.before, 0), extent = shape[w.axis];
    shape[w.axis] = extent + before + std::max<int64_t>(w.after, 0);
    spec[w.axis * 5 + 2] = before;
    spec[w.axis * 5 + 3] = before + extent;
  }
  V frame = full_of(call.dispatcher, shape, value.is_none() ? Value(0) : value, x.dtype());
  return index_view_put(frame, x, spec);
}

/// What stands before or after the axis in the modes that repeat the tensor itself.
V border(Call& call, V x, int axis, int64_t width, bool front, std::string_view mode) {
  int64_t extent = x.dim(axis).value();
  int64_t most = mode == "reflect" ? extent - 1 : extent;
  if (mode != "replicate" && width > most)
    throw call.error("`padding` needs widths of at most {} in mode '{}'", most, mode)
        .label(0, "{}", describe(call.type(0)))
        .label(1, "{} on axis {}", width, axis)
        .slug("pad-widths");
  if (mode == "reflect")
    return flip(part(x, axis, front ? 1 : extent - 1 - width, width), Ints{axis});
  if (mode == "circular") return part(x, axis, front ? extent - width : 0, width);
  Ints shape = x.type().sizes();
  shape[axis] = width;
  return broadcast_to(part(x, axis, front ? 0 : extent - 1, 1), shape);
}

V pad_with_itself(Call& call, V x, const std::vector<Widths>& widths, std::string_view mode) {
  for (const Widths& w : widths) {
    V inside = cut(call, x, w);
    Vs parts;
    if (w.before > 0) parts.push_back(border(call, inside, w.axis, w.before, true, mode));
    parts.push_back(inside);
    if (w.after > 0) parts.push_back(border(call, inside, w.axis, w.after, false, mode));
    x = parts.size() > 1 ? V(concat(parts, int64_t{w.axis})) : inside;
  }
  return x;
}

}  // namespace

constexpr Op tile = define({
    .name = "Tile",
    .schema = "input: Tensor, dims: int[]",
    .doc = "`input` repeated as a whole, `dims` times along each axis.",
    .body = Decompose([](Call& call, V x, Ints dims) { return tiled(call, x, dims); }),
    .oracle = "np.tile(input, dims)",
    .samples = {"f32[2,3] (2,1)", "f32[3] (2,2)", "f32[2,3] 2", "i64[] (3,)", "f32[2] 0"},
    .methods = "tile repeat",
});

constexpr Op repeat_elements = define({
    .name = "RepeatElements",
    .schema = "x: Tensor, rep: int, axis: int = 0",
    .doc = "Each element of `axis` `rep` times in a row.",
    .body = Decompose([](Call& call, V x, int64_t rep, int64_t axis) {
      return repeated(x, call.axis(axis, x.rank(), 2), rep);
    }),
    .oracle = "np.repeat(x, rep, axis)",
    .samples = {"f32[2,3] 2 0", "f32[2,3] 3 -1"},
});

constexpr Op repeat_places = define({
    .name = "RepeatPlaces",
    .schema = "repeats: Tensor",
    .doc = "Each index of `repeats` as often as it says: int64.",
    .infer = Infer([](Call&, TensorType) { return tensor(DType::kInt64, Shape{Dim::unknown()}); }),
    .body = Kernel([](KernelCall& k) {
      std::vector<int64_t> counts = kernels::integers(k.call.args[0].as_tensor()), places;
      for (size_t i = 0; i < counts.size(); ++i)
        places.insert(places.end(), std::max<int64_t>(counts[i], 0), static_cast<int64_t>(i));
      k.outputs[0] = Tensor(DType::kInt64, Ints{static_cast<int64_t>(places.size())});
      std::copy(places.begin(), places.end(), k.outputs[0].data_as<int64_t>());
    }),
    .constant = true,
    .no_oracle = "its samples need counts of 0 or more; tests/ops/test_indexing.py compares",
    .function = "",
});

constexpr Op repeat_interleave = define({
    .name = "RepeatInterleave",
    .schema = "input: Tensor, repeats: int | int[] | Tensor, axis: int? = None",
    .doc = "Each element of `axis` (of all elements if None) `repeats` times in a row; a tensor or "
           "tuple says it for each element.",
    .body = Decompose([](Call& call, V x, Value repeats, std::optional<int64_t> dim) -> V {
      if (!dim) x = reshape(x, Ints{-1});
      int axis = dim ? call.axis(*dim, x.rank(), 2) : 0;
      auto ints = ints_of(repeats);
      if (ints && ints->size() == 1) return repeated(x, axis, (*ints)[0]);
      if (ints) {
        Vs parts;
        if (static_cast<int64_t>(ints->size()) != x.dim(axis).value())
          throw call.error("`repeats` needs a count for each element of the axis")
              .label(0, "{}", describe(x.type()))
              .label(1, "{} counts", ints->size())
              .slug("repeat-count");
        for (size_t i = 0; i < ints->size(); ++i)
          parts.push_back(repeated(part(x, axis, static_cast<int64_t>(i), 1), axis, (*ints)[i]));
        return concat(parts, int64_t{axis});
      }
      V counts(&call.dispatcher, repeats);
      if (counts.rank() == 0) counts = expand_dims(counts, 0);
      if (counts.dim(0) == Dim(1) && x.dim(axis) != Dim(1))
        counts = broadcast_to(counts, Ints{x.dim(axis).value()});
      return index_get(x, Vs{repeat_places(counts)}, int64_t{axis});
    }),
    .oracle = "np.repeat(input, repeats, axis)",
    .samples = {"f32[2,3] 2 None", "f32[2,3] 2 1", "f32[2,3] (1,2) 0"},
    .methods = "=",
});

constexpr Op roll = define({
    .name = "Roll",
    .schema = "input: Tensor, shifts: int[], dims: int[]? = None",
    .doc = "Moves the elements `shifts` places along each of `dims` (all elements if None), those "
           "that leave coming in at the other end.",
    .body = Decompose([](Call& call, V x, Ints shifts, std::optional<Ints> dims) -> V {
      if (!dims) return reshape_like(rolled(reshape(x, Ints{-1}), 0, shifts[0]), x);
      if (dims->size() != shifts.size())
        throw call.error("`shifts` and `dims` need to be of one length")
            .label(1, "({})", fmt::join(shifts, ", "))
            .label(2, "({})", fmt::join(*dims, ", "))
            .slug("roll-axes");
      for (size_t i = 0; i < shifts.size(); ++i)
        x = rolled(x, call.axis((*dims)[i], x.rank(), 2), shifts[i]);
      return copy(x);
    }),
    .oracle = "np.roll(input, shifts, dims)",
    .samples = {"f32[2,3] 1 None", "f32[2,3] (1,-1) (0,1)", "f32[5] 7 0"},
    .methods = "=",
});

constexpr Op pad = define({
    .name = "PadV3",
    .schema = "input_x: Tensor, padding: int[], mode: str = 'constant', value: number? = None",
    .doc = "Widens axes by two widths each, the last axis first; negative widths cut. The new "
           "elements are `value`, or the tensor's own: 'reflect', 'replicate' (also 'edge'), "
           "'circular'.",
    .body = Decompose([](Call& call, V x, Ints padding, std::string_view mode, Value value) -> V {
      std::vector<Widths> widths = widths_of(call, padding, x.rank());
      if (mode == "constant") return pad_constant(call, x, widths, value);
      if (mode == "edge") mode = "replicate";
      if (mode != "reflect" && mode != "replicate" && mode != "circular")
        throw call.error("`mode` needs to be 'constant', 'reflect', 'replicate' or 'circular'")
            .label(2, "'{}'", mode)
            .slug("pad-mode");
      return pad_with_itself(call, x, widths, mode);
    }),
    .oracle = "oracles.padded(input_x, padding, mode)",
    .samples = {"f32[2,3] (1,2) 'constant' None", "f32[2,3] (1,1,0,2) 'constant' None",
                "f32[2,3] (1,1) 'reflect' None", "f32[2,3] (1,1) 'replicate' None",
                "f32[2,3] (1,2) 'circular' None"},
    .function = "pad",
});

}  // namespace duet::ops
