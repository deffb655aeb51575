// Which objects may be joined into one. What two branches leave in one place, two lists or two
// Tensors, is one new object behind the join, which is right as long as nobody else holds either of
// them: a write through another name would be seen in the one and not in the other. So the places
// of both states are compared: objects correspond one to one, or they are *entangled*. What is
// entangled can be read; who writes it, or asks whether two such objects are one, has no join.
#pragma once

#include <set>

#include "frontend/evaluate/branches/fork.h"

namespace duet::frontend {

/// The references of two states of the same frame, place by place.
class References {
 public:
  References(TracedWorld& world, const State& first, const State& second);

  /// The object, of either state, has not one counterpart.
  bool entangled(PyObject* object) const;
  /// The program has made it: which Tensor from outside a name holds is a value (identity.h).
  bool ours(const Tensor& tensor) const;
  /// The contents of a born list or dict in that state; null if it is not there.
  PyObject* content(bool first, PyObject* object) const;

 private:
  using Key = uint64_t;  // an address, or the number of a storage; 0: no matter which it is
  Key key(PyObject* object) const;
  Key partner(PyObject* object) const;
  void both(PyObject* first, PyObject* second);
  void items(PyObject* first, PyObject* second);
  void alone(PyObject* object);
  void around();

  TracedWorld& world_;
  const State &first_, &second_;
  std::unordered_map<PyObject*, PyObject*> of_first_, of_second_;
  std::unordered_set<Key> same_;
  std::unordered_map<Key, std::unordered_set<Key>> partners_[2];
  std::unordered_set<PyObject*> seen_;
  std::set<std::pair<PyObject*, PyObject*>> pairs_;
};

}  // namespace duet::frontend
