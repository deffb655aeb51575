// Gathering and scattering of blocks.
#include "kernels/index.h"

#include <cstring>

#include "base/error.h"
#include "kernels/rows.h"

namespace duet::kernels {
namespace {

template <class T>
std::vector<int64_t> read(const Tensor& t) {
  Tensor dense = row_major(t);
  const T* data = dense.data_as<T>();
  std::vector<int64_t> result(t.count());
  for (size_t i = 0; i < result.size(); ++i) result[i] = static_cast<int64_t>(data[i]);
  return result;
}

/// The same blocks in two tensors: `outer` runs before the indexed axes, `inner` after them.
struct Blocks {
  Ints outer;          // extents
  Ints outer_strides;  // of the indexed tensor, in bytes
  Rows<2> inner;       // 0: the indexed tensor, 1: the row-major one
  int64_t inner_bytes;
  int64_t inner_count;
  int64_t size;
  bool dense;  // a block is one run in both

  Blocks(const Tensor& indexed, int axis, int axes)
      : Blocks(indexed, byte_strides(indexed), axis, axis + axes) {}

  /// Calls f(address in the indexed tensor, number of the outer index).
  template <class F>
  void each_outer(char* at, F f) const {
    int64_t number = 0;
    for (int64_t d : outer)
      if (d == 0) return;
    Rows<1> rows(outer, {outer_strides});
    rows.each({at}, [&](auto address, auto step, int64_t n) {
      for (int64_t i = 0; i < n; ++i) f(address[0] + i * step[0], number++);
    });
  }

