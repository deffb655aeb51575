// New shapes of arguments: a function that has been compiled for two sets of shapes is compiled
// with the extents unknown in which the third differs, where it is one graph then too. The key of
// such a specialisation is the signature's without extents; those that have not changed stand in
// it.
#pragma once

#include "python/jit/compile.h"

namespace duet::python {

/// The signature's key without extents; empty where no argument is a Tensor with axes.
std::string kind_of(const frontend::Signature& signature);
/// The extents of all Tensor arguments in a row.
std::vector<int64_t> extents_of(const frontend::Signature& signature);

/// One that was compiled with unknown extents and serves this call; or null. `accepts` looks at
/// its guards.
SpecialisationRef find_open(JitCache& cache, const std::string& kind,
                            const frontend::Signature& signature,
                            bool (*accepts)(const Specialisation&, const frontend::Signature&));

/// Compiles with unknown extents if it is time for that and the function stays one graph; or null.
SpecialisationRef compile_open(const JitCall& call, const std::string& kind,
                               const frontend::Signature& signature, JitCache& cache,
                               PyObject* cache_object);

}  // namespace duet::python
