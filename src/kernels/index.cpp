// Gathering and scattering of blocks.
#include "kernels/index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

#include "kernels/rows_parallel.h"

namespace duet::kernels {
namespace {

constexpr int64_t kTaskBytes = 128 << 10;
constexpr int64_t kPlaceBytes = 8;
constexpr int64_t kPageBytes = 4096;
constexpr int64_t kParts = 4;
constexpr int64_t kAlongGrain = 8192;  // elements of a task

/// One task of a put: a share of the columns or of the pages of memory.
struct PutPart {
  char* target;
  char* rows;
  int64_t number, parts;
};

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

  int64_t outer_count() const { return duet::count(outer); }
  /// In bytes, of the indexed tensor.
  int64_t outer_offset(int64_t number) const {
    int64_t offset = 0;
    for (size_t axis = outer.size(); axis-- > 0;) {
      offset += number % outer[axis] * outer_strides[axis];
      number /= outer[axis];
    }
    return offset;
  }
  /// One thread's estimate for moving this many blocks.
  double nanoseconds(int64_t rows) const {
    return static_cast<double>(rows) * (2.0 + static_cast<double>(inner_bytes) / 8);
  }

  void take(char* row, const char* from, std::span<const int64_t> places) const;
  void put_columns(const PutPart& part, std::span<const int64_t> places, Combine combine) const;
  void put_pages(const PutPart& part, std::span<const int64_t> places, Combine combine) const;

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
  void put_run(char* to, const char* from, int64_t count, Combine combine) const {
    if (combine)
      combine(to, size, from, size, count);
    else
      copy_row(to, size, from, size, count, size);
  }
};

template <class T>
void take_elements(char* out, const char* x, std::span<const int64_t> places) {
  auto* to = reinterpret_cast<T*>(out);
  const auto* from = reinterpret_cast<const T*>(x);
  for (size_t p = 0; p < places.size(); ++p) to[p] = places[p] == kOutside ? T{} : from[places[p]];
}

/// Calls f with a type of this many bytes.
template <class F>
void with_size(size_t size, F f) {
  struct Pair {
    uint64_t low, high;
  };
  switch (size) {
    case 1:
      return f(std::type_identity<uint8_t>());
    case 2:
      return f(std::type_identity<uint16_t>());
    case 4:
      return f(std::type_identity<uint32_t>());
    case 8:
      return f(std::type_identity<uint64_t>());
    default:
      return f(std::type_identity<Pair>());
  }
}

void take_single(char* out, const char* x, std::span<const int64_t> places, int64_t size) {
  with_size(size, [&]<class T>(std::type_identity<T>) { take_elements<T>(out, x, places); });
}

void Blocks::take(char* row, const char* from, std::span<const int64_t> places) const {
  if (inner_count == 1) return take_single(row, from, places, size);
  for (int64_t place : places) {
    const char* block = from + place * size;
    if (place == kOutside)
      std::memset(row, 0, inner_bytes);
    else if (dense)
      copy_row(row, size, block, size, inner_count, size);
    else
      inner.each({const_cast<char*>(block), row}, [&](auto at, auto step, int64_t n) {
        copy_row(at[1], step[1], at[0], step[0], n, size);
      });
    row += inner_bytes;
  }
}

/// A share of the columns of every block.
void Blocks::put_columns(const PutPart& part, std::span<const int64_t> places,
                         Combine combine) const {
  int64_t first = inner_count * part.number / part.parts;
  int64_t count = inner_count * (part.number + 1) / part.parts - first;
  const char* row = part.rows + first * size;
  for (int64_t place : places) {
    if (place != kOutside) put_run(part.target + (place + first) * size, row, count, combine);
    row += inner_bytes;
  }
}

/// The blocks that begin in a share of the pages of memory.
void Blocks::put_pages(const PutPart& part, std::span<const int64_t> places,
                       Combine combine) const {
  char* row = part.rows;
  for (int64_t place : places) {
    char* block = part.target + place * size;
    auto page = reinterpret_cast<uintptr_t>(block) / kPageBytes;
    bool ours = part.parts == 1 || static_cast<int64_t>(page % part.parts) == part.number;
    if (place != kOutside && ours) {
      if (dense)
        put_run(block, row, inner_count, combine);
      else
        inner.each({block, row}, [&](auto at, auto step, int64_t n) {
          if (combine)
            combine(at[0], step[0], at[1], step[1], n);
          else
            copy_row(at[0], step[0], at[1], step[1], n, size);
        });
    }
    row += inner_bytes;
  }
}

constexpr int64_t kTogether = 256;

/// One element for each place.
void put_single(char* to, const char* from, std::span<const int64_t> places, int64_t size,
                Combine combine) {
  std::array<int64_t, kTogether> offsets;
  for (size_t first = 0; first < places.size(); first += kTogether) {
    std::span some = places.subspan(first, std::min<size_t>(kTogether, places.size() - first));
    for (size_t i = 0; i < some.size(); ++i)
      offsets[i] = some[i] == kOutside ? Combine::kNowhere : some[i] * size;
    const char* elements = from + static_cast<int64_t>(first) * size;
    if (combine) {
      combine.places(to, offsets.data(), elements, size, static_cast<int64_t>(some.size()));
      continue;
    }
    with_size(size, [&]<class T>(std::type_identity<T>) {
      for (size_t i = 0; i < some.size(); ++i)
        if (offsets[i] != Combine::kNowhere)
          *reinterpret_cast<T*>(to + offsets[i]) = reinterpret_cast<const T*>(elements)[i];
    });
  }
}

}  // namespace

