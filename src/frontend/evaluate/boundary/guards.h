// Whether the world outside is still what a compiled function has read. Checks run no user code and
// change nothing but the versions that they remember.
//
// Guards on items of one dict stand together behind the dict's version: while it stays, one compare
// serves all of them. When it has changed, values are compared, and the new version is remembered
// if they are the same.
#pragma once

#include "frontend/evaluate/boundary/compiled.h"

namespace duet::frontend {

class Guards {
 public:
  /// `compiled` lives longer. With `first_values` what was read by name keeps the value it had.
  Guards(const Compiled& compiled, bool first_values);

  /// The first guard that does not hold, or null. Needs the interpreter lock.
  const Guard* broken(const Signature& signature) const;

 private:
  struct Watched {
    PyDictObject* dict;
    mutable uint64_t version;  // 0: not compared yet
    std::vector<const Guard*> guards;
  };
  struct TensorFact {
    const Guard* guard;
    DType dtype;
    Ints shape;
  };

  std::vector<Watched> dicts_;
  std::vector<const Guard*> types_;
  std::vector<TensorFact> tensors_;
  std::vector<const Guard*> others_;
};

/// An item without user code: text and numbers are found by hash, other keys as the same object.
/// Null: there is none. Borrowed.
PyObject* item_of(PyObject* dict, PyObject* key);
/// Equal bits for numbers and text of one type; for all else, the same object.
bool same_value(PyObject* a, PyObject* b);

}  // namespace duet::frontend
