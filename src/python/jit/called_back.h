// Python functions that C code calls: a key of `sorted`, an `__eq__` behind `in`, a pattern's
// replacement. While a graph is recorded they are parts of the program like any other, so the
// machine that records carries them out: CPython's frame evaluation (PEP 523) hands them over.
#pragma once

namespace duet::python {

/// While one lives, threads that evaluate carry out what C code calls, and nothing is collected.
/// Needs the interpreter lock.
class CalledBack {
 public:
  CalledBack();
  ~CalledBack();
  CalledBack(const CalledBack&) = delete;
  CalledBack& operator=(const CalledBack&) = delete;
};

}  // namespace duet::python
