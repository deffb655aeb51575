// Where NumPy breaks the chain of a gradient: a note, once for each line of the user's.
#pragma once

#include "tensor/dtype.h"

namespace duet::python {

/// A Tensor is about to be made of an array. Says so where a value that has a gradient has become
/// an array before, while this gradient is recorded.
void note_made_of_array(DType dtype);

}  // namespace duet::python
