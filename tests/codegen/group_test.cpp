// Groups against plain loops: maps, reductions in lines and in columns, softmax, over many shapes
// and strides.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "base/parallel.h"
#include "codegen/compile.h"
#include "codegen/test_bodies.h"

namespace duet {
namespace {

struct Array {
  std::vector<float> data;
  std::vector<int64_t> strides;  // bytes
  Strided view() { return {data.data(), strides.data()}; }
};

int64_t product(const std::vector<int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

std::vector<int64_t> row_major(const std::vector<int64_t>& shape) {
  std::vector<int64_t> strides(shape.size());
  int64_t stride = sizeof(float);
  for (size_t a = shape.size(); a-- > 0; stride *= shape[a]) strides[a] = stride;
  return strides;
}

Array random_array(const std::vector<int64_t>& shape) {
  std::mt19937 generator(7);
  std::normal_distribution<float> normal;
  Array array{std::vector<float>(std::max<int64_t>(1, product(shape))), row_major(shape)};
  for (float& x : array.data) x = normal(generator);
  return array;
}

/// Strides of the reduced result: 0 along the row.
std::vector<int64_t> kept_strides(const std::vector<int64_t>& shape, uint64_t row_axes) {
  std::vector<int64_t> kept = shape;
  for (size_t a = 0; a < shape.size(); ++a)
    if (row_axes >> a & 1) kept[a] = 1;
  std::vector<int64_t> strides = row_major(kept);
  for (size_t a = 0; a < shape.size(); ++a)
    if (row_axes >> a & 1) strides[a] = 0;
  return strides;
}

template <class F>
void each_index(const std::vector<int64_t>& shape, F&& f) {
  std::vector<int64_t> index(shape.size());
  for (int64_t i = 0; i < product(shape); ++i) {
    int64_t rest = i;
    for (size_t a = shape.size(); a-- > 0; rest /= shape[a]) index[a] = rest % shape[a];
    f(index);
  }
}

float& at(Array& array, const std::vector<int64_t>& index) {
  int64_t offset = 0;
  for (size_t a = 0; a < index.size(); ++a) offset += index[a] * array.strides[a];
  return *reinterpret_cast<float*>(reinterpret_cast<char*>(array.data.data()) + offset);
}

void expect_map(std::vector<int64_t> shape, Array x, Array y, Array out) {
  const CompiledGroup& add = compile(map_group(add_body(DType::kFloat32)));
  const Strided operands[] = {x.view(), y.view()};
  const Strided outputs[] = {out.view()};
  run(add, shape, 0, operands, outputs);
  each_index(shape, [&](const auto& i) { ASSERT_EQ(at(out, i), at(x, i) + at(y, i)); });
}

TEST(Map, ContiguousOfAllLengths) {
  for (int64_t n = 0; n <= 300; ++n)
    expect_map({n}, random_array({n}), random_array({n}), random_array({n}));
}

TEST(Map, ScalarsWithoutAxes) {
  expect_map({}, random_array({}), random_array({}), random_array({}));
}

TEST(Map, BroadcastsEitherOperandAlongEitherAxis) {
  for (int64_t columns : {3, 64, 700}) {
    Array x = random_array({90, columns}), row = random_array({columns}),
          column = random_array({90});
    row.strides = {0, 4};
    column.strides = {4, 0};
    Array out = random_array({90, columns});
    expect_map({90, columns}, x, row, out);
    expect_map({90, columns}, column, x, out);
    expect_map({90, columns}, column, row, out);
  }
}

TEST(Map, TransposedAndSteppedOperandsAndOutput) {
  std::vector<int64_t> shape = {70, 90};
  Array x = random_array({90, 70}), y = random_array({70, 180}), out = random_array({90, 70});
  x.strides = {4, 70 * 4};
  y.strides = {180 * 4, 8};
  expect_map(shape, x, y, random_array(shape));
  out.strides = {4, 70 * 4};
  expect_map(shape, y, x, out);
  expect_map(shape, x, x, out);
}

TEST(Map, FourAxesThatDoNotCollapse) {
  std::vector<int64_t> shape = {3, 5, 7, 11};
  Array x = random_array({6, 10, 14, 22});
  x.strides = {2 * 10 * 14 * 22 * 4, 2 * 14 * 22 * 4, 2 * 22 * 4, 2 * 4};
  Array y = random_array({7});
  y.strides = {0, 0, 4, 0};
  expect_map(shape, x, y, random_array(shape));
}

/// The stated order of a fold, element by element.
float folded(const std::vector<float>& row, bool in_columns) {
  auto tree = [](auto&& self, std::vector<float> parts) -> float {
    if (parts.empty()) return 0;
    if (parts.size() == 1) return parts[0];
    size_t half = 1;
    while (half * 2 < parts.size()) half *= 2;
    return self(self, {parts.begin(), parts.begin() + half}) +
           self(self, {parts.begin() + half, parts.end()});
  };
  std::vector<float> parts;
  size_t piece = in_columns ? 64 : 16384;
  for (size_t first = 0; first < row.size(); first += piece) {
    size_t last = std::min(row.size(), first + piece);
    float lanes[64] = {};
    for (size_t i = first; i < last; ++i) lanes[in_columns ? 0 : (i - first) % 64] += row[i];
    for (int half = 32; half > 0; half /= 2)
      for (int l = 0; l < half; ++l) lanes[l] += lanes[l + half];
    parts.push_back(lanes[0]);
  }
  return tree(tree, parts);
}

void expect_sums(const std::vector<int64_t>& shape, uint64_t row_axes, Array x) {
  const CompiledGroup& sum = compile(reduce_group(copy_body(DType::kFloat32), Instr::kAdd));
  std::vector<int64_t> kept = shape, row = shape;
  for (size_t a = 0; a < shape.size(); ++a) (row_axes >> a & 1 ? kept : row)[a] = 1;
  Array out;
  out.strides = kept_strides(shape, row_axes);
  out.data.resize(std::max<int64_t>(1, product(kept)), -1);
  const Strided operands[] = {x.view()};
  const Strided outputs[] = {out.view()};
  run(sum, shape, row_axes, operands, outputs);
  size_t last = shape.size();
  while (last > 0 && shape[last - 1] == 1) --last;
  bool in_columns = last > 0 && !(row_axes >> (last - 1) & 1);
  each_index(kept, [&](std::vector<int64_t> index) {
    std::vector<float> values;
    each_index(row, [&](const std::vector<int64_t>& r) {
      std::vector<int64_t> i = index;
      for (size_t a = 0; a < i.size(); ++a) i[a] += r[a];
      values.push_back(at(x, i));
    });
    ASSERT_EQ(at(out, index), folded(values, in_columns)) << row_axes;
  });
}

TEST(Reduce, LinesOfAllLengths) {
  for (int64_t n = 0; n <= 300; ++n) expect_sums({2, n}, 2, random_array({2, n}));
}

TEST(Reduce, ColumnsOfAllWidths) {
  for (int64_t n = 0; n <= 200; n += n < 70 ? 1 : 13) expect_sums({5, n}, 1, random_array({5, n}));
}

TEST(Reduce, LongRowsInBothDirections) {
  expect_sums({100000}, 1, random_array({100000}));
  expect_sums({3, 50001}, 2, random_array({3, 50001}));
  expect_sums({1000, 33}, 1, random_array({1000, 33}));
}

TEST(Reduce, RowsOfOneElement) {
  expect_sums({40, 1}, 2, random_array({40, 1}));
  expect_sums({1, 40}, 1, random_array({1, 40}));
  expect_sums({}, 0, random_array({}));
}

TEST(Reduce, TransposedMemoryGivesTheBitsOfTheShape) {
  Array x = random_array({90, 70});
  x.strides = {4, 70 * 4};
  expect_sums({70, 90}, 2, x);
  expect_sums({70, 90}, 1, x);
}

Array softmax(std::vector<int64_t> shape, uint64_t row_axes, Array x) {
  Array out{std::vector<float>(product(shape)), row_major(shape)};
  const Strided operands[] = {x.view()};
  const Strided outputs[] = {out.view()};
  run(compile(softmax_group()), shape, row_axes, operands, outputs);
  return out;
}

TEST(Rows, SoftmaxAddsUpToOneInLinesAndColumns) {
  for (auto [rows, columns] :
       {std::pair<int64_t, int64_t>{7, 1000}, {300, 10}, {1, 40000}, {40000, 3}})
    for (uint64_t axis : {1, 2}) {
      Array x = random_array({rows, columns}), out = softmax({rows, columns}, axis, x);
      std::vector<double> sums(axis == 2 ? rows : columns);
      each_index({rows, columns},
                 [&](const auto& i) { sums[axis == 2 ? i[0] : i[1]] += at(out, i); });
      for (double sum : sums) EXPECT_NEAR(sum, 1, 1e-5);
    }
}

TEST(Rows, IndexOfTheLargest) {
  for (uint64_t axis : {1, 2}) {
    std::vector<int64_t> shape = {90, 200};
    Array x = random_array(shape);
    std::vector<int64_t> found(200, -1), strides = {axis == 1 ? 0 : 8, axis == 2 ? 0 : 8};
    const Strided operands[] = {x.view()};
    const Strided outputs[] = {{found.data(), strides.data()}};
    run(compile(argmax_group()), shape, axis, operands, outputs);
    int64_t rows = axis == 2 ? 90 : 200;
    for (int64_t r = 0; r < rows; ++r) {
      auto value = [&](int64_t i) {
        return at(x, axis == 2 ? std::vector{r, i} : std::vector{i, r});
      };
      int64_t best = 0;
      for (int64_t i = 1; i < (axis == 2 ? 200 : 90); ++i)
        if (value(i) > value(best)) best = i;
      ASSERT_EQ(found[r], best);
    }
  }
}

TEST(Rows, ThreadsDoNotChangeBits) {
  for (const std::vector<int64_t>& shape :
       {std::vector<int64_t>{200000}, {400, 500}, {100000, 3}, {3, 100000}})
    for (uint64_t axis : {1, 2}) {
      if (shape.size() == 1 && axis == 2) continue;
      Array x = random_array(shape);
      int before = thread_count();
      set_thread_count(1);
      Array one = softmax(shape, axis, x);
      set_thread_count(3);
      Array three = softmax(shape, axis, x);
      set_thread_count(before);
      ASSERT_EQ(one.data, three.data);
    }
}

}  // namespace
}  // namespace duet
