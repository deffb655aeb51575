// How deep graphs may call each other: as deep as Python's functions may, whose calls they stand
// for, and as deep as this thread's stack. What goes deeper fails, and is done again in Python,
// which says so in its own way.
#pragma once

#include <cstdint>

#include "base/export.h"

namespace duet {

/// A graph that calls another, or itself. Throws where that is too deep.
class Deeper {
 public:
  /// `frames`: of Python's, that the callee stands for.
  explicit Deeper(int64_t frames);
  ~Deeper();
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  int64_t frames_;
};

/// While it lives, so many frames of Python's are left to this thread's graphs.
class DUET_API FramesLeft {
 public:
  explicit FramesLeft(int64_t count);
  ~FramesLeft();
  FramesLeft(const FramesLeft&) = delete;
  FramesLeft& operator=(const FramesLeft&) = delete;

 private:
  int64_t before_;
};

}  // namespace duet
