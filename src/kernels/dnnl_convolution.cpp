// Convolutions by oneDNN, channels-last, weights in the layout that the library chooses.
#include "kernels/dnnl_convolution.h"

#include <cstring>

#include "base/error.h"
#include "kernels/convolution_columns.h"
#include "kernels/copy.h"
#include "kernels/dnnl_copy.h"
#include "kernels/dnnl_matmul.h"
#include "kernels/dnnl_primitive.h"
#include "kernels/packed_weights.h"
#include "kernels/weight_blocks.h"

namespace duet::kernels {
namespace {

using dnnl::memory;

enum : int64_t { kForward = 1001, kInputGrad, kWeightGrad };

memory::dims dims(std::span<const int64_t> values) { return {values.begin(), values.end()}; }

memory::desc image_desc(const Tensor& t) {
  return describe_memory(t.dtype(), channels_last(t.layout()));
}

/// (groups, out channels, in channels, spatial...) where there are groups, row-major.
memory::desc weight_desc(const Tensor& w, int64_t groups, bool any) {
  Ints shape = w.shape();
  if (groups > 1) {
    shape[0] /= groups;
    shape.insert(0, groups);
  }
  if (any) return {dims(shape), library_type(w.dtype()), memory::format_tag::any};
  return describe_memory(w.dtype(), contiguous(shape));
}

/// Whether the weight is to be in blocks of 16 by 16: where a row of the result has few places, the
/// library's first choice computes few products at once, and takes longer to reorder the weight to.
/// Types, extents and the processor decide, so that eager and compiled programs agree.
bool in_blocks(const Tensor& y, const Tensor& w, const Window& window) {
  constexpr int64_t kBlock = 16, kNarrow = 4;
  static const bool fits = dnnl::get_effective_cpu_isa() >= dnnl::cpu_isa::avx512_core;
  return fits && w.rank() == 4 && w.dtype() == DType::kFloat32 && window.groups == 1 &&
         y.shape()[3] <= kNarrow && w.shape()[0] % kBlock == 0 && w.shape()[1] % kBlock == 0;
}

int threads_of(const Tensor& w, const Tensor& y) {
  return threads_for(y.count() * (w.count() / w.shape()[0]));
}

/// What all three calls are planned from.
struct Problem {
  memory::desc image, weight, result, bias;
  memory::dims stride, dilation, before, after;
  bool blocks;
  int threads;

  Problem(const Tensor& x, const Tensor& w, const Tensor& y, const Tensor& b, const Window& window)
      : image(image_desc(x)),
        weight(weight_desc(w, window.groups, true)),
        result(image_desc(y)),
        stride(dims(window.stride)),
        dilation(dims(window.dilation)),
        before(dims(window.before)),
        after(dims(window.after)),
        blocks(in_blocks(y, w, window)),
        threads(threads_of(w, y)) {
    if (b) bias = describe_memory(b.dtype(), contiguous(b.shape()));
    for (auto& step : dilation) --step;  // the library counts the gaps
  }

  memory::desc weight_as(memory::format_tag blocked) const {
    return blocks ? memory::desc(weight.get_dims(), weight.get_data_type(), blocked) : weight;
  }

