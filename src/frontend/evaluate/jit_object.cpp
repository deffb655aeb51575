// What is known of compiled functions below the binding.
#include "frontend/evaluate/jit_object.h"

namespace duet::frontend {

PyTypeObject* jit_type = nullptr;

namespace {
thread_local int evaluations = 0;
}

bool evaluating() { return evaluations > 0; }
Evaluating::Evaluating() { ++evaluations; }
Evaluating::~Evaluating() { --evaluations; }

}  // namespace duet::frontend
