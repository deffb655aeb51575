// Intrusive reference counting: one word for the pointer, the count inside the object.
//
// An object is a `Counted<T>`; it is destroyed by `T::destroy(T*)` where that exists (pools), else
// by `delete`.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace duet {

template <class T>
class Counted {
 public:
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  void retain() const { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() const {
    if (count_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      T::destroy(const_cast<T*>(static_cast<const T*>(this)));
  }
  /// True if this reference is the only one: what it refers to may be overwritten.
  bool unique() const { return count_.load(std::memory_order_acquire) == 1; }
  uint32_t count() const { return count_.load(std::memory_order_relaxed); }

  static void destroy(T* object) { delete object; }

 private:
  // Only T itself can be a Counted<T>.
  friend T;
  Counted() = default;
  ~Counted() = default;

  mutable std::atomic<uint32_t> count_{0};
};

template <class T>
class Ref {
 public:
  Ref() = default;
  Ref(T* object) : object_(object) {
    if (object_) object_->retain();
  }
  Ref(const Ref& other) : Ref(other.object_) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  ~Ref() {
    if (object_) object_->release();
  }
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }
  friend bool operator==(const Ref& a, const Ref& b) { return a.object_ == b.object_; }
  /// Gives the reference away without counting; `adopt` takes it back.
  T* leak() { return std::exchange(object_, nullptr); }
  static Ref adopt(T* object) {
    Ref ref;
    ref.object_ = object;
    return ref;
  }

 private:
  T* object_ = nullptr;
};

}  // namespace duet
