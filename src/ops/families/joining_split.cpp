// Cutting a tensor into parts along an axis. All parts are views.
#include <algorithm>

#include "ops/basic_index.h"
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

namespace {

/// Parts of these lengths, from the front.
Vs parts_of(V x, int axis, const Ints& lengths) {
  Vs parts;
  int64_t start = 0;
  for (int64_t length : lengths) {
    parts.push_back(index_view(x, basic_index::slice(axis, start, start + length)));
    start += length;
  }
  return parts;
}

/// As many parts of `size` as fit, and what is left.
Ints equal_lengths(int64_t extent, int64_t size) {
  Ints lengths;
  for (int64_t start = 0; start < extent; start += size)
    lengths.push_back(std::min(size, extent - start));
  if (lengths.empty()) lengths.push_back(0);
  return lengths;
}

/// What the gradient of parts is: the cotangents joined again, zeros where a part has none.
Grads joined(Vs out, Vs dout, int64_t axis) {
  for (size_t i = 0; i < dout.size(); ++i)
    if (dout[i].is_none()) dout[i] = zeros_like(out[i]);
  return Grads{concat(dout, axis)};
}

Ints section_lengths(Call& call, int64_t extent, const Ints& sections) {
  int64_t sum = 0;
  bool negative = false;
  for (int64_t length : sections) {
    sum += length;
    negative = negative || length < 0;
  }
  if (sum != extent || negative)
    throw call.error("`split_size_or_sections` needs lengths that add up to the axis")
        .label(0, "{} elements: {}", extent, describe(call.type(0)))
        .label(1, "({}) add up to {}", fmt::join(sections, ", "), sum)
        .slug("split-sections");
  return sections;
}

/// Lengths of the parts between the borders `at`, clipped to the axis.
Ints border_lengths(int64_t extent, const Ints& at) {
  Ints lengths;
  int64_t start = 0;
  auto clip = [&](int64_t place) {
    return std::clamp<int64_t>(place < 0 ? place + extent : place, 0, extent);
  };
  for (int64_t border : at) {
    int64_t stop = clip(border);
    lengths.push_back(std::max<int64_t>(stop - start, 0));
    start = std::max(stop, start);
  }
  lengths.push_back(extent - start);
  return lengths;
}

/// `sections` parts that differ by one element at most, the longer ones first.
Ints even_lengths(int64_t extent, int64_t sections) {
  Ints lengths;
  for (int64_t i = 0; i < sections; ++i)
    lengths.push_back(extent / sections + (i < extent % sections ? 1 : 0));
  return lengths;
}

Vs split_evenly(Call& call, V x, const Value& where, int axis) {
  int64_t extent = x.dim(axis).value();
  if (where.kind() == Value::Kind::kInt) {
    if (where.as_int() < 1)
      throw call.error("`indices_or_sections` needs to be 1 or more")
          .label(1, "{}", where.as_int())
          .slug("split-size");
    return parts_of(x, axis, even_lengths(extent, where.as_int()));
  }
  auto borders = ints_of(where);
  if (!borders)
    throw call.type_error("tensor_split needs an int or a tuple of ints as `indices_or_sections`")
        .label(1, "{}", describe(where))
        .slug("argument-type");
  return parts_of(x, axis, border_lengths(extent, *borders));
}

}  // namespace

