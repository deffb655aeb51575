// Sorting by keys: radix sort for long lines, comparison for short ones.
#include "kernels/sort.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/copy.h"

namespace duet::kernels {
namespace {

/// A float's bits as an unsigned number of the same order.
template <class U>
uint64_t float_key(U bits, U infinity) {
  constexpr U kSign = U{1} << (sizeof(U) * 8 - 1);
  U magnitude = bits & static_cast<U>(~kSign);
  if (magnitude > infinity) return static_cast<U>(~U{0});  // NaN
  if (magnitude == 0) return kSign;
  return static_cast<U>(bits & kSign ? ~bits : bits | kSign);
}

template <class U, class F>
void each_key(const Line& line, bool descending, std::vector<uint64_t>& keys, F key) {
  const U* data = line.tensor->data_as<U>() + line.offset;
  keys.resize(line.count);
  U mask = static_cast<U>(~U{0});
  for (int64_t i = 0; i < line.count; ++i) {
    auto k = static_cast<U>(key(data[i * line.stride]));
    keys[i] = descending ? static_cast<U>(k ^ mask) : k;
  }
}

template <class U>
void number_keys(const Line& line, bool descending, std::vector<uint64_t>& keys) {
  DType dtype = line.tensor->dtype();
  if (is_float(dtype)) {
    uint64_t infinity = dtype == DType::kFloat16    ? 0x7c00
                        : dtype == DType::kBFloat16 ? 0x7f80
                        : dtype == DType::kFloat32  ? 0x7f800000
                                                    : 0x7ff0000000000000;
    return each_key<U>(line, descending, keys,
                       [&](U bits) { return float_key<U>(bits, static_cast<U>(infinity)); });
  }
  U flip = is_signed_int(dtype) ? static_cast<U>(U{1} << (sizeof(U) * 8 - 1)) : U{0};
  each_key<U>(line, descending, keys, [&](U bits) { return static_cast<U>(bits ^ flip); });
}

struct Item {
  uint64_t key;
  uint32_t position;
};

void radix(std::vector<Item>& items, size_t bytes) {
  std::vector<Item> other(items.size());
  std::vector<size_t> counts(bytes * 256);
  for (const Item& item : items)
    for (size_t b = 0; b < bytes; ++b) ++counts[b * 256 + (item.key >> (8 * b) & 255)];
  for (size_t b = 0; b < bytes; ++b) {
    size_t* count = &counts[b * 256];
    // A byte that is the same in all keys orders nothing.
    if (count[items[0].key >> (8 * b) & 255] == items.size()) continue;
    size_t start = 0;
    for (int digit = 0; digit < 256; ++digit) start += std::exchange(count[digit], start);
    for (const Item& item : items) other[count[item.key >> (8 * b) & 255]++] = item;
    items.swap(other);
  }
}

std::vector<Item> items_of(std::span<const uint64_t> keys) {
  std::vector<Item> items(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) items[i] = {keys[i], static_cast<uint32_t>(i)};
  return items;
}

bool before(const Item& a, const Item& b) {
  return a.key != b.key ? a.key < b.key : a.position < b.position;
}

void give_positions(const std::vector<Item>& items, std::vector<uint32_t>& positions) {
  positions.resize(items.size());
  for (size_t i = 0; i < items.size(); ++i) positions[i] = items[i].position;
}

}  // namespace

void keys_of(const Line& line, bool descending, std::vector<uint64_t>& keys) {
  switch (size_of(line.tensor->dtype())) {
    case 1:
      return number_keys<uint8_t>(line, descending, keys);
    case 2:
      return number_keys<uint16_t>(line, descending, keys);
    case 4:
      return number_keys<uint32_t>(line, descending, keys);
    default:
      return number_keys<uint64_t>(line, descending, keys);
  }
}

void order(std::span<const uint64_t> keys, size_t bytes, std::vector<uint32_t>& positions) {
  std::vector<Item> items = items_of(keys);
  if (items.size() > 256)
    radix(items, bytes);
  else
    std::sort(items.begin(), items.end(), before);
  give_positions(items, positions);
}

void order_first(std::span<const uint64_t> keys, int64_t k, std::vector<uint32_t>& positions) {
  std::vector<Item> items = items_of(keys);
  if (k < static_cast<int64_t>(items.size()))
    std::nth_element(items.begin(), items.begin() + k, items.end(), before);
  items.resize(k);
  std::sort(items.begin(), items.end(), before);
  give_positions(items, positions);
}

void sort_axis(const Tensor& values, const Tensor& indices, const Tensor& input, int axis,
               bool descending) {
  if (values.count() == 0) return;
  Tensor x = row_major(input);
  int64_t extent = x.rank() ? x.shape()[axis] : 1, taken = x.rank() ? values.shape()[axis] : 1;
  int64_t stride = x.rank() ? x.strides()[axis] : 1, lines = x.count() / extent;
  size_t size = size_of(x.dtype());
  parallel_for(lines, static_cast<double>(x.count()) * 20, [&](int64_t number) {
    int64_t outer = number / stride, inner = number % stride;
    Line line{&x, outer * extent * stride + inner, stride, extent};
    std::vector<uint64_t> keys;
    std::vector<uint32_t> positions;
    keys_of(line, descending, keys);
    taken == extent ? order(keys, size, positions) : order_first(keys, taken, positions);
    const char* from = x.data_as<char>() + line.offset * size;
    int64_t first = outer * taken * stride + inner;
    for (int64_t i = 0; i < taken; ++i) {
      int64_t to = first + i * stride;
      std::memcpy(values.data_as<char>() + to * size, from + positions[i] * stride * size, size);
      indices.data_as<int32_t>()[to] = static_cast<int32_t>(positions[i]);
    }
  });
}

}  // namespace duet::kernels