void take(const Tensor& out, const Tensor& x, int axis, int axes, std::span<const int64_t> places) {
  if (out.count() == 0) return;
  Blocks blocks(x, axis, axes);
  auto count = static_cast<int64_t>(places.size());
  auto* to = out.data_as<char>();
  const char* from = x.data_as<char>();
  int64_t rows = blocks.outer_count() * count;
  int64_t per_task = std::max<int64_t>(1, kTaskBytes / (blocks.inner_bytes + kPlaceBytes));
  parallel_for((rows + per_task - 1) / per_task, blocks.nanoseconds(rows), [&](int64_t task) {
    int64_t row = task * per_task, end = std::min(rows, row + per_task);
    while (row < end) {
      int64_t outer = row / count, first = row % count;
      int64_t some = std::min(count - first, end - row);
      blocks.take(to + row * blocks.inner_bytes, from + blocks.outer_offset(outer),
                  places.subspan(first, some));
      row += some;
    }
  });
}

void put(const Tensor& to, const Tensor& value, int axis, int axes, std::span<const int64_t> places,
         Combine combine) {
  if (value.count() == 0) return;
  Blocks blocks(to, axis, axes);
  int64_t outer_bytes = static_cast<int64_t>(places.size()) * blocks.inner_bytes;
  int64_t outers = blocks.outer_count();
  if (blocks.inner_count == 1)
    return parallel_for(outers, blocks.nanoseconds(value.count()), [&](int64_t outer) {
      put_single(to.data_as<char>() + blocks.outer_offset(outer),
                 value.data_as<char>() + outer * outer_bytes, places, blocks.size, combine);
    });
  // Each element is met by one task only, and there by its values in order.
  double nanoseconds = blocks.nanoseconds(outers * static_cast<int64_t>(places.size()));
  int64_t parts = outers >= kParts || !worth_a_region(nanoseconds) ? 1 : kParts;
  bool by_columns = blocks.dense && blocks.inner_bytes >= kParts * kPageBytes / 8;
  parallel_for(outers * parts, nanoseconds, [&](int64_t task) {
    int64_t outer = task / parts;
    PutPart part{.target = to.data_as<char>() + blocks.outer_offset(outer),
                 .rows = value.data_as<char>() + outer * outer_bytes,
                 .number = task % parts,
                 .parts = parts};
    if (by_columns)
      blocks.put_columns(part, places, combine);
    else
      blocks.put_pages(part, places, combine);
  });
}

namespace {

/// The rows of an index tensor beside those of the tensor that it points into and of the other one.
struct Along {
  Tensor numbers;
  int64_t stride, extent;
  Rows<3> rows;  // 0: the indexed tensor, standing still along `axis`; 1: the other; 2: the numbers
  std::array<char*, 3> starts;
  bool single;  // no two rows are of one line of the indexed tensor

  Along(const Tensor& indexed, const Tensor& other, const Tensor& index, int axis)
      : numbers(index.dtype() == DType::kInt64 ? row_major(index) : wide_integers(index)),
        stride(byte_strides(indexed)[axis]),
        extent(indexed.shape()[axis]),
        rows(index.shape(), {still(indexed, axis), byte_strides(other), byte_strides(numbers)}),
        starts{indexed.data_as<char>(), other.data_as<char>(), numbers.data_as<char>()},
        single(axis + 1 == index.rank()) {}

