// Reading index tensors: the numbers in them, whether they lie within an axis, where they point.
#include <algorithm>
#include <atomic>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/index.h"

namespace duet::kernels {
namespace {

constexpr int64_t kChunk = 16384;

/// Calls f(T{}) with the C++ type of an index dtype.
template <class F>
void with_type(DType dtype, F f) {
  switch (dtype) {
    case DType::kBool:
    case DType::kUInt8:
      return f(uint8_t{});
    case DType::kInt8:
      return f(int8_t{});
    case DType::kInt16:
      return f(int16_t{});
    case DType::kUInt16:
      return f(uint16_t{});
    case DType::kInt32:
      return f(int32_t{});
    case DType::kUInt32:
      return f(uint32_t{});
    case DType::kInt64:
    case DType::kUInt64:
      return f(int64_t{});
    default:
      throw index_error("an index tensor needs an integer dtype")
          .note("an index is {}", name(dtype))
          .slug("index-dtype");
  }
}

/// Calls f(data, first, last) for chunks of the elements, the data in their own type.
template <class F>
void in_chunks(const Tensor& dense, F f) {
  int64_t count = dense.count();
  with_type(dense.dtype(), [&](auto zero) {
    const auto* data = dense.data_as<decltype(zero)>();
    parallel_for((count + kChunk - 1) / kChunk, static_cast<double>(count), [&](int64_t chunk) {
      f(data, chunk * kChunk, std::min(count, (chunk + 1) * kChunk));
    });
  });
}

void read(const Tensor& index, int64_t* to) {
  in_chunks(row_major(index), [&](const auto* data, int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) to[i] = static_cast<int64_t>(data[i]);
  });
}

}  // namespace

std::vector<int64_t> integers(const Tensor& t) {
  std::vector<int64_t> result(t.count());
  read(t, result.data());
  return result;
}

Tensor wide_integers(const Tensor& t) {
  Tensor result(DType::kInt64, t.shape());
  read(t, result.data_as<int64_t>());
  return result;
}

std::optional<int64_t> first_outside(const Tensor& index, int64_t extent) {
  Tensor dense = row_major(index);
  std::atomic<int64_t> where = INT64_MAX;
  std::vector<int64_t> found((dense.count() + kChunk - 1) / kChunk);
  in_chunks(dense, [&](const auto* data, int64_t first, int64_t last) {
    int outside = 0;
#pragma omp simd reduction(| : outside)
    for (int64_t i = first; i < last; ++i) {
      auto number = static_cast<int64_t>(data[i]);
      outside |= number < -extent || number >= extent ? 1 : 0;
    }
    for (int64_t i = first; outside != 0 && i < last; ++i) {
      auto number = static_cast<int64_t>(data[i]);
      if (number >= -extent && number < extent) continue;
      found[first / kChunk] = number;
      int64_t before = where.load();
      while (i < before && !where.compare_exchange_weak(before, i)) {
      }
      return;
    }
  });
  if (where == INT64_MAX) return std::nullopt;
  return found[where / kChunk];
}

Tensor places(std::span<const Tensor> indices, std::span<const int64_t> shape,
              std::span<const int64_t> extents, std::span<const int64_t> strides) {
  Tensor result(DType::kInt64, Ints(shape.begin(), shape.end()));
  auto* places = result.data_as<int64_t>();
  if (indices.empty()) std::fill_n(places, result.count(), 0);
  for (size_t k = 0; k < indices.size(); ++k) {
    Tensor wide = row_major(indices[k].view(duet::expand(indices[k].layout(), shape)));
    int64_t extent = extents[k], stride = strides[k];
    in_chunks(wide, [&](const auto* data, int64_t first, int64_t last) {
      for (int64_t p = first; p < last; ++p) {
        auto i = static_cast<int64_t>(data[p]);
        if (i < 0) i += extent;
        bool outside = i < 0 || i >= extent;
        if (k == 0)
          places[p] = outside ? kOutside : i * stride;
        else
          places[p] = outside || places[p] == kOutside ? kOutside : places[p] + i * stride;
      }
    });
  }
  return result;
}

}  // namespace duet::kernels
