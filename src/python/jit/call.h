// One call of a compiled function: signature, specialisation, run, results.
#pragma once

#include "frontend/evaluate/boundary/signature.h"
#include "frontend/evaluate/jit_object.h"
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

/// Compiles for these arguments without running; false where the function will run in Python.
bool prepare_jit(frontend::JitObject* self, const frontend::CallArguments& arguments);

}  // namespace duet::python