  dnnl::convolution_forward::primitive_desc forward() const {
    memory::desc by = weight_as(memory::format_tag::OIhw16i16o);
    auto kind = dnnl::prop_kind::forward_training;
    auto direct = dnnl::algorithm::convolution_direct;
    if (!bias.is_zero())
      return {engine(), kind,   direct,   image,  by,    bias,
              result,   stride, dilation, before, after, attributes(threads)};
    return {engine(),           kind, direct, image, by, result, stride, dilation, before, after,
            attributes(threads)};
  }
  dnnl::convolution_backward_data::primitive_desc input_grad() const {
    return {engine(),
            dnnl::algorithm::convolution_direct,
            image,
            weight_as(memory::format_tag::OIhw16o16i),
            result,
            stride,
            dilation,
            before,
            after,
            forward(),
            attributes(threads)};
  }
  dnnl::convolution_backward_weights::primitive_desc weight_grad() const {
    return {engine(),
            dnnl::algorithm::convolution_direct,
            image,
            weight,
            result,
            stride,
            dilation,
            before,
            after,
            forward(),
            attributes(threads)};
  }
};

Key problem_key(int64_t kind, const Tensor& x, const Tensor& w, const Tensor& y,
                const Window& window, bool bias) {
  Key key(kind, threads_of(w, y));
  key.add(static_cast<int64_t>(x.dtype()) * 2 + bias).add(x.shape()).add(w.shape());
  return key.add(window.stride)
      .add(window.before)
      .add(window.after)
      .add(window.dilation)
      .add(window.groups);
}

/// The operand as the library wants images.
Tensor image(const Tensor& t) {
  if (is_channels_last(t.layout())) return t;
  Tensor result(t.dtype(), t.shape());
  result = result.view(channels_last(result.layout()));
  copy(t, result);
  return result;
}

void make_channels_last(Tensor& t) { t = t.view(channels_last(t.layout())); }

Tensor widened(const Tensor& t) { return t ? packed(t, DType::kFloat32) : t; }

/// Runs `f` on a float32 result and rounds it into `out`.
template <class F>
void in_float32(Tensor& out, F f) {
  Tensor wide(DType::kFloat32, out.shape());
  f(wide);
  if (is_channels_last(wide.layout())) make_channels_last(out);
  copy(wide, out);
}

/// A window of one element: each place is a product of the channels with the weight.
bool pointwise(const Tensor& w, const Window& window) {
  for (int i = 2; i < w.rank(); ++i)
    if (w.shape()[i] != 1 || window.stride[i - 2] != 1 || window.before[i - 2] != 0 ||
        window.after[i - 2] != 0)
      return false;
  return window.groups == 1;
}

/// Of a row-major image: the product reads the channels across, so that the image is not reordered.
void pointwise_product(const Tensor& x, const Tensor& w, const Tensor& bias, const Tensor& out) {
  int64_t n = x.shape()[0], c = x.shape()[1], o = w.shape()[0], places = x.count() / (n * c);
  Layout image{{n, places, c}, {c * places, 1, places}, x.layout().offset};
  Layout weight{{c, o}, {1, c}, w.layout().offset};
  Layout result{{n, places, o}, {places * o, o, 1}, out.layout().offset};
  matmul(x.view(image), w.view(weight), bias, out.view(result));
}

/// What a sum over no channels leaves: the bias.
void without_channels(const Tensor& bias, const Tensor& out) {
  if (!bias) return fill_zero(out);
  Tensor added = bias;
  for (int axis = 2; axis < out.rank(); ++axis)
    added = added.view(insert_axis(added.layout(), added.rank()));
  copy_into(out, added.view(expand(added.layout(), out.shape())));
}

bool in_loops(DType dtype) { return !is_half(dtype) && !library_has(dtype); }

}  // namespace

bool convolves_channels_last(DType dtype) { return !in_loops(dtype); }

Layout channels_last(const Layout& layout) {
  Layout result = layout;
  int64_t stride = 1;
  auto place = [&](int axis) {
    result.strides[axis] = stride;
    stride *= std::max<int64_t>(layout.shape[axis], 1);
  };
  place(1);
  for (int axis = layout.rank() - 1; axis > 1; --axis) place(axis);
  place(0);
  return result;
}

bool is_channels_last(const Layout& layout) {
  Layout wanted = channels_last(layout);
  for (int i = 0; i < layout.rank(); ++i)
    if (layout.shape[i] != 1 && layout.strides[i] != wanted.strides[i]) return false;
  return true;
}

void convolution(const Tensor& x, const Tensor& w, const Tensor& bias, const Window& window,
                 Tensor& out) {
  if (out.count() == 0) return;
  if (w.count() == 0) return without_channels(bias, out);
  if (in_loops(out.dtype())) return convolution_loops(x, w, bias, window, out);
  if (!library_has(out.dtype()))
    return in_float32(out, [&](Tensor& wide) {
      convolution(widened(x), widened(w), widened(bias), window, wide);
    });
  Tensor weight = row_major(w), added = bias ? row_major(bias) : bias;
  make_channels_last(out);
  if (x.contiguous() && !is_channels_last(x.layout()) && pointwise(w, window))
    return pointwise_product(x, weight, added, out);
  Tensor from = image(x);
  bool has_bias = static_cast<bool>(bias);
  Planned& plan = planned(problem_key(kForward, x, w, out, window, has_bias), [&] {
    auto desc = Problem(x, w, out, added, window).forward();
    std::vector<Planned::Operand> operands{{DNNL_ARG_SRC, desc.src_desc()},
                                           {DNNL_ARG_WEIGHTS, desc.weights_desc()},
                                           {DNNL_ARG_DST, desc.dst_desc()}};
    if (has_bias) operands.push_back({DNNL_ARG_BIAS, desc.bias_desc()});
    return std::make_unique<Planned>(dnnl::convolution_forward(desc), std::move(operands),
                                     desc.scratchpad_desc());
  });
  PackedWeight by = pack_weight(weight, weight_desc(weight, window.groups, false), plan.desc(1));
  if (has_bias)
    plan.run({from.data(), by.data, out.data(), added.data()});
  else
    plan.run({from.data(), by.data, out.data()});
}

void convolution_input_grad(const Tensor& dout, const Tensor& w, const Window& window, Tensor& dx) {
  if (dx.count() == 0) return;
  if (in_loops(dx.dtype()) || dout.count() == 0) {
    if (dout.count() > 0) return input_grad_loops(dout, w, window, dx);
    std::memset(dx.data(), 0, dx.count() * size_of(dx.dtype()));
    return;
  }
  if (!library_has(dx.dtype()))
    return in_float32(
        dx, [&](Tensor& wide) { convolution_input_grad(widened(dout), widened(w), window, wide); });
  Tensor from = image(dout), weight = row_major(w);
  make_channels_last(dx);
  if (few_channels(dout, w, window, dx)) return input_grad_by_columns(from, weight, window, dx);
  Planned& plan = planned(problem_key(kInputGrad, dx, w, dout, window, false), [&] {
    auto desc = Problem(dx, w, dout, {}, window).input_grad();
    return std::make_unique<Planned>(
        dnnl::convolution_backward_data(desc),
        std::vector<Planned::Operand>{{DNNL_ARG_DIFF_DST, desc.diff_dst_desc()},
                                      {DNNL_ARG_WEIGHTS, desc.weights_desc()},
                                      {DNNL_ARG_DIFF_SRC, desc.diff_src_desc()}},
        desc.scratchpad_desc());
  });
  PackedWeight by = pack_weight(weight, weight_desc(weight, window.groups, false), plan.desc(1));
  plan.run({from.data(), by.data, dx.data()});
}

void convolution_weight_grad(const Tensor& dout, const Tensor& x, const Window& window,
                             const Tensor& dw) {
  if (dw.count() == 0) return;
  if (dout.count() == 0) {
    void* blocked = in_blocks(dw, window.groups);
    std::memset(blocked ? blocked : dw.data(), 0, dw.count() * size_of(dw.dtype()));
    return;
  }
  if (in_loops(dw.dtype())) return weight_grad_loops(dout, x, window, dw);
  if (!library_has(dw.dtype())) {
    Tensor wide(DType::kFloat32, dw.shape());
    convolution_weight_grad(widened(dout), widened(x), window, wide);
    return copy(wide, dw);
  }
  Tensor from = image(x), by = image(dout);
  Planned& plan = planned(problem_key(kWeightGrad, x, dw, dout, window, false), [&] {
    auto desc = Problem(x, dw, dout, {}, window).weight_grad();
    return std::make_unique<Planned>(
        dnnl::convolution_backward_weights(desc),
        std::vector<Planned::Operand>{{DNNL_ARG_SRC, desc.src_desc()},
                                      {DNNL_ARG_DIFF_DST, desc.diff_dst_desc()},
                                      {DNNL_ARG_DIFF_WEIGHTS, desc.diff_weights_desc()}},
        desc.scratchpad_desc());
  });
  WeightMemory to = memory_of(dw, weight_desc(dw, window.groups, false));
  if (plan.desc(2) == to.desc) return plan.run({from.data(), by.data(), to.data});
  Ref<Buffer> blocked = Buffer::make(plan.desc(2).get_size());
  plan.run({from.data(), by.data(), blocked->data()});
  reorder(plan.desc(2), blocked->data(), to.desc, to.data);
}

}  // namespace duet::kernels
