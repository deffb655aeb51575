// Single elements and nested lists: the parts of conversion that know each dtype's bytes.
#pragma once

#include "ops/value.h"
#include "python/object.h"

namespace duet::python {

/// The element at `bytes` as a Python number; a new reference.
PyObject* load_element(DType dtype, const void* bytes);
Value load_value(DType dtype, const void* bytes);

}  // namespace duet::python
