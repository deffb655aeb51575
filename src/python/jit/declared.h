// What a program has declared of the arguments of a compiled function: `input_signature`,
// `dynamic=1`, or `set_inputs` of a Cell.
#pragma once

#include "python/jit/compile.h"

namespace duet::python {

/// The extents of all Tensor arguments in a row, kOpenExtent where any was declared; nothing where
/// nothing was. Throws where the arguments are others than `set_inputs` says.
std::optional<std::vector<int64_t>> declared_extents(const JitCall& call,
                                                     const frontend::Signature& signature);

}  // namespace duet::python
