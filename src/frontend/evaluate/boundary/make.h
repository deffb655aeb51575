// From the results of a run to Python objects: what the call returns, what it writes outside.
#pragma once

#include "frontend/evaluate/boundary/compiled.h"

namespace duet::frontend {

/// A Tensor of the graph that Python has written: `object` is what it was given for `value`, or
/// what lies outside.
struct Rewritten {
  Tensor value;
  Object object;
};

/// Makes all objects of a point from its values, then does its writes, and gives the objects that
/// are asked for. What can fail fails before the first write.
SmallVector<Object, 2> make_point(const Point& point, std::span<const Value> values,
                                  const Signature& signature,
                                  std::span<const Rewritten> rewritten = {});
/// What a point has written outside, to be looked at later.
struct Written {
  Write::Kind kind;
  Object target, name, value;  // `value`: of a list or dict, a copy of what it got
  Tensor content;              // of a storage, what the graph has for it,
  uint64_t version = 0;        // and the version that the storage has with that
};
SmallVector<Object, 2> make_point(const Point& point, std::span<const Value> values,
                                  const Signature& signature, std::vector<Written>& written);
/// Whether all of it is still there; Tensors' elements are not looked at.
bool still_there(std::span<const Written> written);
/// The same at the end of the graph: what the call returns.
Object make_result(const Compiled& compiled, const Values& results, const Signature& signature);

/// A Tensor that nobody else sees writes to.
Object tensor_apart(const Tensor& tensor);
/// A number as int, float, bool or complex; a new reference.
PyObject* number_object(const Value& value);

}  // namespace duet::frontend