constexpr Op split = define({
    .name = "Split",
    .schema = "tensor: Tensor, split_size_or_sections: int | int[], axis: int = 0",
    .doc =
        "Cuts `tensor` along `axis` into parts of `split_size_or_sections` elements (an int; the "
        "last part may be shorter) or of these lengths (a tuple).",
    .body = Decompose([](Call& call, V x, Value sizes, int64_t dim) {
      int axis = call.axis(dim, x.rank(), 2);
      int64_t extent = x.dim(axis).value();
      if (sizes.kind() != Value::Kind::kInt) {
        auto sections = ints_of(sizes);
        if (!sections)
          throw call.type_error("split needs an int or a tuple of ints as `split_size_or_sections`")
              .label(1, "{}", describe(sizes))
              .slug("argument-type");
        return parts_of(x, axis, section_lengths(call, extent, *sections));
      }
      if (sizes.as_int() < 1)
        throw call.error("`split_size_or_sections` needs to be 1 or more")
            .label(1, "{}", sizes.as_int())
            .slug("split-size");
      return parts_of(x, axis, equal_lengths(extent, sizes.as_int()));
    }),
    .grad = Grad([](V, Value, int64_t axis, Vs out, Vs dout) { return joined(out, dout, axis); }),
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op chunk = define({
    .name = "Chunk",
    .schema = "input: Tensor, chunks: int, axis: int = 0",
    .doc =
        "Cuts `input` along `axis` into at most `chunks` parts of one size, the last one perhaps "
        "shorter.",
    .body = Decompose([](Call& call, V x, int64_t chunks, int64_t dim) {
      int axis = call.axis(dim, x.rank(), 2);
      if (chunks < 1)
        throw call.error("`chunks` needs to be 1 or more")
            .label(1, "{}", chunks)
            .slug("split-size");
      int64_t extent = x.dim(axis).value();
      return parts_of(x, axis,
                      equal_lengths(extent, std::max<int64_t>((extent + chunks - 1) / chunks, 1)));
    }),
    .grad = Grad([](V, int64_t, int64_t axis, Vs out, Vs dout) { return joined(out, dout, axis); }),
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op tensor_split = define({
    .name = "TensorSplit",
    .schema = "input: Tensor, indices_or_sections: int | int[], axis: int = 0",
    .doc = "Cuts `input` along `axis` into so many nearly equal parts (an int), or at these places "
           "(a tuple).",
    .body = Decompose([](Call& call, V x, Value where, int64_t dim) {
      return split_evenly(call, x, where, call.axis(dim, x.rank(), 2));
    }),
    .grad = Grad([](V, Value, int64_t axis, Vs out, Vs dout) { return joined(out, dout, axis); }),
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op hsplit = define({
    .name = "Hsplit",
    .schema = "input: Tensor, indices_or_sections: int | int[]",
    .doc = "tensor_split along axis 1 (axis 0 of a 1-d tensor).",
    .body = Decompose([](Call& call, V x, Value where) {
      return split_evenly(call, x, where, x.rank() < 2 ? 0 : 1);
    }),
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op vsplit = define({
    .name = "Vsplit",
    .schema = "input: Tensor, indices_or_sections: int | int[]",
    .doc = "tensor_split along axis 0.",
    .body = Decompose([](Call& call, V x, Value where) { return split_evenly(call, x, where, 0); }),
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op dsplit = define({
    .name = "Dsplit",
    .schema = "input: Tensor, indices_or_sections: int | int[]",
    .doc = "tensor_split along axis 2.",
    .body = Decompose([](Call& call, V x, Value where) {
      return split_evenly(call, x, where, call.axis(2, x.rank(), 0));
    }),
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .methods = "=",
});

constexpr Op unbind = define({
    .name = "Unbind",
    .schema = "input: Tensor, dim: int = 0",
    .doc = "The elements of axis `dim`, each without that axis.",
    .body = Decompose([](Call& call, V x, int64_t dim) {
      int axis = call.axis(dim, x.rank(), 1);
      Vs parts;
      for (int64_t i = 0; i < x.dim(axis).value(); ++i)
        parts.push_back(select_axis(x, static_cast<int64_t>(axis), i));
      return parts;
    }),
    .grad = Grad([](V, int64_t dim, Vs out, Vs dout) {
      for (size_t i = 0; i < dout.size(); ++i)
        if (dout[i].is_none()) dout[i] = zeros_like(out[i]);
      return Grads{stack(dout, dim)};
    }),
    .tuple = "",
    .no_oracle = "it gives several results; tests/ops/test_indexing.py compares with NumPy",
    .function = "unbind unstack",
    .methods = "=",
});

}  // namespace duet::ops
