// What C code reads on its own: `str(b)` of a list `b` looks into the lists that b holds. Those
// from outside are guarded, and where the program has changed one, what it reads is the change.
#pragma once

#include <unordered_set>
#include <vector>

#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {

/// While it lives, outside containers that `roots` reach hold what the program has made of them.
class Shown {
 public:
  template <typename... Roots>
  explicit Shown(TracedWorld& world, Roots... roots) : world_(world) {
    (look(roots), ...);
    show();
  }
  Shown(TracedWorld& world, const std::vector<Object>& roots);
  ~Shown();
  Shown(const Shown&) = delete;
  Shown& operator=(const Shown&) = delete;

 private:
  void look(PyObject* object);
  void look_into(PyObject* object);
  void show();

  TracedWorld& world_;
  std::unordered_set<PyObject*> seen_;
  std::vector<std::pair<PyObject*, PyObject*>> changed_;  // original, copy
  size_t shown_ = 0;
};

/// Whether it looks into the arguments: not one that only hands them on.
bool reads_deep(PyObject* callee);
/// The container whose items this method of it compares or shows; none of others.
Object reads_own_items(PyObject* callee);

}  // namespace duet::frontend
