// From the results of a run to Python objects: what the call returns, what it writes outside.
#pragma once

#include "frontend/evaluate/compiled.h"

namespace duet::frontend {

/// Makes all objects, then does all writes, and gives the result. What can fail fails before the
/// first write.
Object make_result(const Compiled& compiled, const Values& results, const Signature& signature);

/// A number as int, float, bool or complex; a new reference.
PyObject* number_object(const Value& value);

}  // namespace duet::frontend
