// Compiling one specialisation: evaluation under the interpreter lock, passes and code generation
// without it; one thread per key, others wait.
#pragma once

#include "frontend/evaluate/boundary/signature.h"
#include "frontend/evaluate/jit_object.h"
#include "python/jit/cache.h"

namespace duet::python {

/// What compiling a call gives. Throws as `frontend::evaluate` does.
struct Compilation {
  std::shared_ptr<const frontend::Compiled> compiled;
  std::shared_ptr<const GraphProgram> program;
};
using Compiler = Compilation (*)(PyObject* function, PyObject* args, PyObject* kwargs,
                                 const frontend::Signature& signature,
                                 const frontend::Settings& settings);

/// The one switch: null, and every function runs in Python.
Compiler compiler();
/// Tests put a double in its place; null puts the real one back.
void set_compiler(Compiler compiler);

struct JitCall {
  frontend::JitObject* self;
  frontend::CallArguments arguments;
  frontend::Settings settings;
};

/// Compiles the call and keeps the result, or waits until another thread has done that and gives
/// null. Where the function can not be compiled the result says so.
SpecialisationRef compile(const JitCall& call, frontend::Signature& signature, JitCache& cache,
                          PyObject* cache_object);

/// The arguments as a tuple, and as a dict or null.
Object positional_of(const frontend::CallArguments& arguments);
Object keywords_of(const frontend::CallArguments& arguments);

/// For each input of the graph the first one that has the same storage; of a number, itself.
std::vector<int> sharing(std::span<const Value> inputs);
/// The inputs of a call; false where a number does not fit the graph.
bool bind_inputs(const frontend::Compiled& compiled, const frontend::Signature& signature,
                 Values& inputs);

}  // namespace duet::python