 private:
  Blocks(const Tensor& t, const Ints& strides, size_t begin, size_t end)
      : outer(t.shape().begin(), t.shape().begin() + begin),
        outer_strides(strides.begin(), strides.begin() + begin),
        inner(Ints(t.shape().begin() + end, t.shape().end()),
              {Ints(strides.begin() + end, strides.end()), dense_strides(t, end)}),
        size(static_cast<int64_t>(size_of(t.dtype()))) {
    inner_count = 1;
    for (size_t i = end; i < t.shape().size(); ++i) inner_count *= t.shape()[i];
    inner_bytes = inner_count * size;
    dense = inner_count == 1 || (inner.row_length() == inner_count && inner.step(0) == size);
  }
  static Ints dense_strides(const Tensor& t, size_t from) {
    Ints shape(t.shape().begin() + from, t.shape().end());
    Ints strides = duet::contiguous(shape).strides;
    for (int64_t& s : strides) s *= static_cast<int64_t>(size_of(t.dtype()));
    return strides;
  }
};

template <class T>
void take_elements(char* out, const char* x, std::span<const int64_t> places) {
  auto* to = reinterpret_cast<T*>(out);
  const auto* from = reinterpret_cast<const T*>(x);
  for (size_t p = 0; p < places.size(); ++p) to[p] = places[p] == kOutside ? T{} : from[places[p]];
}

void take_single(char* out, const char* x, std::span<const int64_t> places, int64_t size) {
  struct Pair {
    uint64_t low, high;
  };
  switch (size) {
    case 1:
      return take_elements<uint8_t>(out, x, places);
    case 2:
      return take_elements<uint16_t>(out, x, places);
    case 4:
      return take_elements<uint32_t>(out, x, places);
    case 8:
      return take_elements<uint64_t>(out, x, places);
    default:
      return take_elements<Pair>(out, x, places);
  }
}

}  // namespace

std::vector<int64_t> integers(const Tensor& t) {
  switch (t.dtype()) {
    case DType::kBool:
    case DType::kUInt8:
      return read<uint8_t>(t);
    case DType::kInt8:
      return read<int8_t>(t);
    case DType::kInt16:
      return read<int16_t>(t);
    case DType::kUInt16:
      return read<uint16_t>(t);
    case DType::kInt32:
      return read<int32_t>(t);
    case DType::kUInt32:
      return read<uint32_t>(t);
    case DType::kInt64:
    case DType::kUInt64:
      return read<int64_t>(t);
    default:
      DUET_BUG("{} is no index dtype", name(t.dtype()));
  }
}

std::optional<int64_t> first_outside(const Tensor& index, int64_t extent) {
  for (int64_t i : integers(index))
    if (i < -extent || i >= extent) return i;
  return std::nullopt;
}

std::vector<int64_t> places(std::span<const Tensor> indices, std::span<const int64_t> shape,
                            std::span<const int64_t> extents, std::span<const int64_t> strides) {
  std::vector<int64_t> result(duet::count(shape), 0);
  for (size_t k = 0; k < indices.size(); ++k) {
    const Tensor& index = indices[k];
    std::vector<int64_t> wide = integers(index.view(duet::expand(index.layout(), shape)));
    for (size_t p = 0; p < result.size(); ++p) {
      int64_t i = wide[p] < 0 ? wide[p] + extents[k] : wide[p];
      if (i < 0 || i >= extents[k] || result[p] == kOutside)
        result[p] = kOutside;
      else
        result[p] += i * strides[k];
    }
  }
  return result;
}

void take(const Tensor& out, const Tensor& x, int axis, int axes, std::span<const int64_t> places) {
  if (out.count() == 0) return;
  Blocks blocks(x, axis, axes);
  auto* to = out.data_as<char>();
  int64_t outer_bytes = static_cast<int64_t>(places.size()) * blocks.inner_bytes;
  blocks.each_outer(x.data_as<char>(), [&](const char* from, int64_t o) {
    char* row = to + o * outer_bytes;
    if (blocks.inner_count == 1) return take_single(row, from, places, blocks.size);
    for (int64_t place : places) {
      const char* block = from + place * blocks.size;
      if (place == kOutside)
        std::memset(row, 0, blocks.inner_bytes);
      else if (blocks.dense)
        std::memcpy(row, block, blocks.inner_bytes);
      else
        blocks.inner.each({const_cast<char*>(block), row}, [&](auto at, auto step, int64_t n) {
          copy_row(at[1], step[1], at[0], step[0], n, blocks.size);
        });
      row += blocks.inner_bytes;
    }
  });
}

void put(const Tensor& to, const Tensor& value, int axis, int axes, std::span<const int64_t> places,
         Combine combine) {
  if (value.count() == 0) return;
  Blocks blocks(to, axis, axes);
  int64_t outer_bytes = static_cast<int64_t>(places.size()) * blocks.inner_bytes;
  blocks.each_outer(to.data_as<char>(), [&](char* target, int64_t o) {
    char* row = value.data_as<char>() + o * outer_bytes;
    for (size_t p = 0; p < places.size(); ++p, row += blocks.inner_bytes) {
      if (places[p] == kOutside) continue;
      char* block = target + places[p] * blocks.size;
      blocks.inner.each({block, row}, [&](auto at, auto step, int64_t n) {
        if (combine)
          combine(at[0], step[0], at[1], step[1], n);
        else
          copy_row(at[0], step[0], at[1], step[1], n, blocks.size);
      });
    }
  });
}

namespace {

/// Calls f(offset in bytes of the indexed tensor, address of the other one) for each element of
/// `index`.
template <class F>
void along(const Tensor& indexed, const Tensor& other, const Tensor& index, int axis, F f) {
  std::vector<int64_t> wide = integers(index);
  Ints strides = byte_strides(indexed);
  int64_t stride = strides[axis], extent = indexed.shape()[axis];
  strides[axis] = 0;
  Tensor numbers(DType::kInt64, index.shape());
  if (!wide.empty()) std::memcpy(numbers.data(), wide.data(), wide.size() * sizeof(int64_t));
  Rows<3> rows(index.shape(), {strides, byte_strides(other), byte_strides(numbers)});
  rows.each({indexed.data_as<char>(), other.data_as<char>(), numbers.data_as<char>()},
            [&](auto at, auto step, int64_t n) {
              for (int64_t i = 0; i < n; ++i) {
                int64_t j = *reinterpret_cast<int64_t*>(at[2] + i * step[2]);
                if (j < 0) j += extent;
                bool inside = j >= 0 && j < extent;
                f(inside ? at[0] + i * step[0] + j * stride : nullptr, at[1] + i * step[1]);
              }
            });
}

}  // namespace

void take_along(const Tensor& out, const Tensor& x, const Tensor& index, int axis) {
  size_t size = size_of(x.dtype());
  along(x, out, index, axis, [&](const char* from, char* to) {
    if (from)
      copy_row(to, 0, from, 0, 1, size);
    else
      std::memset(to, 0, size);
  });
}

void put_along(const Tensor& to, const Tensor& value, const Tensor& index, int axis,
               Combine combine) {
  size_t size = size_of(to.dtype());
  along(to, value, index, axis, [&](char* target, const char* from) {
    if (!target) return;
    if (combine)
      combine(target, 0, from, 0, 1);
    else
      copy_row(target, 0, from, 0, 1, size);
  });
}

namespace {

/// `mask` keeps the bits that make a number differ from zero.
template <class T>
void collect(const Tensor& t, int64_t parts, T mask, std::vector<int64_t>& result) {
  const T* data = t.data_as<T>();
  for (int64_t i = 0; i < t.count(); ++i) {
    bool any = false;
    for (int64_t part = 0; part < parts; ++part) any = any || (data[i * parts + part] & mask) != 0;
    if (any) result.push_back(i);
  }
}

template <class T>
void collect(const Tensor& t, std::vector<int64_t>& result) {
  bool sign = is_float(t.dtype()) || is_complex(t.dtype());
  T mask = static_cast<T>(sign ? static_cast<T>(~T{0}) >> 1 : ~T{0});
  collect<T>(t, is_complex(t.dtype()) ? 2 : 1, mask, result);
}

}  // namespace

std::vector<int64_t> nonzero(const Tensor& tensor) {
  std::vector<int64_t> result;
  Tensor t = row_major(tensor);
  switch (size_of(real_part(t.dtype()))) {
    case 1:
      collect<uint8_t>(t, result);
      break;
    case 2:
      collect<uint16_t>(t, result);
      break;
    case 4:
      collect<uint32_t>(t, result);
      break;
    default:
      collect<uint64_t>(t, result);
      break;
  }
  return result;
}

}  // namespace duet::kernels
