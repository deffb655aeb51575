// One call of a compiled function: signature, specialisation, run, results.
#pragma once

#include "frontend/evaluate/boundary/signature.h"
#include "frontend/evaluate/jit_object.h"
#include "python/jit/cache.h"
#include "python/object.h"

namespace duet::python {

/// What programs set for all functions (mindspore/context.py).
struct JitContext {
  bool graph_mode = false;
  int level = 2;         // frontend::Settings::level
  bool fallback = true;  // MS_DEV_ENABLE_FALLBACK
  PyTypeObject* cell_type = nullptr;
};
extern JitContext jit_context;

/// A new reference, or null with an exception.
PyObject* call_jit(frontend::JitObject* self, const frontend::CallArguments& arguments);

/// What serves a call with these arguments, compiled if need be; `signature` is filled in. Null
/// where the function will run in Python.
SpecialisationRef specialisation_of(frontend::JitObject* self,
                                    const frontend::CallArguments& arguments,
                                    frontend::Signature& signature);

/// Compiles for these arguments without running; false where the function will run in Python.
bool prepare_jit(frontend::JitObject* self, const frontend::CallArguments& arguments);

/// The call in Python alone, with all compiled functions that it calls. A new reference, or null.
PyObject* call_plainly(const frontend::JitObject* self, const frontend::CallArguments& arguments);

}  // namespace duet::python
