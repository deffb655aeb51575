// Construction of Tensors.
#include "tensor/tensor.h"

#include <cstring>

#include "base/pool.h"

namespace duet {

TensorRep::TensorRep(DType dtype, Layout its_layout, Ref<Storage> its_storage)
    : dtype(dtype),
      contiguous(straighten(its_layout)),
      count(duet::count(its_layout.shape)),
      layout(std::move(its_layout)),
      storage(std::move(its_storage)) {}

void TensorRep::destroy(TensorRep* rep) {
  rep->~TensorRep();
  Pool<TensorRep>::give(rep);
}

Tensor::Tensor(DType dtype, std::span<const int64_t> shape)
    : Tensor(dtype, duet::contiguous(shape),
             Storage::make(Buffer::make(duet::count(shape) * size_of(dtype)))) {}

Tensor::Tensor(DType dtype, Layout layout, Ref<Storage> storage)
    : rep_(new(Pool<TensorRep>::take()) TensorRep(dtype, std::move(layout), std::move(storage))) {}

Tensor Tensor::filled(DType dtype, std::span<const int64_t> shape, const void* element) {
  Tensor t(dtype, shape);
  size_t size = size_of(dtype);
  auto* out = t.data_as<char>();
  for (int64_t i = 0; i < t.count(); ++i) std::memcpy(out + i * size, element, size);
  return t;
}

}  // namespace duet