  /// The place that each of these numbers names, in bytes.
  void offsets(const char* at, int64_t step, int64_t inner_step, int64_t n, int64_t* to) const {
    if (inner_step == 0 && step == sizeof(int64_t) && stride > 0 && (stride & (stride - 1)) == 0) {
      int shift = std::countr_zero(static_cast<uint64_t>(stride));
      const auto* index = reinterpret_cast<const int64_t*>(at);
      int64_t length = extent;
#pragma omp simd
      for (int64_t i = 0; i < n; ++i) {
        int64_t j = index[i] + (index[i] < 0 ? length : 0);
        to[i] = j >= 0 && j < length ? j << shift : Combine::kNowhere;
      }
      return;
    }
    for (int64_t i = 0; i < n; ++i) {
      int64_t j = *reinterpret_cast<const int64_t*>(at + i * step);
      j += j < 0 ? extent : 0;
      to[i] = j >= 0 && j < extent ? i * inner_step + j * stride : Combine::kNowhere;
    }
  }

  /// f(address in the indexed tensor, offsets there, address of the other one, step, how many).
  template <class F>
  auto by_offsets(F f) const {
    return [this, f](auto at, auto step, int64_t n) {
      std::array<int64_t, kTogether> places;
      for (int64_t i = 0; i < n; i += kTogether) {
        int64_t some = std::min(kTogether, n - i);
        offsets(at[2] + i * step[2], step[2], step[0], some, places.data());
        f(at[0] + i * step[0], places.data(), at[1] + i * step[1], step[1], some);
      }
    };
  }

 private:
  static Ints still(const Tensor& indexed, int axis) {
    Ints strides = byte_strides(indexed);
    strides[axis] = 0;
    return strides;
  }
};

}  // namespace

void take_along(const Tensor& out, const Tensor& x, const Tensor& index, int axis) {
  Along along(x, out, index, axis);
  with_size(size_of(x.dtype()), [&]<class T>(std::type_identity<T>) {
    auto move = [](const char* from, const int64_t* offsets, char* to, int64_t step, int64_t n) {
      for (int64_t i = 0; i < n; ++i)
        *reinterpret_cast<T*>(to + i * step) =
            offsets[i] == Combine::kNowhere ? T{} : *reinterpret_cast<const T*>(from + offsets[i]);
    };
    each_in_parallel(along.rows, along.starts, 1, kAlongGrain, along.by_offsets(move));
  });
}

void put_along(const Tensor& to, const Tensor& value, const Tensor& index, int axis,
               Combine combine) {
  Along along(to, value, index, axis);
  // In order where rows may meet; a line that is one row is never cut.
  auto each = [&](auto f) {
    if (along.single)
      each_in_parallel(along.rows, along.starts, 2,
                       std::max(kAlongGrain, along.rows.row_length() + 1), f);
    else
      along.rows.each(along.starts, f);
  };
  if (combine) return each(along.by_offsets(combine.places));
  with_size(size_of(to.dtype()), [&]<class T>(std::type_identity<T>) {
    each(along.by_offsets(
        [](char* at, const int64_t* offsets, const char* from, int64_t step, int64_t n) {
          for (int64_t i = 0; i < n; ++i)
            if (offsets[i] != Combine::kNowhere)
              *reinterpret_cast<T*>(at + offsets[i]) = *reinterpret_cast<const T*>(from + i * step);
        }));
  });
}

namespace {

/// `mask` keeps the bits that make a number differ from zero.
template <class T>
void collect(const Tensor& t, int64_t parts, T mask, std::vector<int64_t>& result) {
  const T* data = t.data_as<T>();
  auto any = [&](int64_t i) {
    bool found = (data[i * parts] & mask) != 0;
    return parts == 1 ? found : found || (data[i * parts + 1] & mask) != 0;
  };
  int64_t count = 0, found = 0;
#pragma omp simd reduction(+ : count)
  for (int64_t i = 0; i < t.count(); ++i) count += any(i) ? 1 : 0;
  // One more: each place is written before it is known whether it counts.
  result.resize(count + 1);
  for (int64_t i = 0; i < t.count() && found < count; ++i) {
    result[found] = i;
    found += any(i) ? 1 : 0;
  }
  result.resize(count);
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
