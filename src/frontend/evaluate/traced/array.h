// Arrays of NumPy, as far as a running graph looks into them; the binding does it.
#pragma once

#include "frontend/evaluate/machine/object.h"

namespace duet::frontend {

/// The Tensor that `Tensor(array)` makes, over the array's own memory; null where the caller is not
/// the only one that knows the array, or copying costs less.
extern PyObject* (*take_array)(PyObject* array);

}  // namespace duet::frontend
