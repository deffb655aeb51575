// A Tensor: a dtype and a layout over a Storage. The handle is one pointer; what it points to does
// not change, except that the tape notes in it which recorded value it is.
#pragma once

#include "base/export.h"
#include "base/ref.h"
#include "tensor/dtype.h"
#include "tensor/layout.h"
#include "tensor/storage.h"

namespace duet {

class DUET_API TensorRep : public Counted<TensorRep> {
 public:
  TensorRep(DType dtype, Layout layout, Ref<Storage> storage);
  static void destroy(TensorRep* rep);

  DType dtype;
  bool contiguous;
  /// The tape's value of this view, valid while `var_version` is the storage's version.
  mutable uint64_t var_version = 0;
  mutable TapeVar var;
  int64_t count;
  Layout layout;
  Ref<Storage> storage;

 private:
  friend class Counted<TensorRep>;
  ~TensorRep() = default;
};

class DUET_API Tensor {
 public:
  Tensor() = default;
  /// Uninitialised, row-major.
  Tensor(DType dtype, std::span<const int64_t> shape);
  Tensor(DType dtype, Layout layout, Ref<Storage> storage);
  /// A 0-d tensor or a filled one; `bits` are the element's bytes.
  static Tensor filled(DType dtype, std::span<const int64_t> shape, const void* element);

  explicit operator bool() const { return static_cast<bool>(rep_); }
  DType dtype() const { return rep_->dtype; }
  const Ints& shape() const { return rep_->layout.shape; }
  const Ints& strides() const { return rep_->layout.strides; }
  const Layout& layout() const { return rep_->layout; }
  int rank() const { return rep_->layout.rank(); }
  int64_t count() const { return rep_->count; }
  bool contiguous() const { return rep_->contiguous; }
  const Ref<Storage>& storage() const { return rep_->storage; }
  TensorRep* rep() const { return rep_.get(); }
  /// The first element.
  void* data() const {
    return static_cast<char*>(rep_->storage->data()) +
           rep_->layout.offset * static_cast<int64_t>(size_of(rep_->dtype));
  }
  template <class T>
  T* data_as() const {
    return static_cast<T*>(data());
  }
  /// Another layout of the same storage.
  Tensor view(Layout layout) const { return {dtype(), std::move(layout), storage()}; }
  /// The same bytes without the tape's knowledge of them.
  Tensor detached() const { return {dtype(), layout(), storage()}; }

  TensorRep* leak() { return rep_.leak(); }
  static Tensor adopt(TensorRep* rep) {
    Tensor t;
    t.rep_ = Ref<TensorRep>::adopt(rep);
    return t;
  }
  explicit Tensor(Ref<TensorRep> rep) : rep_(std::move(rep)) {}

 private:
  Ref<TensorRep> rep_;
};

}  // namespace duet
