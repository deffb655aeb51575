// One product gives, for each place of the window, what it adds to each element under it; each
// element of the image then sums what its places have for it, in the order of the window.
#include "kernels/convolution_columns.h"

#include <algorithm>
#include <cstring>

#include "base/parallel.h"
#include "kernels/dnnl_matmul.h"

namespace duet::kernels {
namespace {

constexpr int64_t kChannels = 8;  // of a register
constexpr int64_t kMostBytes = 16 << 20;
typedef float Channels __attribute__((vector_size(kChannels * sizeof(float))));

/// (out channels, window, in channels), row-major.
Tensor window_major(const Tensor& w) {
  const Ints &s = w.shape(), &d = w.strides();
  Tensor result(DType::kFloat32, Ints{s[0], s[2] * s[3] * s[1]});
  auto* to = result.data_as<float>();
  const auto* from = w.data_as<const float>();
  for (int64_t o = 0; o < s[0]; ++o)
    for (int64_t a = 0; a < s[2]; ++a)
      for (int64_t b = 0; b < s[3]; ++b)
        for (int64_t c = 0; c < s[1]; ++c) *to++ = from[o * d[0] + c * d[1] + a * d[2] + b * d[3]];
  return result;
}

/// Sums of the columns for one line of the image.
struct LineSums {
  const float* columns;  // of this image: (places, window, channels)
  Ints places, kernel;   // two axes each
  int64_t top, left;     // padding
  int64_t channels, width;

  Channels sum(int64_t row, int64_t x) const {
    Channels total{};
    int64_t last = std::min(kernel[1] - 1, x + left);
    int64_t first = std::max<int64_t>(0, x + left - places[1] + 1);
    int64_t place = kernel[0] * kernel[1] * channels;
    for (int64_t a = 0; a < kernel[0]; ++a) {
      int64_t y = row + top - a;
      if (y < 0 || y >= places[0]) continue;
      const float* line = columns + (y * places[1] + x + left) * place + a * kernel[1] * channels;
      for (int64_t b = first; b <= last; ++b) {
        Channels part;
        std::memcpy(&part, line + b * (channels - place), sizeof part);
        total += part;
      }
    }
    return total;
  }
  /// Lanes behind the channels fall on the next element, which is written later.
  void write(int64_t row, float* to) const {
    for (int64_t x = 0; x < width; ++x) {
      Channels total = sum(row, x);
      bool last = (width - x) * channels < kChannels;
      std::memcpy(to + x * channels, &total, (last ? channels : kChannels) * sizeof(float));
    }
  }
};

}  // namespace

bool few_channels(const Tensor& dout, const Tensor& w, const Window& window, const Tensor& dx) {
  if (dx.dtype() != DType::kFloat32 || dx.rank() != 4 || window.groups != 1) return false;
  auto is_one = [](int64_t step) { return step == 1; };
  if (!std::ranges::all_of(window.stride, is_one) || !std::ranges::all_of(window.dilation, is_one))
    return false;
  int64_t columns = w.count() / w.shape()[0], places = dout.count() / dout.shape()[1];
  return dx.shape()[1] <= kChannels && dout.shape()[1] >= 8 && columns >= 32 && places >= 256 &&
         places * columns * static_cast<int64_t>(sizeof(float)) <= kMostBytes;
}

void input_grad_by_columns(const Tensor& dout, const Tensor& w, const Window& window,
                           const Tensor& dx) {
  const Ints &in = dx.shape(), &out = dout.shape(), &kernel = w.shape();
  int64_t places = out[0] * out[2] * out[3], columns = w.count() / kernel[0];
  // Reading a register of the last channels must stay inside.
  Tensor room(DType::kFloat32, Ints{places * columns + kChannels});
  Tensor product = room.view(contiguous(Ints{places, columns}));
  matmul(dout.view({{places, out[1]}, {out[1], 1}, dout.layout().offset}), window_major(w), {},
         product);
  const auto* from = product.data_as<const float>();
  auto* to = dx.data_as<float>();
  parallel_for(in[0] * in[2], static_cast<double>(places * columns), [&](int64_t line) {
    LineSums sums{from + line / in[2] * out[2] * out[3] * columns,
                  {out[2], out[3]},
                  {kernel[2], kernel[3]},
                  window.before[0],
                  window.before[1],
                  in[1],
                  in[3]};
    sums.write(line % in[2], to + line * in[3] * in[1]);
  });
}

}  // namespace duet::kernels
