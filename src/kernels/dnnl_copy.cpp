// Copies: oneDNN's reorder for the dtypes that it is fast at, plain loops for the rest.
#include "kernels/dnnl_copy.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "kernels/copy.h"
#include "kernels/dnnl_primitive.h"
#include "kernels/halves.h"

namespace duet::kernels {
namespace {

bool known(DType dtype) { return dtype == DType::kFloat32 || is_half(dtype); }

/// Without axes of extent 1: what their stride says would confuse the library.
Layout without_units(const Layout& layout) {
  Layout result{{}, {}, layout.offset};
  for (int i = 0; i < layout.rank(); ++i) {
    if (layout.shape[i] == 1) continue;
    result.shape.push_back(layout.shape[i]);
    result.strides.push_back(layout.strides[i]);
  }
  if (result.rank() == 0) return {{1}, {1}, layout.offset};
  return result;
}

bool takes(const Tensor& tensor) {
  if (!known(tensor.dtype())) return false;
  Layout layout = without_units(tensor.layout());
  return layout.rank() <= DNNL_MAX_NDIMS && is_nested(layout) && !overlaps_itself(layout);
}

struct Bytes16 {
  uint64_t low, high;
};

template <class T>
void copy_axis(const T* from, const Layout& source, T* to, const Layout& target, int axis) {
  if (axis == source.rank()) {
    *to = *from;
    return;
  }
  int64_t extent = source.shape[axis], in = source.strides[axis], out = target.strides[axis];
  if (axis + 1 == source.rank()) {
    for (int64_t i = 0; i < extent; ++i) to[i * out] = from[i * in];
    return;
  }
  for (int64_t i = 0; i < extent; ++i)
    copy_axis(from + i * in, source, to + i * out, target, axis + 1);
}

template <class T>
void copy_as(const Tensor& from, const Tensor& to) {
  copy_axis(static_cast<const T*>(from.data()), from.layout(), static_cast<T*>(to.data()),
            to.layout(), 0);
}

void copy_elements(const Tensor& from, const Tensor& to) {
  switch (size_of(from.dtype())) {
    case 1:
      return copy_as<uint8_t>(from, to);
    case 2:
      return copy_as<uint16_t>(from, to);
    case 4:
      return copy_as<uint32_t>(from, to);
    case 8:
      return copy_as<uint64_t>(from, to);
    default:
      return copy_as<Bytes16>(from, to);
  }
}

/// Moving an element takes as long.
constexpr int64_t kMultiplicationsPerElement = 16;

void reorder(const Tensor& from, const Tensor& to) {
  Layout read = without_units(from.layout()), write = without_units(to.layout());
  int threads = threads_for(from.count() * kMultiplicationsPerElement);
  Key key(DNNL_ARG_FROM, threads);
  key.add(static_cast<int64_t>(from.dtype())).add(read);
  key.add(static_cast<int64_t>(to.dtype())).add(write.strides);
  Planned& plan = planned(key, [&] {
    auto source = describe_memory(from.dtype(), read);
    auto target = describe_memory(to.dtype(), write);
    dnnl::reorder::primitive_desc desc(engine(), source, engine(), target, attributes(threads));
    return std::make_unique<Planned>(
        dnnl::reorder(desc),
        std::vector<Planned::Operand>{{DNNL_ARG_FROM, source}, {DNNL_ARG_TO, target}},
        desc.scratchpad_desc());
  });
  plan.run({from.data(), to.data()});
}

bool is_float16(const Tensor& t) { return t.dtype() == DType::kFloat16; }

/// Between float16 and another dtype: row by row, then in the target's order.
void copy_half(const Tensor& from, const Tensor& to) {
  DType other = is_float16(from) ? to.dtype() : from.dtype();
  if (other != DType::kFloat32) {
    Tensor wide(DType::kFloat32, from.shape());
    copy(from, wide);
    return copy(wide, to);
  }
  Tensor target = to.contiguous() ? to : Tensor(to.dtype(), to.shape());
  convert_half(row_major(from), target);
  if (!to.contiguous()) copy_into(to, target);
}

}  // namespace

bool is_nested(const Layout& layout) {
  SmallVector<std::pair<int64_t, int64_t>, 8> axes;  // stride, extent
  for (int i = 0; i < layout.rank(); ++i)
    if (layout.shape[i] != 1 && layout.strides[i] != 0)
      axes.push_back({layout.strides[i], layout.shape[i]});
  std::sort(axes.begin(), axes.end());
  for (size_t i = 0; i < axes.size(); ++i) {
    if (axes[i].first < 0) return false;
    if (i > 0 && axes[i].first < axes[i - 1].first * axes[i - 1].second) return false;
  }
  return true;
}

void copy(const Tensor& from, const Tensor& to) {
  if (from.count() == 0) return;
  bool same = from.dtype() == to.dtype();
  if (same && from.contiguous() && to.contiguous()) {
    std::memcpy(to.data(), from.data(), from.count() * size_of(from.dtype()));
    return;
  }
  if (is_float16(from) != is_float16(to)) return copy_half(from, to);
  if (same && is_float16(from)) return copy_into(to, from);
  if (takes(from) && takes(to)) return reorder(from, to);
  if (same) return copy_elements(from, to);
  // What the library does not take as it lies: first row-major, then as one axis.
  DUET_CHECK(known(from.dtype()) && known(to.dtype()) && to.contiguous());
  Tensor flat = packed(from, from.dtype());
  Layout line = contiguous(Ints{from.count()}), target = line;
  target.offset = to.layout().offset;
  reorder(flat.view(line), to.view(target));
}

Tensor packed(const Tensor& input, DType dtype) {
  Tensor result(dtype, input.shape());
  copy(input, result);
  return result;
}

}  // namespace duet::kernels
