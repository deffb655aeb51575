// Counting Python's frames, and measuring the stack.
#include "runtime/program/depth.h"

#include <pthread.h>

#include <cstddef>
#include <utility>

#include "base/error.h"

namespace duet {
namespace {

/// What the innermost call may still need: kernels, the library, the way back with an exception.
constexpr size_t kReserve = 768 << 10;

thread_local int64_t frames_left = INT64_MAX / 2;

/// The lowest address of this thread's stack; null where the system does not say.
const char* lowest() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return nullptr;
  void* address = nullptr;
  size_t size = 0;
  bool known = pthread_attr_getstack(&attributes, &address, &size) == 0;
  pthread_attr_destroy(&attributes);
  return known ? static_cast<const char*>(address) : nullptr;
}

bool has_stack() {
  thread_local const char* const low = lowest();
  char here = 0;
  return !low || static_cast<size_t>(&here - low) > kReserve;
}

}  // namespace

Deeper::Deeper(int64_t frames) : frames_(frames) {
  if (frames_left < frames || !has_stack())
    throw Error(ErrorKind::kRuntime, "maximum recursion depth exceeded");
  frames_left -= frames_;
}
Deeper::~Deeper() { frames_left += frames_; }

FramesLeft::FramesLeft(int64_t count) : before_(std::exchange(frames_left, count)) {}
FramesLeft::~FramesLeft() { frames_left = before_; }

}  // namespace duet
