// Objects of which nobody knows whether they are one: behind a join one stands for this or that
// object that somebody else holds, too (branches/entangled.h). They come in groups; two of one
// group may be the same object, two of different groups are not.
#pragma once

#include <span>
#include <unordered_map>

#include "frontend/evaluate/machine/object.h"
#include "frontend/syntax/code.h"

namespace duet::frontend {

class Entanglements {
 public:
  /// They may be one, by the join of `fork` (null: a loop).
  void add(std::span<PyObject* const> objects, const syntax::Step* fork);
  bool contains(PyObject* object) const { return find(object) != nullptr; }
  const syntax::Step* fork_of(PyObject* object) const { return find(object)->fork; }

  /// Objects that are seen together.
  class Together {
   public:
    explicit Together(const Entanglements& all) : all_(all) {}
    /// One more of them; true if it may be one of those before.
    bool meets(PyObject* object);

   private:
    const Entanglements& all_;
    std::unordered_map<int, uint64_t> keys_;  // by group
  };

 private:
  struct One {
    Object object;  // keeps the key alive
    const syntax::Step* fork;
    int group;
  };
  static uint64_t key(PyObject* object);
  const One* find(PyObject* object) const;
  void merge(int from, int into);

  std::unordered_map<uint64_t, One> known_;
  int groups_ = 0;
};

}  // namespace duet::frontend
