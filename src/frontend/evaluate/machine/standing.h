// The user's functions that run and have no frame of Python's: those of a machine, and those of a
// graph that visits Python. An error is drawn, and says where it was called from, with them in
// their places among Python's frames.
#pragma once

#include <vector>

#include "frontend/evaluate/machine/object.h"
#include "ir/graph.h"

namespace duet::frontend {

class Machine;

/// While it lives, what this machine or this node has come to is on this thread's stack.
class Standing {
 public:
  explicit Standing(const Machine& machine) : Standing(&machine, nullptr) {}
  explicit Standing(const ir::PlaceRef& place) : Standing(nullptr, &place) {}
  ~Standing();
  Standing(const Standing&) = delete;
  Standing& operator=(const Standing&) = delete;

  struct At {
    Object above;        // Python's frame that it was entered from; null: none
    ir::PlaceRef place;  // with all that it was called from
  };
  /// Of this thread, innermost first.
  static std::vector<At> all();

 private:
  Standing(const Machine* machine, const ir::PlaceRef* place);

  const Machine* machine_;
  const ir::PlaceRef* place_;
  Object above_;
  const Standing* before_;
};

}  // namespace duet::frontend
