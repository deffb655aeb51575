// Working memory of one thread, 64-byte aligned, kept between calls.
#pragma once

#include <immintrin.h>

#include <cstdint>

#include "tensor/allocator.h"

namespace duet {

/// A part of the thread's scratch, given back at the end of the scope. Frames nest.
class ScratchFrame {
 public:
  /// `bytes` is an upper bound of what will be taken, alignment included (64 per piece).
  explicit ScratchFrame(int64_t bytes) : before_(arena().used) {
    Arena& all = arena();
    if (all.used == 0 && all.size < bytes) all.grow(bytes);
    if (all.size - all.used < bytes) own_ = static_cast<char*>(allocate(own_size_ = bytes));
  }
  ~ScratchFrame() {
    arena().used = before_;
    if (own_) deallocate(own_, own_size_);
  }
  ScratchFrame(const ScratchFrame&) = delete;
  ScratchFrame& operator=(const ScratchFrame&) = delete;

  char* take(int64_t bytes) {
    bytes = (bytes + 63) & ~int64_t{63};
    int64_t& used = own_ ? own_used_ : arena().used;
    char* at = (own_ ? own_ : arena().data) + used;
    used += bytes;
    return at;
  }

 private:
  struct Arena {
    char* data = nullptr;
    int64_t size = 0, used = 0;
    void grow(int64_t bytes) {
      if (data) deallocate(data, size);
      size = bytes < kLeast ? kLeast : bytes;
      data = static_cast<char*>(allocate(size));
    }
    ~Arena() {
      if (data) deallocate(data, size);
    }
  };
  static constexpr int64_t kLeast = int64_t{256} << 10;
  static Arena& arena() {
    thread_local Arena all;
    return all;
  }
  int64_t before_;
  int64_t own_size_ = 0, own_used_ = 0;
  char* own_ = nullptr;
};

/// Makes streaming stores visible before the thread says that it is done.
inline void finish_streaming() { _mm_sfence(); }

}  // namespace duet
