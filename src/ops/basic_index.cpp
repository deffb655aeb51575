// Reading the numbers of a basic index.
#include "ops/basic_index.h"

#include <algorithm>

namespace duet::basic_index {
namespace {

int group_size(int64_t code) {
  switch (code) {
    case kTake:
    case kKeep:
      return 2;
    case kRange:
      return 5;
    default:
      return 1;
  }
}

/// Axes that the items name; the ellipsis stands for the rest.
int named_axes(const Ints& spec) {
  int axes = 0;
  for (size_t i = 0; i < spec.size(); i += group_size(spec[i])) {
    if (spec[i] == kTake || spec[i] == kRange) ++axes;
    if (spec[i] == kKeep) axes += static_cast<int>(spec[i + 1]);
  }
  return axes;
}

int rest_axes(Call& call, int rank, const Ints& spec) {
  int named = named_axes(spec);
  if (named > rank)
    throw call.index_error("an index needs at most as many items as the tensor has axes")
        .label(0, "{} axes: {}", rank, describe(call.type(0)))
        .label(1, "{} items", named)
        .slug("index-items");
  return rank - named;
}

int64_t in_range(Call& call, int64_t index, int axis, int64_t extent) {
  if (index < -extent || index >= extent)
    throw call.index_error("an index needs to lie within its axis")
        .label(0, "{} elements on axis {}: {}", extent, axis, describe(call.type(0)))
        .label(1, "index {}", index)
        .slug("index-range");
  return index < 0 ? index + extent : index;
}

Dim length(Dim extent, const int64_t* group) {
  if (!extent.known()) return Dim::unknown();
  return range(extent.value(), group[1], group[2], group[3], group[4]).length;
}

}  // namespace

Range range(int64_t extent, int64_t given, int64_t start, int64_t stop, int64_t step) {
  int64_t low = step < 0 ? -1 : 0, high = step < 0 ? extent - 1 : extent;
  auto bound = [&](int64_t value) {
    return std::clamp(value < 0 ? value + extent : value, low, high);
  };
  int64_t first = given & 1 ? bound(start) : (step < 0 ? high : low);
  int64_t last = given & 2 ? bound(stop) : (step < 0 ? low : high);
  int64_t length = step < 0 ? (first - last - step - 1) / -step : (last - first + step - 1) / step;
  return {first, std::max<int64_t>(length, 0), step};
}

Shape shape(Call& call, const Shape& from, const Ints& spec) {
  int rest = rest_axes(call, static_cast<int>(from.size()), spec), axis = 0;
  Shape result;
  bool rest_seen = false;
  auto keep = [&](int64_t n) {
    for (; n > 0; --n) result.push_back(from[axis++]);
  };
  for (size_t i = 0; i < spec.size(); i += group_size(spec[i])) {
    switch (static_cast<Code>(spec[i])) {
      case kTake:
        if (from[axis].known()) in_range(call, spec[i + 1], axis, from[axis].value());
        ++axis;
        break;
      case kRange:
        result.push_back(length(from[axis++], &spec[i]));
        break;
      case kKeep:
        keep(spec[i + 1]);
        break;
      case kRest:
        keep(rest);
        rest_seen = true;
        break;
      case kNew:
        result.push_back(1);
        break;
    }
  }
  if (!rest_seen) keep(rest);
  return result;
}

Layout layout(Call& call, const Layout& from, const Ints& spec) {
  int rest = rest_axes(call, from.rank(), spec), axis = 0;
  Layout result{{}, {}, from.offset};
  auto push = [&](int64_t extent, int64_t stride) {
    result.shape.push_back(extent);
    result.strides.push_back(stride);
  };
  auto keep = [&](int64_t n) {
    for (; n > 0; --n, ++axis) push(from.shape[axis], from.strides[axis]);
  };
  for (size_t i = 0; i < spec.size(); i += group_size(spec[i])) {
    switch (static_cast<Code>(spec[i])) {
      case kTake:
        result.offset += in_range(call, spec[i + 1], axis, from.shape[axis]) * from.strides[axis];
        ++axis;
        break;
      case kRange: {
        Range r = range(from.shape[axis], spec[i + 1], spec[i + 2], spec[i + 3], spec[i + 4]);
        if (r.length > 0) result.offset += r.start * from.strides[axis];
        push(r.length, from.strides[axis] * r.step);
        ++axis;
        break;
      }
      case kKeep:
        keep(spec[i + 1]);
        break;
      case kRest:
        keep(rest);
        rest = 0;
        break;
      case kNew:
        push(1, 0);
        break;
    }
  }
  keep(rest);
  return result;
}

Ints take(int axis, int64_t index) {
  if (axis == 0) return {kTake, index};
  return {kKeep, axis, kTake, index};
}

Ints slice(int axis, int64_t start, int64_t stop, int64_t step) {
  Ints spec;
  if (axis > 0) spec = {kKeep, axis};
  for (int64_t number : {static_cast<int64_t>(kRange), int64_t{3}, start, stop, step})
    spec.push_back(number);
  return spec;
}

}  // namespace duet::basic_index
