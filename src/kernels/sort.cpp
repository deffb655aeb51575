// Sorting by keys: radix sort for long lines, comparison for short ones.
#include "kernels/sort.h"

#include <algorithm>
#include <bit>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "kernels/copy.h"

namespace duet::kernels {
namespace {

/// A float's bits as an unsigned number of the same order.
template <class U>
U float_key(U bits, U infinity) {
  constexpr U kSign = static_cast<U>(U{1} << (sizeof(U) * 8 - 1)), kAll = static_cast<U>(~U{0});
  auto magnitude = static_cast<U>(bits & static_cast<U>(~kSign));
  auto key = static_cast<U>(bits ^ (bits & kSign ? kAll : kSign));
  key = magnitude == 0 ? kSign : key;
  return magnitude > infinity ? kAll : key;  // NaN
}

template <class U, class F>
void each_key(const Line& line, bool descending, std::vector<uint64_t>& keys, F key) {
  const U* data = line.tensor->data_as<U>() + line.offset;
  keys.resize(line.count);
  uint64_t* to = keys.data();
  U flip = descending ? static_cast<U>(~U{0}) : U{0};
  auto run = [&](int64_t stride) {
#pragma omp simd
    for (int64_t i = 0; i < line.count; ++i) to[i] = static_cast<U>(key(data[i * stride]) ^ flip);
  };
  line.stride == 1 ? run(1) : run(line.stride);
}

template <class U>
void collect_keys(const Line& line, bool descending, std::vector<uint64_t>& keys) {
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

constexpr size_t kSpare = 32;  // a cut is not made for fewer
constexpr int kDigitBits = 11;
constexpr int kDigits = 3;

bool before(const Item& a, const Item& b) {
  return a.key != b.key ? a.key < b.key : a.position < b.position;
}

/// By the bits of the keys from `low` on, `kDigits` digits of them; stable.
void sort_by_digits(std::vector<Item>& items, int low) {
  constexpr size_t kRange = size_t{1} << kDigitBits;
  std::vector<Item> other(items.size());
  std::vector<size_t> counts(kDigits * kRange);
  auto digit = [&](const Item& item, int d) {
    return item.key >> (low + d * kDigitBits) & (kRange - 1);
  };
  for (const Item& item : items)
    for (int d = 0; d < kDigits; ++d) ++counts[d * kRange + digit(item, d)];
  for (int d = 0; d < kDigits; ++d) {
    size_t* count = &counts[d * kRange];
    // A digit that is the same in all keys orders nothing.
    if (count[digit(items[0], d)] == items.size()) continue;
    size_t start = 0;
    for (size_t k = 0; k < kRange; ++k) start += std::exchange(count[k], start);
    for (const Item& item : items) other[count[digit(item, d)]++] = item;
    items.swap(other);
  }
}

/// By the highest digits in which the keys differ, which leaves short runs to sort.
void radix(std::vector<Item>& items) {
  uint64_t varying = 0;
  for (const Item& item : items) varying |= item.key ^ items[0].key;
  int low = std::max(0, static_cast<int>(std::bit_width(varying)) - kDigits * kDigitBits);
  sort_by_digits(items, low);
  if (low == 0) return;
  for (auto run = items.begin(); run != items.end();) {
    auto end = std::find_if(run + 1, items.end(),
                            [&](const Item& item) { return item.key >> low != run->key >> low; });
    if (end - run > 1 && !std::is_sorted(run, end, before)) std::sort(run, end, before);
    run = end;
  }
}

std::vector<Item> items_of(std::span<const uint64_t> keys) {
  std::vector<Item> items(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) items[i] = {keys[i], static_cast<uint32_t>(i)};
  return items;
}

void give_positions(const std::vector<Item>& items, std::vector<uint32_t>& positions) {
  positions.resize(items.size());
  for (size_t i = 0; i < items.size(); ++i) positions[i] = items[i].position;
}

}  // namespace

void keys_of(const Line& line, bool descending, std::vector<uint64_t>& keys) {
  switch (size_of(line.tensor->dtype())) {
    case 1:
      return collect_keys<uint8_t>(line, descending, keys);
    case 2:
      return collect_keys<uint16_t>(line, descending, keys);
    case 4:
      return collect_keys<uint32_t>(line, descending, keys);
    default:
      return collect_keys<uint64_t>(line, descending, keys);
  }
}

void order(std::span<const uint64_t> keys, std::vector<uint32_t>& positions) {
  std::vector<Item> items = items_of(keys);
  if (items.size() > 256)
    radix(items);
  else
    std::sort(items.begin(), items.end(), before);
  give_positions(items, positions);
}

void order_first(std::span<const uint64_t> keys, int64_t k, std::vector<uint32_t>& positions) {
  auto wanted = static_cast<size_t>(k);
  std::vector<Item> best;  // the first `wanted` so far, among others
  uint64_t limit = ~uint64_t{0};
  auto cut = [&] {
    std::nth_element(best.begin(), best.begin() + (k - 1), best.end(), before);
    best.resize(wanted);
    limit = best.back().key;
  };
  for (size_t i = 0; i < keys.size() && wanted > 0; ++i) {
    // Of equal keys the earlier one stays.
    if (best.size() >= wanted && keys[i] >= limit) continue;
    best.push_back({keys[i], static_cast<uint32_t>(i)});
    if (best.size() == wanted || best.size() == 2 * wanted + kSpare) cut();
  }
  if (best.size() > wanted) cut();
  std::sort(best.begin(), best.end(), before);
  give_positions(best, positions);
}

void number_keys(std::span<const uint64_t> keys, int32_t* number, std::vector<uint32_t>& first) {
  // An open table of the numbers so far, at most half full.
  constexpr int32_t kFree = -1;
  std::vector<int32_t> table(1024, kFree);
  auto place_of = [&](uint64_t key) {
    size_t mask = table.size() - 1, at = (key * 0x9e3779b97f4a7c15U) >> 32 & mask;
    while (table[at] != kFree && keys[first[table[at]]] != key) at = (at + 1) & mask;
    return at;
  };
  for (size_t i = 0; i < keys.size(); ++i) {
    int32_t& found = table[place_of(keys[i])];
    if (found == kFree) {
      found = static_cast<int32_t>(first.size());
      first.push_back(static_cast<uint32_t>(i));
    }
    number[i] = found;
    if (first.size() * 2 < table.size()) continue;
    table.assign(table.size() * 4, kFree);
    for (size_t g = 0; g < first.size(); ++g)
      table[place_of(keys[first[g]])] = static_cast<int32_t>(g);
  }
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
    taken == extent ? order(keys, positions) : order_first(keys, taken, positions);
    int64_t first = outer * taken * stride + inner;
    auto* places = indices.data_as<int32_t>() + first;
    for (int64_t i = 0; i < taken; ++i) places[i * stride] = static_cast<int32_t>(positions[i]);
    auto move = [&]<class T>(std::type_identity<T>) {
      const T* from = x.data_as<T>() + line.offset;
      T* to = values.data_as<T>() + first;
      for (int64_t i = 0; i < taken; ++i) to[i * stride] = from[positions[i] * stride];
    };
    if (size == 1) return move(std::type_identity<uint8_t>());
    if (size == 2) return move(std::type_identity<uint16_t>());
    if (size == 4) return move(std::type_identity<uint32_t>());
    move(std::type_identity<uint64_t>());
  });
}

}  // namespace duet::kernels
