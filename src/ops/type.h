// What is known about a Tensor before it exists: dtype and extents, some of which may be unknown
// until run time.
#pragma once

#include <optional>
#include <string>

#include "base/small_vector.h"
#include "ops/value.h"

namespace duet {

/// One extent. `Unknown` is said, never a silent -1.
class Dim {
 public:
  Dim() = default;
  Dim(int64_t extent) : extent_(extent) {}
  static Dim unknown() { return {kUnknown}; }

  bool known() const { return extent_ != kUnknown; }
  /// Only of a known extent.
  int64_t value() const {
    DUET_CHECK(known());
    return extent_;
  }
  friend bool operator==(Dim, Dim) = default;

 private:
  static constexpr int64_t kUnknown = INT64_MIN;
  int64_t extent_ = kUnknown;
};

/// Known to differ; an unknown extent differs from nothing.
inline bool differ(Dim a, Dim b) { return a.known() && b.known() && a.value() != b.value(); }

using Shape = SmallVector<Dim, 6>;

struct DUET_API TensorType {
  DType dtype = DType::kFloat32;
  Shape shape;

  int rank() const { return static_cast<int>(shape.size()); }
  /// Counts from the end if negative.
  Dim dim(int axis) const { return shape[axis < 0 ? axis + rank() : axis]; }
  /// The axes before the last two.
  Shape batch() const { return {shape.begin(), shape.end() - 2}; }
  bool known() const;
  /// All extents; only if known.
  Ints sizes() const;
  /// Product of the extents, or unknown.
  Dim count() const;
  friend bool operator==(const TensorType&, const TensorType&) = default;
};

using Types = SmallVector<TensorType, 2>;

DUET_API TensorType tensor(DType dtype, Shape shape);
DUET_API TensorType type_of(const Tensor& tensor);
DUET_API Shape to_shape(std::span<const int64_t> sizes);
/// `float32 (8, ?)`.
DUET_API std::string describe(const TensorType& type);
DUET_API std::string describe(const Shape& shape);
inline DType promote(const TensorType& a, const TensorType& b) { return promote(a.dtype, b.dtype); }

/// NumPy's broadcasting; nothing if the shapes are known not to fit.
DUET_API std::optional<Shape> try_broadcast(const Shape& a, const Shape& b);
/// Shapes and extents in a row: join(batch, rows, columns).
template <class... Dims>
Shape join(Shape shape, Dims... dims) {
  (shape.push_back(Dim(dims)), ...);
  return shape;
}

}  // namespace duet
