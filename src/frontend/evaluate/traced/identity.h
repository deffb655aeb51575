// Which Tensor from outside an object is, where that depends on a run-time condition: behind
// `y = x if c else x * 2` the name holds the caller's own x, or a new Tensor. A run-time number
// says which; it travels through joins and loops like any other, and what leaves is chosen by it.
#pragma once

#include <unordered_map>
#include <vector>

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

class Identities {
 public:
  static constexpr int kNew = -1;  // none from outside
  struct Choice {
    Object tensor;
    Object which;  // a run-time number: of `candidates`, or kNew
    std::vector<int> candidates;
  };

  /// Of an object from outside, or an argument; or of one made here that looks into such memory.
  int number_of(PyObject* outside);
  PyObject* object(int number) const { return known_[static_cast<size_t>(number)].get(); }
  /// Null where it is known what the Tensor is.
  const Choice* find(PyObject* tensor) const;
  /// Whose memory this one, another Tensor, looks into; null: nobody's that is here.
  const Choice* sharing(PyObject* tensor) const;
  void note(Choice choice);

 private:
  std::vector<Object> known_;
  std::unordered_map<PyObject*, Choice> choices_;
};

}  // namespace duet::frontend
