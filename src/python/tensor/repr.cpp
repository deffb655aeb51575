// How a Tensor prints: MindSpore's `Tensor(shape=[2], dtype=Float32, value= [...])`, and under
// `print` NumPy's own text of the elements.
#include <cmath>

#include "ops/scalar/visit.h"
#include "python/tensor/element.h"
#include "python/tensor/numpy.h"
#include "python/tensor/object.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

/// Of a line of more elements, and of each axis of what has several, only the edges are shown.
constexpr int64_t kSummarize = 1000;
constexpr int64_t kEdge = 3;

std::string real_text(double value, int precision) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return fmt::format("{:.{}e}", value, precision);
}

int precision_of(DType dtype) { return is_half(dtype) ? 4 : 8; }

std::string element_text(DType dtype, const void* bytes, bool alone) {
  Value value = load_value(dtype, bytes);
  switch (value.kind()) {
    case Value::Kind::kBool:
      return value.as_bool() ? "True" : "False";
    case Value::Kind::kInt:
      return dtype == DType::kUInt64 ? fmt::format("{}", static_cast<uint64_t>(value.as_int()))
                                     : fmt::format("{}", value.as_int());
    case Value::Kind::kFloat:
      if (alone) return fmt::format("{:g}", value.as_float());
      return real_text(value.as_float(), precision_of(dtype));
    default: {
      std::complex<double> z = value.as_complex();
      return fmt::format("{:g}{:+g}j", z.real(), z.imag());
    }
  }
}

class Printer {
 public:
  explicit Printer(const Tensor& tensor)
      : tensor_(tensor), summarized_(tensor.rank() > 1 || tensor.count() > kSummarize) {
    collect(0, 0);
    if (is_float(tensor.dtype())) width_ = precision_of(tensor.dtype()) + 7;
    for (const std::string& text : texts_) width_ = std::max(width_, text.size());
    if (is_complex(tensor.dtype())) width_ = 0;
    if (is_bool(tensor.dtype())) width_ = std::max<size_t>(width_, 5);
  }

  std::string print() {
    axis_text(0);
    return std::move(out_);
  }

 private:
  /// Calls `item(i)` for each index shown along `axis`, `gap()` where some are left out.
  template <class Item, class Gap>
  void each(int axis, Item item, Gap gap) const {
    int64_t extent = tensor_.shape()[axis];
    if (!summarized_ || extent <= 2 * kEdge) {
      for (int64_t i = 0; i < extent; ++i) item(i);
      return;
    }
    for (int64_t i = 0; i < kEdge; ++i) item(i);
    gap();
    for (int64_t i = extent - kEdge; i < extent; ++i) item(i);
  }

  void collect(int axis, int64_t offset) {
    if (axis == tensor_.rank()) {
      auto size = static_cast<int64_t>(size_of(tensor_.dtype()));
      texts_.push_back(
          element_text(tensor_.dtype(), tensor_.data_as<char>() + offset * size, false));
      return;
    }
    each(axis, [&](int64_t i) { collect(axis + 1, offset + i * tensor_.strides()[axis]); }, [] {});
  }

  void axis_text(int axis) {
    if (axis == tensor_.rank()) {
      out_ += fmt::format("{:>{}}", texts_[next_++], width_);
      return;
    }
    bool last = axis + 1 == tensor_.rank();
    std::string separator = last ? ", " : ",\n" + std::string(axis + 1, ' ');
    bool first = true, after_gap = false;
    out_ += '[';
    each(
        axis,
        [&](int64_t i) {
          if (!first && !after_gap) out_ += separator;
          if (!summarized_ && i > 0 && i % per_line() == 0) out_ += "\n ";
          first = after_gap = false;
          axis_text(axis + 1);
        },
        [&] {
          out_ += last ? " ... "
                       : ",\n" + std::string(axis + 1, ' ') + "...\n" + std::string(axis + 1, ' ');
          after_gap = true;
        });
    if (!summarized_ && tensor_.count() % per_line() == 0) out_ += "\n ";
    out_ += ']';
  }

  /// Elements in a line of text.
  int64_t per_line() const {
    return is_float(tensor_.dtype()) || is_bool(tensor_.dtype()) ? 12 : 24;
  }

  const Tensor& tensor_;
  bool summarized_;
  size_t width_ = 0;
  std::vector<std::string> texts_;
  size_t next_ = 0;
  std::string out_;
};

std::string value_text(const Tensor& tensor) {
  with_elements(tensor, "the text of a Tensor");
  if (tensor.count() == 0) return tensor.rank() > 1 ? "\n" : " ";
  if (tensor.rank() == 0) return " " + element_text(tensor.dtype(), tensor.data(), true);
  return (tensor.rank() > 1 ? "\n" : " ") + Printer(tensor).print();
}

}  // namespace

PyObject* tensor_repr(PyObject* self) {
  return guarded([&] {
    const TensorRep* rep = as_object(self)->rep;
    std::string head =
        fmt::format("Tensor(shape=[{}], dtype={}, value=", fmt::join(rep->layout.shape, ", "),
                    display_name(rep->dtype));
    // A Tensor whose initializer waits has nothing to show yet.
    // Nor has one that was traced, in the text of an error that leaves the trace.
    bool waits = !rep->storage ||
                 (!rep->storage->data() && rep->storage->bytes() == 0 && unwrap(self).count() != 0);
    std::string text =
        head + (waits && !tracer() ? " <uninitialized>" : value_text(unwrap(self))) + ")";
    return PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size()));
  });
}

PyObject* tensor_str(PyObject* self) {
  return guarded([&]() -> PyObject* {
    if (!as_object(self)->rep->storage) return tensor_repr(self);
    Object array = checked(ndarray_over(unwrap(self)));
    return PyObject_Str(array.get());
  });
}

}  // namespace duet::python
