// Types of Tensors: broadcasting and texts.
#include "ops/type.h"

#include <algorithm>

namespace duet {

bool TensorType::known() const {
  return std::ranges::all_of(shape, [](Dim d) { return d.known(); });
}

Ints TensorType::sizes() const {
  Ints sizes;
  for (Dim d : shape) sizes.push_back(d.value());
  return sizes;
}

Dim TensorType::count() const {
  int64_t n = 1;
  for (Dim d : shape) {
    if (!d.known()) return Dim::unknown();
    n *= d.value();
  }
  return n;
}

TensorType tensor(DType dtype, Shape shape) { return {dtype, std::move(shape)}; }

Shape to_shape(std::span<const int64_t> sizes) { return {sizes.begin(), sizes.end()}; }

TensorType type_of(const Tensor& tensor) { return {tensor.dtype(), to_shape(tensor.shape())}; }

std::string describe(const Shape& shape) {
  std::string text = "(";
  for (size_t i = 0; i < shape.size(); ++i) {
    if (i) text += ", ";
    text += shape[i].known() ? fmt::format("{}", shape[i].value()) : "?";
  }
  return text + (shape.size() == 1 ? ",)" : ")");
}

std::string describe(const TensorType& type) {
  return fmt::format("{} {}", name(type.dtype), describe(type.shape));
}

std::optional<Shape> try_broadcast(const Shape& a, const Shape& b) {
  const Shape& longer = a.size() >= b.size() ? a : b;
  const Shape& shorter = a.size() >= b.size() ? b : a;
  Shape result = longer;
  size_t lead = longer.size() - shorter.size();
  for (size_t i = lead; i < result.size(); ++i) {
    Dim x = longer[i], y = shorter[i - lead];
    if (x == Dim(1))
      result[i] = y;
    else if (y == Dim(1) || x == y)
      result[i] = x;
    else if (differ(x, y))
      return std::nullopt;
    else
      result[i] = x.known() ? x : y;
  }
  return result;
}

}  // namespace duet
